//! 传阅: who has read it, who has opened it, who has not, and in which order (A10.5).

use api::cases::{CaseView, ItemState, WorkItem};
use leptos::prelude::*;

use crate::ui::{Chip, Tone, live};
use crate::{format, t};

/// The steps at which a document circulates; what somebody passed on besides has no step.
const STEPS: &[&str] = &["read", "read_in_order", ""];

/// Nothing while it has not circulated.
pub fn circulation(case: Memo<CaseView>) -> AnyView {
    let readers = Memo::new(move |_| {
        case.with(|case| {
            let reads = |item: &&WorkItem| STEPS.contains(&item.step.as_str());
            case.items.iter().filter(reads).cloned().collect::<Vec<_>>()
        })
    });
    live(move || {
        let readers = readers.get();
        if readers.is_empty() {
            return ().into_any();
        }
        let count = |state: fn(ItemState) -> bool| readers.iter().filter(|item| state(item.state)).count();
        let read = count(|state| state == ItemState::Done);
        let left = count(|state| matches!(state, ItemState::Open | ItemState::Reading | ItemState::Waiting));
        view! {
            <section class="card" aria-labelledby="circulation">
                <div class="card-head">
                    <h2 id="circulation">{t!(incoming.circulation)}</h2>
                    <p class="hint">{t!(incoming.circulation_count, read = read, left = left)}</p>
                </div>
                <ol class="readers">{readers.into_iter().map(row).collect_view()}</ol>
            </section>
        }
        .into_any()
    })
}

fn row(item: WorkItem) -> impl IntoView {
    let (tone, word, when) = match (item.state, &item.seen_at) {
        (ItemState::Done, _) => (Tone::Good, t!(incoming.read), item.closed_at.clone()),
        (ItemState::Waiting, _) => (Tone::Neutral, t!(incoming.waiting), None),
        (ItemState::Cancelled, _) => (Tone::Neutral, t!(incoming.recalled), item.closed_at.clone()),
        (_, Some(seen)) => (Tone::Accent, t!(incoming.opened), Some(seen.clone())),
        (_, None) => (Tone::Caution, t!(incoming.unread), None),
    };
    view! {
        <li>
            <span><b>{item.name}</b> " " <small>{item.department} " " {item.title}</small></span>
            <Chip tone>{word}</Chip>
            {when.map(|when| view! { <time class="hint" datetime=when.clone()>{format::brief(&when)}</time> })}
        </li>
    }
}
