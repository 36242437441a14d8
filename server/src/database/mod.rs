//! PostgreSQL: the pool, the one place where transactions begin, migrations.

mod asker;
mod bell;
mod private;
mod transaction;

use std::{str::FromStr, time::Duration};

use anyhow::Context;
pub use bell::{Bell, listen};
pub use private::{PrivateCluster, find_program, find_programs};
use sqlx::{
    AssertSqlSafe, PgConnection, PgPool, Postgres,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
};
pub use transaction::{Reading, Transaction};

use crate::{
    Error, Result,
    platform::{calendar, organization::spelling::spell_names, session::Actor},
};

static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();

/// The connections the server works with, as the role that cannot change history.
#[derive(Clone, Debug)]
pub struct Database {
    /// For transactions, and for what belongs to no case. Nobody asks, but in a transaction that says who.
    pool: PgPool,
    /// For reading what somebody may see; they cannot write. Lent by [`Database::lend`] only, which says who asks.
    readers: PgPool,
    bell: Bell,
}

impl Database {
    /// Connects as `tongzhou_app`, half of the connections for reading. Statements, locks and idle transactions are
    /// bounded.
    pub async fn connect(options: PgConnectOptions, connections: u32) -> Result<Self, sqlx::Error> {
        let options = options.application_name("tongzhou").options([
            ("role", "tongzhou_app"),
            ("statement_timeout", "5s"),
            ("lock_timeout", "4s"),
            ("idle_in_transaction_session_timeout", "20s"),
        ]);
        let readers = (connections / 2).max(1);
        Ok(Self {
            pool: pool((connections - readers).max(1)).connect_with(options.clone()).await?,
            readers: pool(readers)
                .connect_lazy_with(options.options([("default_transaction_read_only", "on")])),
            bell: Bell::default(),
        })
    }

    /// Begins a transaction of the office, which sees everything.
    pub async fn begin(&self) -> Result<Transaction> {
        self.begin_with(asker::begin_office()).await
    }

    /// Begins a transaction that sees what a person may see, until [`Transaction::go_on_as_office`].
    pub async fn begin_for(&self, actor: &Actor) -> Result<Transaction> {
        self.begin_with(asker::begin_person(actor)).await
    }

    /// For reading what a person may see.
    pub async fn read(&self, actor: &Actor) -> Result<Reading> {
        self.lend(asker::lend_person(actor)).await
    }

    /// For reading whatever there is: jobs, the audit, counts that show no case.
    pub async fn read_as_office(&self) -> Result<Reading> {
        self.lend(asker::lend_office()).await
    }

    /// Runs in a task of its own: were `begin` dropped half-way because the caller went away, its connection would
    /// return to the pool inside an open transaction, and what the next borrower writes would be lost without an error
    /// (sqlx#4385).
    #[expect(clippy::disallowed_methods, reason = "the one place where transactions begin")]
    async fn begin_with(&self, statement: String) -> Result<Transaction> {
        let pool = self.pool.clone();
        let begun = tokio::spawn(async move { pool.begin_with(AssertSqlSafe(statement)).await });
        Ok(Transaction::new(begun.await??, self.bell.clone()))
    }

    /// One message instead of the three of a transaction that is begun, awaited and rolled back. Were it dropped
    /// half-way, the next loan's would follow it.
    async fn lend(&self, statement: String) -> Result<Reading> {
        let mut connection = self.readers.acquire().await?;
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut *connection).await?;
        Ok(Reading(connection))
    }

    /// Rings after every commit.
    pub fn bell(&self) -> &Bell {
        &self.bell
    }

    /// A connection for what belongs to no case: accounts, the directory, settings, jobs. Nobody asks, so it sees no case.
    pub async fn acquire(&self) -> Result<PoolConnection<Postgres>> {
        Ok(self.pool.acquire().await?)
    }

    /// Whether PostgreSQL answers.
    pub async fn answers(&self) -> Result<()> {
        let mut connection = self.acquire().await?;
        sqlx::query!("select 1 as one").fetch_one(&mut *connection).await?;
        Ok(())
    }

    /// Connections open, and those of them that nobody uses.
    pub fn connections(&self) -> (u32, usize) {
        (self.pool.size() + self.readers.size(), self.pool.num_idle() + self.readers.num_idle())
    }

    pub async fn close(&self) {
        tokio::join!(self.pool.close(), self.readers.close());
    }
}

fn pool(connections: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(5))
        .test_before_acquire(false)
}

/// Parses a database address.
pub fn parse_url(url: &str) -> Result<PgConnectOptions> {
    PgConnectOptions::from_str(url).map_err(Error::from)
}

/// The newest version of the schema that this program knows.
pub fn known_schema() -> i64 {
    MIGRATOR.iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// The version of a database's schema; `None` where there is none.
pub async fn schema_of(owner: &mut PgConnection) -> Result<Option<i64>, sqlx::Error> {
    let there: bool = sqlx::query_scalar("select to_regclass('_sqlx_migrations') is not null")
        .fetch_one(&mut *owner)
        .await?;
    if !there {
        return Ok(None);
    }
    sqlx::query_scalar("select max(version) from _sqlx_migrations where success").fetch_one(owner).await
}

/// Brings the schema up to date, as the owner.
///
/// # Errors
/// Refuses a schema newer than this program: an old program must not write into it.
pub async fn migrate(options: &PgConnectOptions) -> anyhow::Result<()> {
    use sqlx::ConnectOptions;
    let mut owner = options.connect().await.context("cannot connect to PostgreSQL")?;
    let (found, known) = (schema_of(&mut owner).await?, known_schema());
    if let Some(found) = found.filter(|found| *found > known) {
        anyhow::bail!(
            "the database has schema {found}, this program knows {known}: install the newer program, or restore a backup made before the upgrade"
        );
    }
    MIGRATOR.run(&mut owner).await?;
    sqlx::query!("select begin_epoch()").execute(&mut owner).await?;
    install_flows(&mut owner).await?;
    calendar::install(&mut owner).await?;
    spell_names(&mut owner).await?;
    Ok(())
}

/// Adds the flow definitions that come with the modules and are not there yet. One that is there is never changed.
async fn install_flows(owner: &mut PgConnection) -> anyhow::Result<()> {
    for definition in crate::documents::flows()? {
        sqlx::query!(
            "insert into flow_definitions (key, version, body) values ($1, $2, $3) on conflict do nothing",
            definition.key,
            i32::try_from(definition.version)?,
            serde_json::to_value(&definition)?,
        )
        .execute(&mut *owner)
        .await?;
    }
    Ok(())
}
