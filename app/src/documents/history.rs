//! The whole history of a document, with its proof.

use std::collections::BTreeMap;

use api::CaseId;
use api::cases::EventView;
use api::documents::DocumentView;
use api::documents::rules::{CHECKLIST_FACT, checklist};
use leptos::prelude::*;
use serde::Deserialize;

use crate::http::{self, loaded, use_load};
use crate::lazy::way;
use crate::platform::PageFrame;
use crate::platform::case::{History, Way};
use crate::text::language;
use crate::{paths, t};

pub fn history(case: CaseId) -> AnyView {
    let load = use_load::<DocumentView>(move || paths::api::document(case));
    view! {
        <PageFrame title=Signal::derive(|| t!(documents.history).to_owned()) back=paths::document(case)>
            {loaded(load, move |view: Signal<DocumentView>| {
                let of = Signal::derive(move || view.with(|view| view.case.clone()));
                view! { <History case=of told /> {way(of, Way::Steps)} }.into_any()
            })}
        </PageFrame>
    }
    .into_any()
}

/// What an event's payload says of the module's part.
#[derive(Deserialize)]
struct Told {
    #[serde(default)]
    facts: BTreeMap<String, String>,
}

/// What the module says of an event: what became of a document that was sent, and the checklist of a review.
fn told(event: &EventView) -> AnyView {
    let Ok(told) = http::parse::<Told>(&event.record.payload) else { return ().into_any() };
    let words = |(key, what): (&String, &String)| {
        let words = match key.as_str() {
            "return_slip" => t!(documents.told_returned, what = what),
            "recalled" => t!(documents.told_recalled, what = what),
            "sent_again" => t!(documents.told_sent_again, what = what),
            "forwarded" => t!(documents.told_forwarded, what = what),
            _ => return None,
        };
        Some(view! { <p class="said">{words}</p> })
    };
    let distributed = told.facts.iter().filter_map(words).collect_view();
    view! { {distributed} {told.facts.get(CHECKLIST_FACT).map(|keys| ticked(keys))} }.into_any()
}

/// Which points of the checklist (条例 art. 20) a reviewer ticked.
fn ticked(keys: &str) -> AnyView {
    let keys: Vec<&str> = keys.split(',').collect();
    let points: Vec<_> = checklist().iter().filter(|item| keys.contains(&item.key)).collect();
    view! {
        <details class="ticked">
            <summary>{t!(documents.checklist_ticked, count = points.len(), of = checklist().len())}</summary>
            <ul>{points.into_iter().map(|item| view! { <li>{item.words(language())}</li> }).collect_view()}</ul>
        </details>
    }
    .into_any()
}
