//! 审计: every event of signing in, refused access, administration, export and seals, beside the events of cases, and
//! one chain over both in the order of commits.
//!
//! Writers insert in their own transaction and wait for nobody ([`note`]). The sealer comes behind them ([`seal()`])
//! and links what is older than every running transaction. Verifying recomputes all of it and compares it with the
//! roots that were published to a file outside the database ([`roots`]).

mod digest;
mod read;
pub mod roots;
mod run;
mod seal;
mod verify;
mod words;

use crate::openapi::{Routes, get};
use api::audit::EventKind;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

pub use run::{Nightly, publish, run};
pub use seal::seal;
pub use verify::verify_log;

use super::{id, session::Origin};
use crate::{App, Result};

pub fn router() -> Routes {
    Routes::new()
        .route("/", get(read::audit))
        .route("/export", get(read::export))
        .route("/verification", get(run::standing).post(run::verify_now))
}

/// What happened.
#[derive(Clone, Debug, Default)]
pub struct Happening<'a> {
    pub person: Option<Uuid>,
    /// As typed, where nobody was known by it.
    pub account: Option<&'a str>,
    /// Whom or what it concerned.
    pub subject: Option<Uuid>,
    pub case: Option<Uuid>,
    /// What else there is to say; no secrets, no contents of cases.
    pub detail: Option<serde_json::Value>,
    /// It was refused or failed.
    pub failed: bool,
}

impl Happening<'_> {
    /// Something that a person did.
    pub fn by(person: api::PersonId) -> Self {
        Self { person: Some(person.0), ..Self::default() }
    }
}

/// Records it, in the transaction of what it records.
///
/// # Errors
/// Where it cannot be recorded, what it records must not happen either: pass the error on.
pub async fn note(
    app: &App,
    connection: &mut PgConnection,
    kind: EventKind,
    origin: &Origin,
    what: Happening<'_>,
) -> Result<()> {
    note_at(app.clock.now(), connection, kind, origin, what).await
}

/// [`note`] for whoever is no server: what is done from the command line.
pub async fn note_at(
    now: Timestamp,
    connection: &mut PgConnection,
    kind: EventKind,
    origin: &Origin,
    what: Happening<'_>,
) -> Result<()> {
    let account: Option<String> = what.account.map(|account| account.chars().take(100).collect());
    sqlx::query!(
        "insert into security_events (id, at, kind, success, person_id, account, subject, case_id, channel, address, agent, detail)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        id::new(),
        now.to_sqlx() as _,
        kind.as_str(),
        !what.failed,
        what.person,
        account,
        what.subject,
        what.case,
        origin.channel.as_str(),
        origin.address.map(|address| address.to_string()),
        origin.agent,
        what.detail.unwrap_or_else(|| serde_json::json!({})).to_string(),
    )
    .execute(connection)
    .await?;
    Ok(())
}
