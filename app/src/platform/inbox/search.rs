//! The words to find in a box; they move into the address when typing pauses.

use std::time::Duration;

use leptos::prelude::*;

use super::Asking;
use crate::t;
use crate::ui::Input;

/// After the last key, before the server is asked.
const PAUSE: Duration = Duration::from_millis(300);

#[component]
pub fn Search(asking: Asking) -> impl IntoView {
    let words = Memo::new(move |_| asking.query.with(|query| query.q.clone().unwrap_or_default()));
    let typed = RwSignal::new(words.get_untracked());
    Effect::new(move |_| typed.set(words.get()));
    let pause = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |before: Option<()>| {
        let text = typed.get();
        if let Some(pause) = pause.get_value() {
            pause.clear();
        }
        if before.is_none() || text == words.get_untracked() {
            return;
        }
        let go = move || {
            // The page may be gone.
            let Some(mut query) = asking.query.try_get_untracked() else { return };
            query.q = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
            asking.ask.run(query);
        };
        pause.set_value(set_timeout_with_handle(go, PAUSE).ok());
    });
    view! {
        <search class="search">
            <Input value=typed kind="search" label=t!(inbox.search) placeholder=t!(inbox.search) />
        </search>
    }
}
