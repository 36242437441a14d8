//! Jobs that begin by themselves: each round once, whichever process is first.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Time};
use jiff_sqlx::ToSqlx;

use super::{Registry, enqueue_once};
use crate::{App, Result, clock};

/// When rounds begin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Schedule {
    /// Every so many minutes, counted from midnight UTC on 1 January 1970.
    EveryMinutes(u32),
    /// Every day at this time in Beijing.
    DailyAt(Time),
}

impl Schedule {
    /// The beginning of the round that `now` falls in. Rounds that nobody was there to begin are not made up for.
    pub fn round(self, now: Timestamp) -> Timestamp {
        match self {
            Self::EveryMinutes(minutes) => {
                let length = i64::from(minutes.max(1)) * 60;
                now - SignedDuration::from_secs(now.as_second().rem_euclid(length))
                    - SignedDuration::from_nanos(i64::from(now.subsec_nanosecond()))
            }
            Self::DailyAt(time) => {
                let now = now.to_zoned(clock::china());
                let day = if now.time() >= time { now.date() } else { now.date() - 1.day() };
                // China has one offset all year: every local time exists once.
                day.to_datetime(time).to_zoned(clock::china()).map_or(Timestamp::MIN, |at| at.timestamp())
            }
        }
    }
}

/// The rounds this process has seen begun.
#[derive(Default)]
pub(super) struct Rounds(BTreeMap<&'static str, Timestamp>);

impl Rounds {
    /// Begins what is due.
    pub async fn begin_due(&mut self, app: &App, registry: &Registry) -> Result<()> {
        let now = app.clock.now();
        for handler in registry.handlers() {
            let Some(schedule) = handler.schedule() else { continue };
            let (kind, round) = (handler.kind(), schedule.round(now));
            if self.0.get(kind) != Some(&round) {
                begin(app, kind, round, now).await?;
                self.0.insert(kind, round);
            }
        }
        Ok(())
    }
}

async fn begin(app: &App, kind: &str, round: Timestamp, now: Timestamp) -> Result<()> {
    let mut transaction = app.database.begin().await?;
    let moved = sqlx::query!(
        "insert into job_rounds (kind, round) values ($1, $2)
         on conflict (kind) do update set round = excluded.round where job_rounds.round < excluded.round",
        kind,
        round.to_sqlx() as _
    )
    .execute(&mut *transaction)
    .await?;
    if moved.rows_affected() > 0 {
        enqueue_once(&mut transaction, kind, &(), "round", now).await?;
        transaction.commit().await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(schedule: Schedule, now: &str, round: &str) {
        assert_eq!(schedule.round(now.parse().unwrap()), round.parse().unwrap());
    }

    #[test]
    fn a_round_begins_at_its_time_in_beijing() {
        let at = Schedule::DailyAt(jiff::civil::time(3, 30, 0, 0));
        check(at, "2026-11-23T19:30:00Z", "2026-11-23T19:30:00Z");
        check(at, "2026-11-23T19:29:59Z", "2026-11-22T19:30:00Z");
        check(at, "2026-12-31T20:00:00Z", "2026-12-31T19:30:00Z");
    }

    #[test]
    fn rounds_of_minutes_lie_on_their_grid() {
        check(Schedule::EveryMinutes(5), "2026-11-23T01:34:59.9Z", "2026-11-23T01:30:00Z");
        check(Schedule::EveryMinutes(60), "2026-11-23T01:00:00Z", "2026-11-23T01:00:00Z");
    }
}
