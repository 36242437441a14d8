//! Uploads are scanned for viruses where a scanner is named (ASVS 5.4.3). Where it cannot be asked, the office has
//! chosen: to refuse them (`clamd_required`), or to take them, say so in the audit, and have them scanned as soon as it
//! answers again.

use std::time::Duration;

use api::{Code, FileId, PersonId, audit::EventKind, files::File};
use bytes::Bytes;
use futures_util::{Stream, future::BoxFuture};
use jiff_sqlx::ToSqlx;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use super::clamd::{self, Verdict};
use crate::{
    App, Error, Result,
    platform::{
        audit::{Happening, note},
        jobs::{self, Handler, Job, Limits, Outcome},
        session::Origin,
    },
};

/// What the gate lets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passed {
    /// Scanned; or there is no scanner to ask.
    Checked,
    /// The scanner did not answer: to be scanned later.
    Unscanned,
}

/// Asks the scanner about content that has arrived and is not kept yet.
///
/// # Errors
/// `infected_file`; `scanner_down` where it must be asked and gives no verdict. Both are in the audit then.
pub async fn gate(
    app: &App,
    person: PersonId,
    origin: &Origin,
    (name, sha256): (&str, &str),
    content: impl Stream<Item = object_store::Result<Bytes>> + Unpin,
) -> Result<Passed> {
    let known = threat_in(&mut *app.database.acquire().await?, sha256).await?;
    let verdict = match (known, &app.config.clamd) {
        (Some(threat), _) => Ok(Verdict::Infected(threat)),
        (None, None) => return Ok(Passed::Checked),
        (None, Some(address)) => clamd::scan(address, content, patience(app)).await,
    };
    let (refused, detail) = match verdict {
        Ok(Verdict::Clean) => return Ok(Passed::Checked),
        Ok(Verdict::Infected(threat)) => {
            let detail = serde_json::json!({ "name": name, "sha256": sha256, "threat": threat });
            (Error::new(Code::InfectedFile).with_detail(threat), detail)
        }
        Err(error) => {
            tracing::error!(%error, "the virus scanner gives no verdict");
            if !app.config.clamd_required {
                return Ok(Passed::Unscanned);
            }
            let detail = serde_json::json!({ "name": name, "sha256": sha256, "scanner": "down" });
            (Code::ScannerDown.into(), detail)
        }
    };
    let what = Happening { detail: Some(detail), failed: true, ..Happening::by(person) };
    note(app, &mut *app.database.acquire().await?, EventKind::FileRefused, origin, what).await?;
    Err(refused)
}

/// Longest time for a verdict.
fn patience(app: &App) -> Duration {
    Duration::from_secs(app.config.clamd_seconds)
}

/// What was found in this content after it had been stored.
pub async fn threat_in(connection: &mut PgConnection, sha256: &str) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!("select threat from quarantined_contents where sha256 = $1", sha256)
        .fetch_optional(connection)
        .await?)
}

/// A file that was stored without having been scanned.
#[derive(Debug, Serialize, Deserialize)]
struct Unscanned {
    file: FileId,
    sha256: String,
}

/// Records that a file was taken unscanned, and that it is to be scanned, in the transaction that takes it.
pub async fn scan_later(
    app: &App,
    connection: &mut PgConnection,
    person: PersonId,
    origin: &Origin,
    file: &File,
) -> Result<()> {
    let detail = Some(serde_json::json!({ "name": file.name, "sha256": file.sha256 }));
    let what = Happening { subject: Some(file.id.0), detail, ..Happening::by(person) };
    note(app, connection, EventKind::FileUnscanned, origin, what).await?;
    let job = Unscanned { file: file.id, sha256: file.sha256.clone() };
    jobs::enqueue(connection, KIND, &job, app.clock.now()).await
}

const KIND: &str = "files.scan";

/// Scans what was taken while the scanner did not answer; what is infected goes into quarantine.
pub struct ScanLater;

impl Handler for ScanLater {
    fn kind(&self) -> &'static str {
        KIND
    }

    /// A scanner may be away for days; after the first minutes it is asked every hour.
    fn limits(&self) -> Limits {
        Limits { attempts: 200, time: Duration::from_secs(900), pause: Duration::from_secs(30) }
    }

    fn run<'a>(&'a self, app: &'a App, job: &'a Job) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let unscanned: Unscanned = job.read()?;
            // The office has given up scanning meanwhile.
            let Some(address) = &app.config.clamd else { return Ok(()) };
            let content = app.files.stream(&unscanned.sha256).await?;
            let verdict = clamd::scan(address, content, patience(app)).await?;
            Ok(settle(app, &unscanned, verdict).await?)
        })
    }
}

async fn settle(app: &App, unscanned: &Unscanned, verdict: Verdict) -> Result<()> {
    let mut transaction = app.database.begin().await?;
    let mut detail = serde_json::json!({ "sha256": unscanned.sha256 });
    let mut infected = false;
    if let Verdict::Infected(threat) = verdict {
        tracing::error!(file = %unscanned.file, %threat, "a stored file is infected");
        sqlx::query!(
            "insert into quarantined_contents (sha256, threat, found_at) values ($1, $2, $3)
             on conflict (sha256) do nothing",
            unscanned.sha256,
            threat,
            app.clock.now().to_sqlx() as _
        )
        .execute(&mut *transaction)
        .await?;
        (infected, detail["threat"]) = (true, threat.into());
    }
    let what = Happening {
        subject: Some(unscanned.file.0),
        detail: Some(detail),
        failed: infected,
        ..Happening::default()
    };
    note(app, &mut transaction, EventKind::FileScanned, &Origin::internal(), what).await?;
    transaction.commit().await?;
    Ok(())
}
