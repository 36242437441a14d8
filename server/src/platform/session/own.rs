//! `/api/security`: what guards one's own account, and one's open sessions.

use api::{
    Code, PersonId,
    audit::EventKind,
    security::{Guards, OwnSession},
};
use axum::{extract::State, http::StatusCode};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{AGE_LIMIT, Actor, Due, IDLE_LIMIT, Origin, SignedIn, passkey, policy};
use crate::{
    App, Result,
    extract::{Json, Path},
    platform::audit::{Happening, note},
};

/// `GET /api/security`.
pub async fn guards(SignedIn(actor): SignedIn, State(app): State<App>) -> Result<Json<Guards>> {
    let mut connection = app.database.acquire().await?;
    let policy = policy::policy(&mut connection).await?;
    let row = sqlx::query!(
        r#"select exists (select from totp_factors where person_id = $1 and confirmed_at is not null) as "totp!",
                  (select count(*) from recovery_codes where person_id = $1 and used_at is null) as "codes!",
                  (select password_set_at from people where id = $1) as "set_at: jiff_sqlx::Timestamp""#,
        actor.person.0
    )
    .fetch_one(&mut *connection)
    .await?;
    Ok(Json(Guards {
        totp: row.totp,
        passkeys: passkey::list(&mut connection, actor.person).await?,
        passkeys_offered: app.passkeys.offered(),
        recovery_codes: row.codes,
        enrolment_due: actor.due == Some(Due::Enrolment),
        password_due: actor.due == Some(Due::Password),
        profile: policy.profile,
        password_set_at: row.set_at.map(|at| at.to_jiff().to_string()),
    }))
}

/// `GET /api/security/sessions`: the open ones, the last used first.
pub async fn sessions(SignedIn(actor): SignedIn, State(app): State<App>) -> Result<Json<Vec<OwnSession>>> {
    let now = app.clock.now();
    let mut connection = app.database.acquire().await?;
    let rows = sqlx::query!(
        r#"select id, created_at as "created_at: jiff_sqlx::Timestamp", seen_at as "seen_at: jiff_sqlx::Timestamp",
                  address, agent
           from sessions
           where person_id = $1 and revoked_at is null and expires_at > $2 and seen_at > $3 and created_at > $4
           order by seen_at desc, id limit 100"#,
        actor.person.0,
        now.to_sqlx() as _,
        (now - IDLE_LIMIT).to_sqlx() as _,
        (now - AGE_LIMIT).to_sqlx() as _,
    )
    .map(|row| OwnSession {
        id: row.id,
        created_at: row.created_at.to_jiff().to_string(),
        seen_at: row.seen_at.to_jiff().to_string(),
        address: row.address,
        agent: row.agent,
        current: row.id == actor.session,
    })
    .fetch_all(&mut *connection)
    .await?;
    Ok(Json(rows))
}

/// `DELETE /api/security/sessions/{id}`.
///
/// # Errors
/// `not_found` where it is not one's own.
pub async fn end(
    SignedIn(actor): SignedIn,
    origin: Origin,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<StatusCode> {
    let mut transaction = app.database.begin().await?;
    let own = sqlx::query_scalar!(
        r#"select exists (select from sessions where id = $1 and person_id = $2) as "own!""#,
        id,
        actor.person.0
    )
    .fetch_one(&mut *transaction)
    .await?;
    if !own {
        return Err(Code::NotFound.into());
    }
    sqlx::query!(
        "update sessions set revoked_at = $2 where id = $1 and revoked_at is null",
        id,
        app.clock.now().to_sqlx() as _
    )
    .execute(&mut *transaction)
    .await?;
    let what = Happening { subject: Some(id), ..Happening::by(actor.person) };
    note(&app, &mut transaction, EventKind::SessionEnded, &origin, what).await?;
    transaction.commit().await?;
    app.sessions.forget_person(actor.person);
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /api/security/sessions`: all but this one.
pub async fn end_others(actor: Actor, origin: Origin, State(app): State<App>) -> Result<StatusCode> {
    let mut transaction = app.database.begin().await?;
    let ended = end_all(&app, &mut transaction, actor.person, Some(actor.session)).await?;
    let detail = Some(serde_json::json!({ "sessions": ended }));
    let what = Happening { detail, ..Happening::by(actor.person) };
    note(&app, &mut transaction, EventKind::SessionEnded, &origin, what).await?;
    transaction.commit().await?;
    app.sessions.forget_person(actor.person);
    Ok(StatusCode::NO_CONTENT)
}

/// Ends every open session of a person but one. Returns how many.
pub async fn end_all(
    app: &App,
    connection: &mut PgConnection,
    person: PersonId,
    but: Option<Uuid>,
) -> Result<u64> {
    let ended = sqlx::query!(
        "update sessions set revoked_at = $2 where person_id = $1 and revoked_at is null and id is distinct from $3",
        person.0,
        app.clock.now().to_sqlx() as _,
        but
    )
    .execute(connection)
    .await?;
    Ok(ended.rows_affected())
}
