//! `/api/session`: signing in, asking who one is, signing out.

use api::{
    Code, PersonId,
    audit::EventKind,
    security::SecurityPolicy,
    session::{Session, SignIn},
};
use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::{SignedDuration, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use super::{
    AGE_LIMIT, Actor, Origin, SignedIn,
    actor::{TokenHash, hash_token, token_of},
    cookie_name,
    factor::{self, Factor},
    limits, password, policy,
};
use crate::{
    App, Error, Result,
    extract::Json,
    platform::{
        audit::{Happening, note},
        id, inbox, organization,
    },
};

/// `POST /api/session`. Where one is signed in already, the old session ends: this is how identity is proved again.
///
/// # Errors
/// `wrong_credentials`, the same for an unknown account; `second_factor_required` and `wrong_code` once the password is
/// right; `too_many_attempts`.
pub async fn sign_in(
    State(app): State<App>,
    origin: Origin,
    headers: HeaderMap,
    Json(request): Json<SignIn>,
) -> Result<Response> {
    let account = &request.account;
    let (person, policy) = password_proven(&app, &origin, account, request.password).await?;
    let factor = match factor::check(&app, person, request.code.as_deref()).await {
        Ok(factor) => factor,
        Err(error) => {
            if error.code == Code::WrongCode {
                note_failure(&app, &origin, account, Some(person), &policy, "code").await?;
            }
            return Err(error);
        }
    };
    answer(&app, person, account, &origin, &headers, factor).await
}

/// Whose account it is, where the password is right, and the rules in force.
///
/// # Errors
/// `wrong_credentials`, the same for an unknown account; `too_many_attempts`.
pub(super) async fn password_proven(
    app: &App,
    origin: &Origin,
    account: &str,
    password: String,
) -> Result<(PersonId, SecurityPolicy)> {
    if account.len() > 100 || password.len() > 1000 {
        return Err(Code::WrongCredentials.into());
    }
    limit(app, origin, account)?;
    let policy = refuse_if_locked(app, account).await?;
    let mut connection = app.database.acquire().await?;
    let known = sqlx::query!("select id, password_hash from people where account = $1 and active", account)
        .fetch_optional(&mut *connection)
        .await?;
    drop(connection);
    let (person, stored) = match known {
        Some(row) => (Some(PersonId(row.id)), Some(row.password_hash)),
        None => (None, None),
    };
    let right = password::verify(password, stored).await?;
    let Some(person) = person.filter(|_| right) else {
        note_failure(app, origin, account, person, &policy, "password").await?;
        return Err(Code::WrongCredentials.into());
    };
    Ok((person, policy))
}

/// Opens a session for somebody who has proved who they are.
pub(super) async fn answer(
    app: &App,
    person: PersonId,
    account: &str,
    origin: &Origin,
    headers: &HeaderMap,
    factor: Factor,
) -> Result<Response> {
    let token = new_token();
    let before = token_of(app, headers);
    let session = open(app, person, account, &token, origin, factor, before).await?;
    let mut response = Json(session).into_response();
    response.headers_mut().append(header::SET_COOKIE, cookie(app, &token, AGE_LIMIT.as_secs())?);
    Ok(response)
}

/// # Errors
/// `too_many_attempts` for an address or an account that tries too quickly.
pub(super) fn limit(app: &App, origin: &Origin, account: &str) -> Result<()> {
    let address = origin.address.map_or_else(String::new, |address| address.to_string());
    let allowed = app.limits.take(format!("address:{address}"), limits::BY_ADDRESS)
        && app.limits.take(format!("account:{account}"), limits::BY_ACCOUNT);
    if allowed { Ok(()) } else { Err(Code::TooManyAttempts.into()) }
}

/// `GET /api/session`.
pub async fn current(SignedIn(actor): SignedIn, State(app): State<App>) -> Result<Json<Session>> {
    Ok(Json(session_of(&app, actor).await?))
}

/// `DELETE /api/session`. Signing out twice is no fault.
pub async fn sign_out(State(app): State<App>, origin: Origin, headers: HeaderMap) -> Result<Response> {
    if let Some(token) = token_of(&app, &headers) {
        let mut transaction = app.database.begin().await?;
        let ended = end_token(&app, &mut transaction, token).await?;
        if let Some(person) = ended {
            note(&app, &mut transaction, EventKind::SignedOut, &origin, Happening::by(person)).await?;
        }
        transaction.commit().await?;
        app.sessions.forget(&token);
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().append(header::SET_COOKIE, cookie(&app, "", 0)?);
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
    Ok(response)
}

/// The session with the counts of the badge.
pub async fn session_of(app: &App, actor: Actor) -> Result<Session> {
    let mut connection = app.database.read(&actor).await?;
    let counts = inbox::counts(&mut connection, actor.person, actor.today).await?;
    Ok(Session {
        person: actor.person,
        name: actor.name,
        account: actor.account,
        posts: actor.posts,
        todo: counts.todo,
        unread: counts.unread,
        urged: counts.urged,
        notices: counts.notices,
        emergency: actor.emergency,
    })
}

/// Ends the session of a token. Returns whose it was, where it was open.
async fn end_token(app: &App, connection: &mut PgConnection, token: TokenHash) -> Result<Option<PersonId>> {
    let person = sqlx::query_scalar!(
        "update sessions set revoked_at = $2 where token_hash = $1 and revoked_at is null returning person_id",
        &token[..],
        app.clock.now().to_sqlx() as _
    )
    .fetch_optional(connection)
    .await?;
    Ok(person.map(PersonId))
}

async fn open(
    app: &App,
    person: PersonId,
    account: &str,
    token: &str,
    origin: &Origin,
    factor: Factor,
    before: Option<TokenHash>,
) -> Result<Session> {
    let now = app.clock.now();
    let session = id::new();
    let mut transaction = app.database.begin().await?;
    sqlx::query!(
        "insert into sessions (id, token_hash, person_id, created_at, seen_at, proven_at, expires_at, address, agent, factor)
         values ($1, $2, $3, $4, $4, $4, $5, $6, $7, $8)",
        session,
        &hash_token(token)[..],
        person.0,
        now.to_sqlx() as _,
        (now + AGE_LIMIT).to_sqlx() as _,
        origin.address.map(|address| address.to_string()),
        origin.agent,
        factor.as_str(),
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!("delete from sign_in_failures where subject = $1", account)
        .execute(&mut *transaction)
        .await?;
    let replaced = match before {
        Some(before) => end_token(app, &mut transaction, before).await? == Some(person),
        None => false,
    };
    let kind = if replaced { EventKind::Reauthenticated } else { EventKind::SignedIn };
    let detail = Some(serde_json::json!({ "factor": factor.as_str() }));
    let what = Happening { detail, subject: Some(session), ..Happening::by(person) };
    note(app, &mut transaction, kind, origin, what).await?;
    let session = read_session(&mut transaction, person, account, app.clock.today()).await?;
    transaction.commit().await?;
    if let Some(before) = before {
        app.sessions.forget(&before);
    }
    Ok(session)
}

async fn read_session(
    connection: &mut PgConnection,
    person: PersonId,
    account: &str,
    today: Date,
) -> Result<Session> {
    let name = sqlx::query_scalar!("select name from people where id = $1", person.0)
        .fetch_one(&mut *connection)
        .await?;
    let posts = organization::posts_of(connection, person).await?;
    let inbox::Counts { todo, unread, urged, notices } = inbox::counts(connection, person, today).await?;
    let account = account.to_owned();
    Ok(Session { person, name, account, posts, todo, unread, urged, notices, emergency: None })
}

/// The rules in force, where the account is not locked.
pub(super) async fn refuse_if_locked(app: &App, account: &str) -> Result<SecurityPolicy> {
    let mut connection = app.database.acquire().await?;
    let policy = policy::policy(&mut connection).await?;
    if failures(app, &mut connection, account, &policy).await? >= policy.failures() {
        return Err(Error::new(Code::TooManyAttempts));
    }
    Ok(policy)
}

/// Failures of an account that still count.
async fn failures(
    app: &App,
    connection: &mut PgConnection,
    account: &str,
    policy: &SecurityPolicy,
) -> Result<i64> {
    let since = app.clock.now() - SignedDuration::from_mins(policy.failure_minutes());
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "count!" from sign_in_failures where subject = $1 and at > $2"#,
        account,
        since.to_sqlx() as _
    )
    .fetch_one(connection)
    .await?)
}

/// Counts it, and records it; the one that closes the account too.
pub(super) async fn note_failure(
    app: &App,
    origin: &Origin,
    account: &str,
    person: Option<PersonId>,
    policy: &SecurityPolicy,
    wrong: &str,
) -> Result<()> {
    let mut transaction = app.database.begin().await?;
    let now = app.clock.now();
    sqlx::query!("insert into sign_in_failures (subject, at) values ($1, $2)", account, now.to_sqlx() as _)
        .execute(&mut *transaction)
        .await?;
    let what = Happening {
        account: Some(account),
        subject: person.map(|person| person.0),
        detail: Some(serde_json::json!({ "wrong": wrong })),
        failed: true,
        ..Happening::default()
    };
    note(app, &mut transaction, EventKind::SignInRefused, origin, what.clone()).await?;
    if failures(app, &mut transaction, account, policy).await? == policy.failures() {
        note(app, &mut transaction, EventKind::AccountLocked, origin, what).await?;
    }
    transaction.commit().await?;
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
