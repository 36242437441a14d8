//! Appending to the history: the event with its hash, the opinion it carries, the answer that was given.

use std::collections::BTreeMap;

use api::{
    Code,
    cases::{Acted, Payload},
    chain::Record,
};
use flow::{Command, Definition, Event, Name, StepId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use super::{By, Case, act::Receipt};
use crate::Result;

/// One act as the history keeps it.
pub struct Entry {
    record: Record,
    opinion: Option<Said>,
}

/// An opinion with the place it was given at.
struct Said {
    slot: Option<String>,
    step: Name,
    text: String,
}

/// Makes the next event of the chain. `case.version` and `case.head` move on.
pub fn entry(
    case: &mut Case,
    by: &By,
    command: &Command,
    events: &[Event],
    facts: BTreeMap<String, String>,
    at: Timestamp,
    definition: &Definition,
) -> Result<Entry> {
    let mut record = Record {
        case: case.id.0,
        sequence: case.version + 1,
        kind: action_name(command)?,
        person: by.person.0,
        post: by.own.0,
        on_behalf_of: by.on_behalf_of().map(|post| post.0),
        channel: by.channel.as_str().to_owned(),
        at: at.as_microsecond(),
        payload: serde_json::to_string(&Payload { events: events.to_vec(), facts })?,
        previous: case.head.clone(),
        hash: String::new(),
    };
    record.hash = record.compute_hash();
    case.version = record.sequence;
    case.head.clone_from(&record.hash);
    let opinion = opinion_in(events).map(|(item, text, slot)| {
        let step = step_of(case, item).and_then(|step| definition.step(step));
        Said {
            slot: slot.map(str::to_owned),
            step: step.map(|step| step.name.clone()).unwrap_or_default(),
            text: text.to_owned(),
        }
    });
    Ok(Entry { record, opinion })
}

/// Writes event, opinion and the answer to the command.
///
/// # Errors
/// `key_reused` where the key was given to another command meanwhile.
pub async fn append(
    connection: &mut PgConnection,
    Entry { record, opinion }: &Entry,
    at: Timestamp,
    receipt: Option<&Receipt>,
    answer: &Acted,
) -> Result<()> {
    let kept = sqlx::query_scalar!(
        r#"with event as (
               insert into events (case_id, sequence, kind, person_id, post_id, channel, at, payload, previous, hash, on_behalf_of)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $18)
           ), opinion as (
               insert into opinions (case_id, sequence, slot, step_chinese, step_english, post_id, action, text, at)
               select $1, $2, $11, $12, $13, $5, $3, $14::text, $7 where $14 is not null
           ), command as (
               insert into commands (person_id, key, digest, answer, at)
               select $4, $15::uuid, $16::bytea, $17, $7 where $15 is not null
               on conflict do nothing returning key
           )
           select exists (select from command) as "kept!""#,
        record.case,
        record.sequence,
        record.kind,
        record.person,
        record.post,
        record.channel,
        at.to_sqlx() as _,
        record.payload,
        record.previous,
        record.hash,
        opinion.as_ref().and_then(|said| said.slot.as_deref()),
        opinion.as_ref().map_or("", |said| &said.step.zh),
        opinion.as_ref().map_or("", |said| &said.step.en),
        opinion.as_ref().map(|said| &said.text),
        receipt.map(|receipt| receipt.key),
        receipt.map(|receipt| &receipt.digest[..]),
        serde_json::to_value(answer)?,
        record.on_behalf_of
    )
    .fetch_one(connection)
    .await?;
    if receipt.is_some() && !kept { Err(Code::KeyReused.into()) } else { Ok(()) }
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
