//! What is kept for a while only.

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, civil::time};
use jiff_sqlx::ToSqlx;

use super::{Handler, Job, Outcome, Schedule};
use crate::App;

/// Discarded dead letters stay so long: 等保 8.1.4.3 asks for half a year of records.
const DISCARDED: SignedDuration = SignedDuration::from_hours(24 * 183);

/// No upload takes so long.
const COMING: SignedDuration = SignedDuration::from_hours(24);

/// Every night: sweeps out discarded dead letters, and what is left of uploads that never ended.
pub struct Housekeeping;

impl Handler for Housekeeping {
    fn kind(&self) -> &'static str {
        "jobs.sweep"
    }

    fn schedule(&self) -> Option<Schedule> {
        Some(Schedule::DailyAt(time(2, 30, 0, 0)))
    }

    fn run<'a>(&'a self, app: &'a App, _: &'a Job) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let mut connection = app.database.acquire().await?;
            sqlx::query!(
                "delete from jobs where discarded_at < $1",
                (app.clock.now() - DISCARDED).to_sqlx() as _
            )
            .execute(&mut *connection)
            .await?;
            let swept = app.files.sweep(app.clock.now() - COMING).await?;
            if swept > 0 {
                tracing::info!(swept, "uploads that never ended were swept out");
            }
            Ok(())
        })
    }
}
