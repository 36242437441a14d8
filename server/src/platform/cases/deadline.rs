//! `GET /api/cases/{id}/deadline`: how the open deadlines of a case come about; and what a pause does to them.

use std::collections::BTreeSet;

use api::{
    CaseId, Code,
    calendar::{DayReason, DeadlineDay, Deadlines, ItemDeadline, Lamp},
    cases::{CaseStatus, StepName},
};
use axum::extract::State;
use flow::ItemId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use super::{Case, clock, load};
use crate::{
    App, Result,
    extract::{Json, Path},
    platform::{
        calendar::{self, Calendar, Counted, Reason},
        session::Actor,
    },
};

pub async fn deadline(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<CaseId>,
) -> Result<Json<Deadlines>> {
    let mut connection = app.database.read(&actor).await?;
    if !load::may_see(&mut connection, &actor, id).await? {
        return Err(Code::NotFound.into());
    }
    Ok(Json(explain(&app, &mut connection, &actor, id).await?))
}

async fn explain(app: &App, connection: &mut PgConnection, actor: &Actor, id: CaseId) -> Result<Deadlines> {
    let now = app.clock.now();
    let calendar = app.calendar.get(connection).await?;
    let calendar = &*calendar;
    let case = load::load(connection, actor, id).await?;
    let clocks = clock::clocks(connection, id).await?;
    let yellow = yellow_from(connection, &case.module).await?;
    let rows = sqlx::query!(
        r#"select w.item, w.step_chinese, w.step_english, n.name,
                  w.due_at as "due_at!: jiff_sqlx::Timestamp"
           from work_items w join people n on n.id = w.person_id
           where w.case_id = $1 and w.state = 'open' and w.due_at is not null order by w.item"#,
        id.0
    )
    .fetch_all(connection)
    .await?;
    let mut years = BTreeSet::new();
    let mut items = Vec::new();
    for row in rows {
        let item = ItemId(row.item as u32);
        let Some(term) = case.state.item(item).and_then(|item| item.due) else { continue };
        let Some(clock::Clock { opened, pauses }) = clocks.get(&item) else { continue };
        let due = row.due_at.to_jiff();
        let found = calendar::deadline(calendar, *opened, term.into(), pauses);
        years.extend(found.days.iter().map(|counted| counted.day.date.year()));
        let spent = calendar::spent(calendar, *opened, due, now, pauses);
        items.push(ItemDeadline {
            item,
            step_name: StepName { chinese: row.step_chinese, english: row.step_english },
            name: row.name,
            opened_at: opened.to_string(),
            due_at: due.to_string(),
            term,
            lamp: lamp(spent, yellow),
            spent,
            days: found.days.into_iter().map(day).collect(),
        });
    }
    let sources = years.into_iter().filter_map(|year| calendar.source(year)).map(str::to_owned).collect();
    Ok(Deadlines { items, paused: case.status == CaseStatus::Suspended, sources })
}

/// The lamp for a part of the time used.
pub fn lamp(spent: u32, yellow_from: u32) -> Lamp {
    match spent {
        100.. => Lamp::Red,
        spent if spent >= yellow_from => Lamp::Yellow,
        _ => Lamp::Green,
    }
}

/// From which part of its time on a deadline of this module is near.
async fn yellow_from(connection: &mut PgConnection, module: &str) -> Result<u32> {
    let rule = sqlx::query_scalar!(
        "select yellow_from from lamp_rules where module in ($1, '') order by module desc limit 1",
        module
    )
    .fetch_one(connection)
    .await?;
    Ok(u32::try_from(rule).unwrap_or(100))
}

/// The case goes on: what is open has as much time left as it had.
pub(super) async fn move_on(
    connection: &mut PgConnection,
    calendar: &Calendar,
    case: &Case,
    now: Timestamp,
) -> Result<()> {
    let clocks = clock::clocks(connection, case.id).await?;
    for (id, mut clock) in clocks {
        let Some(item) = case.state.item(id).filter(|item| item.is_open()) else { continue };
        let Some(due) = item.due else { continue };
        clock.go_on(now);
        let found = calendar::deadline(calendar, clock.opened, due.into(), &clock.pauses);
        sqlx::query!(
            "update work_items set due_at = $3 where case_id = $1 and item = $2",
            case.id.0,
            id.0 as i32,
            found.at.map(|at| at.to_sqlx()) as _
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

fn day(counted: Counted) -> DeadlineDay {
    let (reason, holiday) = match counted.day.reason {
        _ if counted.paused => (DayReason::Paused, None),
        Reason::Weekday => (DayReason::Weekday, None),
        Reason::Weekend => (DayReason::Weekend, None),
        Reason::Holiday(name) => (DayReason::Holiday, Some(name)),
        Reason::MadeUp(name) => (DayReason::MadeUp, Some(name)),
    };
    DeadlineDay {
        date: counted.day.date.to_string(),
        number: counted.number,
        reason,
        holiday: holiday.map(|name| name.to_string()),
        provisional: counted.day.provisional,
    }
}
