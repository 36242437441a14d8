//! Who asks: what row-level security (行级安全, migration 0030) lets a transaction see. Set in the message that begins it, and
//! gone with it, so that nobody inherits it with the connection.

use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::platform::{cases::administered_organs, session::Actor};

/// The office itself sees everything: what writes, seals, urges and counts.
pub(super) const BEGIN_OFFICE: &str = "begin; set local tongzhou.asker = 'office'";

/// A person sees what `may_see` says.
pub(super) fn begin_person(actor: &Actor) -> AssertSqlSafe<String> {
    // Ids and a date, nothing that anybody typed.
    AssertSqlSafe(format!(
        "begin; set local tongzhou.asker = '{}'; set local tongzhou.holders = '{}'; \
         set local tongzhou.administers = '{}'; set local tongzhou.today = '{}'",
        actor.person,
        array(&actor.holders),
        array(&administered_organs(actor)),
        actor.today
    ))
}

fn array(ids: &[Uuid]) -> String {
    let ids: Vec<String> = ids.iter().map(Uuid::to_string).collect();
    format!("{{{}}}", ids.join(","))
}
