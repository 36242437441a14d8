//! 收文: the register (收文登记簿), registering what came on paper, and the case from the first check to the end.

mod case;
mod checks;
mod circulation;
mod duplicates;
mod form;
mod new;
mod original;
mod plan;
mod register;
mod reply;
mod scans;
mod sender;

use api::CaseId;
use api::documents::DocumentView;
use leptos::prelude::*;

use crate::http::Load;

/// What of it is shown.
#[derive(Clone)]
pub enum Receiving {
    /// The page of the register.
    Register,
    /// The page on which a paper is registered.
    New,
    /// The inside of the page of a case.
    Case(CaseId, Load<DocumentView>, Signal<DocumentView>),
}

/// It.
pub fn receiving(of: Receiving) -> AnyView {
    match of {
        Receiving::Register => register::register(),
        Receiving::New => new::new(),
        Receiving::Case(case, load, view) => case::case(case, load, view),
    }
}
