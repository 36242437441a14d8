//! Sign-in and the Actor of a request: a person with all their posts.
//!
//! A session is an opaque random token in a cookie; its SHA-256 is what the database knows. Sessions end
//! after 30 idle minutes and after 12 hours; a revoked one is dead everywhere within two seconds.

mod actor;
mod guard;
mod password;
mod sign_in;

pub use actor::{Actor, SessionCache, TokenHash, actor_of, alive, token_of};
pub use guard::{channel_of, guard};
pub use password::hash_password;
pub use sign_in::{current, session_of, sign_in, sign_out};

use jiff::SignedDuration;

/// A session unused for so long has ended.
const IDLE_LIMIT: SignedDuration = SignedDuration::from_mins(30);
/// A session this old has ended.
const AGE_LIMIT: SignedDuration = SignedDuration::from_hours(12);

const COOKIE: &str = "tongzhou_session";
const SECURE_COOKIE: &str = "__Host-tongzhou_session";

fn cookie_name(secure: bool) -> &'static str {
    if secure { SECURE_COOKIE } else { COOKIE }
}
