//! `GET /api/settings`: the kinds that somebody administers; `GET /api/settings/{kind}`: one of them, a page at a time.

use api::{
    Code, Page,
    settings::{FieldType, KindInfo, SettingRow, SettingState},
};
use axum::extract::State;
use jiff::civil::Date;
use serde::Deserialize;

use super::{Found, Wanted, administered, differences, kinds};
use crate::{
    App, Result,
    extract::{Json, Path, Query},
    platform::session::Actor,
};

const PAGE: i64 = 50;
/// Most entries that are offered for a reference.
const OFFERED: i64 = 20;

/// # Errors
/// `not_allowed` for who administers none.
pub async fn index(actor: Actor, State(app): State<App>) -> Result<Json<Vec<KindInfo>>> {
    let own: Vec<KindInfo> = kinds(&app)
        .filter(|kind| kind.listed())
        .map(|kind| kind.info())
        .filter(|info| actor.administering(info.duty).is_ok())
        .collect();
    if own.is_empty() { Err(Code::NotAllowed.into()) } else { Ok(Json(own)) }
}

/// What is looked for.
#[derive(Clone, Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    #[serde(default)]
    q: String,
    /// `current`, `ended`; nothing is both.
    #[serde(default)]
    state: Option<SettingState>,
    #[serde(default)]
    after: String,
}

/// # Errors
/// `not_allowed` for who does not administer the kind.
pub async fn list(
    actor: Actor,
    State(app): State<App>,
    Path(key): Path<String>,
    Query(question): Query<Question>,
) -> Result<Json<Page<SettingRow>>> {
    let (kind, _) = administered(&app, &actor, &key)?;
    let today = app.clock.today();
    let wanted = Wanted {
        id: None,
        words: question.q.trim().to_lowercase(),
        ended: question.state.map(|state| state == SettingState::Ended),
        today,
        after: question.after,
        limit: PAGE + 1,
    };
    let mut connection = app.database.acquire().await?;
    let mut found = kind.read(&mut connection, &wanted).await?;
    let more = found.len() as i64 > PAGE;
    found.truncate(PAGE as usize);
    let next = found.last().filter(|_| more).map(|last| last.place.clone());
    Ok(Json(Page { rows: found.into_iter().map(|found| row(found, today)).collect(), next }))
}

/// `GET /api/settings/{kind}/options/{field}`: what a reference may mean.
///
/// # Errors
/// `not_found` for a field that is no reference.
pub async fn options(
    actor: Actor,
    State(app): State<App>,
    Path((key, field)): Path<(String, String)>,
    Query(question): Query<Question>,
) -> Result<Json<Vec<SettingRow>>> {
    let (_, info) = administered(&app, &actor, &key)?;
    let Some(FieldType::Reference { kind }) = info.field(&field).map(|field| &field.holds) else {
        return Err(Code::NotFound.into());
    };
    let mut connection = app.database.acquire().await?;
    let found = differences::options(&app, &mut connection, kind, &question.q, OFFERED).await?;
    let today = app.clock.today();
    Ok(Json(found.into_iter().map(|found| row(found, today)).collect()))
}

/// A row of the list.
pub fn row(found: Found, today: Date) -> SettingRow {
    let state = state_of(&found, today);
    SettingRow { id: found.id, title: found.title, note: found.note, state }
}

fn state_of(found: &Found, today: Date) -> SettingState {
    if found.valid_until.is_some_and(|last| last <= today) {
        SettingState::Ended
    } else if found.valid_from.is_some_and(|first| first > today) {
        SettingState::Future
    } else {
        SettingState::Current
    }
}
