//! `GET /api/organs`: finding organs by any part of their names or by pinyin.

use api::{OrganId, organization::OrganPlace};
use axum::extract::State;
use serde::Deserialize;

use crate::{
    App, Result,
    extract::{Json, Query},
    platform::session::Actor,
};

/// Most organs of an answer.
const SHOWN: i64 = 20;

/// Part of a name or the beginning of its spelling.
#[derive(Clone, Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    #[serde(default)]
    q: String,
}

/// In the order of the directory. An installation has hundreds of organs: reading them all takes well under a millisecond.
pub async fn organs(
    _: Actor,
    State(app): State<App>,
    Query(question): Query<Question>,
) -> Result<Json<Vec<OrganPlace>>> {
    let words = question.q.trim().to_lowercase();
    let mut connection = app.database.acquire().await?;
    let organs = sqlx::query!(
        "select id, name from organs
         where ended_on is null and (strpos(lower(name), $1) > 0 or strpos(lower(formal_name), $1) > 0
            or exists (select from unnest(spellings) spelling where starts_with(spelling, $1)))
         order by sort, id limit $2",
        words,
        SHOWN
    )
    .map(|row| OrganPlace { id: OrganId(row.id), name: row.name })
    .fetch_all(&mut *connection)
    .await?;
    Ok(Json(organs))
}
