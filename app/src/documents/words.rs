//! What a verb of the engine is called at a step of the official document flows (条例 art. 22 to 25).

use flow::Action;

use crate::t;

/// Steps of 发文 and 收文 whose approval has a word of its own.
pub fn verb(action: Action, step: &str) -> Option<&'static str> {
    match (action, step) {
        (Action::Approve, "sign") => Some(t!(documents.verb_sign)),
        (Action::Approve, "recheck") => Some(t!(documents.verb_recheck)),
        (Action::Approve, "number") => Some(t!(documents.verb_number)),
        (Action::Approve, "seal") => Some(t!(documents.verb_seal)),
        (Action::Approve, "dispatch") => Some(t!(documents.verb_dispatch)),
        (Action::Approve, "receive") => Some(t!(documents.verb_receive)),
        (Action::Approve, "register") => Some(t!(incoming.verb_register)),
        (Action::Approve, "check") => Some(t!(incoming.verb_check)),
        (Action::Approve, "plan") => Some(t!(incoming.verb_plan)),
        (Action::Approve, "instruct") => Some(t!(incoming.verb_instruct)),
        (Action::Approve, "handle") => Some(t!(incoming.verb_handle)),
        (Action::Approve, "read" | "read_in_order") => Some(t!(incoming.verb_read)),
        (Action::Approve, "close") => Some(t!(incoming.verb_close)),
        (Action::Reject, "receive" | "check") => Some(t!(incoming.verb_send_back)),
        _ => None,
    }
}
