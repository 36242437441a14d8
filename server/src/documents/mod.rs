//! 办文: official documents (公文). An outgoing document (发文) is drafted, reviewed, countersigned, signed, rechecked,
//! numbered, sealed and dispatched (条例 art. 18 to 25); each recipient organ then has an incoming one (收文) to sign for,
//! until when its sender may take it back (撤回); what was sent back (退回) may be sent again.
//!
//! What a document holds lies in `documents`; where it stands is its case's affair. Deliberately absent: state
//! secrets (条例 art. 26), and any change of a text that has been signed.

mod acted;
mod again;
mod attach;
mod deliver;
mod dispatch;
mod draft;
mod form;
mod incoming;
mod number;
mod page_sheet;
mod pages;
mod recall;
mod rules;
mod seal;
mod sealed;
mod seals;
mod sign;
mod store;
mod subflow;
mod templates;
mod urge;
mod verify;
mod versions;
mod view;
mod wordings;

use flow::Definition;

use crate::openapi::{Routes, get, post, put};

pub use acted::Documents;
pub use again::send_again;
pub use draft::{open_draft, save_draft};
pub use incoming::{pass_on, register_paper, registration_of, save_plan, save_registration};
pub use recall::take_back;
pub use urge::urge_waiting;
pub use view::view;

/// As in `cases.module`.
pub const MODULE: &str = "documents";
/// Kind of a case that sends (发文).
pub const OUTGOING: &str = "outgoing";
/// Kind of a case that receives (收文).
pub const INCOMING: &str = "incoming";
/// Kind of a case that a sub-flow (子流程) of a document started.
pub const SUBFLOW: &str = "subflow";

/// Every route of `/api/documents`.
pub fn router() -> Routes {
    Routes::new()
        .route("/", post(draft::open))
        .route("/templates", get(templates::templates))
        .route("/sealed/{sha256}", get(sealed::sealed))
        .route("/wordings", get(wordings::wordings))
        .route("/{id}", get(view::document))
        .route("/{id}/draft", put(draft::save))
        .route("/{id}/versions/{version}", get(versions::version))
        .route("/{id}/pages", get(pages::pages))
        .route("/{id}/pages/{hash}/{page}", get(pages::picture).answering_file())
        .route("/{id}/pdf", get(pages::pdf).answering_file())
        .route("/{id}/urging", post(urge::urge))
        .route("/{id}/deliveries/{position}/recall", post(recall::recall))
        .route("/{id}/deliveries/{position}/again", post(again::again))
        .merge(incoming::router())
}

/// The flows that come with the module (domain templates after 条例 ch. 5 and 6).
pub fn flows() -> serde_json::Result<Vec<Definition>> {
    [include_str!("flows/outgoing.json"), include_str!("flows/incoming.json")]
        .into_iter()
        .map(serde_json::from_str)
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_flows_are_sound() {
        for definition in super::flows().unwrap() {
            assert_eq!(definition.check(), Ok(()), "{}", definition.key);
        }
    }
}
