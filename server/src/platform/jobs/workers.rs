//! One dispatcher a process takes what is due and gives each job a task of its own: one that panics, or takes too
//! long, ends alone.

use std::{sync::Arc, time::Duration};

use jiff::SignedDuration;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use tokio::{
    sync::{Notify, Semaphore, watch},
    task::{JoinHandle, JoinSet},
    time,
};
use uuid::Uuid;

use super::{Failure, Handler, Job, Limits, Outcome, Registry, schedule::Rounds};
use crate::{App, Result, platform::id};

/// A job whose process has not been heard of for so long is taken by another.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often is looked although nobody rang: for jobs whose time has come, and in case a ring was lost.
const POLL: Duration = Duration::from_secs(2);
/// Between two looks, however often the bell rings.
const BREATH: Duration = Duration::from_millis(25);
/// How long jobs may go on when the server stops.
const GRACE: Duration = Duration::from_secs(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);
const LONGEST_ERROR: usize = 2000;

/// The workers of this process.
pub struct Workers {
    stop: watch::Sender<bool>,
    dispatcher: JoinHandle<()>,
}

impl Workers {
    /// Starts running jobs, at most `count` side by side.
    pub fn start(app: App, registry: Registry, count: usize) -> Self {
        let (stop, stopped) = watch::channel(false);
        let dispatcher = Dispatcher {
            app,
            registry,
            process: id::new(),
            room: Arc::new(Semaphore::new(count)),
            finished: Arc::default(),
        };
        Self { stop, dispatcher: tokio::spawn(dispatcher.run(stopped)) }
    }

    /// Takes nothing new, lets what runs come to its end, and gives back what does not within ten seconds.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if let Err(error) = self.dispatcher.await {
            tracing::error!(%error, "the dispatcher of jobs ended");
        }
    }
}

struct Dispatcher {
    app: App,
    registry: Registry,
    /// Who leases.
    process: Uuid,
    room: Arc<Semaphore>,
    /// Told whenever a job has ended: there is room again.
    finished: Arc<Notify>,
}

impl Dispatcher {
    async fn run(self, mut stopped: watch::Receiver<bool>) {
        let mut bell = self.app.database.bell().hear();
        let mut rounds = Rounds::default();
        let mut running = JoinSet::new();
        while !*stopped.borrow() {
            let looked = async {
                rounds.begin_due(&self.app, &self.registry).await?;
                self.take().await
            };
            let taken = looked.await.unwrap_or_else(|error: crate::Error| {
                tracing::warn!(%error, "no jobs could be taken");
                Vec::new()
            });
            for job in taken {
                let Ok(permit) = self.room.clone().try_acquire_owned() else { break };
                let Some(handler) = self.registry.get(&job.kind) else { continue };
                let (app, process, finished) = (self.app.clone(), self.process, self.finished.clone());
                running.spawn(async move {
                    attempt(&app, process, handler, job).await;
                    drop(permit);
                    finished.notify_one();
                });
            }
            while running.try_join_next().is_some() {}
            time::sleep(BREATH).await;
            tokio::select! {
                _ = bell.changed() => {}
                () = self.finished.notified() => {}
                _ = stopped.changed() => {}
                () = time::sleep(POLL) => {}
            }
        }
        let finished = async { while running.join_next().await.is_some() {} };
        if time::timeout(GRACE, finished).await.is_err() {
            running.shutdown().await;
        }
        if let Err(error) = give_back(&self.app, self.process).await {
            tracing::warn!(%error, "jobs wait for the end of their lease");
        }
    }

    /// Leases as many due jobs as there is room for.
    async fn take(&self) -> Result<Vec<Job>> {
        let room = self.room.available_permits();
        if room == 0 {
            return Ok(Vec::new());
        }
        let now = self.app.clock.now();
        let mut connection = self.app.database.acquire().await?;
        let rows = sqlx::query!(
            "with due as (
                 select id from jobs where died_at is null and run_at <= $1 and kind = any($2)
                 order by run_at, id limit $3 for update skip locked)
             update jobs j set leased_by = $4, run_at = $5, attempts = attempts + 1
             from due where j.id = due.id
             returning j.id, j.kind, j.payload, j.attempts, j.last_error",
            now.to_sqlx() as _,
            &self.registry.kinds(),
            i64::try_from(room).unwrap_or(i64::MAX),
            self.process,
            (now + LEASE).to_sqlx() as _
        )
        .fetch_all(&mut *connection)
        .await?;
        let mut taken = Vec::new();
        for row in rows {
            let limits = self.registry.get(&row.kind).map(|handler| handler.limits()).unwrap_or_default();
            let job = Job { id: row.id, kind: row.kind, payload: row.payload, attempt: row.attempts };
            if job.attempt > limits.attempts {
                let error = row.last_error.unwrap_or_else(|| "the process ended in every attempt".to_owned());
                bury(&self.app, &mut connection, &job, &error).await?;
            } else {
                taken.push(job);
            }
        }
        Ok(taken)
    }
}

/// Runs one attempt and writes down how it ended.
async fn attempt(app: &App, process: Uuid, handler: Arc<dyn Handler>, job: Job) {
    let limits = handler.limits();
    let outcome = supervised(app, process, handler, &job, limits.time).await;
    let Some(outcome) = outcome else { return };
    if let Err(failure) = &outcome {
        tracing::warn!(kind = job.kind, job = %job.id, attempt = job.attempt, ?failure, "a job failed");
    }
    // Not written down, it is run again when its lease has ended.
    if let Err(error) = settle(app, process, &job, &outcome, limits).await {
        tracing::error!(kind = job.kind, job = %job.id, %error, "the end of a job was not written down");
    }
}

/// The outcome of a job within its time, its lease renewed meanwhile; nothing where the lease was lost.
async fn supervised(
    app: &App,
    process: Uuid,
    handler: Arc<dyn Handler>,
    job: &Job,
    limit: Duration,
) -> Option<Outcome> {
    let (for_job, its_app) = (job.clone(), app.clone());
    let mut work = AbortOnDrop(tokio::spawn(async move { handler.run(&its_app, &for_job).await }));
    let mut beat = time::interval_at(time::Instant::now() + HEARTBEAT, HEARTBEAT);
    let deadline = time::sleep(limit);
    tokio::pin!(deadline);
    loop {
        tokio::select! {
            ended = &mut work.0 => return Some(match ended {
                Ok(outcome) => outcome,
                Err(error) => Err(Failure::Again(error.to_string())),
            }),
            () = &mut deadline => {
                return Some(Err(Failure::Again(format!("not finished within {} s", limit.as_secs()))));
            }
            _ = beat.tick() => match renew(app, process, job).await {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => tracing::warn!(%error, "a lease was not renewed"),
            },
        }
    }
}

struct AbortOnDrop(JoinHandle<Outcome>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn renew(app: &App, process: Uuid, job: &Job) -> Result<bool> {
    let mut connection = app.database.acquire().await?;
    let renewed = sqlx::query!(
        "update jobs set run_at = $4 where id = $1 and leased_by = $2 and attempts = $3",
        job.id,
        process,
        job.attempt,
        (app.clock.now() + LEASE).to_sqlx() as _
    )
    .execute(&mut *connection)
    .await?;
    Ok(renewed.rows_affected() > 0)
}

/// Done: gone. Failed: later again, or given up.
async fn settle(app: &App, process: Uuid, job: &Job, outcome: &Outcome, limits: Limits) -> Result<()> {
    let mut connection = app.database.acquire().await?;
    match outcome {
        Ok(()) => {
            sqlx::query!(
                "delete from jobs where id = $1 and leased_by = $2 and attempts = $3",
                job.id,
                process,
                job.attempt
            )
            .execute(&mut *connection)
            .await?;
        }
        Err(Failure::Again(error)) if job.attempt < limits.attempts => {
            let again = app.clock.now() + pause(job.attempt, limits.pause);
            sqlx::query!(
                "update jobs set leased_by = null, run_at = $4, last_error = $5
                 where id = $1 and leased_by = $2 and attempts = $3",
                job.id,
                process,
                job.attempt,
                again.to_sqlx() as _,
                shortened(error)
            )
            .execute(&mut *connection)
            .await?;
        }
        Err(Failure::Again(error) | Failure::Hopeless(error)) => {
            bury(app, &mut connection, job, error).await?;
        }
    }
    Ok(())
}

async fn bury(app: &App, connection: &mut PgConnection, job: &Job, error: &str) -> Result<()> {
    tracing::error!(kind = job.kind, job = %job.id, error, "a job was given up");
    sqlx::query!(
        "update jobs set leased_by = null, died_at = $2, last_error = $3 where id = $1 and attempts = $4",
        job.id,
        app.clock.now().to_sqlx() as _,
        shortened(error),
        job.attempt
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What this process still holds may be taken by others at once.
async fn give_back(app: &App, process: Uuid) -> Result<()> {
    let mut connection = app.database.acquire().await?;
    sqlx::query!(
        "update jobs set leased_by = null, run_at = $2, attempts = attempts - 1 where leased_by = $1",
        process,
        app.clock.now().to_sqlx() as _
    )
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// Doubled with every attempt, and scattered over its upper half so that what failed together does not return together.
fn pause(attempt: i32, first: Duration) -> Duration {
    let doubled = first.saturating_mul(1 << (attempt - 1).clamp(0, 20)).min(LONGEST_PAUSE);
    doubled.mul_f64(rand::random_range(0.5..1.0))
}

fn shortened(error: &str) -> String {
    // PostgreSQL cannot hold NUL.
    error.chars().filter(|c| *c != '\0').take(LONGEST_ERROR).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stay_bounded() {
        let first = Duration::from_secs(10);
        for attempt in 1..40 {
            let pause = pause(attempt, first);
            let whole = first.saturating_mul(1 << (attempt - 1).min(20)).min(LONGEST_PAUSE);
            assert!(pause >= whole / 2 && pause <= whole, "{attempt}: {pause:?}");
        }
    }
}
