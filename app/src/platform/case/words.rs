//! Words for the engine's actions, events and refusals.

use api::refusal_words;
use flow::{Action, Refusal};

use crate::text::{Text, action, language};

fn words_of(of: Action) -> Text {
    match of {
        Action::Start => action::start,
        Action::Submit => action::submit,
        Action::Approve => action::approve,
        Action::Return => action::return_it,
        Action::Reject => action::reject,
        Action::Withdraw => action::withdraw,
        Action::AddSigner => action::add_signer,
        Action::RemoveSigner => action::remove_signer,
        Action::Transfer => action::transfer,
        Action::Consult => action::consult,
        Action::Reply => action::reply,
        Action::MarkRead => action::mark_read,
        Action::Claim => action::claim,
        Action::Release => action::release,
        Action::Decline => action::decline,
        Action::Circulate => action::circulate,
        Action::Recall => action::recall,
        Action::Urge => action::urge,
        Action::Suspend => action::suspend,
        Action::Resume => action::resume,
        Action::Jump => action::jump,
        Action::FinishSpecially => action::finish_specially,
        Action::Reopen => action::reopen,
        Action::EndSubflow => action::end_subflow,
        Action::Note => action::note,
    }
}

/// The verb on a button.
pub fn action_word(of: Action) -> &'static str {
    words_of(of).words()
}

/// What an event's kind says to a person: the verb of the act, or the kind itself where a module has its own.
pub fn event_word(kind: &str) -> String {
    let own = match kind {
        "draft_saved" => Some(action::draft_saved),
        "numbered" => Some(action::numbered),
        "sealed" => Some(action::sealed),
        "dispatched" => Some(action::dispatched),
        "received" => Some(action::received),
        _ => None,
    };
    let act = || {
        let action = ALL.iter().find(|(name, _)| *name == kind)?;
        Some(words_of(action.1))
    };
    own.or_else(act).map_or_else(|| kind.to_owned(), |text| text.words().to_owned())
}

/// The stable names, as events and opinions carry them.
const ALL: [(&str, Action); 25] = [
    ("start", Action::Start),
    ("submit", Action::Submit),
    ("approve", Action::Approve),
    ("return", Action::Return),
    ("reject", Action::Reject),
    ("withdraw", Action::Withdraw),
    ("add_signer", Action::AddSigner),
    ("remove_signer", Action::RemoveSigner),
    ("transfer", Action::Transfer),
    ("consult", Action::Consult),
    ("reply", Action::Reply),
    ("mark_read", Action::MarkRead),
    ("claim", Action::Claim),
    ("release", Action::Release),
    ("decline", Action::Decline),
    ("circulate", Action::Circulate),
    ("recall", Action::Recall),
    ("urge", Action::Urge),
    ("suspend", Action::Suspend),
    ("resume", Action::Resume),
    ("jump", Action::Jump),
    ("finish_specially", Action::FinishSpecially),
    ("reopen", Action::Reopen),
    ("end_subflow", Action::EndSubflow),
    ("note", Action::Note),
];

/// Why an action is not possible; `None` where it is nobody's business here (somebody else's item, a right one lacks,
/// a state that plainly does not fit), so that the action is not shown at all.
pub fn refusal_word(of: &Refusal) -> Option<&'static str> {
    let shown = matches!(
        of,
        Refusal::CaseSuspended
            | Refusal::ItemWaiting
            | Refusal::LeadOnly
            | Refusal::NotClaimed
            | Refusal::AlreadyClaimed
            | Refusal::LastCandidate
            | Refusal::JointUnfinished
            | Refusal::ReplyAwaited
            | Refusal::NoHandler { .. }
            | Refusal::NextHasActed
            | Refusal::EffectDone
    );
    shown.then(|| refusal_words(of, language()))
}
