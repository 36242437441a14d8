//! The outbox: how it is written, read from a place, and swept.

use api::{CaseId, PersonId, live::Touched};
use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use super::Hint;
use crate::{
    App, Result,
    platform::jobs::{Handler, Job, Outcome, Schedule},
};

/// Who was away longer than this begins anew.
pub(super) const RESUMABLE: SignedDuration = SignedDuration::from_hours(1);
/// Longer than what can be resumed, for the clocks of several servers.
const KEPT: SignedDuration = SignedDuration::from_hours(2);
/// More than this is no resuming any more.
const MOST: i64 = 500;

/// Tells these people that their notices have changed. (Cases are told of where they are projected.)
pub async fn touch_notices(connection: &mut PgConnection, people: &[PersonId], now: Timestamp) -> Result<()> {
    let people: Vec<Uuid> = people.iter().map(|person| person.0).collect();
    sqlx::query!(
        "insert into outbox (kind, holders, handlers, at) values ('notices', $1, '{}', $2)",
        &people,
        now.to_sqlx() as _
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A place in the outbox: everything of transactions before `xid` has been read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub xid: u64,
}

/// One row as read.
pub(super) struct Row {
    pub sequence: i64,
    /// It may come again with the next reading.
    pub again: bool,
    pub hint: Hint,
}

/// What has come since a place, and the place to read on from. Rows of transactions that ran beside others are read
/// more than once: the reader tells them by their sequence.
pub(super) async fn read(connection: &mut PgConnection, from: &Place) -> Result<(Vec<Row>, Place)> {
    let rows = sqlx::query!(
        r#"select s.xmin::text as "xmin!", o.sequence as "sequence?", o.kind as "kind?", o.case_id, o.version,
                  o.holders as "holders?", o.handlers as "handlers?", coalesce(o.xid >= s.xmin, false) as "again!"
           from (select pg_snapshot_xmin(pg_current_snapshot()) as xmin) s
           left join outbox o on o.xid >= $1::text::xid8
           order by o.xid, o.sequence"#,
        from.xid.to_string()
    )
    .fetch_all(connection)
    .await?;
    let place = rows.first().and_then(|row| row.xmin.parse().ok()).map_or(from.clone(), |xid| Place { xid });
    let rows = rows
        .into_iter()
        .filter_map(|row| {
            let hint = hint(row.kind.as_deref()?, row.case_id, row.version, row.holders?, row.handlers?);
            Some(Row { sequence: row.sequence?, again: row.again, hint })
        })
        .collect();
    Ok((rows, place))
}

/// What has come for somebody since a place; nothing where it is too much to say one by one.
pub(super) async fn missed(
    connection: &mut PgConnection,
    from: &Place,
    holders: &[Uuid],
) -> Result<Option<Vec<Hint>>> {
    let rows = sqlx::query!(
        "select kind, case_id, version, holders, handlers from outbox
         where xid >= $1::text::xid8 and holders && $2 order by xid, sequence limit $3",
        from.xid.to_string(),
        holders,
        MOST + 1
    )
    .fetch_all(connection)
    .await?;
    if rows.len() as i64 > MOST {
        return Ok(None);
    }
    let hints =
        rows.into_iter().map(|row| hint(&row.kind, row.case_id, row.version, row.holders, row.handlers));
    Ok(Some(hints.collect()))
}

fn hint(
    kind: &str,
    case: Option<Uuid>,
    version: Option<i32>,
    holders: Vec<Uuid>,
    handlers: Vec<Uuid>,
) -> Hint {
    let touched = Touched { case: case.map(CaseId), version, mine: false, notices: kind == "notices" };
    Hint { holders, handlers, touched }
}

/// Sweeps what nobody resumes from any more.
pub struct Sweep;

impl Handler for Sweep {
    fn kind(&self) -> &'static str {
        "live.sweep"
    }

    fn schedule(&self) -> Option<Schedule> {
        Some(Schedule::EveryMinutes(10))
    }

    fn run<'a>(&'a self, app: &'a App, _: &'a Job) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let mut connection = app.database.acquire().await?;
            let before = (app.clock.now() - KEPT).to_sqlx();
            sqlx::query!("delete from outbox where at < $1", before as _).execute(&mut *connection).await?;
            Ok(())
        })
    }
}
