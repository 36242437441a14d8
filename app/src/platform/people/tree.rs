//! The tree of organs and departments, a level at a time; a department shows its posts in the list below.

use api::organization::{DepartmentPlace, OrganPlace, Places};
use api::{DepartmentId, OrganId};
use leptos::prelude::*;

use crate::http::{loaded, use_load};
use crate::ui::live;
use crate::{paths, t};

#[component]
pub fn Tree(
    department: RwSignal<Option<DepartmentId>>,
    /// Only what lies directly in this organ.
    within: Signal<Option<OrganId>>,
) -> impl IntoView {
    // The way from the top to the organ shown.
    let way = RwSignal::new(Vec::<OrganPlace>::new());
    let here = Memo::new(move |_| way.with(|way| way.last().map(|organ| organ.id)));
    let load = use_load::<Places>(move || paths::api::places(within.get().or_else(|| here.get())));
    let back = move |depth: usize| {
        way.update(|way| way.truncate(depth));
        department.set(None);
    };
    let crumbs = move || {
        if within.get().is_some() {
            return ().into_any();
        }
        let crumb = |(depth, organ): (usize, OrganPlace)| {
            view! { <li><button type="button" class="button quiet" on:click=move |_| back(depth + 1)>{organ.name}</button></li> }
        };
        view! {
            <ol class="crumbs" aria-label=t!(people.way)>
                <li><button type="button" class="button quiet" on:click=move |_| back(0)>{t!(people.all_organs)}</button></li>
                {way.get().into_iter().enumerate().map(crumb).collect_view()}
            </ol>
        }
        .into_any()
    };
    let enter = Callback::new(move |organ: OrganPlace| {
        way.update(|way| way.push(organ));
        department.set(None);
    });
    view! {
        {live(crumbs)}
        {loaded(load, move |places| live(move || {
            let mut places = places.get();
            if within.get().is_some() {
                places.organs.clear();
            }
            level(places, department, enter)
        }))}
    }
}

fn level(places: Places, department: RwSignal<Option<DepartmentId>>, enter: Callback<OrganPlace>) -> AnyView {
    let organ = |organ: OrganPlace| {
        let name = organ.name.clone();
        view! { <li><button type="button" class="button" on:click=move |_| enter.run(organ.clone())>{name} " ›"</button></li> }
    };
    let room = |place: DepartmentPlace| {
        let chosen = move || (department.get() == Some(place.id)).to_string();
        view! {
            <li>
                <button type="button" class="button" aria-pressed=chosen on:click=move |_| department.set(Some(place.id))>
                    {place.name} <small>{place.posts}</small>
                </button>
            </li>
        }
    };
    view! {
        <ul class="places">
            {places.departments.into_iter().map(room).collect_view()}
            {places.organs.into_iter().map(organ).collect_view()}
        </ul>
    }
    .into_any()
}
