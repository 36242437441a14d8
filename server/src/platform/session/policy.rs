//! The rules of signing in: as data, each change a new version; and what they say of a password.

use api::{
    Code,
    administration::Duty,
    audit::EventKind,
    security::{CurrentPolicy, Profile, SecurityPolicy, SetPolicy},
};
use axum::extract::State;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use super::{Actor, Origin};
use crate::{
    App, Error, Result,
    extract::Json,
    platform::audit::{Happening, note},
};

/// Longest password that is hashed, characters.
pub const LONGEST: usize = 128;
const SHORTEST: usize = 8;
/// What guessers try first, one a line, in lower case.
const COMMON: &str = include_str!("common_passwords.txt");
/// Words of the house: a password that is little more than one of them is guessed.
const CONTEXT: &[&str] =
    &["tongzhou", "zhoushan", "gongwen", "bangong", "zhengwu", "admin", "password", "同舟"];

/// The rules in force.
pub async fn policy(connection: &mut PgConnection) -> Result<SecurityPolicy> {
    let stored = sqlx::query_scalar!("select policy from security_policies order by version desc limit 1")
        .fetch_optional(connection)
        .await?;
    Ok(stored.map(serde_json::from_value).transpose()?.unwrap_or_default())
}

/// `GET /api/administration/policy`.
pub async fn read(actor: Actor, State(app): State<App>) -> Result<Json<CurrentPolicy>> {
    actor.administering(Duty::SecurityPolicy)?;
    let mut connection = app.database.acquire().await?;
    Ok(Json(current(&mut connection).await?))
}

/// `PUT /api/administration/policy`.
///
/// # Errors
/// `stale_version` where somebody else has set it meanwhile; `reauthentication_required`.
pub async fn set(
    actor: Actor,
    origin: Origin,
    State(app): State<App>,
    Json(request): Json<SetPolicy>,
) -> Result<Json<CurrentPolicy>> {
    actor.administering(Duty::SecurityPolicy)?;
    actor.proven(app.clock.now())?;
    let mut transaction = app.database.begin().await?;
    let inserted = sqlx::query!(
        "insert into security_policies (version, policy, person_id, at)
         select $1, $2, $3, $4 where coalesce((select max(version) from security_policies), 0) = $1 - 1
         on conflict (version) do nothing",
        request.version.saturating_add(1),
        serde_json::to_value(&request.policy)?,
        actor.person.0,
        app.clock.now().to_sqlx() as _
    )
    .execute(&mut *transaction)
    .await?;
    if inserted.rows_affected() == 0 {
        let current = current(&mut transaction).await?;
        return Err(Error::stale(current.version, current.by));
    }
    let what = Happening { detail: Some(serde_json::to_value(&request)?), ..Happening::by(actor.person) };
    note(&app, &mut transaction, EventKind::PolicyChanged, &origin, what).await?;
    let now = current(&mut transaction).await?;
    transaction.commit().await?;
    Ok(Json(now))
}

async fn current(connection: &mut PgConnection) -> Result<CurrentPolicy> {
    let row = sqlx::query!(
        r#"select p.version, p.policy, n.name as "name?", p.at as "at: jiff_sqlx::Timestamp"
           from security_policies p left join people n on n.id = p.person_id order by p.version desc limit 1"#
    )
    .fetch_optional(connection)
    .await?;
    Ok(match row {
        None => CurrentPolicy { version: 0, policy: SecurityPolicy::default(), by: None, at: None },
        Some(row) => CurrentPolicy {
            version: row.version,
            policy: serde_json::from_value(row.policy)?,
            by: row.name,
            at: Some(row.at.to_jiff().to_string()),
        },
    })
}

/// Whether a new password may be used.
///
/// # Errors
/// `weak_password` with what is wrong: `short`, `long`, `common`, `personal`, `kinds`.
pub fn check(password: &str, account: &str, name: &str, policy: &SecurityPolicy) -> Result<()> {
    match weakness(password, account, name, policy) {
        Some(why) => Err(Error::new(Code::WeakPassword).with_detail(why)),
        None => Ok(()),
    }
}

fn weakness(password: &str, account: &str, name: &str, policy: &SecurityPolicy) -> Option<&'static str> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some("short");
    }
    if length > LONGEST {
        return Some("long");
    }
    let lower = password.to_lowercase();
    let bare = lower.trim_matches(|c: char| c.is_ascii_digit() || c.is_ascii_punctuation());
    if COMMON.lines().any(|common| common == lower) || distinct(&lower) < 3 {
        return Some("common");
    }
    let account = account.to_lowercase();
    let personal = [account.as_str(), name].into_iter().chain(CONTEXT.iter().copied());
    if personal.into_iter().any(|word| !word.is_empty() && (bare.is_empty() || bare == word)) {
        return Some(if bare.is_empty() { "common" } else { "personal" });
    }
    (policy.profile == Profile::Level3 && kinds(password) < 3).then_some("kinds")
}

fn distinct(text: &str) -> usize {
    text.chars().collect::<std::collections::BTreeSet<_>>().len()
}

/// Small letters, capitals, digits, everything else.
fn kinds(password: &str) -> usize {
    let has = |kind: fn(char) -> bool| usize::from(password.chars().any(kind));
    has(|c| c.is_lowercase())
        + has(char::is_uppercase)
        + has(|c| c.is_ascii_digit())
        + has(|c| !c.is_lowercase() && !c.is_uppercase() && !c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(password: &str, profile: Profile) -> Option<&'static str> {
        weakness(password, "chenyu", "陈屿", &SecurityPolicy { profile, ..Default::default() })
    }

    #[test]
    fn long_passes_without_mixing_and_what_is_guessed_does_not() {
        for (password, asvs, level3) in [
            ("short7!", Some("short"), Some("short")),
            ("correct horse battery", None, Some("kinds")),
            ("海上生明月天涯共此时", None, Some("kinds")),
            ("Haishang-Mingyue7", None, None),
            ("password", Some("common"), Some("common")),
            ("Password123", Some("common"), Some("common")),
            ("12345678", Some("common"), Some("common")),
            ("2026-11-23", Some("common"), Some("common")),
            ("aaaaaaaaaa", Some("common"), Some("common")),
            ("chenyu2026", Some("personal"), Some("personal")),
            ("Tongzhou@2026", Some("personal"), Some("personal")),
            ("陈屿123456", Some("personal"), Some("personal")),
        ] {
            assert_eq!(check(password, Profile::Asvs), asvs, "{password}");
            assert_eq!(check(password, Profile::Level3), level3, "{password}");
        }
        assert_eq!(check(&"长长的一句话".repeat(10), Profile::Asvs), None, "60 characters");
        assert_eq!(check(&"ab1".repeat(50), Profile::Asvs), Some("long"));
    }
}
