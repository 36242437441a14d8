//! What stands beside or below what the handlers of a case came for: its way, the cases it is linked with, and while
//! a text is written, what others said of it.

use api::cases::CaseView;
use leptos::prelude::*;

use super::Opinions;
use super::links::Links;
use super::steps::StepsPath;

/// What of it.
#[derive(Clone, Copy)]
pub enum Way {
    Steps,
    /// With where it came from and what came of it.
    StepsAndLinks,
    Opinions,
}

pub fn way(case: Signal<CaseView>, of: Way) -> AnyView {
    match of {
        Way::Steps => view! { <StepsPath case /> }.into_any(),
        Way::StepsAndLinks => view! { <StepsPath case /> <Links case /> }.into_any(),
        Way::Opinions => view! { <Opinions case /> }.into_any(),
    }
}
