//! Who asks.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use api::{
    Code, OrganId, PersonId,
    administration::{self, Duty},
    organization::{Post, Role},
    security::SecurityPolicy,
    session::{Channel, Emergency},
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use flow::PostId;
use jiff::{SignedDuration, Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{AGE_LIMIT, IDLE_LIMIT, PROOF_LIMIT, channel_of, cookie_name};
use crate::{
    App, Error, Result,
    error::internal,
    openapi::{Description, Input},
    platform::organization,
};

/// The person behind a request, with every post they hold.
#[derive(Clone, Debug)]
pub struct Actor {
    pub person: PersonId,
    pub name: String,
    pub account: String,
    /// The main post first. Never empty for people who handle work.
    pub posts: Vec<Post>,
    /// Whose participations count for this person: themselves, and the organs they are registrar of.
    pub holders: Vec<Uuid>,
    pub channel: Channel,
    /// The session's name in lists. Nil where there is none: the demonstration plays without signing in.
    pub session: Uuid,
    /// Until then the person counts as having just proved who they are: for seals and what guards the account.
    pub proven_until: Timestamp,
    /// What the rules demand before anything else may be done.
    pub due: Option<Due>,
    pub emergency: Option<Emergency>,
    /// In China: on which day of a delegation the request comes.
    pub today: Date,
    /// Whether anybody has delegated work to them (委托), for today or later.
    pub stands_in: bool,
}

/// What the rules of signing in demand first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// A role of the person may not work without a second factor.
    Enrolment,
    /// The password is older than the rules allow.
    Password,
}

/// The same, also while something is due: for the pages where it is done.
pub struct SignedIn(pub Actor);

/// SHA-256 of a session's token.
pub type TokenHash = [u8; 32];

impl Actor {
    /// The post of this id, where it is the actor's own.
    pub fn post(&self, id: PostId) -> Option<&Post> {
        self.posts.iter().find(|post| post.id == id)
    }

    /// One of the three administrators (三员), who do no office work.
    pub fn holds_office(&self) -> bool {
        self.posts.iter().flat_map(|post| &post.roles).any(|role| administration::OFFICES.contains(role))
    }

    pub fn post_ids(&self) -> Vec<Uuid> {
        self.posts.iter().map(|post| post.id.0).collect()
    }

    /// The post from which the actor may do this of administration.
    ///
    /// # Errors
    /// `not_allowed` where there is none.
    pub fn administering(&self, duty: Duty) -> Result<&Post> {
        administration::post_for(&self.posts, duty).ok_or_else(|| Code::NotAllowed.into())
    }

    /// # Errors
    /// `reauthentication_required` where password or factor were given too long ago.
    pub fn proven(&self, now: Timestamp) -> Result<()> {
        if now <= self.proven_until { Ok(()) } else { Err(Code::ReauthenticationRequired.into()) }
    }

    /// The first of the actor's posts in an organ that holds the role.
    pub fn post_with_role(&self, role: Role, organ: OrganId) -> Option<&Post> {
        self.posts.iter().find(|post| post.organ == organ && post.roles.contains(&role))
    }
}

impl FromRequestParts<App> for Actor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let actor = actor_of(app, &parts.headers).await?;
        match actor.due {
            None => Ok(actor),
            Some(Due::Enrolment) => Err(Code::EnrolmentRequired.into()),
            Some(Due::Password) => Err(Code::PasswordExpired.into()),
        }
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        Ok(Self(actor_of(app, &parts.headers).await?))
    }
}

impl Input for SignedIn {
    fn describe(description: &mut Description) {
        description.needs_session();
    }
}

impl Input for Actor {
    fn describe(description: &mut Description) {
        description.needs_session();
    }
}

/// The actor of a request by its cookie.
///
/// # Errors
/// `not_signed_in` where there is no live session.
pub async fn actor_of(app: &App, headers: &HeaderMap) -> Result<Actor> {
    let token = token_of(app, headers).ok_or(Code::NotSignedIn)?;
    let actor = match app.sessions.get(&token) {
        Some(actor) => actor,
        None => {
            let actor = Arc::new(load(app, token).await?);
            app.sessions.put(token, actor.clone());
            actor
        }
    };
    Ok(Actor { channel: channel_of(headers), today: app.clock.today(), ..Actor::clone(&actor) })
}

/// The token that a request carries, hashed; whether it opens anything is another question.
pub fn token_of(app: &App, headers: &HeaderMap) -> Option<TokenHash> {
    let name = cookie_name(app.config.secure);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, token)| hash_token(token))
}

pub(super) fn hash_token(token: &str) -> TokenHash {
    Sha256::digest(token.as_bytes()).into()
}

async fn load(app: &App, token: TokenHash) -> Result<Actor> {
    let now = app.clock.now();
    let mut connection = app.database.acquire().await?;
    let row = sqlx::query!(
        r#"select s.id, s.person_id, s.seen_at as "seen_at: jiff_sqlx::Timestamp",
                  s.proven_at as "proven_at: jiff_sqlx::Timestamp", n.name, n.account,
                  n.password_set_at as "password_set_at: jiff_sqlx::Timestamp",
                  (exists (select from totp_factors f where f.person_id = n.id and f.confirmed_at is not null)
                   or exists (select from passkeys k where k.person_id = n.id)) as "factor!",
                  (select policy from security_policies order by version desc limit 1) as policy,
                  exists (select from delegations d where d.delegate = n.id and d.until_date >= $5
                                                       and d.ended_at is null) as "stands_in!",
                  g.role as "lent?", g.ends_at as "lent_until?: jiff_sqlx::Timestamp"
           from sessions s join people n on n.id = s.person_id and n.active
           left join lateral (select role, ends_at from emergency_grants
                              where person_id = n.id and begins_at <= $2 and ends_at > $2
                              order by ends_at desc limit 1) g on true
           where s.token_hash = $1 and s.revoked_at is null and s.expires_at > $2
             and s.seen_at > $3 and s.created_at > $4"#,
        &token[..],
        now.to_sqlx() as _,
        (now - IDLE_LIMIT).to_sqlx() as _,
        (now - AGE_LIMIT).to_sqlx() as _,
        app.clock.today().to_sqlx() as _,
    )
    .fetch_optional(&mut *connection)
    .await?
    .ok_or(Code::NotSignedIn)?;
    if now.duration_since(row.seen_at.to_jiff()).as_secs() >= 60 {
        sqlx::query!(
            "update sessions set seen_at = $2 where token_hash = $1",
            &token[..],
            now.to_sqlx() as _
        )
        .execute(&mut *connection)
        .await?;
    }
    let person = PersonId(row.person_id);
    let mut posts = organization::posts_of(&mut connection, person).await?;
    let registry: Vec<Uuid> = registries(&posts);
    let policy: SecurityPolicy = row.policy.map(serde_json::from_value).transpose()?.unwrap_or_default();
    let set_at = row.password_set_at.map(|at| at.to_jiff());
    let due = due(&policy, &posts, row.factor, set_at, now);
    let emergency = lend(&mut posts, row.lent.as_deref(), row.lent_until.map(|at| at.to_jiff()))?;
    Ok(Actor {
        person,
        name: row.name,
        account: row.account,
        holders: [person.0].into_iter().chain(registry).collect(),
        posts,
        channel: Channel::Api,
        session: row.id,
        proven_until: row.proven_at.to_jiff() + PROOF_LIMIT,
        due,
        emergency,
        today: app.clock.today(),
        stands_in: row.stands_in,
    })
}

/// The organs whose registrar (文书) holds one of these posts.
fn registries(posts: &[Post]) -> Vec<Uuid> {
    posts.iter().filter(|post| post.roles.contains(&Role::Registrar)).map(|post| post.organ.0).collect()
}

/// Adds the lent role to the main post, as long as it lasts.
fn lend(posts: &mut [Post], role: Option<&str>, until: Option<Timestamp>) -> Result<Option<Emergency>> {
    let (Some(role), Some(until), Some(post)) = (role, until, posts.first_mut()) else { return Ok(None) };
    let role: Role = role.parse().map_err(|error| internal(&error))?;
    if !post.roles.contains(&role) {
        post.roles.push(role);
    }
    Ok(Some(Emergency { role, until: until.to_string() }))
}

fn due(
    policy: &SecurityPolicy,
    posts: &[Post],
    factor: bool,
    password_set_at: Option<Timestamp>,
    now: Timestamp,
) -> Option<Due> {
    let demanded = posts.iter().flat_map(|post| &post.roles).any(|role| policy.factor_roles.contains(role));
    if demanded && !factor {
        return Some(Due::Enrolment);
    }
    let days = policy.password_days()?;
    let old = password_set_at.is_none_or(|at| now.duration_since(at) > SignedDuration::from_hours(24 * days));
    old.then_some(Due::Password)
}

/// Which of these sessions are still open. Asking does not keep them so.
pub async fn alive(app: &App, sessions: &[TokenHash]) -> Result<HashSet<TokenHash>> {
    let now = app.clock.now();
    let hashes: Vec<Vec<u8>> = sessions.iter().map(|hash| hash.to_vec()).collect();
    let mut connection = app.database.acquire().await?;
    let rows = sqlx::query_scalar!(
        "select s.token_hash from sessions s join people n on n.id = s.person_id and n.active
         where s.token_hash = any($1) and s.revoked_at is null and s.expires_at > $2
           and s.seen_at > $3 and s.created_at > $4",
        &hashes,
        now.to_sqlx() as _,
        (now - IDLE_LIMIT).to_sqlx() as _,
        (now - AGE_LIMIT).to_sqlx() as _,
    )
    .fetch_all(&mut *connection)
    .await?;
    Ok(rows.into_iter().filter_map(|hash| hash.try_into().ok()).collect())
}

/// Sessions read in the last moment, so that a page's requests do not each look them up. A revoked
/// session lives on for at most [`SessionCache::LIFETIME`].
#[derive(Default)]
pub struct SessionCache {
    entries: Mutex<HashMap<TokenHash, (Instant, Arc<Actor>)>>,
}

impl SessionCache {
    const LIFETIME: Duration = Duration::from_secs(1);
    const CAPACITY: usize = 10_000;

    fn get(&self, token: &TokenHash) -> Option<Arc<Actor>> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.get(token).filter(|(at, _)| at.elapsed() < Self::LIFETIME).map(|(_, actor)| actor.clone())
    }

    fn put(&self, token: TokenHash, actor: Arc<Actor>) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= Self::CAPACITY {
            entries.retain(|_, (at, _)| at.elapsed() < Self::LIFETIME);
        }
        entries.insert(token, (Instant::now(), actor));
    }

    pub(super) fn forget(&self, token: &TokenHash) {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).remove(token);
    }

    /// Every session of a person: their rights have changed.
    pub fn forget_person(&self, person: PersonId) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.retain(|_, (_, actor)| actor.person != person);
    }
}
