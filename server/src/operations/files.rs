//! `server files`: contents in quarantine, and letting out what was a false alarm. Whoever may do this has the machine; the
//! audit has it as well.

use anyhow::{Context, ensure};
use api::audit::EventKind;
use clap::Subcommand;
use sqlx::{ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};

use crate::{
    clock::Clock,
    platform::{
        audit::{Happening, note_at},
        session::Origin,
    },
};

#[derive(Subcommand)]
pub enum Command {
    /// What is in quarantine, newest first.
    List,
    /// Lets a content out of quarantine, after a false alarm of the scanner.
    Lift {
        /// As `list` shows it.
        sha256: String,
        /// 理由: kept in the audit.
        #[arg(long)]
        reason: String,
    },
}

/// Does it as the owner of the database.
///
/// # Errors
/// With words for the operator.
pub async fn run(command: Command, options: &PgConnectOptions) -> anyhow::Result<()> {
    let mut owner = options.connect().await.context("cannot connect to PostgreSQL")?;
    match command {
        Command::List => list(&mut owner).await,
        Command::Lift { sha256, reason } => lift(&mut owner, &sha256, reason.trim()).await,
    }
}

async fn list(owner: &mut PgConnection) -> anyhow::Result<()> {
    let rows = sqlx::query!(
        r#"select q.sha256, q.threat, q.found_at as "found_at: jiff_sqlx::Timestamp",
                  array(select distinct f.name from files f where f.sha256 = q.sha256 order by 1 limit 5) as "names!"
           from quarantined_contents q order by q.found_at desc, q.sha256"#
    )
    .fetch_all(owner)
    .await?;
    for row in rows {
        println!("{}  {}  {}  {}", row.sha256, row.found_at.to_jiff(), row.threat, row.names.join("、"));
    }
    Ok(())
}

async fn lift(owner: &mut PgConnection, sha256: &str, reason: &str) -> anyhow::Result<()> {
    ensure!((1..=400).contains(&reason.chars().count()), "a reason has between 1 and 400 characters");
    let mut transaction = owner.begin().await?;
    let threat =
        sqlx::query_scalar!("delete from quarantined_contents where sha256 = $1 returning threat", sha256)
            .fetch_optional(&mut *transaction)
            .await?
            .with_context(|| format!("{sha256} is not in quarantine"))?;
    let detail = Some(serde_json::json!({ "sha256": sha256, "threat": threat, "reason": reason }));
    let what = Happening { detail, ..Happening::default() };
    note_at(Clock::default().now(), &mut transaction, EventKind::FileLifted, &Origin::internal(), what)
        .await
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    transaction.commit().await?;
    println!("{sha256} is handed out again");
    Ok(())
}
