//! Fields of the form, bound to the draft.

use api::documents::Draft;
use leptos::prelude::*;

use super::autosave::Autosave;
use crate::t;
use crate::ui::{Icon, icon};

/// A text of the draft as a signal that a field writes into.
pub fn bound(
    autosave: Autosave,
    read: fn(&Draft) -> String,
    write: fn(&mut Draft, String),
) -> RwSignal<String> {
    let value = RwSignal::new(autosave.draft.with_untracked(read));
    Effect::new(move |_| {
        let text = value.get();
        if autosave.draft.with_untracked(read) != text {
            autosave.edit(|draft| write(draft, text));
        }
    });
    // What the draft becomes elsewhere on the page shows here too.
    Effect::new(move |_| {
        let text = autosave.draft.with(read);
        if value.with_untracked(|value| *value != text) {
            value.set(text);
        }
    });
    value
}

/// `None` for an empty text.
pub fn filled(text: String) -> Option<String> {
    (!text.trim().is_empty()).then_some(text)
}

/// A group of elements with its heading.
#[component]
pub fn Section(#[prop(into)] title: String, children: Children) -> impl IntoView {
    let id = crate::ui::new_id();
    let labelled = id.clone();
    view! {
        <section class="edit-section" aria-labelledby=labelled>
            <h2 id=id>{title}</h2>
            {children()}
        </section>
    }
}

/// The place of an element on the form; findings lead to it by `name`.
#[component]
pub fn Place(name: &'static str, children: Children) -> impl IntoView {
    view! { <div class="edit-place" id=format!("at-{name}")>{children()}</div> }
}

/// An element that the flow decides, and how it comes about.
#[component]
pub fn Decided(
    #[prop(into)] label: String,
    #[prop(optional_no_strip)] value: Option<String>,
    #[prop(into)] how: String,
) -> impl IntoView {
    view! {
        <div class="decided">
            <dt>{label}</dt>
            <dd>
                {match value {
                    Some(value) => view! { <b>{value}</b> }.into_any(),
                    None => view! { <span class="decided-later">{icon(Icon::Clock)} {t!(documents.decided_later)}</span> }.into_any(),
                }}
                <span class="hint">{how}</span>
            </dd>
        </div>
    }
}

/// Brings an element into view and puts the caret into it.
pub fn jump_to(place: &str) {
    use wasm_bindgen::JsCast;
    let Some(element) = document().get_element_by_id(&format!("at-{place}")) else { return };
    element.scroll_into_view();
    let inside = "input:not([type=hidden]), select, textarea, [contenteditable=true], button";
    if let Ok(Some(control)) = element.query_selector(inside)
        && let Ok(control) = control.dyn_into::<web_sys::HtmlElement>()
    {
        // Only a detached element refuses the focus.
        let _ = control.focus();
    }
}
