//! The way of a case and the cases it is linked with, which stand below what its handlers came for.

use api::cases::CaseView;
use leptos::prelude::*;

use super::links::Links;
use super::steps::StepsPath;

/// Its steps, and with `links` where it came from and what came of it.
pub fn way(case: Signal<CaseView>, links: bool) -> AnyView {
    view! {
        <StepsPath case />
        {links.then(|| view! { <Links case /> })}
    }
    .into_any()
}
