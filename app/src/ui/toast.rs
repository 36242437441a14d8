//! A short word that something worked. What failed is said where it failed, not here.

use std::time::Duration;

use leptos::prelude::*;

use super::live;

/// How long a word stays. Long enough to be read twice.
const SHOWN: Duration = Duration::from_secs(6);

/// The place where words of success appear; one for the whole app.
#[derive(Clone, Copy)]
pub struct Toasts(RwSignal<Option<(u32, String)>>);

impl Toasts {
    pub fn provide() -> Self {
        let toasts = Self(RwSignal::new(None));
        provide_context(toasts);
        toasts
    }

    /// Says it, in place of what was said before.
    pub fn say(&self, words: impl Into<String>) {
        let number = self.0.with_untracked(|shown| shown.as_ref().map_or(0, |(number, _)| number + 1));
        self.0.set(Some((number, words.into())));
        let place = self.0;
        set_timeout(
            move || {
                place.try_update(|shown| {
                    if shown.as_ref().is_some_and(|(shown, _)| *shown == number) {
                        *shown = None;
                    }
                });
            },
            SHOWN,
        );
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
            {live(move || toasts.0.get().map(|(_, words)| view! { <p class="toast">{words}</p> }))}
        </div>
    }
}
