//! 核稿: what the office reviewer checks (条例 art. 20), before the document goes on.

use api::documents::DocumentView;
use api::documents::rules::{ChecklistItem, Finding, checklist};
use leptos::prelude::*;

use super::edit::findings;
use crate::platform::use_directory;
use crate::settings::language;
use crate::t;
use crate::ui::Checkbox;

/// Ticks of one visit: they go into the history with the reviewer's act.
#[derive(Clone, Copy)]
pub struct Ticks(StoredValue<Vec<RwSignal<bool>>>);

impl Ticks {
    pub fn new() -> Self {
        Self(StoredValue::new(checklist().iter().map(|_| RwSignal::new(false)).collect()))
    }

    /// Keys of the points ticked. Tracked.
    pub fn ticked(self) -> Vec<String> {
        let ticked =
            |(point, item): (&RwSignal<bool>, &ChecklistItem)| point.get().then(|| item.key.to_owned());
        self.0.with_value(|points| points.iter().zip(checklist()).filter_map(ticked).collect())
    }

    /// Points not yet ticked. Tracked.
    pub fn left(self) -> usize {
        self.0.with_value(|points| points.iter().filter(|point| !point.get()).count())
    }
}

/// The points of art. 20, each with what the rules found in the text.
pub fn review(ticks: Ticks, view: Signal<DocumentView>) -> AnyView {
    let found = findings::of_text(view, use_directory());
    let points = ticks.0.get_value().into_iter().zip(checklist());
    let points = points.map(|(checked, item)| point(checked, item, found));
    view! {
        <section class="card checklist" id="checklist" tabindex="-1" aria-labelledby="checklist-title">
            <h2 id="checklist-title">{t!(documents.checklist)}</h2>
            <p class="hint">{t!(documents.checklist_hint)}</p>
            <ul role="list">{points.collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn point(checked: RwSignal<bool>, item: &'static ChecklistItem, found: Memo<Vec<Finding>>) -> impl IntoView {
    let here = move || {
        let found = found.get();
        let here: Vec<Finding> =
            found.into_iter().filter(|finding| item.rules.contains(&finding.rule)).collect();
        (!here.is_empty()).then(|| view! { <ul class="findings" role="list">{here.iter().map(findings::row).collect_view()}</ul> })
    };
    view! { <li><Checkbox checked label=item.words(language()) /> {here}</li> }
}
