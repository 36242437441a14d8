//! What is loaded when it is first shown: a product module's pages, and parts of a page that few visits need. A file
//! that does not arrive shows a retry in its place. A name a file; what several files share comes in files of its own,
//! so that nothing is loaded twice (see `app/bundle`).

use std::pin::Pin;
use std::time::Duration;

use api::cases::{CaseView, InboxBox};
use api::documents::DocumentView;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

use crate::administration;
use crate::documents;
use crate::http::Failure;
use crate::office_settings;
use crate::platform::case::{self, Form};
use crate::platform::{self, Apps, Me, Mobile, New, Notices, Panels, Search, focus_late_page};
use crate::ui::{ErrorState, Skeleton, live};

/// What a file makes. It is made only when its place is still there: whoever has gone on meanwhile wants nothing made.
type Make = Box<dyn FnOnce() -> AnyView>;
type Loaded = Result<Make, SplitLoaderError>;
type Loading = Pin<Box<dyn Future<Output = Loaded>>>;

/// Guarding one's account, how one is notified, and the rooms of the three administrators.
pub fn administration(page: administration::Page) -> AnyView {
    when_loaded(move || Box::pin(administration_file(Room::Guard(page))))
}

/// 业务设置: list, form and history of every kind. In the same file: who needs one of them seldom needs them in a hurry,
/// and every further name multiplies the pieces that files share.
pub fn office_settings(page: office_settings::Page) -> AnyView {
    when_loaded(move || Box::pin(administration_file(Room::Office(page))))
}

/// What the file of administration holds.
enum Room {
    Guard(administration::Page),
    Office(office_settings::Page),
}

#[wasm_split(administration, fallible, wasm_split_path = leptos::wasm_split)]
fn administration_file(room: Room) -> Loaded {
    Ok(Box::new(move || match room {
        Room::Guard(page) => administration::page(page),
        Room::Office(page) => office_settings::page(page),
    }))
}

/// Reading a 公文.
pub fn documents(page: documents::Page) -> AnyView {
    when_loaded(move || Box::pin(documents_file(page)))
}

#[wasm_split(documents, fallible, wasm_split_path = leptos::wasm_split)]
fn documents_file(page: documents::Page) -> Loaded {
    Ok(Box::new(move || documents::page(page)))
}

/// Writing a 公文: form, rules and editor.
pub fn documents_edit(page: documents::EditPage) -> AnyView {
    when_loaded(move || Box::pin(documents_edit_file(page)))
}

#[wasm_split(documents_edit, fallible, wasm_split_path = leptos::wasm_split)]
fn documents_edit_file(page: documents::EditPage) -> Loaded {
    Ok(Box::new(move || documents::edit_page(page)))
}

/// What became of a 公文: its versions with their differences, its history with the proof.
pub fn documents_record(record: documents::Record) -> AnyView {
    when_loaded(move || Box::pin(documents_record_file(record.clone())))
}

#[wasm_split(documents_record, fallible, wasm_split_path = leptos::wasm_split)]
fn documents_record_file(record: documents::Record) -> Loaded {
    Ok(Box::new(move || documents::record(record)))
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

/// Pages of the floor that are not where a day begins.
#[derive(Clone, Copy)]
pub enum Place {
    New,
    Apps,
    Me,
    Delegation,
    Phrases,
    Mobile,
    Notices,
    Search,
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
        Place::Delegation => platform::delegation::page(),
        Place::Phrases => view! { <platform::phrases::PhrasesPage /> }.into_any(),
        Place::Mobile => view! { <Mobile /> }.into_any(),
        Place::Notices => view! { <Notices /> }.into_any(),
        Place::Search => view! { <Search /> }.into_any(),
    }))
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

/// A part of a page that is not there at first: its file is asked for when the page has settled, or when the part is
/// wanted. Until then nothing is shown of it, nor of a failure.
fn soon(wanted: RwSignal<bool>, load: impl Fn() -> Loading + 'static) -> AnyView {
    let settled = RwSignal::new(false);
    let settle = move || {
        settled.try_set(true);
    };
    set_timeout(settle, Duration::from_millis(300));
    let due = latched(Signal::derive(move || settled.get() || wanted.get()));
    made(Box::new(load), due, Say::Failure(wanted.into()))
}

/// The page once its file is there; the same page is not made twice.
fn when_loaded(load: impl Fn() -> Loading + 'static) -> AnyView {
    made(Box::new(load), Signal::stored(true), Say::All)
}

/// True for good once it was true.
fn latched(signal: Signal<bool>) -> Signal<bool> {
    Memo::new(move |before: Option<&bool>| before.is_some_and(|before| *before) || signal.get()).into()
}

/// What is shown in the place of a part that is not there.
#[derive(Clone, Copy)]
enum Say {
    All,
    /// Not that it comes, and that it failed only where it is wanted.
    Failure(Signal<bool>),
}

/// What stands in the place of a loaded part.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Awaited,
    Failed,
    There,
}

/// `due`: the file may be asked for.
fn made(load: Box<dyn Fn() -> Loading>, due: Signal<bool>, say: Say) -> AnyView {
    let attempt = Trigger::new();
    let stage = RwSignal::new(Stage::Awaited);
    let make = StoredValue::new_local(None);
    Effect::new(move |_| {
        attempt.track();
        if !due.get() {
            return;
        }
        stage.set(Stage::Awaited);
        let loading = load();
        spawn_local(async move {
            let now = match loading.await {
                Ok(loaded) => make.try_set_value(Some(loaded)).map_or(Stage::There, |_| Stage::Failed),
                Err(error) => {
                    leptos::logging::error!("{error}");
                    Stage::Failed
                }
            };
            stage.try_set(now);
        });
    });
    live(move || match stage.get() {
        Stage::There => {
            if matches!(say, Say::All) {
                focus_late_page();
            }
            let make = make.try_update_value(Option::take).flatten();
            make.map_or_else(|| ().into_any(), |make: Make| untrack(make))
        }
        Stage::Awaited if matches!(say, Say::All) => view! { <Skeleton lines=8 /> }.into_any(),
        Stage::Awaited => ().into_any(),
        Stage::Failed if matches!(say, Say::Failure(wanted) if !wanted.get()) => ().into_any(),
        Stage::Failed => {
            view! { <ErrorState failure=Failure::Offline on_retry=move |()| attempt.notify() /> }.into_any()
        }
    })
}
