//! What a case is and where it stands.

use api::CaseId;
use api::cases::{CaseStatus, CaseView, ItemState, Urgency};
use leptos::prelude::*;

use super::deadline;
use crate::platform::inbox_row::due_lamp;
use crate::text::language;
use crate::ui::{Chip, Tone, live};
use crate::{format, t};

/// Title, number, status, urgency, the steps it stands at, who drafted it. `facts` adds the module's own.
#[component]
pub fn CaseHeader(
    #[prop(into)] case: Signal<CaseView>,
    /// Further `<div><dt>…</dt><dd>…</dd></div>` of the module.
    #[prop(optional, into)]
    facts: Option<ViewFn>,
    /// It came from elsewhere: who drafted it is the sender's affair, when it came is ours.
    #[prop(optional, into)]
    received: Signal<bool>,
) -> impl IntoView {
    let facts = move || facts.as_ref().map(ViewFn::run);
    let explained = RwSignal::new(None::<CaseId>);
    let lamp = move || {
        let due = case.with(earliest)?;
        let explain = move |_| explained.set(Some(case.with_untracked(|case| case.summary.id)));
        Some(view! {
            <p class="case-due">
                <button
                    type="button"
                    class="lamp-button"
                    aria-haspopup="dialog"
                    title=t!(deadline.how_counted)
                    on:click=explain
                >
                    {due_lamp(&due)}
                </button>
            </p>
        })
    };
    let head = move || {
        let summary = case.with(|case| case.summary.clone());
        let steps: Vec<&str> = summary.steps.iter().map(|step| step.label(language())).collect();
        let steps = steps.join(language().pick("、", ", "));
        let drafted = || format!("{} {} {} · ", summary.organ, summary.drafter_department, summary.drafter);
        let (name, whence) = match received.get() {
            true => (t!(case.received), String::new()),
            false => (t!(case.drafted), drafted()),
        };
        view! {
            <div class="chips">
                <StatusChip status=summary.status /> <UrgencyChip urgency=summary.urgency />
            </div>
            <h2 class="case-title">{summary.title.clone()}</h2>
            <dl class="facts">
                {summary.number.map(|number| view! { <div><dt>{t!(inbox.number)}</dt><dd class="number">{number}</dd></div> })}
                {(!steps.is_empty()).then(|| view! { <div><dt>{t!(case.stands_at)}</dt><dd>{steps}</dd></div> })}
                <div><dt>{name}</dt><dd>{whence} {format::brief(&summary.created_at)}</dd></div>
            </dl>
        }
    };
    view! {
        <section class="case-header">
            {live(head)} <dl class="facts">{live(facts)}</dl> {live(lamp)} {deadline::sheet(explained)}
        </section>
    }
}

/// When the first of those who have it must be done.
fn earliest(case: &CaseView) -> Option<String> {
    let open = case.items.iter().filter(|item| item.state == ItemState::Open);
    open.filter_map(|item| item.due_at.clone()).min()
}

/// Where a case stands as a whole.
#[component]
pub fn StatusChip(status: CaseStatus) -> impl IntoView {
    let tone = match status {
        CaseStatus::Draft | CaseStatus::Finished => Tone::Neutral,
        CaseStatus::Running => Tone::Accent,
        CaseStatus::Suspended => Tone::Caution,
        CaseStatus::Rejected => Tone::Alarm,
    };
    view! { <Chip tone>{status.label(language())}</Chip> }
}

/// 紧急程度; nothing for 平件.
#[component]
pub fn UrgencyChip(urgency: Urgency) -> impl IntoView {
    let tone = match urgency {
        Urgency::Normal => return ().into_any(),
        Urgency::Urgent => Tone::Caution,
        Urgency::Flash => Tone::Alarm,
    };
    view! { <Chip tone>{urgency.label(language())}</Chip> }.into_any()
}
