//! Departments of an organ, chosen in order.

use api::organization::Department;
use api::{DepartmentId, OrganId};
use leptos::prelude::*;

use crate::platform::use_directory;
use crate::t;
use crate::ui::{Chips, Chosen, Combobox, Offer, in_order, new_id};

/// The box, its offers and what was chosen. `named`: a department in its place.
#[component]
pub fn Departments(
    chosen: RwSignal<Vec<DepartmentId>>,
    organ: OrganId,
    label: &'static str,
    named: fn(usize, &str) -> String,
) -> impl IntoView {
    let directory = use_directory();
    let own = Memo::new(move |_| {
        directory.value.with(|directory| {
            let all = directory.iter().flat_map(|directory| &directory.departments);
            all.filter(|department| department.organ == organ).cloned().collect::<Vec<Department>>()
        })
    });
    let query = RwSignal::new(String::new());
    let offers = Memo::new(move |_| {
        let words = query.get();
        own.with(|own| {
            let fits = |it: &&Department| {
                it.name.contains(words.trim()) && chosen.with(|chosen| !chosen.contains(&it.id))
            };
            let offer = |it: &Department| Offer {
                key: it.id.to_string(),
                name: it.name.clone(),
                note: String::new(),
                taken: None,
            };
            own.iter().filter(fits).map(offer).collect::<Vec<_>>()
        })
    });
    let chips = move || {
        chosen.with(|chosen| {
            own.with(|own| {
                let name = |id: &DepartmentId| {
                    own.iter().find(|it| it.id == *id).map_or_else(|| "…".to_owned(), |it| it.name.clone())
                };
                chosen
                    .iter()
                    .enumerate()
                    .map(|(place, id)| Chosen { name: named(place, &name(id)), foreign: false })
                    .collect::<Vec<_>>()
            })
        })
    };
    let take = move |offer: Offer| {
        if let Ok(id) = offer.key.parse::<DepartmentId>() {
            chosen.update(|chosen| chosen.push(id));
        }
    };
    let input = new_id();
    view! {
        <div class="field">
            <label for=input.clone()>{label}</label>
            <Chips
                chosen=Signal::derive(chips)
                on_change=Callback::new(move |order: Vec<usize>| chosen.update(|all| *all = in_order(all, &order)))
            />
            <Combobox
                query
                offers=Signal::from(offers)
                label
                placeholder=t!(incoming.department_search)
                id=Some(input)
                described=None
                on_take=Callback::new(take)
                on_erase=Callback::new(move |()| chosen.update(|chosen| chosen.truncate(chosen.len().saturating_sub(1))))
            />
        </div>
    }
}
