//! 收文: the register (收文登记簿), registering what came on paper, and the case from the first check to the end. What is
//! loaded together (`lazy.rs`): the register ([`register`]), the form of a registration ([`registering`]), the case
//! ([`received`]), the form of its plan ([`plan`]), and passing it on ([`forward`]).

mod case;
mod checks;
mod circulation;
mod correct;
mod departments;
mod duplicates;
mod form;
mod forward;
mod new;
mod original;
mod plan;
mod plan_form;
mod register;
mod reply;
mod scans;
mod sender;

use api::CaseId;
use api::documents::DocumentView;
use leptos::prelude::*;

use crate::http::Load;

pub use case::case as received;
pub use forward::forward;
pub use plan::Planning;
pub use plan_form::plan;
pub use register::register;

/// Where a registration is written.
#[derive(Clone)]
pub enum Registering {
    /// On a page of its own: a paper that is new.
    New,
    /// In its case, to be corrected.
    Correct(CaseId, Load<DocumentView>, Signal<DocumentView>),
}

/// Its form there.
pub fn registering(of: Registering) -> AnyView {
    match of {
        Registering::New => new::new(),
        Registering::Correct(case, load, view) => correct::correct(case, load, view),
    }
}
