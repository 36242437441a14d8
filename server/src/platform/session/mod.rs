//! Sign-in and the Actor of a request: a person with all their posts.
//!
//! A session is an opaque random token in a cookie; its SHA-256 is what the database knows. Sessions end
//! after 30 idle minutes and after 12 hours; a revoked one is dead everywhere within two seconds.

mod accounts;
mod actor;
mod change_password;
mod factor;
mod guard;
mod limits;
mod origin;
mod own;
mod passkey;
mod password;
pub mod policy;
mod sign_in;
pub mod totp;

use jiff::SignedDuration;

pub use actor::{Actor, Due, SessionCache, SignedIn, TokenHash, actor_of, alive, token_of};
pub use guard::{channel_of, guard};
pub use limits::{Limits, Rate};
pub use origin::{Network, Origin};
pub use passkey::{RelyingParty, ask_to_sign_in, origin as public_origin, sign_in as sign_in_with_passkey};
pub use password::hash_password;
pub use sign_in::{current, session_of, sign_in, sign_out};

use crate::openapi::{Routes, delete, get, post, put};

/// What guards one's own account.
pub fn router() -> Routes {
    Routes::new()
        .route("/", get(own::guards))
        .route("/sessions", get(own::sessions).delete(own::end_others))
        .route("/sessions/{id}", delete(own::end))
        .route("/password", put(change_password::change_password))
        .route("/totp", post(factor::enrol).put(factor::confirm).delete(factor::remove))
        .route("/passkeys", post(passkey::add))
        .route("/passkeys/challenge", post(passkey::ask_to_add))
        .route("/passkeys/{id}", put(passkey::rename).delete(passkey::remove))
        .route("/recovery", post(factor::new_recovery_codes))
}

/// What the security administrator does with the accounts of others.
pub fn administration() -> Routes {
    Routes::new()
        .route("/accounts", get(accounts::list))
        .route("/accounts/{person}/lock", delete(accounts::unlock))
        .route("/accounts/{person}/sessions", delete(accounts::end_sessions))
        .route("/accounts/{person}/factors", delete(accounts::remove_factors))
        .route("/policy", get(policy::read).put(policy::set))
}

/// A session unused for so long has ended.
const IDLE_LIMIT: SignedDuration = SignedDuration::from_mins(30);
/// So long after password or factor were given they need not be given again.
const PROOF_LIMIT: SignedDuration = SignedDuration::from_mins(5);
/// A session this old has ended.
const AGE_LIMIT: SignedDuration = SignedDuration::from_hours(12);

const COOKIE: &str = "tongzhou_session";
const SECURE_COOKIE: &str = "__Host-tongzhou_session";

fn cookie_name(secure: bool) -> &'static str {
    if secure { SECURE_COOKIE } else { COOKIE }
}
