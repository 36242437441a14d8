//! `/api/administration/accounts`: the accounts of others, for the security administrator (安全管理员): unlock, end
//! sessions, take away a lost factor. Deliberately absent: reading or setting anybody's password.

use api::{Code, PersonId, administration::Duty, audit::EventKind, security::Account};
use axum::{extract::State, http::StatusCode};
use jiff::SignedDuration;
use jiff_sqlx::ToSqlx;
use serde::Deserialize;
use sqlx::PgConnection;

use super::{AGE_LIMIT, Actor, IDLE_LIMIT, Origin, factor, own::end_all, policy::policy};
use crate::{
    App, Result,
    extract::{Json, Path, Query},
    platform::audit::{Happening, note},
};

const SHOWN: i64 = 50;

#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// Part of a name, or the beginning of an account; nothing shows the locked ones first.
    #[serde(default)]
    q: Option<String>,
}

/// `GET /api/administration/accounts`.
pub async fn list(
    actor: Actor,
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Vec<Account>>> {
    actor.administering(Duty::Accounts)?;
    let now = app.clock.now();
    let mut connection = app.database.acquire().await?;
    let policy = policy(&mut connection).await?;
    let since = now - SignedDuration::from_mins(policy.failure_minutes());
    let wanted = wanted.q.as_deref().map(str::trim).filter(|q| !q.is_empty());
    let rows = sqlx::query!(
        r#"select n.id, n.name, n.account, n.active,
                  (select o.name from posts p join organs o on o.id = p.organ_id
                   where p.person_id = n.id order by p.sort limit 1) as organ,
                  (select count(*) from sign_in_failures f where f.subject = n.account and f.at > $2) >= $3 as "locked!",
                  (exists (select from totp_factors t where t.person_id = n.id and t.confirmed_at is not null)
                   or exists (select from passkeys k where k.person_id = n.id)) as "factor!",
                  (select count(*) from sessions s where s.person_id = n.id and s.revoked_at is null
                     and s.seen_at > $4 and s.created_at > $5) as "sessions!",
                  (select max(s.seen_at) from sessions s where s.person_id = n.id) as "last_seen: jiff_sqlx::Timestamp"
           from people n
           where $1::text is null or position($1 in n.name) > 0 or starts_with(n.account, $1)
           order by 6 desc, 8 desc, n.account limit $6"#,
        wanted,
        since.to_sqlx() as _,
        policy.failures(),
        (now - IDLE_LIMIT).to_sqlx() as _,
        (now - AGE_LIMIT).to_sqlx() as _,
        SHOWN
    )
    .map(|row| Account {
        person: PersonId(row.id),
        name: row.name,
        account: row.account,
        active: row.active,
        organ: row.organ,
        locked: row.locked,
        factor: row.factor,
        sessions: row.sessions,
        last_seen: row.last_seen.map(|at| at.to_jiff().to_string()),
    })
    .fetch_all(&mut *connection)
    .await?;
    Ok(Json(rows))
}

/// `DELETE /api/administration/accounts/{person}/lock`.
pub async fn unlock(
    actor: Actor,
    origin: Origin,
    State(app): State<App>,
    Path(person): Path<PersonId>,
) -> Result<StatusCode> {
    actor.administering(Duty::Accounts)?;
    let mut transaction = app.database.begin().await?;
    let account = account_of(&mut transaction, person).await?;
    sqlx::query!("delete from sign_in_failures where subject = $1", account)
        .execute(&mut *transaction)
        .await?;
    let what = Happening { subject: Some(person.0), ..Happening::by(actor.person) };
    note(&app, &mut transaction, EventKind::AccountUnlocked, &origin, what).await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /api/administration/accounts/{person}/sessions`.
pub async fn end_sessions(
    actor: Actor,
    origin: Origin,
    State(app): State<App>,
    Path(person): Path<PersonId>,
) -> Result<StatusCode> {
    actor.administering(Duty::Accounts)?;
    let mut transaction = app.database.begin().await?;
    account_of(&mut transaction, person).await?;
    let ended = end_all(&app, &mut transaction, person, None).await?;
    let detail = Some(serde_json::json!({ "sessions": ended }));
    let what = Happening { subject: Some(person.0), detail, ..Happening::by(actor.person) };
    note(&app, &mut transaction, EventKind::SessionEnded, &origin, what).await?;
    transaction.commit().await?;
    app.sessions.forget_person(person);
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /api/administration/accounts/{person}/factors`: a lost authenticator. The person's sessions end as well.
///
/// # Errors
/// `reauthentication_required`.
pub async fn remove_factors(
    actor: Actor,
    origin: Origin,
    State(app): State<App>,
    Path(person): Path<PersonId>,
) -> Result<StatusCode> {
    actor.administering(Duty::Accounts)?;
    actor.proven(app.clock.now())?;
    let mut transaction = app.database.begin().await?;
    account_of(&mut transaction, person).await?;
    factor::forget(&mut transaction, person).await?;
    end_all(&app, &mut transaction, person, None).await?;
    let what = Happening { subject: Some(person.0), ..Happening::by(actor.person) };
    note(&app, &mut transaction, EventKind::FactorRemoved, &origin, what).await?;
    transaction.commit().await?;
    app.sessions.forget_person(person);
    Ok(StatusCode::NO_CONTENT)
}

async fn account_of(connection: &mut PgConnection, person: PersonId) -> Result<String> {
    let account = sqlx::query_scalar!("select account from people where id = $1", person.0)
        .fetch_optional(connection)
        .await?;
    account.ok_or_else(|| Code::NotFound.into())
}
