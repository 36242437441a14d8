//! What is loaded when it is first shown: a product module's pages, and parts of a page that few visits need. A file
//! that does not arrive shows a retry in its place. A name a file; what several files share comes in files of its own,
//! so that nothing is loaded twice (see `app/bundle`).

mod place;

use api::cases::{CaseView, InboxBox};
use api::documents::DocumentView;
use api::inbox::Facets;
use api::{CaseId, OrganId};
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use self::place::{Loaded, Loading, Say, field_when_loaded, latched, made, soon, when_loaded};
use crate::administration;
use crate::documents;
use crate::http::Load;
use crate::office_settings;
use crate::platform::case::{self, Form, Way};
use crate::platform::inbox::Asking;
use crate::platform::{self, Apps, Me, Mobile, New, Notices, Panels, Search, Wanted};

/// Guarding one's own account, and how one is notified.
pub fn own(page: administration::Own) -> AnyView {
    when_loaded(move || Box::pin(own_file(page)))
}

#[wasm_split(own, fallible, wasm_split_path = leptos::wasm_split)]
fn own_file(page: administration::Own) -> Loaded {
    Ok(Box::new(move || administration::own(page)))
}

/// The rooms of the three administrators.
pub fn administration(room: administration::Room) -> AnyView {
    when_loaded(move || Box::pin(administration_file(room)))
}

#[wasm_split(administration, fallible, wasm_split_path = leptos::wasm_split)]
fn administration_file(room: administration::Room) -> Loaded {
    Ok(Box::new(move || administration::room(room)))
}

/// 业务设置: list, form and history of every kind.
pub fn office_settings(page: office_settings::Page) -> AnyView {
    when_loaded(move || Box::pin(office_settings_file(page)))
}

#[wasm_split(office_settings, fallible, wasm_split_path = leptos::wasm_split)]
fn office_settings_file(page: office_settings::Page) -> Loaded {
    Ok(Box::new(move || office_settings::page(page)))
}

/// Bringing settings in from a file.
pub fn settings_import(into: office_settings::Importable) -> AnyView {
    when_loaded(move || Box::pin(settings_import_file(into.clone())))
}

#[wasm_split(settings_import, fallible, wasm_split_path = leptos::wasm_split)]
fn settings_import_file(into: office_settings::Importable) -> Loaded {
    Ok(Box::new(move || office_settings::import(into)))
}

/// Reading a 公文.
pub fn documents() -> AnyView {
    when_loaded(|| Box::pin(documents_file()))
}

#[wasm_split(documents, fallible, wasm_split_path = leptos::wasm_split)]
fn documents_file() -> Loaded {
    Ok(Box::new(documents::case))
}

/// Its pages as printed.
pub fn documents_pages(place: documents::Printed) -> AnyView {
    when_loaded(move || Box::pin(documents_pages_file(place)))
}

#[wasm_split(documents_pages, fallible, wasm_split_path = leptos::wasm_split)]
fn documents_pages_file(place: documents::Printed) -> Loaded {
    Ok(Box::new(move || documents::pages(place)))
}

/// Beginning a 公文: for which post, of which genre.
pub fn documents_new() -> AnyView {
    when_loaded(|| Box::pin(documents_new_file()))
}

#[wasm_split(documents_new, fallible, wasm_split_path = leptos::wasm_split)]
fn documents_new_file() -> Loaded {
    Ok(Box::new(documents::new))
}

/// Writing a 公文: the form.
pub fn documents_edit() -> AnyView {
    when_loaded(|| Box::pin(documents_edit_file()))
}

#[wasm_split(documents_edit, fallible, wasm_split_path = leptos::wasm_split)]
fn documents_edit_file() -> Loaded {
    Ok(Box::new(documents::edit))
}

/// Choosing the organs that a draft names.
pub fn documents_organs(wanted: documents::Organs) -> AnyView {
    field_when_loaded(move || Box::pin(documents_organs_file(wanted)))
}

#[wasm_split(documents_organs, fallible, wasm_split_path = leptos::wasm_split)]
fn documents_organs_file(wanted: documents::Organs) -> Loaded {
    Ok(Box::new(move || documents::organs(wanted)))
}

/// What the rules say of the draft beside its form.
pub fn documents_findings(checked: documents::Checked) -> AnyView {
    when_loaded(move || Box::pin(documents_findings_file(checked)))
}

#[wasm_split(documents_findings, fallible, wasm_split_path = leptos::wasm_split)]
fn documents_findings_file(checked: documents::Checked) -> Loaded {
    Ok(Box::new(move || documents::findings(checked)))
}

/// What goes with the text of a draft: attachments (附件), files for the handlers, what its format asks for.
pub fn documents_attached(attached: documents::Attached) -> AnyView {
    let field = attached.is_field();
    let load = move || -> Loading { Box::pin(documents_attached_file(attached.clone())) };
    if field { field_when_loaded(load) } else { when_loaded(load) }
}

#[wasm_split(documents_attached, fallible, wasm_split_path = leptos::wasm_split)]
fn documents_attached_file(attached: documents::Attached) -> Loaded {
    Ok(Box::new(move || documents::attached(attached)))
}

/// What became of a 公文: its number and final file, to whom it went, its versions with their differences, its history with the proof.
pub fn documents_record(record: documents::Record) -> AnyView {
    when_loaded(move || Box::pin(documents_record_file(record.clone())))
}

#[wasm_split(documents_record, fallible, wasm_split_path = leptos::wasm_split)]
fn documents_record_file(record: documents::Record) -> Loaded {
    Ok(Box::new(move || documents::record(record)))
}

/// 收文登记簿: the register of what came.
pub fn documents_register() -> AnyView {
    when_loaded(|| Box::pin(documents_register_file()))
}

#[wasm_split(documents_register, fallible, wasm_split_path = leptos::wasm_split)]
fn documents_register_file() -> Loaded {
    Ok(Box::new(documents::register))
}

/// The form of a registration, of a new one or of one to be corrected.
pub fn documents_registration(of: documents::Registering) -> AnyView {
    when_loaded(move || Box::pin(documents_registration_file(of.clone())))
}

#[wasm_split(documents_registration, fallible, wasm_split_path = leptos::wasm_split)]
fn documents_registration_file(of: documents::Registering) -> Loaded {
    Ok(Box::new(move || documents::registering(of)))
}

/// Handling what came.
pub fn documents_incoming(case: CaseId, load: Load<DocumentView>, view: Signal<DocumentView>) -> AnyView {
    when_loaded(move || Box::pin(documents_incoming_file(case, load, view)))
}

#[wasm_split(documents_incoming, fallible, wasm_split_path = leptos::wasm_split)]
fn documents_incoming_file(case: CaseId, load: Load<DocumentView>, view: Signal<DocumentView>) -> Loaded {
    Ok(Box::new(move || documents::received(case, load, view)))
}

/// The form of its plan (拟办安排).
pub fn documents_plan(
    case: CaseId,
    organ: OrganId,
    planning: documents::Planning,
    load: Load<DocumentView>,
) -> AnyView {
    when_loaded(move || Box::pin(documents_plan_file(case, organ, planning, load)))
}

#[wasm_split(documents_plan, fallible, wasm_split_path = leptos::wasm_split)]
fn documents_plan_file(
    case: CaseId,
    organ: OrganId,
    planning: documents::Planning,
    load: Load<DocumentView>,
) -> Loaded {
    Ok(Box::new(move || documents::plan(case, organ, planning, load)))
}

/// The sheet in which it is passed on (转发).
pub fn documents_forward(
    case: CaseId,
    organ: OrganId,
    open: RwSignal<bool>,
    load: Load<DocumentView>,
) -> AnyView {
    soon(open, move || Box::pin(documents_forward_file(case, organ, open, load)))
}

#[wasm_split(documents_forward, fallible, wasm_split_path = leptos::wasm_split)]
fn documents_forward_file(
    case: CaseId,
    organ: OrganId,
    open: RwSignal<bool>,
    load: Load<DocumentView>,
) -> Loaded {
    Ok(Box::new(move || documents::forward(case, organ, open, load)))
}

/// 核稿: the reviewer's list, with the rules.
pub fn documents_review(ticks: documents::Ticks, view: Signal<DocumentView>) -> AnyView {
    when_loaded(move || Box::pin(documents_review_file(ticks, view)))
}

#[wasm_split(documents_review, fallible, wasm_split_path = leptos::wasm_split)]
fn documents_review_file(ticks: documents::Ticks, view: Signal<DocumentView>) -> Loaded {
    Ok(Box::new(move || documents::review(ticks, view)))
}

/// The dialog in which acts are done. It comes once the case is on the screen, at the latest when it opens.
pub fn act_dialog(case: Signal<CaseView>, form: Form, reload: Callback<()>) -> AnyView {
    soon(form.open, move || Box::pin(act_dialog_file(case, form, reload)))
}

#[wasm_split(acting, fallible, wasm_split_path = leptos::wasm_split)]
fn act_dialog_file(case: Signal<CaseView>, form: Form, reload: Callback<()>) -> Loaded {
    Ok(Box::new(move || case::act_dialog(case, form, reload)))
}

/// The choice of people.
pub fn people(wanted: Wanted) -> AnyView {
    when_loaded(move || Box::pin(people_file(wanted.clone())))
}

#[wasm_split(people, fallible, wasm_split_path = leptos::wasm_split)]
fn people_file(wanted: Wanted) -> Loaded {
    Ok(Box::new(move || platform::people(wanted)))
}

/// The way of a case.
pub fn way(case: Signal<CaseView>, of: Way) -> AnyView {
    when_loaded(move || Box::pin(way_file(case, of)))
}

#[wasm_split(way, fallible, wasm_split_path = leptos::wasm_split)]
fn way_file(case: Signal<CaseView>, of: Way) -> Loaded {
    Ok(Box::new(move || case::way(case, of)))
}

/// How the deadlines of a case come about.
pub fn deadline(case: CaseId) -> AnyView {
    when_loaded(move || Box::pin(deadline_file(case)))
}

#[wasm_split(deadline, fallible, wasm_split_path = leptos::wasm_split)]
fn deadline_file(case: CaseId) -> Loaded {
    Ok(Box::new(move || case::deadlines(case)))
}

/// The inbox.
pub fn inbox() -> AnyView {
    when_loaded(|| Box::pin(inbox_file(None)))
}

/// A box of it beside a case.
pub fn inbox_beside(of: InboxBox) -> AnyView {
    when_loaded(move || Box::pin(inbox_file(Some(of))))
}

#[wasm_split(inbox, fallible, wasm_split_path = leptos::wasm_split)]
fn inbox_file(beside: Option<InboxBox>) -> Loaded {
    Ok(Box::new(move || match beside {
        Some(of) => platform::inbox::beside(of),
        None => platform::inbox::page(),
    }))
}

/// What the inbox can be narrowed down to.
pub fn inbox_filters(asking: Asking, facets: Load<Facets>) -> AnyView {
    when_loaded(move || Box::pin(inbox_filters_file(asking, facets)))
}

#[wasm_split(inbox_filters, fallible, wasm_split_path = leptos::wasm_split)]
fn inbox_filters_file(asking: Asking, facets: Load<Facets>) -> Loaded {
    Ok(Box::new(move || platform::inbox::filters(asking, facets)))
}

/// Pages of the floor that are not where a day begins.
#[derive(Clone, Copy)]
pub enum Place {
    New,
    Apps,
    Me,
    Phrases,
    Mobile,
    Notices,
}

/// Such a page.
pub fn place(place: Place) -> AnyView {
    when_loaded(move || Box::pin(place_file(place)))
}

#[wasm_split(places, fallible, wasm_split_path = leptos::wasm_split)]
fn place_file(place: Place) -> Loaded {
    Ok(Box::new(move || match place {
        Place::New => view! { <New /> }.into_any(),
        Place::Apps => view! { <Apps /> }.into_any(),
        Place::Me => view! { <Me /> }.into_any(),
        Place::Phrases => view! { <platform::phrases::PhrasesPage /> }.into_any(),
        Place::Mobile => view! { <Mobile /> }.into_any(),
        Place::Notices => view! { <Notices /> }.into_any(),
    }))
}

/// 委托.
pub fn delegation() -> AnyView {
    when_loaded(|| Box::pin(delegation_file()))
}

#[wasm_split(delegation, fallible, wasm_split_path = leptos::wasm_split)]
fn delegation_file() -> Loaded {
    Ok(Box::new(platform::delegation::page))
}

/// The search over everything.
pub fn search() -> AnyView {
    when_loaded(|| Box::pin(search_file()))
}

#[wasm_split(search, fallible, wasm_split_path = leptos::wasm_split)]
fn search_file() -> Loaded {
    Ok(Box::new(|| view! { <Search /> }.into_any()))
}

/// The command palette and the sheet of keys.
pub fn palette(panels: Panels) -> AnyView {
    let wanted = Memo::new(move |_| panels.get().is_some());
    made(
        Box::new(move || Box::pin(palette_file(panels))),
        latched(wanted.into()),
        Say::Failure(wanted.into()),
    )
}

#[wasm_split(palette, fallible, wasm_split_path = leptos::wasm_split)]
fn palette_file(panels: Panels) -> Loaded {
    Ok(Box::new(move || platform::palette(panels)))
}
