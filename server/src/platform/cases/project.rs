//! What the lists read: work items, participations and the case's own row, brought up to date with its events.

use std::collections::{BTreeMap, BTreeSet};

use api::cases::{CaseStatus, StepName};
use flow::{Definition, Event, ItemId, ItemStatus, Part};
use jiff::{SignedDuration, Timestamp, civil::Weekday};
use jiff_sqlx::ToSqlx;
use serde::Serialize;
use sqlx::PgConnection;

use super::{By, Case, history::step_of};
use crate::{Result, clock};

/// Brings the projections of one case up to date after an act.
pub async fn write(
    connection: &mut PgConnection,
    case: &Case,
    by: &By,
    events: &[Event],
    now: Timestamp,
    definition: &Definition,
) -> Result<()> {
    write_items(connection, case, by, events, now, definition).await?;
    write_participations(connection, case, by, events, now).await?;
    write_case(connection, case, now, definition).await
}

#[derive(Serialize)]
struct ItemRow {
    item: u32,
    step: String,
    step_chinese: String,
    step_english: String,
    post_id: uuid::Uuid,
    state: &'static str,
    /// Whether it came to its handler with this act.
    opened: bool,
    due_at: Option<String>,
    note: Option<String>,
    urged: bool,
}

async fn write_items(
    connection: &mut PgConnection,
    case: &Case,
    by: &By,
    events: &[Event],
    now: Timestamp,
    definition: &Definition,
) -> Result<()> {
    let touched = touched(events);
    let rows: Vec<ItemRow> =
        touched.iter().filter_map(|(item, touch)| row_of(case, *item, touch, now, definition)).collect();
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        r#"insert into work_items
               (case_id, item, step, step_chinese, step_english, post_id, person_id, state, opened_at, closed_at, due_at, note, from_post, urged)
           select $1, r.item, r.step, r.step_chinese, r.step_english, r.post_id, p.person_id, r.state, $3,
                  case when r.state in ('done', 'cancelled') then $3::timestamptz end, r.due_at, r.note, $4, 0
           from jsonb_to_recordset($2) as r (item int, step text, step_chinese text, step_english text, post_id uuid,
                    state text, opened boolean, due_at timestamptz, note text, urged boolean)
           join posts p on p.id = r.post_id
           on conflict (case_id, item) do update set
               state = excluded.state,
               closed_at = excluded.closed_at,
               opened_at = case when excluded.state in ('open', 'reading') and work_items.state not in ('open', 'reading')
                                then excluded.opened_at else work_items.opened_at end,
               from_post = case when excluded.state in ('open', 'reading') and work_items.state not in ('open', 'reading')
                                then excluded.from_post else work_items.from_post end,
               due_at = coalesce(excluded.due_at, work_items.due_at),
               note = coalesce(excluded.note, work_items.note),
               urged = work_items.urged + (select count(*) from jsonb_to_recordset($2) as u (item int, urged boolean)
                                           where u.item = work_items.item and u.urged)::int"#,
        case.id.0,
        serde_json::to_value(&rows)?,
        now.to_sqlx() as _,
        by.post.0
    )
    .execute(connection)
    .await?;
    Ok(())
}

#[derive(Default)]
struct Touch {
    note: Option<String>,
    opened: bool,
    urged: bool,
}

/// The items that the events speak of.
fn touched(events: &[Event]) -> BTreeMap<ItemId, Touch> {
    let mut touched: BTreeMap<ItemId, Touch> = BTreeMap::new();
    for event in events {
        match event {
            Event::ItemPlanned(planned) => {
                touched.entry(planned.item).or_default().note = planned.note.clone()
            }
            Event::ItemOpened { item, note, .. } => {
                let touch = touched.entry(*item).or_default();
                touch.opened = true;
                touch.note = note.clone().or(touch.note.take());
            }
            Event::ItemHeld { item, .. }
            | Event::ItemCarried { item, .. }
            | Event::ItemClosed { item, .. }
            | Event::ItemCancelled { item, .. }
            | Event::ItemWithdrawn { item, .. } => {
                touched.entry(*item).or_default();
            }
            Event::Urged { items, .. } => {
                items.iter().for_each(|item| touched.entry(*item).or_default().urged = true);
            }
            _ => {}
        }
    }
    touched
}

fn row_of(
    case: &Case,
    id: ItemId,
    touch: &Touch,
    now: Timestamp,
    definition: &Definition,
) -> Option<ItemRow> {
    let item = case.state.item(id)?;
    let state = match item.status {
        ItemStatus::Planned => "waiting",
        ItemStatus::Open if item.part == Part::Read => "reading",
        ItemStatus::Open => "open",
        ItemStatus::Closed { .. } => "done",
        ItemStatus::Cancelled { .. } => "cancelled",
    };
    let step = step_of(case, id);
    let name = match step.and_then(|step| definition.step(step)) {
        Some(step) => StepName { chinese: step.name.zh.clone(), english: step.name.en.clone() },
        None => StepName { chinese: "传阅".to_owned(), english: "Circulation".to_owned() },
    };
    let due =
        item.working_days.filter(|_| touch.opened).map(|days| after_working_days(now, days).to_string());
    Some(ItemRow {
        item: id.0,
        step: step.map_or_else(String::new, |step| step.0.clone()),
        step_chinese: name.chinese,
        step_english: name.english,
        post_id: item.post.0,
        state,
        opened: touch.opened,
        due_at: due,
        note: touch.note.clone(),
        urged: touch.urged,
    })
}

/// The same time of day after so many weekdays. Public holidays are not known here.
fn after_working_days(from: Timestamp, days: u16) -> Timestamp {
    let mut at = from;
    let mut left = days;
    while left > 0 {
        at += SignedDuration::from_hours(24);
        if !matches!(clock::date_in_china(at).weekday(), Weekday::Saturday | Weekday::Sunday) {
            left -= 1;
        }
    }
    at
}

/// Whoever has or had an item takes part; who acted did so now. Drafting counts within the case's own organ only:
/// who delivers a document to another organ does not thereby see that organ's case.
async fn write_participations(
    connection: &mut PgConnection,
    case: &Case,
    by: &By,
    events: &[Event],
    now: Timestamp,
) -> Result<()> {
    let running = !matches!(case.status, CaseStatus::Finished | CaseStatus::Rejected);
    let (mut handlers, mut readers, mut drafters) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (_, item) in case.state.items().filter(|(_, item)| item.status != ItemStatus::Planned) {
        let kind = match item.part {
            Part::Read => &mut readers,
            Part::Draft => &mut drafters,
            _ => &mut handlers,
        };
        kind.insert(item.post.0);
    }
    let [handlers, readers, drafters] = [handlers, readers, drafters].map(Vec::from_iter);
    sqlx::query!(
        r#"insert into participations (case_id, holder, why, at, running)
           select distinct $1::uuid, p.person_id, h.why, $4::timestamptz, $5::boolean
           from (select unnest($2::uuid[]) as post, 'handler' as why, null::uuid as within
                 union all select unnest($3::uuid[]), 'reader', null
                 union all select unnest($7::uuid[]), 'handler', $8) h
           join posts p on p.id = h.post and (h.within is null or p.organ_id = h.within)
           on conflict (case_id, holder, why) do update set at = excluded.at where participations.holder = $6"#,
        case.id.0,
        &handlers,
        &readers,
        now.to_sqlx() as _,
        running,
        by.person.0,
        &drafters,
        case.organ.0
    )
    .execute(&mut *connection)
    .await?;
    if events.iter().any(|event| matches!(event, Event::Finished { .. } | Event::Reopened { .. })) {
        sqlx::query!("update participations set running = $2 where case_id = $1", case.id.0, running)
            .execute(connection)
            .await?;
    }
    Ok(())
}

async fn write_case(
    connection: &mut PgConnection,
    case: &Case,
    now: Timestamp,
    definition: &Definition,
) -> Result<()> {
    let steps: Vec<StepName> = case
        .state
        .open_visits()
        .filter_map(|(_, visit)| definition.step(&visit.step))
        .map(|step| StepName { chinese: step.name.zh.clone(), english: step.name.en.clone() })
        .collect();
    let finished = matches!(case.status, CaseStatus::Finished | CaseStatus::Rejected).then(|| now.to_sqlx());
    sqlx::query!(
        "update cases set title = $2, number = $3, status = $4, urgency = $5, state = $6, fields = $7, steps = $8,
                          version = $9, head = $10, updated_at = $11, finished_at = $12
         where id = $1",
        case.id.0,
        case.title,
        case.number,
        case.status.as_str(),
        case.urgency.as_str(),
        serde_json::to_value(&case.state)?,
        serde_json::to_value(&case.fields)?,
        serde_json::to_value(&steps)?,
        case.version,
        case.head,
        now.to_sqlx() as _,
        finished as _
    )
    .execute(connection)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekends_do_not_count() {
        let friday: Timestamp = "2026-11-20T02:00:00Z".parse().unwrap();
        let due = after_working_days(friday, 2);
        assert_eq!(due.to_string(), "2026-11-24T02:00:00Z");
    }
}
