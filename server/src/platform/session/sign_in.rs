//! `/api/session`: signing in, asking who one is, signing out.

use api::{
    Code, PersonId,
    session::{Session, SignIn},
};
use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::SignedDuration;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use super::{
    AGE_LIMIT, Actor,
    actor::{hash_token, token_of},
    cookie_name, password,
};
use crate::{
    App, Error, Result,
    extract::Json,
    platform::{inbox, organization},
};

/// So many failures of one account within [`FAILURE_WINDOW`] close it until the window has passed.
const FAILURE_LIMIT: i64 = 8;
const FAILURE_WINDOW: SignedDuration = SignedDuration::from_mins(10);

/// `POST /api/session`.
///
/// # Errors
/// `wrong_credentials`, the same for an unknown account; `too_many_attempts`.
pub async fn sign_in(
    State(app): State<App>,
    headers: HeaderMap,
    Json(request): Json<SignIn>,
) -> Result<Response> {
    if request.account.len() > 100 || request.password.len() > 1000 {
        return Err(Code::WrongCredentials.into());
    }
    refuse_if_locked(&app, &request.account).await?;
    let mut connection = app.database.acquire().await?;
    let known =
        sqlx::query!("select id, password_hash from people where account = $1 and active", request.account)
            .fetch_optional(&mut *connection)
            .await?;
    drop(connection);
    let (person, stored) = match known {
        Some(row) => (Some(PersonId(row.id)), Some(row.password_hash)),
        None => (None, None),
    };
    let right = password::verify(request.password, stored).await?;
    let Some(person) = person.filter(|_| right) else {
        note_failure(&app, &request.account).await?;
        return Err(Code::WrongCredentials.into());
    };
    let token = new_token();
    let session = open(&app, person, &request.account, &token, &headers).await?;
    let mut response = Json(session).into_response();
    response.headers_mut().append(header::SET_COOKIE, cookie(&app, &token, AGE_LIMIT.as_secs())?);
    Ok(response)
}

/// `GET /api/session`.
pub async fn current(actor: Actor, State(app): State<App>) -> Result<Json<Session>> {
    Ok(Json(session_of(&app, actor).await?))
}

/// `DELETE /api/session`. Signing out twice is no fault.
pub async fn sign_out(State(app): State<App>, headers: HeaderMap) -> Result<Response> {
    if let Some(token) = token_of(&app, &headers) {
        let mut connection = app.database.acquire().await?;
        let now = app.clock.now();
        sqlx::query!(
            "update sessions set revoked_at = $2 where token_hash = $1 and revoked_at is null",
            &token[..],
            now.to_sqlx() as _
        )
        .execute(&mut *connection)
        .await?;
        app.sessions.forget(&token);
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().append(header::SET_COOKIE, cookie(&app, "", 0)?);
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
    Ok(response)
}

/// The session with the counts of the badge.
pub async fn session_of(app: &App, actor: Actor) -> Result<Session> {
    let mut connection = app.database.acquire().await?;
    let (todo, unread) = inbox::counts(&mut connection, actor.person).await?;
    Ok(Session {
        person: actor.person,
        name: actor.name,
        account: actor.account,
        posts: actor.posts,
        todo,
        unread,
    })
}

async fn open(
    app: &App,
    person: PersonId,
    account: &str,
    token: &str,
    headers: &HeaderMap,
) -> Result<Session> {
    let now = app.clock.now();
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .map(|agent| agent.chars().take(300).collect::<String>());
    let mut transaction = app.database.begin().await?;
    sqlx::query!(
        "insert into sessions (token_hash, person_id, created_at, seen_at, expires_at, agent)
         values ($1, $2, $3, $3, $4, $5)",
        &hash_token(token)[..],
        person.0,
        now.to_sqlx() as _,
        (now + AGE_LIMIT).to_sqlx() as _,
        agent,
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!("delete from sign_in_failures where subject = $1", account)
        .execute(&mut *transaction)
        .await?;
    let session = read_session(&mut transaction, person, account).await?;
    transaction.commit().await?;
    Ok(session)
}

async fn read_session(connection: &mut PgConnection, person: PersonId, account: &str) -> Result<Session> {
    let name = sqlx::query_scalar!("select name from people where id = $1", person.0)
        .fetch_one(&mut *connection)
        .await?;
    let posts = organization::posts_of(connection, person).await?;
    let (todo, unread) = inbox::counts(connection, person).await?;
    Ok(Session { person, name, account: account.to_owned(), posts, todo, unread })
}

async fn refuse_if_locked(app: &App, account: &str) -> Result<()> {
    let mut connection = app.database.acquire().await?;
    let since = app.clock.now() - FAILURE_WINDOW;
    let failures = sqlx::query_scalar!(
        r#"select count(*) as "count!" from sign_in_failures where subject = $1 and at > $2"#,
        account,
        since.to_sqlx() as _
    )
    .fetch_one(&mut *connection)
    .await?;
    if failures >= FAILURE_LIMIT {
        return Err(Error::new(Code::TooManyAttempts));
    }
    Ok(())
}

async fn note_failure(app: &App, account: &str) -> Result<()> {
    let mut connection = app.database.acquire().await?;
    let now = app.clock.now();
    sqlx::query!("insert into sign_in_failures (subject, at) values ($1, $2)", account, now.to_sqlx() as _)
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// 256 random bits.
fn new_token() -> String {
    hex::encode(rand::random::<[u8; 32]>())
}

fn cookie(app: &App, token: &str, seconds: i64) -> Result<HeaderValue> {
    let name = cookie_name(app.config.secure);
    let secure = if app.config.secure { "; Secure" } else { "" };
    HeaderValue::from_str(&format!(
        "{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}"
    ))
    .map_err(|error| crate::error::internal(&error))
}
