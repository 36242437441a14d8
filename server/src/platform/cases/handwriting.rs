//! 手写签批: what comes with an act, what is kept of it, and its picture.

use std::collections::BTreeMap;

use api::{
    CaseId, Code,
    cases::{Act, Payload},
    chain::{Break, BreakReason, Record},
    form::Handwritten,
    handwriting::{Handwriting, WORDS, hash},
};
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use flow::Command;
use sqlx::PgConnection;

use super::{ink, load};
use crate::{App, Error, Result, extract::Path, platform::session::Actor};

/// The event's fact that holds the hash of the handwriting.
pub const FACT: &str = "handwriting";

/// Handwriting on its way into the history.
pub struct Written {
    strokes: String,
    pub hash: String,
    size: (i32, i32),
}

/// The handwriting of an act, and the act's command with words in the place of an opinion that was only written by
/// hand.
///
/// # Errors
/// As of [`Handwriting::check`]; `invalid_value` where the act carries no opinion.
pub fn of(act: &Act) -> Result<(Option<Written>, Command)> {
    let mut command = act.command.clone();
    let Some(handwriting) = &act.handwriting else { return Ok((None, command)) };
    let refused = |code: Code| Error::new(code).with_detail(FACT);
    handwriting.check().map_err(refused)?;
    match &mut command {
        Command::Submit { opinion, .. }
        | Command::Approve { opinion, .. }
        | Command::MarkRead { opinion, .. }
        | Command::Decline { opinion, .. } => {
            let words = opinion.take().filter(|words| !words.trim().is_empty());
            *opinion = Some(words.unwrap_or_else(|| WORDS.to_owned()));
        }
        Command::Return { opinion, .. }
        | Command::Reject { opinion, .. }
        | Command::Reply { opinion, .. } => {
            if opinion.trim().is_empty() {
                WORDS.clone_into(opinion);
            }
        }
        _ => return Err(refused(Code::InvalidValue)),
    }
    let strokes = serde_json::to_string(handwriting)?;
    let written = Written { hash: hash(&strokes), size: ink::size(handwriting), strokes };
    Ok((Some(written), command))
}

/// Keeps it beside the opinion of the event.
pub async fn keep(connection: &mut PgConnection, id: CaseId, sequence: i32, written: &Written) -> Result<()> {
    sqlx::query!(
        "insert into handwriting (case_id, sequence, strokes, width, height) values ($1, $2, $3, $4, $5)",
        id.0,
        sequence,
        written.strokes,
        written.size.0,
        written.size.1
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// `GET /api/cases/{id}/handwriting/{sequence}`: the picture. It never changes.
///
/// # Errors
/// `not_found` also where the opinion of that event was typed.
pub async fn picture(
    actor: Actor,
    State(app): State<App>,
    Path((id, sequence)): Path<(CaseId, i32)>,
) -> Result<Response> {
    let mut connection = app.database.read(&actor).await?;
    load(&mut connection, &actor, id).await?;
    let strokes = sqlx::query_scalar!(
        "select strokes from handwriting where case_id = $1 and sequence = $2",
        id.0,
        sequence
    )
    .fetch_optional(&mut *connection)
    .await?
    .ok_or(Code::NotFound)?;
    let handwriting: Handwriting = serde_json::from_str(&strokes)?;
    Ok((
        [
            (header::CONTENT_TYPE, "image/svg+xml"),
            (header::CACHE_CONTROL, "private, max-age=31536000, immutable"),
        ],
        ink::svg(&handwriting),
    )
        .into_response())
}

/// Every handwriting of a case as a picture, by the sequence of its event.
pub async fn drawn(connection: &mut PgConnection, id: CaseId) -> Result<BTreeMap<i32, Handwritten>> {
    let rows =
        sqlx::query!("select sequence, strokes, width, height from handwriting where case_id = $1", id.0)
            .fetch_all(connection)
            .await?;
    rows.into_iter()
        .map(|row| {
            let svg = ink::svg(&serde_json::from_str(&row.strokes)?);
            Ok((row.sequence, Handwritten { svg, width: row.width, height: row.height }))
        })
        .collect()
}

/// The first handwriting that is not what its event says, is missing or was never given.
pub async fn changed(connection: &mut PgConnection, id: CaseId, records: &[Record]) -> Result<Option<Break>> {
    let kept =
        sqlx::query!("select sequence, strokes from handwriting where case_id = $1 order by sequence", id.0)
            .map(|row| (row.sequence, hash(&row.strokes)))
            .fetch_all(connection)
            .await?;
    let mut given = Vec::new();
    for record in records {
        let payload: Payload = serde_json::from_str(&record.payload)?;
        if let Some(hash) = payload.facts.get(FACT) {
            given.push((record.sequence, hash.clone()));
        }
    }
    let differ =
        given.iter().filter(|it| !kept.contains(it)).chain(kept.iter().filter(|it| !given.contains(it)));
    Ok(differ
        .map(|(sequence, _)| *sequence)
        .min()
        .map(|sequence| Break { sequence, reason: BreakReason::Content }))
}
