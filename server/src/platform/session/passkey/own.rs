//! `/api/security/passkeys`: adding, naming and removing one's own.

use api::{
    Code, PersonId,
    audit::EventKind,
    security::{AddPasskey, OwnPasskey, PasskeyChallenge, RenamePasskey},
};
use axum::{extract::State, http::StatusCode};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;
use webauthn_rs::prelude::{PasskeyRegistration, RegisterPublicKeyCredential};

use super::{Purpose, answered, ask, passkeys_of, read};
use crate::{
    App, Error, Result,
    extract::{Json, Path},
    platform::{
        audit::{Happening, note},
        id,
        session::{Origin, SignedIn, factor},
    },
};

/// More than anybody has devices.
const MOST: usize = 20;

/// One's own passkeys, the oldest first.
pub async fn list(connection: &mut PgConnection, person: PersonId) -> Result<Vec<OwnPasskey>> {
    Ok(sqlx::query!(
        r#"select id, name, created_at as "created_at: jiff_sqlx::Timestamp",
                  used_at as "used_at: jiff_sqlx::Timestamp"
           from passkeys where person_id = $1 order by created_at, id"#,
        person.0
    )
    .map(|row| OwnPasskey {
        id: row.id,
        name: row.name,
        created_at: row.created_at.to_jiff().to_string(),
        used_at: row.used_at.map(|at| at.to_jiff().to_string()),
    })
    .fetch_all(connection)
    .await?)
}

/// `POST /api/security/passkeys/challenge`: what the authenticator is asked to make.
///
/// # Errors
/// `reauthentication_required`; `too_many`; `refused` where the installation has no address for passkeys.
pub async fn ask_to_add(SignedIn(actor): SignedIn, State(app): State<App>) -> Result<Json<PasskeyChallenge>> {
    actor.proven(app.clock.now())?;
    let known = passkeys_of(&mut *app.database.acquire().await?, actor.person).await?;
    if known.len() >= MOST {
        return Err(Code::TooMany.into());
    }
    let known = known.iter().map(|passkey| passkey.cred_id().clone()).collect();
    let (options, state) = app
        .passkeys
        .get()?
        .start_passkey_registration(actor.person.0, &actor.account, &actor.name, Some(known))
        .map_err(|error| crate::error::internal(&error))?;
    let id = ask(&app, actor.person, Purpose::Add, &state).await?;
    Ok(Json(PasskeyChallenge { id, options: serde_json::to_value(options)? }))
}

/// `POST /api/security/passkeys`.
///
/// # Errors
/// `wrong_passkey` where it is not what was asked for; `refused` where it is known already.
pub async fn add(
    SignedIn(actor): SignedIn,
    origin: Origin,
    State(app): State<App>,
    Json(request): Json<AddPasskey>,
) -> Result<Json<OwnPasskey>> {
    let (person, state) = answered::<PasskeyRegistration>(&app, request.challenge, Purpose::Add).await?;
    if person != actor.person {
        return Err(Code::WrongPasskey.into());
    }
    let credential: RegisterPublicKeyCredential = read(request.credential)?;
    let passkey = app.passkeys.get()?.finish_passkey_registration(&credential, &state).map_err(|error| {
        tracing::info!(%error, "a passkey was not added");
        Error::new(Code::WrongPasskey)
    })?;
    let (id, name, now) = (id::new(), request.name.trim(), app.clock.now());
    let mut transaction = app.database.begin().await?;
    sqlx::query!(
        "insert into passkeys (id, person_id, credential_id, name, passkey, created_at)
         values ($1, $2, $3, $4, $5, $6)",
        id,
        person.0,
        passkey.cred_id().as_slice(),
        name,
        serde_json::to_value(&passkey)?,
        now.to_sqlx() as _
    )
    .execute(&mut *transaction)
    .await?;
    note(&app, &mut transaction, EventKind::PasskeyAdded, &origin, about(person, id, name)).await?;
    transaction.commit().await?;
    app.sessions.forget_person(person);
    Ok(Json(OwnPasskey { id, name: name.to_owned(), created_at: now.to_string(), used_at: None }))
}

/// `PUT /api/security/passkeys/{id}`: another name.
pub async fn rename(
    SignedIn(actor): SignedIn,
    origin: Origin,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    Json(request): Json<RenamePasskey>,
) -> Result<StatusCode> {
    let name = request.name.trim();
    let mut transaction = app.database.begin().await?;
    let renamed = sqlx::query!(
        "update passkeys set name = $3 where id = $1 and person_id = $2",
        id,
        actor.person.0,
        name
    )
    .execute(&mut *transaction)
    .await?;
    if renamed.rows_affected() == 0 {
        return Err(Code::NotFound.into());
    }
    note(&app, &mut transaction, EventKind::PasskeyRenamed, &origin, about(actor.person, id, name)).await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /api/security/passkeys/{id}`. Recovery codes go with the last factor.
///
/// # Errors
/// `reauthentication_required`.
pub async fn remove(
    SignedIn(actor): SignedIn,
    origin: Origin,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<StatusCode> {
    actor.proven(app.clock.now())?;
    let mut transaction = app.database.begin().await?;
    let name = sqlx::query_scalar!(
        "delete from passkeys where id = $1 and person_id = $2 returning name",
        id,
        actor.person.0
    )
    .fetch_optional(&mut *transaction)
    .await?
    .ok_or(Code::NotFound)?;
    factor::forget_codes_of_none(&mut transaction, actor.person).await?;
    note(&app, &mut transaction, EventKind::PasskeyRemoved, &origin, about(actor.person, id, &name)).await?;
    transaction.commit().await?;
    app.sessions.forget_person(actor.person);
    Ok(StatusCode::NO_CONTENT)
}

fn about(person: PersonId, id: Uuid, name: &str) -> Happening<'static> {
    let detail = Some(serde_json::json!({ "name": name }));
    Happening { subject: Some(id), detail, ..Happening::by(person) }
}
