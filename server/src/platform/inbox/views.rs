//! `/api/inbox/views`: questions that a person has given a name.

use api::{
    Code,
    inbox::{InboxQuery, RenameView, SaveView, SavedView, VIEW_LIMIT},
};
use axum::{extract::State, http::StatusCode};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use super::statement::Question;
use crate::{
    App, Error, Result,
    extract::{Json, Path},
    platform::{cases, id, session::Actor},
};

pub async fn list(actor: Actor, State(app): State<App>) -> Result<Json<Vec<SavedView>>> {
    let mut connection = app.database.acquire().await?;
    Ok(Json(of(&mut connection, &actor).await?))
}

/// Saved again under the same name it replaces what was there: a double tap keeps one view.
///
/// # Errors
/// `malformed_request` for a question that cannot be asked or a name that is none, `too_many_views`.
pub async fn save(
    actor: Actor,
    State(app): State<App>,
    Json(request): Json<SaveView>,
) -> Result<Json<Vec<SavedView>>> {
    let query = InboxQuery { after: None, limit: None, ..request.query };
    Question::new(&query, app.clock.now())?;
    let mut transaction = app.database.begin().await?;
    // One at a time a person, so that the limit holds.
    cases::one_at_a_time(&mut transaction, &actor, actor.person.0).await?;
    sqlx::query!(
        "insert into saved_views (id, person_id, name, query, pinned, at) values ($1, $2, $3, $4, $5, $6)
         on conflict (person_id, name) do update set query = excluded.query, pinned = excluded.pinned",
        id::new(),
        actor.person.0,
        request.name.trim(),
        query.address(),
        request.pinned,
        app.clock.now().to_sqlx() as _
    )
    .execute(&mut *transaction)
    .await?;
    let views = of(&mut transaction, &actor).await?;
    if views.len() as i64 > VIEW_LIMIT {
        return Err(Code::TooManyViews.into());
    }
    transaction.commit().await?;
    Ok(Json(views))
}

/// # Errors
/// `not_found` where it is not the asker's, `name_taken`, `malformed_request` for a name that is none.
pub async fn rename(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    Json(request): Json<RenameView>,
) -> Result<Json<Vec<SavedView>>> {
    let mut transaction = app.database.begin().await?;
    let renamed = sqlx::query!(
        "update saved_views set name = $3 where id = $1 and person_id = $2",
        id,
        actor.person.0,
        request.name.trim()
    )
    .execute(&mut *transaction)
    .await?;
    if renamed.rows_affected() == 0 {
        return Err(Code::NotFound.into());
    }
    let views = of(&mut transaction, &actor).await?;
    transaction.commit().await?;
    Ok(Json(views))
}

/// # Errors
/// `not_found` where it is not the asker's.
pub async fn remove(actor: Actor, State(app): State<App>, Path(id): Path<Uuid>) -> Result<StatusCode> {
    let mut connection = app.database.acquire().await?;
    let gone = sqlx::query!("delete from saved_views where id = $1 and person_id = $2", id, actor.person.0)
        .execute(&mut *connection)
        .await?;
    if gone.rows_affected() == 0 { Err(Error::from(Code::NotFound)) } else { Ok(StatusCode::NO_CONTENT) }
}

async fn of(connection: &mut PgConnection, actor: &Actor) -> Result<Vec<SavedView>> {
    Ok(sqlx::query_as!(
        SavedView,
        "select id, name, query, pinned from saved_views where person_id = $1 order by at, id",
        actor.person.0
    )
    .fetch_all(connection)
    .await?)
}
