//! Where people are found: a box to type in, and below it who was meant lately, the tree, or what the words find.

use api::DepartmentId;
use api::organization::{PostEntry, Suggestions};
use flow::PostId;
use leptos::prelude::*;

use super::listing::Listing;
use super::suggested::{Groups, likely};
use super::tree::Tree;
use super::{Picking, chips};
use crate::http::Load;
use crate::ui::{Button, Combobox, Dialog, ErrorState, Offer, Segmented, Skeleton, Weight, live};
use crate::{paths, t};

/// What lies below the box while nothing is typed.
const LIKELY: &str = "likely";
const TREE: &str = "tree";

#[component]
pub fn Sheet(
    open: RwSignal<bool>,
    picking: Picking,
    suggestions: Load<Suggestions>,
    candidates: Option<Vec<PostId>>,
) -> impl IntoView {
    let title = if picking.one { t!(people.choose_one) } else { t!(people.choose) };
    view! {
        <Dialog open title=Signal::stored(title.to_owned()) sheet=true>
            {content(open, picking, suggestions, candidates.clone())}
            <footer>
                <Button weight=Weight::Primary on_press=move |()| open.set(false)>{t!(people.done)}</Button>
            </footer>
        </Dialog>
    }
}

fn content(
    open: RwSignal<bool>,
    picking: Picking,
    suggestions: Load<Suggestions>,
    candidates: Option<Vec<PostId>>,
) -> AnyView {
    let query = RwSignal::new(String::new());
    let below = RwSignal::new(LIKELY.to_owned());
    let department = RwSignal::new(None::<DepartmentId>);
    let limited = candidates.is_some();
    let path = Memo::new(move |_| {
        let words = query.get();
        match (&candidates, words.trim()) {
            (Some(among), "") => Some(paths::api::people_among(among)),
            (Some(among), words) => {
                Some(format!("{}&q={}", paths::api::people_among(among), paths::encode(words)))
            }
            (None, "") if below.get() == TREE => department.get().map(paths::api::people_of_department),
            (None, "") => None,
            (None, words) => Some(match picking.within.get() {
                Some(organ) => paths::api::people_within(organ, words),
                None => paths::api::people(words),
            }),
        }
    });
    let listing = Listing::new(path, picking);
    let typed = Memo::new(move |_| query.with(|query| !query.trim().is_empty()));
    let offers = Memo::new(move |_| {
        let rows = match (limited || typed.get(), below.get() == LIKELY) {
            (false, true) => suggestions.value.with(|it| {
                let mut rows = it.as_ref().map(likely).unwrap_or_default();
                rows.retain(|entry| picking.within.get().is_none_or(|organ| entry.organ == organ));
                rows
            }),
            _ => listing.rows.get(),
        };
        picking.chosen.with(|chosen| rows.iter().map(|entry| offer(entry, chosen)).collect::<Vec<_>>())
    });
    Effect::new(move |_| suggestions.value.with(|it| it.iter().for_each(|it| picking.learn(&likely(it)))));
    let take = move |taken: Offer| {
        let id = picking.known.with_untracked(|known| {
            known.iter().find(|entry| entry.id.to_string() == taken.key).map(|entry| entry.id)
        });
        let Some(id) = id else { return };
        picking.toggle(id);
        if picking.one && picking.chosen.with_untracked(|chosen| chosen.contains(&id)) {
            open.set(false);
        }
    };
    let erase = move |()| {
        picking.chosen.update(|chosen| {
            chosen.pop();
        })
    };
    let places = move || {
        (!limited && !typed.get()).then(|| {
            let options = vec![
                (LIKELY.to_owned(), t!(people.likely).to_owned()),
                (TREE.to_owned(), t!(people.tree).to_owned()),
            ];
            let chosen = move || match below.get() == TREE {
                true => view! { <Tree department within=picking.within /> }.into_any(),
                false => view! { <Groups picking suggestions /> }.into_any(),
            };
            view! {
                <Segmented value=below options label=t!(people.where_from) />
                {live(chosen)}
            }
        })
    };
    view! {
        {chips(picking)}
        {live(places)}
        <Combobox
            query
            offers
            label=t!(people.find)
            placeholder=t!(people.find_hint)
            inline=true
            on_take=Callback::new(take)
            on_erase=Callback::new(erase)
        />
        {live(move || state(listing, path, offers.with(Vec::is_empty)))}
    }
    .into_any()
}

/// What follows the rows: more of them, none, or why there is no answer.
fn state(listing: Listing, path: Memo<Option<String>>, none: bool) -> AnyView {
    if let Some(failure) = listing.failure.get() {
        return view! { <ErrorState failure on_retry=move |()| listing.ask(None) /> }.into_any();
    }
    if path.with(Option::is_none) {
        return ().into_any();
    }
    match (listing.busy.get(), none, listing.next.get()) {
        (true, true, _) => view! { <Skeleton lines=3 /> }.into_any(),
        (false, true, _) => view! { <p class="hint" role="status">{t!(people.nobody)}</p> }.into_any(),
        (busy, false, Some(next)) => view! {
            <div class="list-end">
                <Button busy=Signal::stored(busy) on_press=move |()| listing.ask(Some(next.clone()))>
                    {t!(common.load_more)}
                </Button>
            </div>
        }
        .into_any(),
        _ => ().into_any(),
    }
}

fn offer(entry: &PostEntry, chosen: &[PostId]) -> Offer {
    Offer {
        key: entry.id.to_string(),
        name: entry.name.clone(),
        note: format!("{} · {} {}", entry.organ_name, entry.department_name, entry.title),
        taken: Some(chosen.contains(&entry.id)),
    }
}
