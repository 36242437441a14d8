//! What is written into. Safe for input methods: nothing is taken while a word is being composed, and the Enter that
//! ends a composition submits nothing.

use leptos::context::Provider;
use leptos::ev::{Event, KeyboardEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::new_id;
use crate::t;

/// What a field tells the control inside it.
#[derive(Clone)]
struct FieldIds {
    control: String,
    hint: String,
    error: Signal<Option<String>>,
    required: bool,
}

/// A label, a control, a hint and what is wrong with it.
#[component]
pub fn Field(
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] required: bool,
    children: Children,
) -> impl IntoView {
    let ids = FieldIds { control: new_id(), hint: new_id(), error, required };
    let (control, described) = (ids.control.clone(), ids.hint.clone());
    view! {
        <div class="field" class:wrong=move || error.with(Option::is_some)>
            <label for=control>
                {label} {required.then(|| view! { <em class="required">{t!(common.required)}</em> })}
            </label>
            <Provider value=ids>{children()}</Provider>
            <div id=described class="field-notes">
                {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
                <p class="error" role="alert">{error}</p>
            </div>
        </div>
    }
}

/// The id a control takes from its field, and what describes it.
fn ids(label: &str) -> (String, Option<String>, Signal<Option<String>>, bool) {
    match use_context::<FieldIds>() {
        Some(ids) => (ids.control, Some(ids.hint), ids.error, ids.required),
        None => {
            debug_assert!(!label.is_empty(), "a control outside a field needs a label");
            (new_id(), None, Signal::default(), false)
        }
    }
}

/// The text typed so far; `None` while a word is being composed.
pub fn typed(event: &Event) -> Option<String> {
    let composing = event.dyn_ref::<web_sys::InputEvent>().is_some_and(web_sys::InputEvent::is_composing);
    (!composing).then(|| event_target_value(event))
}

/// Whether a key is the Enter of a person and not of an input method.
pub fn is_enter(event: &KeyboardEvent) -> bool {
    event.key() == "Enter" && !event.is_composing() && event.key_code() != 229
}

/// One line of text; also dates (`kind="date"`), passwords and searches. Inside a [`Field`] it is labelled by it,
/// elsewhere `label` names it.
#[component]
pub fn Input(
    value: RwSignal<String>,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional, into)] label: String,
    #[prop(optional, into)] placeholder: String,
    #[prop(optional)] autocomplete: &'static str,
    /// Longest text, characters.
    #[prop(optional)]
    longest: Option<u32>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] on_enter: Option<Callback<()>>,
    #[prop(optional, into)] on_blur: Option<Callback<()>>,
) -> impl IntoView {
    let (id, described, error, required) = ids(&label);
    let enter = move |event: KeyboardEvent| {
        if let (Some(on_enter), true) = (on_enter, is_enter(&event)) {
            event.prevent_default();
            on_enter.run(());
        }
    };
    view! {
        <input
            id=id
            class="control"
            type=kind
            prop:value=value
            aria-label=(!label.is_empty()).then_some(label)
            aria-describedby=described
            aria-invalid=move || error.with(Option::is_some).then_some("true")
            aria-required=required.then_some("true")
            placeholder=(!placeholder.is_empty()).then_some(placeholder)
            autocomplete=(!autocomplete.is_empty()).then_some(autocomplete)
            maxlength=longest.map(|longest| longest.to_string())
            disabled=disabled
            on:input=move |event| {
                if let Some(text) = typed(&event) {
                    value.set(text);
                }
            }
            on:compositionend=move |event| value.set(event_target_value(&event))
            on:keydown=enter
            on:blur=move |_| {
                if let Some(on_blur) = on_blur {
                    on_blur.run(());
                }
            }
        />
    }
}

/// Several lines of text.
#[component]
pub fn Textarea(
    value: RwSignal<String>,
    #[prop(default = 4)] rows: u32,
    #[prop(optional, into)] label: String,
    #[prop(optional, into)] placeholder: String,
    /// Longest text, characters.
    #[prop(optional)]
    longest: Option<u32>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    let (id, described, error, required) = ids(&label);
    view! {
        <textarea
            id=id
            class="control"
            rows=rows.to_string()
            prop:value=value
            aria-label=(!label.is_empty()).then_some(label)
            aria-describedby=described
            aria-invalid=move || error.with(Option::is_some).then_some("true")
            aria-required=required.then_some("true")
            placeholder=(!placeholder.is_empty()).then_some(placeholder)
            maxlength=longest.map(|longest| longest.to_string())
            disabled=disabled
            on:input=move |event| {
                if let Some(text) = typed(&event) {
                    value.set(text);
                }
            }
            on:compositionend=move |event| value.set(event_target_value(&event))
        ></textarea>
    }
}

/// A choice from a list of `(value, name)`.
#[component]
pub fn Select(
    value: RwSignal<String>,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    #[prop(optional, into)] label: String,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    let (id, described, error, required) = ids(&label);
    let entries = move || {
        let entry = |(key, name): (String, String)| {
            let chosen = key.clone();
            view! { <option value=key selected=move || value.with(|value| *value == chosen)>{name}</option> }
        };
        options.get().into_iter().map(entry).collect_view()
    };
    view! {
        <select
            id=id
            class="control"
            aria-label=(!label.is_empty()).then_some(label)
            aria-describedby=described
            aria-invalid=move || error.with(Option::is_some).then_some("true")
            aria-required=required.then_some("true")
            disabled=disabled
            on:change=move |event| value.set(event_target_value(&event))
        >
            {entries}
        </select>
    }
}
