//! `POST`, `DELETE /api/me/notice-settings/mail`, `POST …/mail/proof`: whose mail address it is.
//!
//! Nothing is mailed to an address before whoever reads there has given back the code that came with the first mail:
//! nobody has another's work sent to themselves by a slip, nor mail sent to a stranger.

use std::time::Duration;

use api::{
    Code, PersonId,
    notices::{Channel, ClaimMail, ProveMail},
};
use axum::{extract::State, http::StatusCode};
use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use lettre::Address;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::channels::{Content, Letter, To};
use crate::{
    App, Error, Result,
    extract::Json,
    platform::{
        jobs::{self, Handler, Job, Limits, Outcome},
        session::{Actor, Rate},
    },
};

/// A code is good for so long.
const VALID: SignedDuration = SignedDuration::from_mins(15);
/// Wrong codes before a new one must be asked for: guessing six digits succeeds once in 200,000 times.
const TRIES: i32 = 5;
/// Mails one may have sent at will: five, then one in ten minutes.
pub const BY_PERSON: Rate = Rate { burst: 5.0, per_second: 1.0 / 600.0 };

/// What is sent to prove an address, as a job.
pub struct SendCode;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claim {
    person: PersonId,
    nonce: Uuid,
}

/// Sends a code to an address. A later claim replaces an earlier one; the address in use stays until the proof.
///
/// # Errors
/// `refused` where there is no mail; `invalid_value` where it is no address; `too_many_attempts`.
pub async fn claim(
    actor: Actor,
    State(app): State<App>,
    Json(request): Json<ClaimMail>,
) -> Result<StatusCode> {
    if !app.channels.offers(Channel::Mail) {
        return Err(Error::new(Code::Refused).with_detail("mail"));
    }
    let address = request.address.trim();
    // Longer ones do not exist (RFC 5321 4.5.3.1.3).
    if address.len() > 254 || address.parse::<Address>().is_err() {
        return Err(Error::new(Code::InvalidValue).with_detail("address"));
    }
    if !app.limits.take(format!("mail of {}", actor.person), BY_PERSON) {
        return Err(Code::TooManyAttempts.into());
    }
    let (now, nonce) = (app.clock.now(), Uuid::new_v4());
    let mut transaction = app.database.begin().await?;
    sqlx::query!(
        "insert into notice_settings (person_id, claimed_mail, claim_nonce, claimed_at) values ($1, $2, $3, $4)
         on conflict (person_id) do update set claimed_mail = excluded.claimed_mail,
             claim_nonce = excluded.claim_nonce, claimed_at = excluded.claimed_at, claim_tries = 0",
        actor.person.0,
        address,
        nonce,
        now.to_sqlx() as _
    )
    .execute(&mut *transaction)
    .await?;
    jobs::enqueue(&mut transaction, SendCode.kind(), &Claim { person: actor.person, nonce }, now).await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the address of the last claim into use.
///
/// # Errors
/// `refused` where nothing was claimed or it is too late; `invalid_value` where the code is another;
/// `too_many_attempts`.
pub async fn prove(
    actor: Actor,
    State(app): State<App>,
    Json(request): Json<ProveMail>,
) -> Result<StatusCode> {
    let mut transaction = app.database.begin().await?;
    let claim = sqlx::query!(
        r#"select claim_nonce as "nonce!", claimed_mail as "address!", claimed_at as "at!: jiff_sqlx::Timestamp",
                  claim_tries as tries
           from notice_settings where person_id = $1 and claim_nonce is not null for update"#,
        actor.person.0
    )
    .fetch_optional(&mut *transaction)
    .await?
    .filter(|claim| fresh(claim.at.to_jiff(), app.clock.now()))
    .ok_or_else(|| Error::new(Code::Refused).with_detail("code"))?;
    if claim.tries >= TRIES {
        return Err(Code::TooManyAttempts.into());
    }
    let right = code(&app, actor.person, claim.nonce, &claim.address) == request.code.trim();
    if right {
        sqlx::query!(
            "update notice_settings set mail = claimed_mail, claimed_mail = null, claim_nonce = null, claimed_at = null
             where person_id = $1",
            actor.person.0
        )
        .execute(&mut *transaction)
        .await?;
    } else {
        sqlx::query!(
            "update notice_settings set claim_tries = claim_tries + 1 where person_id = $1",
            actor.person.0
        )
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await?;
    if right { Ok(StatusCode::NO_CONTENT) } else { Err(Error::new(Code::InvalidValue).with_detail("code")) }
}

/// Forgets the address, and a claim. Twice is no fault.
pub async fn forget(actor: Actor, State(app): State<App>) -> Result<StatusCode> {
    let mut connection = app.database.acquire().await?;
    sqlx::query!(
        "update notice_settings set mail = null, claimed_mail = null, claim_nonce = null, claimed_at = null
         where person_id = $1",
        actor.person.0
    )
    .execute(&mut *connection)
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

fn fresh(claimed: Timestamp, now: Timestamp) -> bool {
    now < claimed + VALID
}

/// Six digits that only this installation can compute.
fn code(app: &App, person: PersonId, nonce: Uuid, address: &str) -> String {
    let salt = [person.0.as_bytes().as_slice(), nonce.as_bytes(), address.as_bytes()].concat();
    let derived = app.secret.derive("notices.mail", &salt);
    let number = derived.iter().fold(0u32, |sum, byte| (sum * 256 + u32::from(*byte)) % 1_000_000);
    format!("{number:06}")
}

impl Handler for SendCode {
    fn kind(&self) -> &'static str {
        "notices.code"
    }

    fn limits(&self) -> Limits {
        Limits { attempts: 5, time: Duration::from_secs(60), pause: Duration::from_secs(20) }
    }

    fn run<'a>(&'a self, app: &'a App, job: &'a Job) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let claim: Claim = job.read()?;
            let mut connection = app.database.acquire().await?;
            let found = sqlx::query!(
                r#"select claimed_mail as "address!", claimed_at as "at!: jiff_sqlx::Timestamp" from notice_settings
                   where person_id = $1 and claim_nonce = $2"#,
                claim.person.0,
                claim.nonce
            )
            .fetch_optional(&mut *connection)
            .await?;
            drop(connection);
            // Replaced, proven or too late meanwhile: nobody waits for it.
            let Some(found) = found.filter(|found| fresh(found.at.to_jiff(), app.clock.now())) else {
                return Ok(());
            };
            let content = Content::Code(code(app, claim.person, claim.nonce, &found.address));
            let letter = Letter { id: claim.nonce.to_string(), to: To::Mail(found.address), content };
            Ok(app.channels.send(&letter).await?)
        })
    }
}
