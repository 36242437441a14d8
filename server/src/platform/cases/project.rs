//! What the lists read: work items, participations and the case's own row, brought up to date with its events.

use std::collections::BTreeMap;

use api::cases::{CaseStatus, NextHandler, StepName};
use flow::{Definition, Due, Event, Item, ItemId, ItemStatus, Mode, Part};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    By, Case, Module,
    clock::{self, Clock},
    history::step_of,
};
use crate::{
    Result,
    clock::date_in_china,
    platform::calendar::{self, Calendar},
};

/// What the rows are made by.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    pub definition: &'a Definition,
    pub calendar: &'a Calendar,
    pub module: &'a dyn Module,
}

/// Brings the projections of one case up to date after an act, all in one statement. Who has the case now.
///
/// Whoever has or had an item takes part; who acted did so now. Drafting counts within the case's own organ only:
/// who delivers a document to another organ does not thereby see that organ's case.
pub async fn write(
    connection: &mut PgConnection,
    case: &Case,
    by: &By,
    events: &[Event],
    now: Timestamp,
    rules: Rules<'_>,
) -> Result<Vec<NextHandler>> {
    let running = !matches!(case.status, CaseStatus::Finished | CaseStatus::Rejected);
    let turned = events.iter().any(|event| matches!(event, Event::Finished { .. } | Event::Reopened { .. }));
    let earlier = earlier_clocks(connection, case, events).await?;
    let next = sqlx::query!(
        r#"with touched as (
               select * from jsonb_to_recordset($2) as r (item int, step text, step_chinese text, step_english text,
                   post_id uuid, state text, due_at timestamptz, note text, urged int, opened boolean, quick text,
                   delegable boolean)
           ), items as (
               insert into work_items (case_id, item, step, step_chinese, step_english, post_id, person_id, state,
                                       opened_at, closed_at, due_at, note, from_post, urged, quick, delegable,
                                       first_opened_at)
               select $1, t.item, t.step, t.step_chinese, t.step_english, t.post_id, p.person_id, t.state, $3,
                      case when t.state in ('done', 'cancelled') then $3::timestamptz end, t.due_at, t.note, $4, t.urged,
                      t.quick, t.delegable, case when t.state in ('open', 'reading') then $3::timestamptz end
               from touched t join posts p on p.id = t.post_id
               on conflict (case_id, item) do update set
                   state = excluded.state,
                   quick = excluded.quick,
                   closed_at = excluded.closed_at,
                   opened_at = case when excluded.state in ('open', 'reading') and work_items.state not in ('open', 'reading')
                                    then excluded.opened_at else work_items.opened_at end,
                   from_post = case when excluded.state in ('open', 'reading') and work_items.state not in ('open', 'reading')
                                    then excluded.from_post else work_items.from_post end,
                   due_at = coalesce(excluded.due_at, work_items.due_at),
                   first_opened_at = coalesce(work_items.first_opened_at, excluded.first_opened_at),
                   note = coalesce(excluded.note, work_items.note),
                   urged = work_items.urged + excluded.urged
               returning item, step_chinese, step_english, post_id, person_id, state, delegable
           ), asked as (
               select i.item, i.person_id, i.state from items i
               union
               -- who handles it in the holder's name these days
               select i.item, d.delegate, i.state
               from items i
               join delegation_kinds k on k.post_id = i.post_id and k.module = $20 and k.kind = $21 and k.period @> $19::date
               join delegations d on d.id = k.delegation_id and d.principal = i.person_id and d.ended_at is null
               where i.delegable and i.state in ('open', 'done')
           ), parts as (
               select holder, why, bool_or(acted) as acted, bool_or(asked) as asked
               from (select p.person_id as holder, h.why, h.acted, h.asked
                     from jsonb_to_recordset($6) as h (post uuid, why text, within uuid, acted boolean, asked boolean)
                     join posts p on p.id = h.post and (h.within is null or p.organ_id = h.within)
                     union all
                     -- who acts in another's name
                     select $5, 'handler', true, false where $18) h
               group by holder, why
           ), holders as (
               select holder, why, acted, asked from parts
               union all
               select holder, why, acted, asked from participations o
               where case_id = $1 and $8 and not exists (select from parts p where (p.holder, p.why) = (o.holder, o.why))
           ), taking_part as (
               insert into participations (case_id, holder, why, at, running, acted, asked)
               select $1, holder, why, $3, $7, acted, asked from holders
               on conflict (case_id, holder, why) do update set
                   at = case when participations.holder = $5 then excluded.at else participations.at end,
                   running = excluded.running, acted = excluded.acted, asked = excluded.asked
               where participations.holder = $5 or $8
                  or (participations.acted, participations.asked) <> (excluded.acted, excluded.asked)
           ), itself as (
               update cases set title = $9, number = $10, status = $11, urgency = $12, state = $13, fields = $14,
                                steps = $15, version = $16, head = $17, updated_at = $3,
                                finished_at = case when not $7 then $3::timestamptz end
               where id = $1
           ), noticed as (
               insert into notices (person_id, kind, case_id, item, at)
               select i.person_id, case when t.opened then 'assigned' else 'urged' end, $1, i.item, $3
               from asked i join touched t on t.item = i.item
               where i.state in ('open', 'reading') and (t.opened or t.urged > 0) and i.person_id <> $5
           ), withdrawn as (
               update notices set withdrawn_at = $3
               where case_id = $1 and withdrawn_at is null and read_at is null
                 and item in (select item from items where state in ('done', 'cancelled', 'waiting'))
           ), told as (
               insert into outbox (kind, case_id, version, holders, handlers, at)
               select 'case', $1, $16,
                      array(select holder from holders union select holder from participations where case_id = $1
                            union select person_id from asked),
                      array(select distinct person_id from asked), $3
           )
           select w.step_chinese as "step_chinese!", w.step_english as "step_english!", n.name, p.title
           from (select item, step_chinese, step_english, person_id, post_id from items where state = 'open'
                 union all
                 -- This statement sees the rows it changes as they were.
                 select item, step_chinese, step_english, person_id, post_id from work_items w
                 where case_id = $1 and state = 'open' and not exists (select from touched t where t.item = w.item)) w
           join people n on n.id = w.person_id
           join posts p on p.id = w.post_id
           order by w.item limit 20"#,
        case.id.0,
        serde_json::to_value(item_rows(case, events, now, rules, &earlier))?,
        now.to_sqlx() as _,
        by.post.0,
        by.person.0,
        serde_json::to_value(parts(case))?,
        running,
        turned,
        case.title,
        case.number,
        case.status.as_str(),
        case.urgency.as_str(),
        serde_json::to_value(&case.state)?,
        serde_json::to_value(&case.fields)?,
        serde_json::to_value(steps(case, rules.definition))?,
        case.version,
        case.head,
        by.on_behalf_of().is_some(),
        date_in_china(now).to_sqlx() as _,
        case.module,
        case.kind
    )
    .map(|row| NextHandler {
        step_name: StepName { chinese: row.step_chinese, english: row.step_english },
        name: row.name,
        title: row.title,
    })
    .fetch_all(connection)
    .await?;
    Ok(next)
}

/// A post's part in the case.
#[derive(Default, Serialize)]
struct PartRow {
    post: Uuid,
    why: &'static str,
    /// It counts in this organ only.
    within: Option<Uuid>,
    /// Whether it has finished an item.
    acted: bool,
    /// Whether an item is asked of it now.
    asked: bool,
}

/// Posts that handle or handled, that read, and that drafted.
fn parts(case: &Case) -> Vec<PartRow> {
    let mut parts: BTreeMap<(Uuid, &'static str, Option<Uuid>), PartRow> = BTreeMap::new();
    for (_, item) in case.state.items().filter(|(_, item)| item.status != ItemStatus::Planned) {
        let (why, within) = match item.part {
            Part::Read => ("reader", None),
            Part::Draft => ("handler", Some(case.organ.0)),
            _ => ("handler", None),
        };
        let post = item.post.0;
        let part = parts.entry((post, why, within)).or_default();
        let (acted, asked) = (part.acted || item.closed().is_some(), part.asked || item.is_open());
        *part = PartRow { post, why, within, acted, asked };
    }
    parts.into_values().collect()
}

/// Names of the steps at which the case stands.
fn steps(case: &Case, definition: &Definition) -> Vec<StepName> {
    let open = case.state.open_visits().filter_map(|(_, visit)| definition.step(&visit.step));
    open.map(|step| StepName { chinese: step.name.zh.clone(), english: step.name.en.clone() }).collect()
}

#[derive(Serialize)]
struct ItemRow {
    item: u32,
    step: String,
    step_chinese: String,
    step_english: String,
    post_id: Uuid,
    state: &'static str,
    due_at: Option<String>,
    note: Option<String>,
    /// How often with this act.
    urged: u8,
    opened: bool,
    /// The act that finishes it with one tap: `work_items.quick`.
    quick: Option<&'static str>,
    delegable: bool,
}

/// Clocks that went before, of the items that open again with this act.
async fn earlier_clocks(
    connection: &mut PgConnection,
    case: &Case,
    events: &[Event],
) -> Result<BTreeMap<ItemId, Clock>> {
    let planned = |id: &ItemId| {
        events.iter().any(|event| matches!(event, Event::ItemPlanned(planned) if planned.item == *id))
    };
    let again = events
        .iter()
        .any(|event| matches!(event, Event::ItemOpened { item, due: Some(_), .. } if !planned(item)));
    if again || clock::is_withdrawal(events) {
        clock::clocks(connection, case.id).await
    } else {
        Ok(BTreeMap::new())
    }
}

/// When an item is due that opens now, for the database.
fn due(calendar: &Calendar, now: Timestamp, due: Due, earlier: Option<&Clock>) -> Option<String> {
    let clock = earlier.map(|clock| {
        let mut clock = clock.clone();
        clock.go_on(now);
        clock
    });
    let Clock { opened, pauses } = clock.unwrap_or(Clock { opened: now, pauses: Vec::new() });
    let found = calendar::deadline(calendar, opened, due.into(), &pauses);
    found.at.map(|at| at.to_string())
}

fn item_rows(
    case: &Case,
    events: &[Event],
    now: Timestamp,
    rules: Rules<'_>,
    earlier: &BTreeMap<ItemId, Clock>,
) -> Vec<ItemRow> {
    let (touched, withdrawn) = (touched(events), clock::is_withdrawal(events));
    let rows = touched.iter().filter_map(|(item, touch)| {
        let mut row = row_of(case, *item, touch, rules)?;
        let term = case.state.item(*item).and_then(|item| item.due).filter(|_| touch.opened);
        let before = case.state.item(*item).and_then(|item| item.takes_up).filter(|_| withdrawn);
        let clock = earlier.get(item).or(before.and_then(|before| earlier.get(&before)));
        row.due_at = term.and_then(|term| due(rules.calendar, now, term, clock));
        Some(row)
    });
    rows.collect()
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
            | Event::ItemClaimed { item, .. }
            | Event::ItemReleased { item, .. }
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

fn row_of(case: &Case, id: ItemId, touch: &Touch, rules: Rules<'_>) -> Option<ItemRow> {
    let item = case.state.item(id)?;
    let state = match item.status {
        ItemStatus::Planned => "waiting",
        ItemStatus::Open if item.part == Part::Read => "reading",
        ItemStatus::Open => "open",
        ItemStatus::Closed { .. } => "done",
        ItemStatus::Cancelled { .. } => "cancelled",
    };
    let step = step_of(case, id);
    let name = match step.and_then(|step| rules.definition.step(step)) {
        Some(step) => StepName { chinese: step.name.zh.clone(), english: step.name.en.clone() },
        None => StepName { chinese: "传阅".to_owned(), english: "Circulation".to_owned() },
    };
    Some(ItemRow {
        item: id.0,
        step: step.map_or_else(String::new, |step| step.0.clone()),
        step_chinese: name.chinese,
        step_english: name.english,
        post_id: item.post.0,
        state,
        due_at: None,
        note: touch.note.clone(),
        urged: u8::from(touch.urged),
        opened: touch.opened,
        quick: quick(item, case, rules.definition),
        delegable: !step
            .and_then(|step| rules.definition.step(step))
            .is_some_and(|step| rules.module.in_person(step)),
    })
}

/// What a tap can do with an open item. Whether the flow agrees is seen when it is done.
fn quick(item: &Item, case: &Case, definition: &Definition) -> Option<&'static str> {
    let visit = item.visit.and_then(|visit| case.state.visit(visit));
    let offered = visit.is_some_and(|visit| visit.mode == Some(Mode::Claim)) && item.asked_by.is_none();
    let work = visit.and_then(|visit| definition.step(&visit.step)).and_then(|step| step.work());
    match item.part {
        _ if item.status != ItemStatus::Open => None,
        Part::Read => Some("mark_read"),
        Part::Consult | Part::Draft => None,
        _ if offered && !item.claimed => Some("claim"),
        _ => work.is_some_and(|work| !work.opinion_required).then_some("approve"),
    }
}
