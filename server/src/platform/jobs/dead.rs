//! Dead letters (死信): `GET /api/jobs/dead`, `POST /api/jobs/{id}/retry`, `DELETE /api/jobs/{id}`.
//! Their payload stays inside: an administrator of the system has no part in the office's work.

use api::{Code, Page, administration::Duty, jobs::DeadJob};
use axum::{extract::State, http::StatusCode};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    App, Result,
    extract::{Json, Path, Query},
    platform::session::Actor,
};

const ROWS: usize = 50;

#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct After {
    after: Option<String>,
}

/// Newest first.
pub async fn dead(
    actor: Actor,
    State(app): State<App>,
    Query(query): Query<After>,
) -> Result<Json<Page<DeadJob>>> {
    actor.administering(Duty::Operations)?;
    let after = match &query.after {
        Some(text) => Some(read_cursor(text).ok_or(Code::MalformedRequest)?),
        None => None,
    };
    let mut connection = app.database.acquire().await?;
    let mut rows = sqlx::query!(
        r#"select id, kind, attempts, coalesce(last_error, '') as "error!", created_at as "created_at: jiff_sqlx::Timestamp",
                  died_at as "died_at!: jiff_sqlx::Timestamp"
           from jobs
           where died_at is not null and discarded_at is null
             and ($1::timestamptz is null or (died_at, id) < ($1, $2))
           order by died_at desc, id desc limit $3"#,
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, id)| id),
        ROWS as i64 + 1
    )
    .map(|row| DeadJob {
        id: row.id,
        kind: row.kind,
        attempts: row.attempts,
        error: row.error,
        created_at: row.created_at.to_jiff().to_string(),
        died_at: row.died_at.to_jiff().to_string(),
    })
    .fetch_all(&mut *connection)
    .await?;
    let more = rows.len() > ROWS;
    rows.truncate(ROWS);
    let next = rows.last().filter(|_| more).map(|last| format!("{}_{}", last.died_at, last.id));
    Ok(Json(Page { rows, next }))
}

fn read_cursor(text: &str) -> Option<(Timestamp, Uuid)> {
    let (at, id) = text.split_once('_')?;
    Some((at.parse().ok()?, id.parse().ok()?))
}

/// Begins again with all its attempts. Asked twice, it is no fault.
///
/// # Errors
/// `refused` where a newer job of the same key already waits: that one does the work.
pub async fn retry(actor: Actor, State(app): State<App>, Path(id): Path<Uuid>) -> Result<StatusCode> {
    actor.administering(Duty::Operations)?;
    let mut transaction = app.database.begin().await?;
    let known =
        sqlx::query!("select discarded_at is not null as gone from jobs where id = $1 for update", id)
            .fetch_optional(&mut *transaction)
            .await?;
    if known.is_none_or(|job| job.gone == Some(true)) {
        return Err(Code::NotFound.into());
    }
    sqlx::query!(
        "update jobs set died_at = null, attempts = 0, run_at = $2 where id = $1 and died_at is not null",
        id,
        app.clock.now().to_sqlx() as _
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    tracing::info!(job = %id, by = %actor.person, "a dead letter is tried again");
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a dead letter up for good; who did is kept for half a year. Asked twice, it is no fault.
pub async fn discard(actor: Actor, State(app): State<App>, Path(id): Path<Uuid>) -> Result<StatusCode> {
    actor.administering(Duty::Operations)?;
    let mut connection = app.database.acquire().await?;
    let done = sqlx::query!(
        "update jobs set discarded_at = coalesce(discarded_at, $2), discarded_by = coalesce(discarded_by, $3)
         where id = $1 and died_at is not null",
        id,
        app.clock.now().to_sqlx() as _,
        actor.person.0
    )
    .execute(&mut *connection)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Code::NotFound.into());
    }
    tracing::info!(job = %id, by = %actor.person, "a dead letter is discarded");
    Ok(StatusCode::NO_CONTENT)
}
