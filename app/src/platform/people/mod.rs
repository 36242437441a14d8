//! Choosing people (人员选择): the one picker over the whole directory. What is chosen is a post, for every act is done
//! from one. A few candidates are simply ticked; everybody else is found in a sheet.

mod listing;
mod sheet;
mod suggested;
mod tree;

use api::organization::{PostEntry, Suggestions};
use api::{OrganId, Page};
use flow::PostId;
use leptos::prelude::*;

use crate::http::{Load, loaded, use_load};
use crate::ui::{Avatar, Button, Chips, Chosen, Icon, in_order, live, new_id};
use crate::{paths, t};
use sheet::Sheet;

/// So many candidates are shown at once, without a search.
const FEW: usize = 8;

/// What the parts of a picker share.
#[derive(Clone, Copy)]
struct Picking {
    chosen: RwSignal<Vec<PostId>>,
    /// Posts seen so far, by whom the chosen are named.
    known: RwSignal<Vec<PostEntry>>,
    one: bool,
    /// Nobody outside this organ is offered.
    within: Signal<Option<OrganId>>,
}

impl Picking {
    fn learn(self, entries: &[PostEntry]) {
        self.known.update(|known| {
            for entry in entries {
                if known.iter().all(|other| other.id != entry.id) {
                    known.push(entry.clone());
                }
            }
        });
    }

    fn toggle(self, id: PostId) {
        self.chosen.update(|chosen| match chosen.iter().position(|other| *other == id) {
            Some(place) => drop(chosen.remove(place)),
            None if self.one => *chosen = vec![id],
            None => chosen.push(id),
        });
    }

    /// The chosen by their names, in their order.
    fn names(self) -> Vec<Chosen> {
        self.known.with(|known| {
            let name =
                |id: &PostId| known.iter().find(|entry| entry.id == *id).map(|entry| entry.name.clone());
            let chip =
                |id: &PostId| Chosen { name: name(id).unwrap_or_else(|| "…".to_owned()), foreign: false };
            self.chosen.with(|chosen| chosen.iter().map(chip).collect())
        })
    }
}

/// Posts to choose, in order.
#[derive(Clone)]
pub struct Wanted {
    pub chosen: RwSignal<Vec<PostId>>,
    /// One at most.
    pub one: bool,
    /// The only ones to choose from, where they are limited.
    pub candidates: Option<Vec<PostId>>,
    /// Nobody outside this organ is offered.
    pub within: Signal<Option<OrganId>>,
    pub label: String,
}

/// The picker for them.
pub fn people(wanted: Wanted) -> AnyView {
    let Wanted { chosen, one, candidates, within, label } = wanted;
    let picking = Picking { chosen, known: RwSignal::new(Vec::new()), one, within };
    let few = candidates.as_ref().filter(|candidates| candidates.len() <= FEW);
    let content = match few {
        Some(few) if few.is_empty() => view! { <p class="hint">{t!(people.nobody)}</p> }.into_any(),
        Some(few) => ticked(few, picking),
        None => searched(candidates, picking),
    };
    view! {
        <fieldset class="people">
            <legend>{label}</legend>
            {content}
        </fieldset>
    }
    .into_any()
}

/// The chosen as chips.
fn chips(picking: Picking) -> impl IntoView {
    let change = move |order: Vec<usize>| picking.chosen.update(|chosen| *chosen = in_order(chosen, &order));
    view! { <Chips chosen=Signal::derive(move || picking.names()) ordered=!picking.one on_change=Callback::new(change) /> }
}

fn ticked(few: &[PostId], picking: Picking) -> AnyView {
    let path = paths::api::people_among(few);
    let load = use_load::<Page<PostEntry>>(move || path.clone());
    let group = new_id();
    loaded(load, move |page| {
        let entries = page.get_untracked().rows;
        picking.learn(&entries);
        let rows = entries.into_iter().map(|entry| row(entry, picking, group.clone())).collect_view();
        // One sees an order only where it is one.
        let order = move || (picking.chosen.with(Vec::len) > 1).then(|| chips(picking));
        view! {
            {live(order)}
            <div class="people-rows">{rows}</div>
        }
        .into_any()
    })
}

fn row(entry: PostEntry, picking: Picking, group: String) -> impl IntoView {
    let id = entry.id;
    view! {
        <label class="person">
            <input
                type=if picking.one { "radio" } else { "checkbox" }
                name=group
                prop:checked=move || picking.chosen.with(|chosen| chosen.contains(&id))
                on:change=move |_| picking.toggle(id)
            />
            <Avatar name=entry.name.clone() />
            <span>{entry.name} <small>{entry.department_name} " " {entry.title}</small></span>
        </label>
    }
}

fn searched(candidates: Option<Vec<PostId>>, picking: Picking) -> AnyView {
    // Asked for before the sheet opens, so that it opens full.
    let suggestions: Load<Suggestions> = use_load(|| paths::api::PEOPLE_SUGGESTIONS.to_owned());
    let open = RwSignal::new(false);
    let words = if picking.one { t!(people.choose_one) } else { t!(people.choose) };
    view! {
        {chips(picking)}
        <Button symbol=Icon::Plus on_press=move |()| open.set(true)>
            {words}
        </Button>
        <Sheet open picking suggestions candidates />
    }
    .into_any()
}
