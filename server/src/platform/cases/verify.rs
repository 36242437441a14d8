//! Verifying history: the chain recomputed, the stored state compared with the fold of its events, opinions and what
//! the module keeps compared with what the events say.

use std::collections::BTreeMap;

use api::{
    CaseId,
    cases::{Payload, Verification},
    chain::{self, Break, BreakReason, Record},
};
use axum::extract;
use flow::State;
use futures_util::TryStreamExt;
use sqlx::PgConnection;

use super::{Module, handwriting, history::opinion_in, load};
use crate::{
    App, Result,
    error::internal,
    extract::{Json, Path},
    platform::session::Actor,
};

/// `POST /api/cases/{id}/verification`: the server's own recomputation.
pub async fn verify(
    actor: Actor,
    extract::State(app): extract::State<App>,
    Path(id): Path<CaseId>,
) -> Result<Json<Verification>> {
    let mut connection = app.database.read(&actor).await?;
    load(&mut connection, &actor, id).await?;
    Ok(Json(verify_case(&mut connection, &app.modules, id).await?))
}

/// Every event of a case in order.
pub async fn records(connection: &mut PgConnection, id: CaseId) -> Result<Vec<Record>> {
    Ok(sqlx::query!(
        r#"select sequence, kind, person_id, post_id, on_behalf_of, channel, at as "at: jiff_sqlx::Timestamp", payload, previous, hash
           from events where case_id = $1 order by sequence"#,
        id.0
    )
    .map(|row| Record {
        case: id.0,
        sequence: row.sequence,
        kind: row.kind,
        person: row.person_id,
        post: row.post_id,
        on_behalf_of: row.on_behalf_of,
        channel: row.channel,
        at: row.at.to_jiff().as_microsecond(),
        payload: row.payload,
        previous: row.previous,
        hash: row.hash,
    })
    .fetch_all(connection)
    .await?)
}

/// What an event says of its module's part.
pub struct Told {
    pub sequence: i32,
    pub facts: BTreeMap<String, String>,
}

async fn verify_case(
    connection: &mut PgConnection,
    modules: &[Box<dyn Module>],
    id: CaseId,
) -> Result<Verification> {
    let records = records(connection, id).await?;
    let stored = sqlx::query!("select version, head, state from cases where id = $1", id.0)
        .fetch_one(&mut *connection)
        .await?;
    let head = records.last().map_or_else(String::new, |record| record.hash.clone());
    let content = |sequence| Break { sequence, reason: BreakReason::Content };
    let mut broken = chain::verify(&records).err();
    if broken.is_none() && (stored.head != head || stored.version as usize != records.len()) {
        // The tail was cut, or the case's row was changed behind the events' back.
        broken = Some(Break { sequence: stored.version, reason: BreakReason::Sequence });
    }
    if broken.is_none() {
        broken = changed_opinion(connection, id, &records).await?;
    }
    if broken.is_none() {
        broken = handwriting::changed(connection, id, &records).await?;
    }
    if broken.is_none() && !state_is_fold(&records, &stored.state)? {
        broken = Some(content(stored.version));
    }
    if broken.is_none() {
        let case = load::read(connection, id).await?;
        if let Some(module) = modules.iter().find(|module| module.name() == case.module) {
            broken = module.differing(connection, &case, &told(&records)?).await?.map(content);
        }
    }
    Ok(Verification { events: stored.version, head, broken })
}

fn told(records: &[Record]) -> Result<Vec<Told>> {
    let told = |record: &Record| {
        let payload: Payload = serde_json::from_str(&record.payload)?;
        Ok(Told { sequence: record.sequence, facts: payload.facts })
    };
    records.iter().map(told).collect()
}

/// The first opinion that reads otherwise than its event, is missing or was never given.
async fn changed_opinion(
    connection: &mut PgConnection,
    id: CaseId,
    records: &[Record],
) -> Result<Option<Break>> {
    let shown = sqlx::query!(
        "select sequence, action, text from opinions where case_id = $1 order by sequence",
        id.0
    )
    .map(|row| (row.sequence, row.action, row.text))
    .fetch_all(connection)
    .await?;
    let mut given = Vec::new();
    for record in records {
        let payload: Payload = serde_json::from_str(&record.payload)?;
        if let Some((_, text, _)) = opinion_in(&payload.events) {
            given.push((record.sequence, record.kind.clone(), text.to_owned()));
        }
    }
    let differ = given
        .iter()
        .filter(|opinion| !shown.contains(opinion))
        .chain(shown.iter().filter(|opinion| !given.contains(opinion)));
    Ok(differ
        .map(|(sequence, ..)| *sequence)
        .min()
        .map(|sequence| Break { sequence, reason: BreakReason::Content }))
}

fn state_is_fold(records: &[Record], stored: &serde_json::Value) -> Result<bool> {
    let mut state = State::default();
    for record in records {
        let payload: Payload = serde_json::from_str(&record.payload)?;
        for event in &payload.events {
            if state.apply_event(event).is_err() {
                return Ok(false);
            }
        }
    }
    Ok(serde_json::to_value(&state)? == *stored)
}

/// Verifies every case; calls back with each broken one. Returns how many were read.
///
/// # Errors
/// Only where the database cannot be read.
pub async fn verify_all(
    connection: &mut PgConnection,
    modules: &[Box<dyn Module>],
    mut broken: impl FnMut(CaseId, &Break),
) -> Result<usize> {
    let ids: Vec<uuid::Uuid> =
        sqlx::query_scalar!("select id from cases order by id").fetch(&mut *connection).try_collect().await?;
    for id in &ids {
        let verification =
            verify_case(connection, modules, CaseId(*id)).await.map_err(|error| internal(&error))?;
        if let Some(found) = &verification.broken {
            broken(CaseId(*id), found);
        }
    }
    Ok(ids.len())
}
