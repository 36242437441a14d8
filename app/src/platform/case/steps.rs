//! The way of a case: who had it, who has it, who will.

use api::cases::{CaseView, ItemState, WorkItem};
use flow::{Left, PathStep, Standing};
use leptos::prelude::*;

use crate::format;
use crate::t;
use crate::text::language;
use crate::ui::{Chip, Icon, Tone, icon, live};

/// Every step, passed, present and expected, with its handlers and how long it stood there.
#[component]
pub fn StepsPath(#[prop(into)] case: Signal<CaseView>) -> impl IntoView {
    let steps = move || {
        case.with(|case| {
            let mut used = 0;
            let step = |step: &PathStep| step_view(step, items_of(case, step, &mut used)).into_any();
            case.path.iter().map(step).collect_view()
        })
    };
    view! {
        <section class="card">
            <h2>{t!(case.path)}</h2>
            <ol class="steps">{live(steps)}</ol>
        </section>
    }
}

/// The items of a step that stands on the path: those of its posts that come after the ones shown before.
fn items_of(case: &CaseView, step: &PathStep, used: &mut usize) -> Vec<WorkItem> {
    let posts = step.done.len() + step.waiting.len();
    let mine = |item: &&WorkItem| {
        item.step == step.step && (step.done.contains(&item.post) || step.waiting.contains(&item.post))
    };
    let found: Vec<WorkItem> = case.items.iter().skip(*used).filter(mine).take(posts).cloned().collect();
    if let Some(last) = found.iter().map(|item| item.item).max() {
        *used = (*used).max(case.items.iter().position(|item| item.item == last).map_or(0, |place| place));
    }
    found
}

fn step_view(step: &PathStep, items: Vec<WorkItem>) -> impl IntoView + use<> {
    let (class, words, symbol) = match step.standing {
        Standing::Past { left: Left::Passed } => ("past", t!(case.past), Some(Icon::Check)),
        Standing::Past { left: Left::Skipped } => ("past skipped", t!(case.skipped), None),
        Standing::Past { left: Left::Returned } => ("past returned", t!(case.returned), Some(Icon::Return)),
        Standing::Past { left: Left::Rejected } => ("past returned", t!(case.rejected), Some(Icon::Close)),
        Standing::Past { left: Left::Cancelled } => ("past skipped", t!(case.cancelled), None),
        Standing::Present => ("present", t!(case.present), Some(Icon::Clock)),
        Standing::Expected => ("expected", t!(case.expected), None),
    };
    let name = language().pick(&step.name.zh, &step.name.en).clone();
    let current = matches!(step.standing, Standing::Present).then_some("step");
    view! {
        <li class=class aria-current=current>
            <span class="steps-mark">{symbol.map(icon)}</span>
            <div>
                <strong>{name}</strong> <span class="unseen">{words}</span>
                {items.into_iter().map(handler_view).collect_view()}
            </div>
        </li>
    }
}

fn handler_view(item: WorkItem) -> impl IntoView {
    let time = match (&item.closed_at, item.state) {
        (Some(closed), _) => t!(case.took, time = format::between(&item.opened_at, closed)),
        (None, ItemState::Waiting) => t!(case.waiting).to_owned(),
        (None, ItemState::Cancelled) => t!(case.cancelled).to_owned(),
        (None, _) => t!(case.standing, time = format::since(&item.opened_at)),
    };
    let open = matches!(item.state, ItemState::Open | ItemState::Reading);
    let seen = open.then(|| if item.seen_at.is_some() { t!(case.seen) } else { t!(case.unseen) });
    let urged = (item.urged > 0).then(|| t!(case.urged, count = item.urged));
    view! {
        <p class="handler">
            {item.name} " " <small>{item.department} " " {item.title}</small> " · " <small>{time}</small>
            {seen.map(|seen| view! { <Chip>{seen}</Chip> })}
            {urged.map(|urged| view! { <Chip tone=Tone::Caution>{urged}</Chip> })}
            {item.note.map(|note| view! { <small class="note">{note}</small> })}
        </p>
    }
}
