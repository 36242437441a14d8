//! 催办 by the system: whoever lets a deadline come near is told once, and once more when it has come.

use api::{CaseId, PersonId, notices::NoticeKind};
use flow::ItemId;
use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

use super::clock;
use crate::{
    App, Result,
    platform::{
        calendar::{self, Calendar, Pause},
        jobs::{Handler, Job, Outcome, Schedule},
        notices,
    },
};

/// Deadlines farther away than this are near by no rule: terms of the flow are counted in days.
const HORIZON: SignedDuration = SignedDuration::from_hours(24 * 60);
/// Items looked at together.
const BATCH: i64 = 500;

/// Every five minutes: urges where a lamp has changed.
pub struct UrgeDue;

/// An open item whose deadline may be near.
struct Waiting {
    case: CaseId,
    item: i32,
    person: PersonId,
    /// When it first came to its handler.
    opened: Timestamp,
    due: Timestamp,
    yellow_from: u32,
}

impl Handler for UrgeDue {
    fn kind(&self) -> &'static str {
        "cases.urge"
    }

    fn schedule(&self) -> Option<Schedule> {
        Some(Schedule::EveryMinutes(5))
    }

    fn run<'a>(&'a self, app: &'a App, _: &'a Job) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let now = app.clock.now();
            let mut after = (Timestamp::UNIX_EPOCH, Uuid::nil(), 0);
            loop {
                let waiting = waiting(app, now, after).await?;
                let Some(last) = waiting.last() else { return Ok(()) };
                after = (last.due, last.case.0, last.item);
                for item in &waiting {
                    if let Some(moment) = moment(app, item, now).await? {
                        urge(app, item, moment, now).await?;
                    }
                }
            }
        })
    }
}

/// Open items with a deadline, the earliest first, those left out that have been told of it already. A suspended case
/// is left in peace.
async fn waiting(app: &App, now: Timestamp, after: (Timestamp, Uuid, i32)) -> Result<Vec<Waiting>> {
    let mut connection = app.database.read_as_office().await?;
    let rows = sqlx::query!(
        r#"select w.case_id, w.item, w.person_id, coalesce(w.first_opened_at, w.opened_at) as "opened_at!: jiff_sqlx::Timestamp",
                  w.due_at as "due_at!: jiff_sqlx::Timestamp", coalesce(own.yellow_from, general.yellow_from) as "yellow_from!"
           from work_items w
           join cases c on c.id = w.case_id and c.status <> 'suspended'
           join lamp_rules general on general.module = ''
           left join lamp_rules own on own.module = c.module
           where w.state = 'open' and w.due_at < $1 and (w.due_at, w.case_id, w.item) > ($2, $3, $4)
             and not exists (select from system_urgings u
                             where u.case_id = w.case_id and u.item = w.item and u.due_at = w.due_at and u.moment = 'due')
           order by w.due_at, w.case_id, w.item limit $5"#,
        (now + HORIZON).to_sqlx() as _,
        after.0.to_sqlx() as _,
        after.1,
        after.2,
        BATCH
    )
    .map(|row| Waiting {
        case: CaseId(row.case_id),
        item: row.item,
        person: PersonId(row.person_id),
        opened: row.opened_at.to_jiff(),
        due: row.due_at.to_jiff(),
        yellow_from: u32::try_from(row.yellow_from).unwrap_or(100),
    })
    .fetch_all(&mut *connection)
    .await?;
    Ok(rows)
}

/// What is to be told now. Pauses only make less of the time used: who is early without them need not be asked.
async fn moment(app: &App, item: &Waiting, now: Timestamp) -> Result<Option<NoticeKind>> {
    let mut connection = app.database.read_as_office().await?;
    let calendar = app.calendar.get(&mut connection).await?;
    if kind_at(&calendar, item, now, &[]).is_none() {
        return Ok(None);
    }
    let clocks = clock::clocks(&mut connection, item.case).await?;
    let clock = clocks.get(&ItemId(item.item.unsigned_abs()));
    Ok(kind_at(&calendar, item, now, clock.map_or(&[], |clock| &clock.pauses)))
}

fn kind_at(calendar: &Calendar, item: &Waiting, now: Timestamp, pauses: &[Pause]) -> Option<NoticeKind> {
    match calendar::spent(calendar, item.opened, item.due, now, pauses) {
        100.. => Some(NoticeKind::Due),
        spent if spent >= item.yellow_from => Some(NoticeKind::Near),
        _ => None,
    }
}

/// Writes the urging and its notice together. The key of the first keeps both from being written twice, whoever asks
/// and however often.
async fn urge(app: &App, item: &Waiting, moment: NoticeKind, now: Timestamp) -> Result<()> {
    let mut transaction = app.database.begin().await?;
    let written = sqlx::query!(
        "insert into system_urgings (case_id, item, due_at, moment, at)
         select case_id, item, due_at, $4, $5 from work_items
         where case_id = $1 and item = $2 and due_at = $3 and state = 'open' for update
         on conflict do nothing",
        item.case.0,
        item.item,
        item.due.to_sqlx() as _,
        moment.as_str(),
        now.to_sqlx() as _
    )
    .execute(&mut *transaction)
    .await?;
    if written.rows_affected() > 0 {
        notices::tell(&mut transaction, item.person, moment, (item.case, item.item), now).await?;
        transaction.commit().await?;
    }
    Ok(())
}
