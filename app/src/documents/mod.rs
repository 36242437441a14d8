//! 办文: one official document from draft to receipt. A page a file. What is loaded together (`lazy.rs`): reading
//! ([`page`]), writing ([`edit_page`]) with
//! what the rules say ([`findings`]) and what goes with the text ([`attached`]), the record ([`record`]) and the reviewer's list ([`review`]).
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
use api::documents::Draft;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::platform::NotFound;

pub use checklist::{Ticks, review};
pub use distribution::Sent;
pub use edit::findings::of_draft as findings;
pub use edit::{Attached, Checked, attached};

/// The pages for reading a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    Case,
    Pages,
}

/// Such a page for the present address.
pub fn page(page: Page) -> AnyView {
    match page {
        Page::Case => of_case(case::case),
        Page::Pages => of_case(pages::pages),
    }
}

/// The pages where a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditPage {
    New,
    Edit,
}

/// Such a page for the present address.
pub fn edit_page(page: EditPage) -> AnyView {
    match page {
        EditPage::New => new::new(),
        EditPage::Edit => of_case(edit::edit),
    }
}

/// What became of a document.
#[derive(Clone)]
pub enum Record {
    /// The page of all versions.
    Versions,
    /// The page of everything that happened.
    History,
    /// What a text at hand changed of a version.
    Since(CaseId, i32, Box<Draft>),
    /// To whom it was sent.
    Distribution(distribution::Sent),
    /// Another's text and the one at hand, neither of which is to be lost.
    Conflict(edit::Autosave, Box<edit::Theirs>),
}

/// Such a page for the present address, or such a part of a page.
pub fn record(record: Record) -> AnyView {
    match record {
        Record::Versions => of_case(versions::versions),
        Record::History => of_case(history::history),
        Record::Since(case, version, now) => versions::since(case, version, *now),
        Record::Distribution(sent) => distribution::distribution(sent),
        Record::Conflict(autosave, theirs) => edit::question(autosave, *theirs),
    }
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
