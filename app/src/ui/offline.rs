//! Says that the network is gone, as long as it is.

use leptos::ev;
use leptos::prelude::*;

use super::live;
use crate::t;

/// Whether the browser believes that there is a network.
pub fn use_online() -> Signal<bool> {
    let online = RwSignal::new(window().navigator().on_line());
    let handles = [
        window_event_listener(ev::online, move |_| online.set(true)),
        window_event_listener(ev::offline, move |_| online.set(false)),
    ];
    on_cleanup(move || handles.into_iter().for_each(WindowListenerHandle::remove));
    online.into()
}

/// A line over the page while there is none.
#[component]
pub fn OfflineBanner() -> impl IntoView {
    let online = use_online();
    view! {
        <div role="status">
            {live(move || (!online.get()).then(|| view! { <p class="offline">{t!(common.you_are_offline)}</p> }))}
        </div>
    }
}
