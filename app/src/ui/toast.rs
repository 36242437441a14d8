//! A short word that something worked. What failed is said where it failed, not here.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use super::live;
use crate::t;

/// How long a word stays. Long enough to be read twice.
const SHOWN: Duration = Duration::from_secs(6);

/// A word, with the way back where there is one.
#[derive(Clone)]
struct Toast {
    number: u32,
    words: String,
    undo: Option<Undo>,
}

/// Takes something back. No `Callback`: those end with the place that made them, which may be gone by then.
type Undo = Arc<dyn Fn() + Send + Sync>;

/// The place where words of success appear; one for the whole app.
#[derive(Clone, Copy)]
pub struct Toasts(RwSignal<Option<Toast>>);

impl Toasts {
    pub fn provide() -> Self {
        let toasts = Self(RwSignal::new(None));
        provide_context(toasts);
        toasts
    }

    /// Says it, in place of what was said before.
    pub fn say(&self, words: impl Into<String>) {
        self.show(words.into(), None, SHOWN);
    }

    /// Says what has not happened yet, and offers to take it back as long as `shown` lasts.
    pub fn offer_undo(&self, words: String, undo: impl Fn() + Send + Sync + 'static, shown: Duration) {
        self.show(words, Some(Arc::new(undo)), shown);
    }

    fn show(&self, words: String, undo: Option<Undo>, shown: Duration) {
        let place = self.0;
        let number = place.with_untracked(|shown| shown.as_ref().map_or(0, |shown| shown.number + 1));
        place.set(Some(Toast { number, words, undo }));
        let end = move || {
            place.try_update(|shown| {
                if shown.as_ref().is_some_and(|shown| shown.number == number) {
                    *shown = None;
                }
            });
        };
        set_timeout(end, shown);
    }
}

/// What says things: `let toasts = use_toasts();` in a component's body.
pub fn use_toasts() -> Toasts {
    expect_context()
}

/// Where they are said.
#[component]
pub fn ToastPlace(toasts: Toasts) -> impl IntoView {
    view! {
        <div class="toast-place" role="status">
            {live(move || toasts.0.get().map(|toast| shown(toasts, toast)))}
        </div>
    }
}

fn shown(toasts: Toasts, Toast { words, undo, .. }: Toast) -> impl IntoView {
    let undo = undo.map(|undo| {
        let press = move |_| {
            toasts.0.set(None);
            undo();
        };
        view! { <button type="button" class="button quiet" on:click=press>{t!(common.undo)}</button> }
    });
    view! { <p class="toast">{words} {undo}</p> }
}
