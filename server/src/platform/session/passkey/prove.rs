//! `/api/session/passkey`: signing in, or proving one's identity again, with the password and a passkey.

use api::{
    Code, PersonId,
    security::{PasskeyAnswer, PasskeyChallenge},
    session::AskPasskey,
};
use axum::{extract::State, http::HeaderMap, response::Response};
use jiff_sqlx::ToSqlx;
use webauthn_rs::prelude::{AuthenticationResult, Passkey, PasskeyAuthentication, PublicKeyCredential};

use super::{Purpose, answered, ask, passkeys_of, read};
use crate::{
    App, Result,
    error::internal,
    extract::Json,
    platform::session::{Origin, factor::Factor, sign_in as signing},
};

/// `POST /api/session/passkey`: once the password is right, what the authenticator is asked to sign.
///
/// # Errors
/// `wrong_credentials`, `too_many_attempts`; `refused` for somebody without a passkey.
pub async fn ask_to_sign_in(
    State(app): State<App>,
    origin: Origin,
    Json(request): Json<AskPasskey>,
) -> Result<Json<PasskeyChallenge>> {
    let (person, _) = signing::password_proven(&app, &origin, &request.account, request.password).await?;
    let known = passkeys_of(&mut *app.database.acquire().await?, person).await?;
    if known.is_empty() {
        return Err(Code::Refused.into());
    }
    let (options, state) =
        app.passkeys.get()?.start_passkey_authentication(&known).map_err(|error| internal(&error))?;
    let id = ask(&app, person, Purpose::SignIn, &state).await?;
    Ok(Json(PasskeyChallenge { id, options: serde_json::to_value(options)? }))
}

/// `PUT /api/session/passkey`: what it signed opens a session. Where one is signed in already, the old session ends.
///
/// # Errors
/// `wrong_passkey`, which counts as a failed attempt; `too_many_attempts`.
pub async fn sign_in(
    State(app): State<App>,
    origin: Origin,
    headers: HeaderMap,
    Json(request): Json<PasskeyAnswer>,
) -> Result<Response> {
    let (person, state) = answered::<PasskeyAuthentication>(&app, request.challenge, Purpose::SignIn).await?;
    let mut connection = app.database.acquire().await?;
    let account = sqlx::query_scalar!("select account from people where id = $1 and active", person.0)
        .fetch_optional(&mut *connection)
        .await?
        .ok_or(Code::WrongPasskey)?;
    drop(connection);
    signing::limit(&app, &origin, &account)?;
    let policy = signing::refuse_if_locked(&app, &account).await?;
    let credential: PublicKeyCredential = read(request.credential)?;
    let right = match app.passkeys.get()?.finish_passkey_authentication(&credential, &state) {
        Ok(result) => used(&app, person, &result).await?,
        Err(error) => {
            tracing::info!(%error, "a passkey was refused");
            false
        }
    };
    if !right {
        signing::note_failure(&app, &origin, &account, Some(person), &policy, "passkey").await?;
        return Err(Code::WrongPasskey.into());
    }
    signing::answer(&app, person, &account, &origin, &headers, Factor::Passkey).await
}

/// Counts the use. False where it is no longer the person's, or its counter has been reached before: a copy.
async fn used(app: &App, person: PersonId, result: &AuthenticationResult) -> Result<bool> {
    let mut transaction = app.database.begin().await?;
    let stored = sqlx::query_scalar!(
        "select passkey from passkeys where credential_id = $1 and person_id = $2 for update",
        result.cred_id().as_slice(),
        person.0
    )
    .fetch_optional(&mut *transaction)
    .await?;
    let Some(stored) = stored else { return Ok(false) };
    let mut passkey: Passkey = serde_json::from_value(stored)?;
    passkey.update_credential(result);
    let counted = sqlx::query!(
        "update passkeys set passkey = $2, counter = $3, used_at = $4
         where credential_id = $1 and ($3::bigint = 0 and counter = 0 or counter < $3)",
        result.cred_id().as_slice(),
        serde_json::to_value(&passkey)?,
        i64::from(result.counter()),
        app.clock.now().to_sqlx() as _
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(counted.rows_affected() == 1)
}
