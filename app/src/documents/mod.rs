//! 办文: one official document from draft to receipt. A page a file; the shell knows only [`Page`] and [`page`].
//! Deliberately absent: any decision of who may do what. The server sends it with the case; the pages show it.

mod case;
mod changes;
mod checklist;
mod difference;
mod distribution;
mod edit;
mod facts;
mod history;
mod new;
mod pages;
mod paper;
mod pictures;
mod versions;
mod words;

use api::CaseId;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::platform::NotFound;

/// The pages of the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    New,
    Case,
    Pages,
    Versions,
    History,
}

/// A page of the module for the present address.
pub fn page(page: Page) -> AnyView {
    match page {
        Page::New => new::new(),
        Page::Case => of_case(case::case),
        Page::Pages => of_case(pages::pages),
        Page::Versions => of_case(versions::versions),
        Page::History => of_case(history::history),
    }
}

/// The page where a document is written. Not among the others: form, rules and editor are loaded by those who write.
pub fn edit_page() -> AnyView {
    of_case(edit::edit)
}

/// The page of the case named in the address; drawn anew when another one is.
fn of_case(draw: fn(CaseId) -> AnyView) -> AnyView {
    let params = use_params_map();
    let case =
        Memo::new(move |_| params.with(|params| params.get("case").and_then(|id| id.parse::<CaseId>().ok())));
    (move || match case.get() {
        Some(case) => draw(case),
        None => view! { <NotFound /> }.into_any(),
    })
    .into_any()
}
