//! Whom one is likely to mean: chosen lately, colleagues, and groups that one keeps (常用组).

use api::organization::{PeopleGroup, PostEntry, SaveGroup, Suggestions};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Picking;
use crate::http::{self, Load, Method};
use crate::ui::{Button, Icon, IconButton, Input, Weight, live};
use crate::{paths, t};

/// Longest name of a group; the server's limit too.
const LONGEST: u32 = 40;

/// Those chosen lately, then colleagues; each once.
pub fn likely(of: &Suggestions) -> Vec<PostEntry> {
    let mut all = of.recent.clone();
    let more = of.colleagues.iter().filter(|entry| of.recent.iter().all(|other| other.id != entry.id));
    all.extend(more.cloned());
    all
}

/// The groups: one press takes all their members. What is chosen can be kept as a new one.
#[component]
pub fn Groups(picking: Picking, suggestions: Load<Suggestions>) -> impl IntoView {
    let wrong = RwSignal::new(None::<String>);
    let groups = move || {
        if picking.one {
            return ().into_any();
        }
        let groups = suggestions.value.with(|it| it.as_ref().map(|it| it.groups.clone()).unwrap_or_default());
        if groups.is_empty() {
            return ().into_any();
        }
        let entry = |group| entry(group, picking, suggestions, wrong);
        view! { <ul class="places" aria-label=t!(people.groups)>{groups.into_iter().map(entry).collect_view()}</ul> }
            .into_any()
    };
    let worth_keeping = Memo::new(move |_| !picking.one && picking.chosen.with(Vec::len) > 1);
    view! {
        {live(groups)}
        {live(move || worth_keeping.get().then(|| view! { <Keep picking suggestions wrong /> }))}
        <p class="error" role="alert">{wrong}</p>
    }
}

fn entry(
    group: PeopleGroup,
    picking: Picking,
    suggestions: Load<Suggestions>,
    wrong: RwSignal<Option<String>>,
) -> impl IntoView {
    let words = t!(people.group, name = group.name, count = group.posts.len());
    let (id, posts, name) = (group.id, group.posts, group.name);
    let take = move |_| {
        picking.learn(&posts);
        picking.chosen.update(|chosen| {
            for post in &posts {
                if !chosen.contains(&post.id) {
                    chosen.push(post.id);
                }
            }
        });
    };
    let drop_it = move |()| {
        spawn_local(async move {
            match http::delete(&paths::api::people_group(id)).await {
                Ok(()) => suggestions.reload(),
                Err(failure) => drop(wrong.try_set(Some(failure.words()))),
            }
        });
    };
    view! {
        <li>
            <button type="button" class="button" on:click=take>{words}</button>
            <IconButton symbol=Icon::Trash label=t!(people.drop_group, name = name) on_press=drop_it />
        </li>
    }
}

#[component]
fn Keep(picking: Picking, suggestions: Load<Suggestions>, wrong: RwSignal<Option<String>>) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    // Pressed twice, it keeps one group.
    let id = StoredValue::new(http::key());
    let keep = move |()| {
        let group =
            SaveGroup { name: name.get_untracked().trim().to_owned(), posts: picking.chosen.get_untracked() };
        if group.name.is_empty() {
            wrong.set(Some(t!(people.group_unnamed).to_owned()));
            return;
        }
        wrong.set(None);
        busy.set(true);
        let path = paths::api::people_group(id.get_value());
        spawn_local(async move {
            let answer = http::send::<PeopleGroup>(Method::Put, &path, &group).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(_) => {
                    id.set_value(http::key());
                    name.set(String::new());
                    suggestions.reload();
                }
                Err(failure) => wrong.set(Some(failure.words())),
            }
        });
    };
    view! {
        <div class="keep-group">
            <Input value=name label=t!(people.group_name) placeholder=t!(people.group_name) longest=LONGEST />
            <Button weight=Weight::Quiet busy on_press=keep>
                {t!(people.keep_group)}
            </Button>
        </div>
    }
}
