//! The versions handed on, and what each changed.

use api::CaseId;
use api::documents::{DocumentView, Draft, Version, VersionInfo};
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_query_map};

use super::changes;
use crate::http::{loaded, use_load};
use crate::platform::PageFrame;
use crate::settings::language;
use crate::ui::{Empty, Select, live};
use crate::{format, paths, t};

/// The list and, below, the differences between the two versions named in the address (`?of=2&to=3`).
pub fn versions(case: CaseId) -> AnyView {
    let load = use_load::<DocumentView>(move || paths::api::document(case));
    view! {
        <PageFrame title=Signal::derive(|| t!(documents.versions).to_owned()) back=paths::document(case)>
            {loaded(load, move |view: Signal<DocumentView>| {
                let versions = view.with_untracked(|view| view.versions.clone());
                if versions.is_empty() {
                    return view! { <Empty title=t!(documents.no_versions) /> }.into_any();
                }
                compare(case, versions)
            })}
        </PageFrame>
    }
    .into_any()
}

fn compare(case: CaseId, versions: Vec<VersionInfo>) -> AnyView {
    let query = use_query_map();
    let last = versions.last().map_or(1, |info| info.version);
    let named = move |name: &str| {
        query.with_untracked(|query| query.get(name).and_then(|text| text.parse::<i32>().ok()))
    };
    let to = named("to").unwrap_or(last);
    let of = named("of").unwrap_or((to - 1).max(1));
    let (of, to) = (RwSignal::new(of.to_string()), RwSignal::new(to.to_string()));
    let navigate = use_navigate();
    Effect::new(move |before: Option<()>| {
        let query = format!("?of={}&to={}", of.get(), to.get());
        if before.is_some() {
            navigate(
                &(paths::document_versions(case) + &query),
                leptos_router::NavigateOptions { replace: true, scroll: false, ..Default::default() },
            );
        }
    });
    let options: Vec<(String, String)> =
        versions.iter().map(|info| (info.version.to_string(), name(info))).collect();
    let options = Signal::stored(options);
    view! {
        <ol class="versions">{versions.iter().rev().map(row).collect_view()}</ol>
        <section class="edit-section" aria-labelledby="differences">
            <h2 id="differences">{t!(documents.differences)}</h2>
            <div class="compare-choice">
                <Select value=of options label=t!(documents.compare_of) />
                <span aria-hidden="true">"→"</span>
                <Select value=to options label=t!(documents.compare_to) />
            </div>
            <p class="hint">{t!(documents.difference_legend)}</p>
            {live(move || between(case, number(&of.get()), number(&to.get())))}
        </section>
    }
    .into_any()
}

/// The differences of two versions, fetched when asked for.
pub fn between(case: CaseId, of: i32, to: i32) -> AnyView {
    let old = use_load::<Version>(move || paths::api::document_version(case, of));
    let new = use_load::<Version>(move || paths::api::document_version(case, to));
    loaded(old, move |old: Signal<Version>| {
        loaded(new, move |new: Signal<Version>| {
            old.with_untracked(|old| new.with_untracked(|new| changes::of_drafts(&old.draft, &new.draft)))
        })
    })
}

/// The differences between a version and a text at hand.
pub fn since(case: CaseId, version: i32, now: Draft) -> AnyView {
    let old = use_load::<Version>(move || paths::api::document_version(case, version));
    loaded(old, move |old: Signal<Version>| old.with_untracked(|old| changes::of_drafts(&old.draft, &now)))
}

fn row(info: &VersionInfo) -> impl IntoView + use<> {
    view! {
        <li>
            <b>{t!(documents.version_number, number = info.version)}</b>
            <span>{info.step_name.label(language()).to_owned()}</span>
            <span>{info.by.clone()}</span>
            <time datetime=info.at.clone()>{format::date_time(&info.at)}</time>
        </li>
    }
}

fn name(info: &VersionInfo) -> String {
    format!(
        "{} · {} {}",
        t!(documents.version_number, number = info.version),
        info.step_name.label(language()),
        info.by
    )
}

fn number(text: &str) -> i32 {
    text.parse().unwrap_or(1)
}
