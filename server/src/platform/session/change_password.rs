//! `PUT /api/security/password`.

use api::{
    Code,
    audit::EventKind,
    security::{ChangePassword, Profile},
};
use axum::{extract::State, http::StatusCode};
use jiff_sqlx::ToSqlx;

use super::{Origin, SignedIn, own::end_all, password, policy, sign_in};
use crate::{
    App, Error, Result,
    extract::Json,
    platform::audit::{Happening, note},
};

/// So many former passwords may not come again where the rules say so.
const REMEMBERED: i64 = 5;

/// All other sessions end with the old password.
///
/// # Errors
/// `wrong_credentials`, `weak_password` with what is wrong, `too_many_attempts`.
pub async fn change_password(
    SignedIn(actor): SignedIn,
    origin: Origin,
    State(app): State<App>,
    Json(request): Json<ChangePassword>,
) -> Result<StatusCode> {
    sign_in::limit(&app, &origin, &actor.account)?;
    let rules = sign_in::refuse_if_locked(&app, &actor.account).await?;
    let mut connection = app.database.acquire().await?;
    let stored = sqlx::query_scalar!("select password_hash from people where id = $1", actor.person.0)
        .fetch_one(&mut *connection)
        .await?;
    let former = sqlx::query_scalar!(
        "select password_hash from former_passwords where person_id = $1 order by until desc limit $2",
        actor.person.0,
        REMEMBERED
    )
    .fetch_all(&mut *connection)
    .await?;
    drop(connection);
    if !password::verify(request.current.clone(), Some(stored.clone())).await? {
        sign_in::note_failure(&app, &origin, &actor.account, Some(actor.person), &rules, "password").await?;
        return Err(Code::WrongCredentials.into());
    }
    policy::check(&request.new, &actor.account, &actor.name, &rules)?;
    if request.new == request.current || used_before(&request.new, former, rules.profile).await? {
        return Err(Error::new(Code::WeakPassword).with_detail("used"));
    }
    let hash = tokio::task::spawn_blocking(move || password::hash_password(&request.new)).await??;
    let now = app.clock.now();
    let mut transaction = app.database.begin().await?;
    let changed = sqlx::query!(
        "update people set password_hash = $2, password_set_at = $3 where id = $1 and password_hash = $4",
        actor.person.0,
        hash,
        now.to_sqlx() as _,
        stored
    )
    .execute(&mut *transaction)
    .await?;
    if changed.rows_affected() == 0 {
        // Changed meanwhile, by oneself in another window or by an administrator.
        return Err(Code::WrongCredentials.into());
    }
    sqlx::query!(
        "insert into former_passwords (person_id, password_hash, until) values ($1, $2, $3) on conflict do nothing",
        actor.person.0,
        stored,
        now.to_sqlx() as _
    )
    .execute(&mut *transaction)
    .await?;
    end_all(&app, &mut transaction, actor.person, Some(actor.session)).await?;
    note(&app, &mut transaction, EventKind::PasswordChanged, &origin, Happening::by(actor.person)).await?;
    transaction.commit().await?;
    app.sessions.forget_person(actor.person);
    Ok(StatusCode::NO_CONTENT)
}

async fn used_before(new: &str, former: Vec<String>, profile: Profile) -> Result<bool> {
    if profile != Profile::Level3 {
        return Ok(false);
    }
    for hash in former {
        if password::verify(new.to_owned(), Some(hash)).await? {
            return Ok(true);
        }
    }
    Ok(false)
}
