//! What the server does by itself: seal every second, verify and publish a root each night; and verifying on demand. The result is an event like any other, so that it can be looked up later.

use std::time::Duration;

use api::{
    Code,
    administration::Duty,
    audit::{EventKind, Standing, Verified},
};
use axum::extract::State;
use futures_util::future::BoxFuture;
use jiff::civil::time;
use sqlx::PgConnection;

use super::{
    Happening, note,
    roots::{self, Root},
    seal, verify_log,
};
use crate::{
    App, Error, Result,
    extract::Json,
    platform::{
        jobs::{Handler, Job, Limits, Outcome, Schedule},
        session::{Actor, Origin},
    },
};

const EVERY: Duration = Duration::from_secs(1);
/// So long an answer waits for a verification; a longer one is looked up when it is done.
const PATIENCE: Duration = Duration::from_secs(10);
/// Longest time for the verification of a night.
const NIGHT: Duration = Duration::from_secs(4 * 3600);
/// One verification at a time in the whole installation.
const LOCK: i64 = 0x7665_7269;

/// Seals until the server stops.
pub async fn run(app: App) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while app.stopping.run_until_cancelled(ticks.tick()).await.is_some() {
        if let Err(error) = seal(&app).await {
            tracing::error!(%error, "the audit could not be sealed");
        }
    }
}

/// Every night: the chain recomputed, and the day's root published.
pub struct Nightly;

impl Handler for Nightly {
    fn kind(&self) -> &'static str {
        "audit.nightly"
    }

    fn schedule(&self) -> Option<Schedule> {
        Some(Schedule::DailyAt(time(2, 0, 0, 0)))
    }

    fn limits(&self) -> Limits {
        Limits { time: NIGHT, ..Limits::default() }
    }

    fn run<'a>(&'a self, app: &'a App, _: &'a Job) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let verified = perform(app.clone(), Origin::internal(), None).await?;
            // What is not whole is not published as a root.
            if verified.is_some_and(|verified| verified.finding.is_none()) {
                publish(app).await?;
            }
            Ok(())
        })
    }
}

/// Appends today's root to the file, once a day. Returns whether it did.
///
/// # Errors
/// Where database or file cannot be reached.
pub async fn publish(app: &App) -> Result<bool> {
    let mut connection = app.database.acquire().await?;
    let end = sqlx::query!("select number, link from audit_log order by number desc limit 1")
        .fetch_optional(&mut *connection)
        .await?;
    let Some(end) = end else { return Ok(false) };
    let root = Root { day: app.clock.today(), number: end.number, link: end.link };
    let file = roots::file(&app.config.data);
    let written = tokio::task::spawn_blocking(move || roots::publish(&file, &root)).await?;
    written.map_err(|error| crate::error::internal(&error))
}

/// Recomputes everything and records the result. `None`: another one is under way.
async fn perform(app: App, origin: Origin, by: Option<api::PersonId>) -> Result<Option<Verified>> {
    seal(&app).await?;
    let mut transaction = app.database.begin().await?;
    // One instant: the sealer goes on meanwhile, and its work would look like a cut tail.
    sqlx::query!("set transaction isolation level repeatable read").execute(&mut *transaction).await?;
    let free = sqlx::query_scalar!(r#"select pg_try_advisory_xact_lock($1) as "free!""#, LOCK)
        .fetch_one(&mut *transaction)
        .await?;
    if !free {
        return Ok(None);
    }
    let file = roots::file(&app.config.data);
    let published = tokio::task::spawn_blocking(move || roots::read(&file)).await?;
    let published = published.map_err(|error| crate::error::internal(&error))?;
    let verified = verify_log(&mut transaction, &published, app.clock.now()).await?;
    if let Some(finding) = &verified.finding {
        tracing::error!(?finding, "the audit is not whole");
    }
    let what = Happening {
        person: by.map(|person| person.0),
        detail: Some(serde_json::to_value(&verified)?),
        failed: verified.finding.is_some(),
        ..Happening::default()
    };
    note(&app, &mut transaction, EventKind::AuditVerified, &origin, what).await?;
    transaction.commit().await?;
    Ok(Some(verified))
}

/// `POST /api/audit/verification`: begins one, and answers with its result where it is done soon.
pub async fn verify_now(actor: Actor, origin: Origin, State(app): State<App>) -> Result<Json<Standing>> {
    actor.administering(Duty::Audit)?;
    let task = tokio::spawn(perform(app.clone(), origin, Some(actor.person)));
    match tokio::time::timeout(PATIENCE, task).await {
        Ok(done) => {
            let verified = done??.ok_or_else(|| Error::new(Code::Busy))?;
            Ok(Json(Standing { running: false, last: Some(verified) }))
        }
        Err(_) => Ok(Json(Standing { running: true, last: None })),
    }
}

/// `GET /api/audit/verification`: the last result.
pub async fn standing(actor: Actor, State(app): State<App>) -> Result<Json<Standing>> {
    actor.administering(Duty::Audit)?;
    let mut connection = app.database.acquire().await?;
    let running = sqlx::query_scalar!(
        r#"select exists (select from pg_locks where locktype = 'advisory' and objid::bigint = $1
             and database = (select oid from pg_database where datname = current_database())) as "running!""#,
        LOCK
    )
    .fetch_one(&mut *connection)
    .await?;
    Ok(Json(Standing { running, last: last(&mut connection).await? }))
}

async fn last(connection: &mut PgConnection) -> Result<Option<Verified>> {
    let detail = sqlx::query_scalar!(
        "select detail from security_events where kind = 'audit_verified' order by at desc, id desc limit 1"
    )
    .fetch_optional(connection)
    .await?;
    Ok(detail.map(|detail| serde_json::from_str(&detail)).transpose()?)
}
