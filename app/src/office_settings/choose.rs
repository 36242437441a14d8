//! A field that means another setting: chosen from a box that searches while one types.

use api::settings::{Field as Described, SettingRow};
use leptos::prelude::*;

use crate::http::use_load;
use crate::settings::language;
use crate::ui::{Chips, Chosen, Combobox, Offer, live, new_id};
use crate::{paths, t};

/// The box, or what was chosen once and for all.
#[component]
pub fn Reference(
    kind: String,
    field: Described,
    value: RwSignal<String>,
    /// What it means at first.
    name: String,
    fixed: bool,
    error: Signal<Option<String>>,
    hint: Option<String>,
) -> impl IntoView {
    let named = RwSignal::new((value.get_untracked(), name));
    let query = RwSignal::new(String::new());
    let key = field.key.clone();
    let found =
        use_load::<Vec<SettingRow>>(move || paths::api::setting_options(&kind, &key, query.get().trim()));
    // What was found last stays until the answer to the next letter is there.
    let rows = Memo::new(move |last: Option<&Vec<SettingRow>>| {
        found.value.get().or_else(|| last.cloned()).unwrap_or_default()
    });
    let offers = Signal::derive(move || rows.with(|rows| rows.iter().map(offer).collect::<Vec<_>>()));
    let take = move |taken: Offer| {
        named.set((taken.key.clone(), taken.name));
        value.set(taken.key);
    };
    let chosen = Signal::derive(move || {
        let id = value.get();
        let name = named.with(|(of, name)| if *of == id { name.clone() } else { String::new() });
        let name = if name.is_empty() { id.clone() } else { name };
        if id.is_empty() { Vec::new() } else { vec![Chosen { name, foreign: false }] }
    });
    let clear = move |order: Vec<usize>| {
        if order.is_empty() {
            value.set(String::new());
        }
    };
    let label = field.name.pick(language()).to_owned();
    let (input, described) = (new_id(), new_id());
    let choosing = {
        let (label, input, described) = (label.clone(), input.clone(), described.clone());
        (!fixed).then(move || {
            view! {
                <Combobox
                    query
                    offers
                    label
                    placeholder=t!(office_settings.search_choice)
                    id=Some(input)
                    described=Some(described)
                    on_take=Callback::new(take)
                    on_erase=Callback::new(move |()| value.set(String::new()))
                />
            }
        })
    };
    let shown = move || match fixed {
        true => chosen.get().into_iter().map(|it| view! { <p>{it.name}</p> }).collect_view().into_any(),
        false => view! { <Chips chosen ordered=false on_change=Callback::new(clear) /> }.into_any(),
    };
    let required = field.required.then(|| view! { <em class="required">{t!(common.required)}</em> });
    let heading = match fixed {
        true => view! { <span class="field-name">{label}</span> }.into_any(),
        false => view! { <label for=input>{label} " " {required}</label> }.into_any(),
    };
    view! {
        <div class="field" class:wrong=move || error.with(Option::is_some)>
            {heading}
            {live(shown)}
            {choosing}
            <div id=described class="field-notes">
                {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
                <p class="error" role="alert">{error}</p>
            </div>
        </div>
    }
}

fn offer(row: &SettingRow) -> Offer {
    Offer { key: row.id.to_string(), name: row.title.clone(), note: row.note.clone(), taken: None }
}
