//! Places side by side, each with an address of its own.

use leptos::prelude::*;

use super::live;

/// One of them.
#[derive(Clone)]
pub struct Tab {
    pub href: String,
    pub label: String,
    /// Shown behind the label, where it is more than nothing.
    pub count: Option<i64>,
    pub current: bool,
}

/// A row of links; the current one is marked.
#[component]
pub fn Tabs(#[prop(into)] label: String, #[prop(into)] tabs: Signal<Vec<Tab>>) -> impl IntoView {
    let entry = |tab: Tab| {
        let count = tab.count.filter(|count| *count > 0);
        view! {
            <a href=tab.href aria-current=tab.current.then_some("page")>
                {tab.label} {count.map(|count| view! { <b class="count">{count}</b> })}
            </a>
        }
    };
    view! {
        <nav class="tabs" aria-label=label>
            {live(move || tabs.get().into_iter().map(entry).collect_view())}
        </nav>
    }
}
