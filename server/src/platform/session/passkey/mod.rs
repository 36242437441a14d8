//! 通行密钥 (passkeys, WebAuthn level 3): a second factor beside codes. The authenticator signs what we ask for this
//! address only, after it has recognised its owner (user verification); what it answers is checked by webauthn-rs.

mod own;
mod prove;

use anyhow::Context;
use api::{Code, PersonId};
use jiff::SignedDuration;
use jiff_sqlx::ToSqlx;
use serde::{Serialize, de::DeserializeOwned};
use sqlx::PgConnection;
use uuid::Uuid;
use webauthn_rs::{
    Webauthn, WebauthnBuilder,
    prelude::{Passkey, Url},
};

pub use own::{add, ask_to_add, list, remove, rename};
pub use prove::{ask_to_sign_in, sign_in};

use crate::{App, Error, Result, config::Config, error::internal};

/// So long an authenticator may take to answer.
const PATIENCE: SignedDuration = SignedDuration::from_mins(5);

/// This installation as authenticators know it (relying party). `None` where it has no address they accept.
#[derive(Debug)]
pub struct RelyingParty(Option<Webauthn>);

impl RelyingParty {
    /// Known by the host of the address that people use.
    ///
    /// # Errors
    /// Where that address is none that a browser would show, such as `https://10.0.0.7`: passkeys belong to names.
    pub fn of(config: &Config) -> anyhow::Result<Self> {
        let Some(origin) = origin(config) else { return Ok(Self(None)) };
        let host = origin
            .domain()
            .with_context(|| format!("{origin} has no name: passkeys belong to a name, not to a number"))?;
        let built = WebauthnBuilder::new(host, &origin).and_then(|builder| builder.rp_name("同舟").build());
        Ok(Self(Some(built.with_context(|| format!("passkeys cannot belong to {origin}"))?)))
    }

    /// Whether passkeys can be used here.
    pub fn offered(&self) -> bool {
        self.0.is_some()
    }

    fn get(&self) -> Result<&Webauthn> {
        self.0.as_ref().ok_or_else(|| Error::new(Code::Refused).with_detail("origin"))
    }
}

/// The address that people use: as set, or this machine's own while nobody else can come.
pub fn origin(config: &Config) -> Option<Url> {
    let own = || format!("http://localhost:{}", config.listen.port()).parse().ok();
    let at_home = config.listen.ip().is_loopback() && !config.secure;
    config.origin.clone().or_else(|| at_home.then(own).flatten())
}

/// What a challenge is for.
#[derive(Clone, Copy, Debug)]
enum Purpose {
    Add,
    SignIn,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Purpose::Add => "add",
            Purpose::SignIn => "sign_in",
        }
    }
}

/// Remembers what was asked, until the answer comes. Returns the name under which to answer.
async fn ask(app: &App, person: PersonId, purpose: Purpose, state: &impl Serialize) -> Result<Uuid> {
    let (id, now) = (Uuid::new_v4(), app.clock.now());
    let mut transaction = app.database.begin().await?;
    sqlx::query!(
        "delete from passkey_challenges where person_id = $1 and expires_at <= $2",
        person.0,
        now.to_sqlx() as _
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!(
        "insert into passkey_challenges (id, person_id, purpose, state, expires_at) values ($1, $2, $3, $4, $5)",
        id,
        person.0,
        purpose.as_str(),
        serde_json::to_value(state)?,
        (now + PATIENCE).to_sqlx() as _
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(id)
}

/// What was asked, and of whom. It cannot be answered a second time, whatever becomes of this answer.
///
/// # Errors
/// `wrong_passkey` where nothing was asked under this name, or too long ago.
async fn answered<T: DeserializeOwned>(app: &App, id: Uuid, purpose: Purpose) -> Result<(PersonId, T)> {
    let mut connection = app.database.acquire().await?;
    let row = sqlx::query!(
        "delete from passkey_challenges where id = $1 and purpose = $2 and expires_at > $3 returning person_id, state",
        id,
        purpose.as_str(),
        app.clock.now().to_sqlx() as _
    )
    .fetch_optional(&mut *connection)
    .await?
    .ok_or(Code::WrongPasskey)?;
    Ok((PersonId(row.person_id), serde_json::from_value(row.state)?))
}

/// Every passkey of a person.
async fn passkeys_of(connection: &mut PgConnection, person: PersonId) -> Result<Vec<Passkey>> {
    let stored = sqlx::query_scalar!(
        "select passkey from passkeys where person_id = $1 order by created_at",
        person.0
    )
    .fetch_all(connection)
    .await?;
    stored
        .into_iter()
        .map(|passkey| serde_json::from_value(passkey).map_err(|error| internal(&error)))
        .collect()
}

/// What the authenticator or the browser answered, in its own form.
fn read<T: DeserializeOwned>(credential: serde_json::Value) -> Result<T> {
    serde_json::from_value(credential)
        .map_err(|error| Error::new(Code::MalformedRequest).with_detail(error.to_string()))
}
