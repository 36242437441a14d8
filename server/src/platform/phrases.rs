//! `/api/phrases` (常用意见): each person's own lists, and their organ's for whoever has none, which is a setting
//! (`platform/settings/kinds/phrases.rs`).

use api::{
    Code, OrganId, PersonId,
    phrases::{Occasion, PhraseList, Phrases, SavePhrases},
};
use axum::{extract::State, http::StatusCode};
use sqlx::PgConnection;

use crate::{
    App, Error, Result,
    error::internal,
    extract::{Json, Path},
    openapi::{Routes, get, put},
    platform::session::Actor,
};

/// Every route of `/api/phrases`.
pub fn router() -> Routes {
    Routes::new().route("/", get(phrases)).route("/own/{occasion}", put(save_own))
}

async fn phrases(actor: Actor, State(app): State<App>) -> Result<Json<Phrases>> {
    let mut connection = app.database.acquire().await?;
    let organ = actor.posts.first().map(|post| post.organ);
    Ok(Json(Phrases {
        own: of_person(&mut connection, actor.person).await?,
        organ: match organ {
            Some(organ) => of_organ(&mut connection, organ).await?,
            None => Vec::new(),
        },
    }))
}

async fn of_person(connection: &mut PgConnection, person: PersonId) -> Result<Vec<PhraseList>> {
    sqlx::query!("select occasion, phrases from phrases_of_people where person_id = $1", person.0)
        .fetch_all(connection)
        .await?
        .into_iter()
        .map(|row| list(&row.occasion, row.phrases))
        .collect()
}

async fn of_organ(connection: &mut PgConnection, organ: OrganId) -> Result<Vec<PhraseList>> {
    sqlx::query!(
        "select occasion, phrases from phrases_of_organs where organ_id = $1 and ended_on is null",
        organ.0
    )
    .fetch_all(connection)
    .await?
    .into_iter()
    .map(|row| list(&row.occasion, row.phrases))
    .collect()
}

fn list(occasion: &str, phrases: Vec<String>) -> Result<PhraseList> {
    let occasion = occasion.parse().map_err(|error: api::UnknownValue| internal(&error))?;
    Ok(PhraseList { occasion, phrases })
}

/// Twice the same is once: the list is written whole.
async fn save_own(
    actor: Actor,
    State(app): State<App>,
    Path(occasion): Path<Occasion>,
    Json(request): Json<SavePhrases>,
) -> Result<StatusCode> {
    let phrases = tidy(&request)?;
    let mut connection = app.database.acquire().await?;
    if phrases.is_empty() {
        sqlx::query!(
            "delete from phrases_of_people where person_id = $1 and occasion = $2",
            actor.person.0,
            occasion.as_str()
        )
        .execute(&mut *connection)
        .await?;
    } else {
        sqlx::query!(
            "insert into phrases_of_people (person_id, occasion, phrases) values ($1, $2, $3)
             on conflict (person_id, occasion) do update set phrases = excluded.phrases",
            actor.person.0,
            occasion.as_str(),
            &phrases
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// # Errors
/// `invalid_value`.
fn tidy(request: &SavePhrases) -> Result<Vec<String>> {
    request.tidy().ok_or_else(|| Error::new(Code::InvalidValue).with_detail("phrases"))
}
