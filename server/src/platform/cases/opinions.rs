//! Opinions (意见) and the places of the handling sheet (处理单) where they stand.

use std::collections::{BTreeMap, BTreeSet};

use api::{
    CaseId,
    cases::{ItemState, Opinion, OpinionGroup, OpinionSlot, Payload, Picture, StepName, WorkItem},
    chain::Record,
};
use flow::{Definition, Event, ItemId};
use sqlx::PgConnection;

use super::history::opinion_in;
use crate::Result;

/// An opinion and the department for which it was given, with its place among the departments.
pub struct Given {
    pub opinion: Opinion,
    order: (i32, i32),
    department: String,
}

/// Every opinion of a case in order. `records`: its history from the first event.
pub async fn given(
    connection: &mut PgConnection,
    id: CaseId,
    records: impl Iterator<Item = &Record> + Clone,
) -> Result<Vec<Given>> {
    let (withdrawn, late) = (withdrawn(records.clone())?, late(records)?);
    Ok(sqlx::query!(
        r#"select o.sequence, o.slot, o.step_chinese, o.step_english, n.name, p.title, d.name as department,
                  g.name as organ, o.action, o.text, fd.name as for_department, fd.sort as department_sort,
                  fg.sort as organ_sort, h.width as "width?", h.height as "height?", o.at as "at: jiff_sqlx::Timestamp", bn.name as "on_behalf_of?"
           from opinions o
           join events e using (case_id, sequence)
           left join handwriting h using (case_id, sequence)
           left join posts bp on bp.id = e.on_behalf_of
           left join people bn on bn.id = bp.person_id
           join posts p on p.id = o.post_id
           join people n on n.id = p.person_id
           join departments d on d.id = p.department_id
           join organs g on g.id = p.organ_id
           join departments fd on fd.id = coalesce(bp.department_id, p.department_id)
           join organs fg on fg.id = fd.organ_id
           where o.case_id = $1 order by o.sequence"#,
        id.0
    )
    .map(|row| Given {
        order: (row.organ_sort, row.department_sort),
        department: row.for_department,
        opinion: Opinion {
            sequence: row.sequence,
            slot: row.slot,
            step_name: StepName { chinese: row.step_chinese, english: row.step_english },
            name: row.name,
            title: row.title,
            department: row.department,
            organ: row.organ,
            on_behalf_of: row.on_behalf_of,
            action: row.action,
            text: row.text,
            at: row.at.to_jiff().to_string(),
            handwriting: row.width.zip(row.height).map(|(width, height)| Picture { width, height }),
            late: late.contains(&row.sequence),
            withdrawn: withdrawn.contains(&row.sequence),
        },
    })
    .fetch_all(connection)
    .await?)
}

/// The event's fact that tells when the item was due, where it was handled later.
pub const LATE: &str = "late";

/// Sequences of the acts that came after their deadline. The history says so, and nobody counts again.
fn late<'a>(records: impl Iterator<Item = &'a Record>) -> Result<BTreeSet<i32>> {
    let mut late = BTreeSet::new();
    for record in records.filter(|record| record.payload.contains("\"late\"")) {
        let payload: Payload = serde_json::from_str(&record.payload)?;
        if payload.facts.contains_key(LATE) {
            late.insert(record.sequence);
        }
    }
    Ok(late)
}

/// Sequences of the opinions whose givers took their act back (收回).
fn withdrawn<'a>(records: impl Iterator<Item = &'a Record> + Clone) -> Result<BTreeSet<i32>> {
    let mut withdrawn = BTreeSet::new();
    if !records.clone().any(|record| record.kind == "withdraw") {
        return Ok(withdrawn);
    }
    let mut given: BTreeMap<ItemId, i32> = BTreeMap::new();
    for record in records {
        let payload: Payload = serde_json::from_str(&record.payload)?;
        if let Some((item, ..)) = opinion_in(&payload.events) {
            given.insert(item, record.sequence);
        }
        for event in &payload.events {
            if let Event::ItemWithdrawn { item, .. } | Event::Withdrawn { item, .. } = event {
                withdrawn.extend(given.remove(item));
            }
        }
    }
    Ok(withdrawn)
}

/// The places of the flow's sheet in their order, each with its opinions as they were given.
pub fn slots(definition: &Definition, given: &[Given], items: &[WorkItem]) -> Vec<OpinionSlot> {
    let place = |slot: &flow::Slot| {
        let here: Vec<&Given> =
            given.iter().filter(|given| given.opinion.slot.as_ref() == Some(&slot.id)).collect();
        let asks = |item: &&WorkItem| {
            matches!(item.state, ItemState::Open | ItemState::Waiting)
                && definition
                    .step(&item.step)
                    .is_some_and(|step| step.opinion_slot.as_ref() == Some(&slot.id))
        };
        OpinionSlot {
            id: slot.id.clone(),
            name: StepName { chinese: slot.name.zh.clone(), english: slot.name.en.clone() },
            groups: if slot.by_department { by_department(here) } else { together(&here) },
            awaited: items.iter().filter(asks).map(|item| item.item).collect(),
        }
    };
    definition.slots.iter().map(place).collect()
}

fn together(here: &[&Given]) -> Vec<OpinionGroup> {
    let opinions: Vec<i32> = here.iter().map(|given| given.opinion.sequence).collect();
    if opinions.is_empty() { Vec::new() } else { vec![OpinionGroup { department: None, opinions }] }
}

/// In the order of the departments, whoever was faster.
fn by_department(mut here: Vec<&Given>) -> Vec<OpinionGroup> {
    here.sort_by(|one, other| (one.order, &one.department).cmp(&(other.order, &other.department)));
    let same = |one: &&Given, other: &&Given| one.department == other.department && one.order == other.order;
    let group = |group: &[&Given]| OpinionGroup {
        department: Some(group[0].department.clone()),
        opinions: group.iter().map(|given| given.opinion.sequence).collect(),
    };
    here.chunk_by(same).map(group).collect()
}
