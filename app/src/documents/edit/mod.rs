//! 拟稿: the form of the draft, what the rules say of it, and the page as it will be printed.

mod attached;
mod attachments;
mod autosave;
mod conflict;
mod editor;
mod fields;
mod files;
pub mod findings;
mod form;
mod format;
mod organs;
mod preview;
mod save_mark;
mod secrecy;
mod upload;

use api::CaseId;
use api::documents::DocumentView;
use api::organization::Directory;
use flow::Action;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

pub use self::attached::{Attached, attached};
use self::autosave::SaveState;
pub use self::autosave::{Autosave, Theirs};
use self::conflict::Conflict;
pub use self::conflict::question;
use self::editor::EditorHandle;
pub use self::findings::Checked;
use self::preview::Preview;
pub use self::preview::preview;
use self::save_mark::SaveMark;
pub use self::upload::upload;
use super::case::may_submit;
use super::words;
use crate::http::{Load, loaded, use_load};
use crate::lazy::{documents_findings, way};
use crate::platform::case::{ActionBar, Way};
use crate::platform::{PageFrame, use_directory};
use crate::settings::language;
use crate::ui::{Button, ButtonLink, Icon, Weight, live};
use crate::{paths, t};

pub fn edit(case: CaseId) -> AnyView {
    let load = use_load::<DocumentView>(move || paths::api::document(case));
    let directory = use_directory();
    let title = move || {
        let genre = load.value.with(|view| view.as_ref().map(|view| view.draft.genre.label(language())));
        t!(documents.edit_title, genre = genre.unwrap_or_default())
    };
    leave_when_handed_on(case, load);
    // Made with the form, shown in the head that stays in view.
    let saving = RwSignal::new(None::<Autosave>);
    let mark = move || view! { {live(move || saving.get().map(|autosave| view! { <SaveMark autosave /> }))} };
    view! {
        <PageFrame title=Signal::derive(title) back=paths::document(case) actions=mark>
            {loaded(load, move |view: Signal<DocumentView>| {
                if !view.with_untracked(|view| view.editable) {
                    return not_editable(case);
                }
                loaded(directory, move |directory: Signal<Directory>| page(load, view, directory, saving))
            })}
        </PageFrame>
    }
    .into_any()
}

/// Once it is handed on there is nothing more to write: the case is shown.
fn leave_when_handed_on(case: CaseId, load: Load<DocumentView>) {
    let editable = Memo::new(move |_| load.value.with(|view| view.as_ref().map(|view| view.editable)));
    let navigate = use_navigate();
    Effect::new(move |before: Option<Option<bool>>| {
        let now = editable.get();
        if before == Some(Some(true)) && now == Some(false) {
            navigate(&paths::document(case), NavigateOptions { replace: true, ..Default::default() });
        }
        now
    });
}

fn not_editable(case: CaseId) -> AnyView {
    view! {
        <div class="card">
            <p>{t!(documents.not_editable)}</p>
            <ButtonLink href=paths::document(case)>{t!(documents.to_case)}</ButtonLink>
        </div>
    }
    .into_any()
}

fn page(
    load: Load<DocumentView>,
    view: Signal<DocumentView>,
    directory: Signal<Directory>,
    saving: RwSignal<Option<Autosave>>,
) -> AnyView {
    let start = view.get_untracked();
    let id = start.case.summary.id;
    let autosave = Autosave::new(&start);
    saving.set(Some(autosave));
    let binding = RwSignal::new(None);
    let editor = EditorHandle::new();
    let checked = Checked { autosave, editor, directory, binding };
    let case = Memo::new(move |_| view.with(|view| view.case.clone()));
    // Words on the way are not yet the text that would be handed on.
    let ready = Memo::new(move |_| {
        binding.get() == Some(0) && autosave.state.with(|state| *state == SaveState::Saved)
    });
    // A reviewer who mends the text approves on the page of the case, where the checklist stands.
    let held = Memo::new(move |_| match ready.get() {
        true => vec![Action::Approve],
        false => vec![Action::Approve, Action::Submit],
    });
    let form = move || {
        autosave.replaced.track();
        form::form(autosave, &view.get_untracked(), directory, editor)
    };
    let drafting = Memo::new(move |_| case.with(may_submit));
    let opinions = Memo::new(move |_| case.with(|case| !case.opinions.is_empty()));
    view! {
        <div class="edit">
            <div class="edit-main">
                {live(move || opinions.get().then(|| way(case.into(), Way::Opinions)))}
                {form}
            </div>
            <div class="edit-side">
                {documents_findings(checked)}
                <Preview case=id autosave />
            </div>
        </div>
        {way(case.into(), Way::Steps)}
        <Conflict autosave />
        <ActionBar
            case
            held
            reload=move |()| load.reload()
            verb=words::verb
            extra=move || view! {
                <ButtonLink href=paths::document_pages(id) symbol=Icon::Document>{t!(documents.preview)}</ButtonLink>
                {live(move || match (drafting.get(), ready.get()) {
                    (true, true) => ().into_any(),
                    (true, false) => waiting(binding, autosave).into_any(),
                    (false, _) => view! {
                        <ButtonLink weight=Weight::Primary href=paths::document(id)>{t!(documents.back_to_case)}</ButtonLink>
                    }
                    .into_any(),
                })}
            }
        />
    }
    .into_any()
}

/// In place of the submission: why it waits. A press leads to what is to be done.
fn waiting(binding: RwSignal<Option<usize>>, autosave: Autosave) -> impl IntoView {
    let words = move || match binding.get() {
        None => t!(documents.submit_after_check).to_owned(),
        Some(0) => t!(documents.submit_after_save).to_owned(),
        Some(count) => t!(documents.submit_blocked, count = count),
    };
    let press = move |()| match binding.get_untracked() {
        Some(0) => autosave.now(),
        _ => show_findings(),
    };
    view! { <Button weight=Weight::Primary symbol=Icon::Warning on_press=press>{words}</Button> }
}

/// Brings the findings into view.
fn show_findings() {
    use wasm_bindgen::JsCast;
    let Some(card) = document().get_element_by_id("findings") else { return };
    card.scroll_into_view();
    if let Ok(card) = card.dyn_into::<web_sys::HtmlElement>() {
        // Only a detached element refuses the focus.
        let _ = card.focus();
    }
}
