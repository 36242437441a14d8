//! `POST`, `DELETE /api/me/notice-settings/zhezhengding`: whose account at 浙政钉 it is.
//!
//! One signs in there and is sent back with a code and with the mark that went along (`state`, OAuth 2.0 section 10.12):
//! nobody is made to bind another's account by a link.

use api::{Code, notices::Bind};
use axum::{extract::State, http::StatusCode};

use super::channels::Undelivered;
use crate::{App, Error, Result, extract::Json, platform::session::Actor};

/// Longest code that is passed on, characters.
const LONGEST: usize = 200;

/// What this session alone can come back with.
pub fn state(app: &App, actor: &Actor) -> String {
    let salt = [actor.person.0.as_bytes().as_slice(), actor.session.as_bytes()].concat();
    hex::encode(&app.secret.derive("notices.zhezhengding", &salt)[..16])
}

/// Binds the account that the code belongs to. The platform is asked while one waits, for ten seconds at most.
///
/// # Errors
/// `refused` where 浙政钉 is not set up, the mark is another, or the platform does not know the code; `busy` where it does
/// not answer.
pub async fn bind(actor: Actor, State(app): State<App>, Json(request): Json<Bind>) -> Result<StatusCode> {
    let refused = || Error::new(Code::Refused).with_detail("zhezhengding");
    let platform = app.channels.zhezhengding.as_ref().ok_or_else(refused)?;
    let code = request.code.trim();
    if request.state != state(&app, &actor) || code.is_empty() || code.len() > LONGEST {
        return Err(refused());
    }
    let account = platform.account(code).await.map_err(|why| {
        tracing::warn!(person = %actor.person, %why, "浙政钉 bound nobody");
        match why {
            Undelivered::Outage(_) => Error::new(Code::Busy),
            Undelivered::Refused(_) | Undelivered::Gone(_) => refused(),
        }
    })?;
    let mut connection = app.database.acquire().await?;
    sqlx::query!(
        "insert into notice_settings (person_id, zhezhengding) values ($1, $2)
         on conflict (person_id) do update set zhezhengding = excluded.zhezhengding",
        actor.person.0,
        account
    )
    .execute(&mut *connection)
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Twice is no fault.
pub async fn unbind(actor: Actor, State(app): State<App>) -> Result<StatusCode> {
    let mut connection = app.database.acquire().await?;
    sqlx::query!("update notice_settings set zhezhengding = null where person_id = $1", actor.person.0)
        .execute(&mut *connection)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
