//! 办文: one official document from draft to receipt. A page a file. What is loaded together (`lazy.rs`): reading
//! ([`case`]), the pages as printed ([`pages`]), beginning a draft ([`new`]), writing it ([`edit`]) with what the rules
//! say ([`findings`]) and what goes with the text ([`attached`]), the record ([`record`]) and the reviewer's list
//! ([`review`]), and what comes in: its register ([`register`]), registering it ([`registering`]), handling it
//! ([`received`]), its plan ([`plan`]), passing it on ([`forward`]).
//! Deliberately absent: any decision of who may do what. The server sends it with the case; the pages show it.

mod asking;
mod case;
mod changes;
mod checklist;
mod difference;
mod distribution;
mod edit;
mod facts;
mod history;
mod incoming;
mod new;
mod organs;
mod pages;
mod paper;
mod pictures;
mod versions;
mod words;

use api::documents::{DocumentView, Draft};
use api::{CaseId, FileId};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::platform::NotFound;
use crate::ui::live;

pub use checklist::{Ticks, review};
pub use distribution::Sent;
pub use edit::findings::of_draft as findings;
pub use edit::{Attached, Checked, attached};
pub use incoming::{Planning, Registering, forward, plan, received, register, registering};
pub use new::new;
pub use organs::{Organs, organs};

/// The page where a document is read, for the present address.
pub fn case() -> AnyView {
    of_case(case::case)
}

/// The page where it is written.
pub fn edit() -> AnyView {
    of_case(edit::edit)
}

/// Where the pages are shown as they are printed.
#[derive(Clone, Copy)]
pub enum Printed {
    /// On a page of their own, at full size.
    Page,
    /// Among what is known of the case.
    Within(CaseId),
    /// One of the PDFs that came on paper.
    Scan(CaseId, FileId),
    /// Beside the form that is filled in.
    Beside(CaseId, edit::Autosave),
}

/// The pages in such a place.
pub fn pages(place: Printed) -> AnyView {
    match place {
        Printed::Page => of_case(pages::pages),
        Printed::Within(case) => pages::within(case, None),
        Printed::Scan(case, file) => pages::within(case, Some(file)),
        Printed::Beside(case, autosave) => edit::preview(case, autosave),
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
    /// Its number, its seal and the final file.
    Issue(Signal<DocumentView>),
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
        Record::Issue(view) => facts::facts(view),
        Record::Distribution(sent) => distribution::distribution(sent),
        Record::Conflict(autosave, theirs) => edit::question(autosave, *theirs),
    }
}

/// The page of the case named in the address; drawn anew when another one is.
fn of_case(draw: fn(CaseId) -> AnyView) -> AnyView {
    let params = use_params_map();
    let case =
        Memo::new(move |_| params.with(|params| params.get("case").and_then(|id| id.parse::<CaseId>().ok())));
    live(move || match case.get() {
        Some(case) => draw(case),
        None => view! { <NotFound /> }.into_any(),
    })
}
