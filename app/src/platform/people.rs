//! Choosing people (人员选择): found by name, title or department; each is a post, for every act is done from one.

use std::sync::Arc;

use api::organization::{Directory, Post};
use flow::PostId;
use leptos::prelude::*;

use super::use_directory;
use crate::http::loaded;
use crate::t;
use crate::text::language;
use crate::ui::{Avatar, Input, live, new_id};

/// How many are shown before a search narrows them down.
const SHOWN: usize = 60;

/// A list of posts to tick. `candidates` limits it; `one` takes one at most.
#[component]
pub fn PeoplePicker(
    chosen: RwSignal<Vec<PostId>>,
    #[prop(optional)] one: bool,
    #[prop(optional_no_strip)] candidates: Option<Vec<PostId>>,
    #[prop(into)] label: String,
) -> impl IntoView {
    let directory = use_directory();
    let candidates = Arc::new(candidates);
    let legend = label.clone();
    view! {
        <fieldset class="people">
            <legend>{legend}</legend>
            {loaded(directory, move |directory| picker(directory, chosen, one, Arc::clone(&candidates)))}
        </fieldset>
    }
}

fn picker(
    directory: Signal<Directory>,
    chosen: RwSignal<Vec<PostId>>,
    one: bool,
    candidates: Arc<Option<Vec<PostId>>>,
) -> AnyView {
    let search = RwSignal::new(String::new());
    let group = new_id();
    let few = candidates.as_ref().as_ref().is_some_and(|candidates| candidates.len() <= 8);
    let rows = move || {
        let wanted = search.get();
        let found: Vec<Post> = directory.with(|directory| {
            let may = |post: &&Post| candidates.as_ref().as_ref().is_none_or(|all| all.contains(&post.id));
            directory
                .posts
                .iter()
                .filter(may)
                .filter(|post| matches(post, &wanted))
                .take(SHOWN)
                .cloned()
                .collect()
        });
        if found.is_empty() {
            return view! { <p class="hint">{t!(case.no_people)}</p> }.into_any();
        }
        found.into_iter().map(|post| row(post, chosen, one, group.clone())).collect_view().into_any()
    };
    let names = move || {
        let chosen = chosen.get();
        let names: Vec<String> = directory.with(|directory| {
            directory
                .posts
                .iter()
                .filter(|post| chosen.contains(&post.id))
                .map(|post| post.name.clone())
                .collect()
        });
        (!names.is_empty()).then(|| t!(case.chosen, names = names.join(language().pick("、", ", "))))
    };
    view! {
        {(!few)
            .then(|| {
                view! { <Input value=search kind="search" label=t!(case.find_people) placeholder=t!(case.find_people) /> }
            })}
        <div class="people-rows">{live(rows)}</div>
        <p class="hint" role="status">{live(names)}</p>
    }
    .into_any()
}

fn row(post: Post, chosen: RwSignal<Vec<PostId>>, one: bool, group: String) -> impl IntoView {
    let id = post.id;
    let change = move |event| {
        let ticked = event_target_checked(&event);
        chosen.update(|chosen| {
            chosen.retain(|other| *other != id && !one);
            if ticked {
                chosen.push(id);
            }
        });
    };
    view! {
        <label class="person">
            <input
                type=if one { "radio" } else { "checkbox" }
                name=group
                prop:checked=move || chosen.with(|chosen| chosen.contains(&id))
                on:change=change
            />
            <Avatar name=post.name.clone() />
            <span>{post.name} <small>{post.department_name} " " {post.title}</small></span>
        </label>
    }
}

fn matches(post: &Post, wanted: &str) -> bool {
    let all = |word: &str| {
        post.name.contains(word) || post.title.contains(word) || post.department_name.contains(word)
    };
    wanted.split_whitespace().all(all)
}
