//! What is ticked or switched.

use leptos::prelude::*;

use super::new_id;

/// A box to tick.
#[component]
pub fn Checkbox(
    checked: RwSignal<bool>,
    #[prop(into)] label: String,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <label class="checkbox">
            <input
                type="checkbox"
                prop:checked=checked
                disabled=disabled
                on:change=move |event| checked.set(event_target_checked(&event))
            />
            <span>{label}</span>
        </label>
    }
}

/// A few choices side by side, of which one holds: `(value, name)`.
#[component]
pub fn Segmented(
    value: RwSignal<String>,
    #[prop(into)] options: Vec<(String, String)>,
    #[prop(into)] label: String,
) -> impl IntoView {
    let group = new_id();
    let entry = |(key, name): (String, String)| {
        let (group, here, chosen) = (group.clone(), key.clone(), key.clone());
        view! {
            <label>
                <input
                    type="radio"
                    name=group
                    value=key
                    prop:checked=move || value.with(|value| *value == here)
                    on:change=move |_| value.set(chosen.clone())
                />
                <span>{name}</span>
            </label>
        }
    };
    view! {
        <div class="segmented" role="radiogroup" aria-label=label>
            {options.into_iter().map(entry).collect_view()}
        </div>
    }
}
