//! A calendar has changed: the deadlines that run are counted anew, from when each began.

use api::CaseId;
use flow::{ItemId, State};
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde::Deserialize;
use sqlx::PgConnection;
use uuid::Uuid;

use super::clock;
use crate::{
    App, Result,
    platform::{
        calendar::{self, Calendar},
        jobs::{Handler, Job, Outcome},
    },
};

/// The kind of the job.
pub const RECOUNT: &str = "cases.recount";
/// Items of one round.
const BATCH: i64 = 200;

/// Does it.
pub struct Recount;

/// Deadlines before this instant are left alone.
#[derive(Deserialize)]
struct Wanted {
    from: Timestamp,
}

/// An open item with a deadline, in the order of deadlines.
struct Running {
    case: Uuid,
    item: i32,
    due: Timestamp,
    state: serde_json::Value,
}

impl Handler for Recount {
    fn kind(&self) -> &'static str {
        RECOUNT
    }

    fn run<'a>(&'a self, app: &'a App, job: &'a Job) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let Wanted { from } = job.read()?;
            let mut after = (from, Uuid::nil(), 0);
            loop {
                let mut transaction = app.database.begin().await?;
                let calendar = app.calendar.get(&mut transaction).await?;
                let running = running(&mut transaction, after).await?;
                let Some(last) = running.last() else { return Ok(()) };
                after = (last.due, last.case, last.item);
                for item in running {
                    count(&mut transaction, &calendar, item).await?;
                }
                transaction.commit().await?;
            }
        })
    }
}

async fn running(connection: &mut PgConnection, after: (Timestamp, Uuid, i32)) -> Result<Vec<Running>> {
    Ok(sqlx::query!(
        r#"select w.case_id, w.item, w.due_at as "due_at!: jiff_sqlx::Timestamp", c.state
           from work_items w join cases c on c.id = w.case_id
           where w.state = 'open' and (w.due_at, w.case_id, w.item) > ($1, $2, $3)
           order by w.due_at, w.case_id, w.item limit $4"#,
        after.0.to_sqlx() as _,
        after.1,
        after.2,
        BATCH
    )
    .map(|row| Running { case: row.case_id, item: row.item, due: row.due_at.to_jiff(), state: row.state })
    .fetch_all(connection)
    .await?)
}

/// A clock that stands has no deadline to count; it moves when the case goes on.
async fn count(connection: &mut PgConnection, calendar: &Calendar, item: Running) -> Result<()> {
    let state: State = serde_json::from_value(item.state)?;
    let id = ItemId(u32::try_from(item.item).unwrap_or_default());
    let Some(term) = state.item(id).and_then(|item| item.due) else { return Ok(()) };
    let clocks = clock::clocks(connection, CaseId(item.case)).await?;
    let Some(clock) = clocks.get(&id) else { return Ok(()) };
    let found = calendar::deadline(calendar, clock.opened, term.into(), &clock.pauses);
    let Some(due) = found.at.filter(|due| *due != item.due) else { return Ok(()) };
    sqlx::query!(
        "update work_items set due_at = $4 where case_id = $1 and item = $2 and state = 'open' and due_at = $3",
        item.case,
        item.item,
        item.due.to_sqlx() as _,
        due.to_sqlx() as _
    )
    .execute(connection)
    .await?;
    Ok(())
}
