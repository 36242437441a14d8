//! Appending to the history: the event with its hash, the opinion it carries, the new version of the case.

use std::collections::BTreeMap;

use api::{cases::Payload, chain::Record};
use flow::{Command, Definition, Event, StepId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use super::{By, Case};
use crate::Result;

/// Appends one event to the chain of the case. `case.version` and `case.head` move on.
#[expect(clippy::too_many_arguments, reason = "all of them are part of the one record")]
pub async fn append(
    connection: &mut PgConnection,
    case: &mut Case,
    by: &By,
    command: &Command,
    events: &[Event],
    facts: BTreeMap<String, String>,
    at: Timestamp,
    definition: &Definition,
) -> Result<()> {
    let mut record = Record {
        case: case.id.0,
        sequence: case.version + 1,
        kind: action_name(command)?,
        person: by.person.0,
        post: by.post.0,
        on_behalf_of: None,
        channel: by.channel.as_str().to_owned(),
        at: at.as_microsecond(),
        payload: serde_json::to_string(&Payload { events: events.to_vec(), facts })?,
        previous: case.head.clone(),
        hash: String::new(),
    };
    record.hash = record.compute_hash();
    sqlx::query!(
        "insert into events (case_id, sequence, kind, person_id, post_id, channel, at, payload, previous, hash)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        record.case,
        record.sequence,
        record.kind,
        record.person,
        record.post,
        record.channel,
        at.to_sqlx() as _,
        record.payload,
        record.previous,
        record.hash
    )
    .execute(&mut *connection)
    .await?;
    if let Some((item, text, slot)) = opinion_in(events) {
        let name = step_of(case, item).and_then(|step| definition.step(step)).map(|step| step.name.clone());
        let name = name.unwrap_or_default();
        sqlx::query!(
            "insert into opinions (case_id, sequence, slot, step_chinese, step_english, post_id, action, text, at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            record.case,
            record.sequence,
            slot,
            name.zh,
            name.en,
            record.post,
            record.kind,
            text,
            at.to_sqlx() as _
        )
        .execute(connection)
        .await?;
    }
    case.version = record.sequence;
    case.head = record.hash;
    Ok(())
}

/// The action's stable name, as in the wire.
pub fn action_name(command: &Command) -> Result<String> {
    Ok(serde_json::to_value(command.action())?.as_str().unwrap_or_default().to_owned())
}

/// The opinion that an act carries: its item, words and place on the sheet.
pub fn opinion_in(events: &[Event]) -> Option<(flow::ItemId, &str, Option<&str>)> {
    events.iter().find_map(|event| match event {
        Event::ItemClosed { item, opinion: Some(text), slot, .. } if !text.trim().is_empty() => {
            Some((*item, text.trim(), slot.as_deref()))
        }
        _ => None,
    })
}

/// The step at which an item stands.
pub fn step_of(case: &Case, item: flow::ItemId) -> Option<&StepId> {
    let visit = case.state.item(item)?.visit?;
    Some(&case.state.visit(visit)?.step)
}
