//! The second factor: codes of an authenticator (TOTP), each good once, and recovery codes for the day it is lost.

use api::{
    Code, PersonId,
    audit::EventKind,
    security::{Confirmation, Enrolment, RecoveryCodes},
};
use axum::extract::State;
use jiff_sqlx::ToSqlx;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::{
    Actor, Origin, SignedIn, sign_in, totp,
    totp::{base32, step_of},
};
use crate::{
    App, Error, Result,
    extract::Json,
    platform::{
        audit::{Happening, note},
        square_code::square_code,
    },
};

const RECOVERY_CODES: usize = 10;
/// Letters and digits that are not mistaken for each other.
const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// What a session was opened with, besides the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factor {
    Password,
    Totp,
    Recovery,
    Passkey,
}

impl Factor {
    pub fn as_str(self) -> &'static str {
        match self {
            Factor::Password => "password",
            Factor::Totp => "totp",
            Factor::Recovery => "recovery",
            Factor::Passkey => "passkey",
        }
    }
}

/// Checks the code of a person whose password is right; a right one is used up.
///
/// # Errors
/// `second_factor_required` with which there are, `totp` or `passkey` or both; `wrong_code`.
pub async fn check(app: &App, person: PersonId, code: Option<&str>) -> Result<Factor> {
    let mut connection = app.database.acquire().await?;
    let has = sqlx::query!(
        r#"select (select salt from totp_factors where person_id = $1 and confirmed_at is not null) as salt,
                  exists (select from passkeys where person_id = $1) as "passkey!""#,
        person.0
    )
    .fetch_one(&mut *connection)
    .await?;
    let kinds = match (&has.salt, has.passkey) {
        (None, false) => return Ok(Factor::Password),
        (Some(_), false) => "totp",
        (None, true) => "passkey",
        (Some(_), true) => "totp passkey",
    };
    let Some(code) = code.map(|code| code.replace([' ', '-'], "")).filter(|code| !code.is_empty()) else {
        return Err(Error::new(Code::SecondFactorRequired).with_detail(kinds));
    };
    let salt = has.salt.as_deref();
    if let Some(step) = salt.and_then(|salt| step_of(&secret(app, salt), &code, app.clock.now())) {
        let used = sqlx::query!(
            "update totp_factors set last_step = $2 where person_id = $1 and last_step < $2",
            person.0,
            step
        )
        .execute(&mut *connection)
        .await?;
        return if used.rows_affected() == 1 { Ok(Factor::Totp) } else { Err(Code::WrongCode.into()) };
    }
    let used = sqlx::query!(
        "update recovery_codes set used_at = $3 where person_id = $1 and code_hash = $2 and used_at is null",
        person.0,
        hashed(&code),
        app.clock.now().to_sqlx() as _
    )
    .execute(&mut *connection)
    .await?;
    if used.rows_affected() == 1 { Ok(Factor::Recovery) } else { Err(Code::WrongCode.into()) }
}

fn secret(app: &App, salt: &[u8]) -> Vec<u8> {
    app.secret.derive("totp", salt)[..totp::SECRET].to_vec()
}

fn hashed(code: &str) -> Vec<u8> {
    Sha256::digest(code.to_lowercase().as_bytes()).to_vec()
}

/// `POST /api/security/totp`: a new secret, which holds once its first code is confirmed. What is enrolled already stays
/// until then.
///
/// # Errors
/// `reauthentication_required`; `refused` where a factor is enrolled: remove it first.
pub async fn enrol(SignedIn(actor): SignedIn, State(app): State<App>) -> Result<Json<Enrolment>> {
    actor.proven(app.clock.now())?;
    let salt = rand::random::<[u8; 16]>();
    let mut connection = app.database.acquire().await?;
    let made = sqlx::query!(
        "insert into totp_factors (person_id, salt) values ($1, $2)
         on conflict (person_id) do update set salt = $2, last_step = 0 where totp_factors.confirmed_at is null",
        actor.person.0,
        &salt[..]
    )
    .execute(&mut *connection)
    .await?;
    if made.rows_affected() == 0 {
        return Err(Code::Refused.into());
    }
    let secret = base32(&secret(&app, &salt));
    let uri = format!(
        "otpauth://totp/%E5%90%8C%E8%88%9F:{account}?secret={secret}&issuer=%E5%90%8C%E8%88%9F",
        account = percent_encoded(&actor.account)
    );
    let modules = square_code(&uri)?;
    let groups: Vec<String> =
        secret.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    Ok(Json(Enrolment { secret: groups.join(" "), uri, modules }))
}

fn percent_encoded(text: &str) -> String {
    let kept = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    text.bytes()
        .map(|byte| if kept(byte) { (byte as char).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// `PUT /api/security/totp`: the first code of the new secret. Answers with the recovery codes, which are shown once.
///
/// # Errors
/// `wrong_code`; `too_many_attempts`.
pub async fn confirm(
    SignedIn(actor): SignedIn,
    origin: Origin,
    State(app): State<App>,
    Json(request): Json<Confirmation>,
) -> Result<Json<RecoveryCodes>> {
    sign_in::limit(&app, &origin, &actor.account)?;
    let mut transaction = app.database.begin().await?;
    let waiting = sqlx::query_scalar!(
        "select salt from totp_factors where person_id = $1 and confirmed_at is null for update",
        actor.person.0
    )
    .fetch_optional(&mut *transaction)
    .await?
    .ok_or(Code::Refused)?;
    let code = request.code.replace(' ', "");
    let now = app.clock.now();
    let step = step_of(&secret(&app, &waiting), &code, now).ok_or(Code::WrongCode)?;
    sqlx::query!(
        "update totp_factors set confirmed_at = $2, last_step = $3 where person_id = $1",
        actor.person.0,
        now.to_sqlx() as _,
        step
    )
    .execute(&mut *transaction)
    .await?;
    let codes = replace_recovery_codes(&mut transaction, actor.person).await?;
    note(&app, &mut transaction, EventKind::FactorAdded, &origin, Happening::by(actor.person)).await?;
    transaction.commit().await?;
    app.sessions.forget_person(actor.person);
    Ok(Json(codes))
}

/// `DELETE /api/security/totp`.
///
/// # Errors
/// `reauthentication_required`, which asks for the factor itself.
pub async fn remove(
    SignedIn(actor): SignedIn,
    origin: Origin,
    State(app): State<App>,
) -> Result<axum::http::StatusCode> {
    actor.proven(app.clock.now())?;
    let mut transaction = app.database.begin().await?;
    sqlx::query!("delete from totp_factors where person_id = $1", actor.person.0)
        .execute(&mut *transaction)
        .await?;
    forget_codes_of_none(&mut transaction, actor.person).await?;
    note(&app, &mut transaction, EventKind::FactorRemoved, &origin, Happening::by(actor.person)).await?;
    transaction.commit().await?;
    app.sessions.forget_person(actor.person);
    Ok(axum::http::StatusCode::NO_CONTENT)
}

/// Takes away every factor, and the recovery codes.
pub async fn forget(connection: &mut PgConnection, person: PersonId) -> Result<()> {
    sqlx::query!("delete from totp_factors where person_id = $1", person.0).execute(&mut *connection).await?;
    sqlx::query!("delete from passkeys where person_id = $1", person.0).execute(&mut *connection).await?;
    forget_codes_of_none(connection, person).await
}

/// Takes away recovery codes that stand in for nothing any more.
pub async fn forget_codes_of_none(connection: &mut PgConnection, person: PersonId) -> Result<()> {
    sqlx::query!(
        "delete from recovery_codes c where c.person_id = $1
           and not exists (select from totp_factors where person_id = c.person_id and confirmed_at is not null)
           and not exists (select from passkeys where person_id = c.person_id)",
        person.0
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// `POST /api/security/recovery`: new recovery codes; the old ones are void.
///
/// # Errors
/// `reauthentication_required`; `refused` without a factor.
pub async fn new_recovery_codes(
    actor: Actor,
    origin: Origin,
    State(app): State<App>,
) -> Result<Json<RecoveryCodes>> {
    actor.proven(app.clock.now())?;
    let mut transaction = app.database.begin().await?;
    let enrolled = sqlx::query_scalar!(
        r#"select exists (select from totp_factors where person_id = $1 and confirmed_at is not null)
                  or exists (select from passkeys where person_id = $1) as "enrolled!""#,
        actor.person.0
    )
    .fetch_one(&mut *transaction)
    .await?;
    if !enrolled {
        return Err(Error::new(Code::Refused));
    }
    let codes = replace_recovery_codes(&mut transaction, actor.person).await?;
    let detail = Some(serde_json::json!({ "recovery_codes": RECOVERY_CODES }));
    let what = Happening { detail, ..Happening::by(actor.person) };
    note(&app, &mut transaction, EventKind::FactorAdded, &origin, what).await?;
    transaction.commit().await?;
    Ok(Json(codes))
}

async fn replace_recovery_codes(connection: &mut PgConnection, person: PersonId) -> Result<RecoveryCodes> {
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| new_code()).collect();
    let hashes: Vec<Vec<u8>> = codes.iter().map(|code| hashed(&code.replace('-', ""))).collect();
    sqlx::query!("delete from recovery_codes where person_id = $1", person.0)
        .execute(&mut *connection)
        .await?;
    sqlx::query!(
        "insert into recovery_codes (person_id, code_hash) select $1, unnest($2::bytea[])",
        person.0,
        &hashes
    )
    .execute(connection)
    .await?;
    Ok(RecoveryCodes { codes })
}

/// Ten letters, about 49 bits, in two groups.
fn new_code() -> String {
    let letters: Vec<char> = rand::random::<[u32; 10]>()
        .iter()
        .map(|number| LETTERS[*number as usize % LETTERS.len()] as char)
        .collect();
    format!("{}-{}", letters[..5].iter().collect::<String>(), letters[5..].iter().collect::<String>())
}
