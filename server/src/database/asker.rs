//! Who asks: what row-level security (行级安全, migration 0030) lets a connection see. A transaction says it in the message
//! that begins it, and it is gone with it. A connection for reading says it in the first message of each loan, and is
//! never lent without, so that nobody inherits it.

use uuid::Uuid;

use crate::platform::{cases::administered_organs, session::Actor};

const OFFICE: &str = "tongzhou.asker = 'office'";

/// Begins a transaction of the office, which sees everything: what writes, seals, urges and counts.
pub(super) fn begin_office() -> String {
    format!("begin; set local {OFFICE}")
}

/// Begins a transaction of a person, who sees what `may_see` says.
pub(super) fn begin_person(actor: &Actor) -> String {
    let settings = person(actor).map(|setting| format!("; set local {setting}"));
    format!("begin{}", settings.concat())
}

/// Lends a connection for reading to the office.
pub(super) fn lend_office() -> String {
    format!("set {OFFICE}")
}

/// Lends a connection for reading to a person.
pub(super) fn lend_person(actor: &Actor) -> String {
    person(actor).map(|setting| format!("set {setting};")).concat()
}

/// Ids and a date, nothing that anybody typed.
fn person(actor: &Actor) -> [String; 4] {
    [
        format!("tongzhou.asker = '{}'", actor.person),
        format!("tongzhou.holders = '{}'", array(&actor.holders)),
        format!("tongzhou.administers = '{}'", array(&administered_organs(actor))),
        format!("tongzhou.today = '{}'", actor.today),
    ]
}

fn array(ids: &[Uuid]) -> String {
    let ids: Vec<String> = ids.iter().map(Uuid::to_string).collect();
    format!("{{{}}}", ids.join(","))
}
