//! Jobs: work that is done after an act, or at a time of its own, by any server process.
//!
//! A job is enqueued in the transaction of the act that wants it. It is run at least once: a process may end between
//! doing and saying so, hence every [`Handler`] must bear being run twice. One that fails is tried again, later and
//! later; after its last attempt it is a dead letter (死信), which an administrator retries or discards.

mod dead;
mod housekeeping;
mod registry;
mod schedule;
mod workers;

use std::time::Duration;

pub use dead::{dead, discard, retry};
pub use housekeeping::Housekeeping;
pub use registry::Registry;
pub use schedule::Schedule;
pub use workers::Workers;

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{App, Result, platform::id};

/// What does the jobs of one kind.
pub trait Handler: Send + Sync {
    /// As in `jobs.kind`: `module.verb`.
    fn kind(&self) -> &'static str;

    /// Does the job. It may be run twice, also side by side with a run that lost its lease.
    fn run<'a>(&'a self, app: &'a App, job: &'a Job) -> BoxFuture<'a, Outcome>;

    fn limits(&self) -> Limits {
        Limits::default()
    }

    /// When rounds of this job begin by themselves, once over all processes. Their payload is `null`.
    fn schedule(&self) -> Option<Schedule> {
        None
    }
}

/// How often and how long a job of a kind is tried.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub attempts: i32,
    /// Longest time for one attempt.
    pub time: Duration,
    /// Wait after the first failure; doubled after each further one, up to an hour.
    pub pause: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { attempts: 8, time: Duration::from_secs(60), pause: Duration::from_secs(10) }
    }
}

/// A job as taken by a worker.
#[derive(Clone, Debug)]
pub struct Job {
    pub id: Uuid,
    pub kind: String,
    pub payload: serde_json::Value,
    /// This attempt's number, from 1.
    pub attempt: i32,
}

impl Job {
    /// The payload as what was enqueued.
    ///
    /// # Errors
    /// [`Failure::Hopeless`] where it is something else.
    pub fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T, Failure> {
        serde_json::from_value(self.payload.clone()).map_err(|error| Failure::Hopeless(error.to_string()))
    }
}

/// How an attempt ended.
pub type Outcome = std::result::Result<(), Failure>;

/// Why an attempt came to nothing.
#[derive(Clone, Debug)]
pub enum Failure {
    /// It may go better later.
    Again(String),
    /// It will never succeed: a dead letter at once.
    Hopeless(String),
}

impl<E: std::fmt::Display> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Again(format!("{error:#}"))
    }
}

/// Enqueues a job in the caller's transaction, to run at `run_at` or soon after. The workers are woken by the commit.
/// Ids carry the time they were made: jobs due at the same time run in the order they were enqueued.
pub async fn enqueue(
    connection: &mut PgConnection,
    kind: &str,
    payload: &impl Serialize,
    run_at: Timestamp,
) -> Result<()> {
    insert(connection, kind, payload, None, run_at).await.map(drop)
}

/// The same, unless a job of this kind with this key waits or runs already; false then.
pub async fn enqueue_once(
    connection: &mut PgConnection,
    kind: &str,
    payload: &impl Serialize,
    key: &str,
    run_at: Timestamp,
) -> Result<bool> {
    insert(connection, kind, payload, Some(key), run_at).await
}

async fn insert(
    connection: &mut PgConnection,
    kind: &str,
    payload: &impl Serialize,
    key: Option<&str>,
    run_at: Timestamp,
) -> Result<bool> {
    let done = sqlx::query!(
        "insert into jobs (id, kind, payload, unique_key, run_at, created_at)
         values ($1, $2, $3, $4, $5, $5)
         on conflict (kind, unique_key) where unique_key is not null and died_at is null do nothing",
        id::new(),
        kind,
        serde_json::to_value(payload)?,
        key,
        run_at.to_sqlx() as _
    )
    .execute(connection)
    .await?;
    Ok(done.rows_affected() > 0)
}
