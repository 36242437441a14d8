//! A place in the page for what is not loaded yet: waits, fails with a retry, or is made once.

use std::pin::Pin;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::SplitLoaderError;

use crate::http::Failure;
use crate::platform::focus_late_page;
use crate::ui::{ErrorState, Skeleton, live};

/// What a file makes. It is made only when its place is still there: whoever has gone on meanwhile wants nothing made.
pub type Make = Box<dyn FnOnce() -> AnyView>;
pub type Loaded = Result<Make, SplitLoaderError>;
pub type Loading = Pin<Box<dyn Future<Output = Loaded>>>;

/// A part of a page that is not there at first: its file is asked for when the page has settled, or when the part is
/// wanted. Until then nothing is shown of it, nor of a failure.
pub fn soon(wanted: RwSignal<bool>, load: impl Fn() -> Loading + 'static) -> AnyView {
    let settled = RwSignal::new(false);
    let settle = move || {
        settled.try_set(true);
    };
    set_timeout(settle, Duration::from_millis(300));
    let due = latched(Signal::derive(move || settled.get() || wanted.get()));
    made(Box::new(load), due, Say::Failure(wanted.into()))
}

/// The page once its file is there; the same page is not made twice.
pub fn when_loaded(load: impl Fn() -> Loading + 'static) -> AnyView {
    made(Box::new(load), Signal::stored(true), Say::All)
}

/// A field of a form likewise: what stands in its place is no higher than it.
pub fn field_when_loaded(load: impl Fn() -> Loading + 'static) -> AnyView {
    made(Box::new(load), Signal::stored(true), Say::Field)
}

/// True for good once it was true.
pub fn latched(signal: Signal<bool>) -> Signal<bool> {
    Memo::new(move |before: Option<&bool>| before.is_some_and(|before| *before) || signal.get()).into()
}

/// What is shown in the place of a part that is not there.
#[derive(Clone, Copy)]
pub enum Say {
    All,
    Field,
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
pub fn made(load: Box<dyn Fn() -> Loading>, due: Signal<bool>, say: Say) -> AnyView {
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
        Stage::Awaited if matches!(say, Say::Field) => view! { <Skeleton lines=3 /> }.into_any(),
        Stage::Awaited => ().into_any(),
        Stage::Failed if matches!(say, Say::Failure(wanted) if !wanted.get()) => ().into_any(),
        Stage::Failed => {
            view! { <ErrorState failure=Failure::Offline on_retry=move |()| attempt.notify() /> }.into_any()
        }
    })
}
