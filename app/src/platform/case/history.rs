//! Everything that happened, in order, and the proof that nobody has changed it.

use api::cases::{CaseView, EventView, ItemState, Opinion, Verification, WorkItem};
use api::chain::{Break, BreakReason};
use api::session::Channel;
use api::{CaseId, chain};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::event_word;
use super::opinions::name_for;
use crate::http::{self, Method};
use crate::text::language;
use crate::ui::{Button, Icon, Weight, icon, live};
use crate::{format, paths, t};

/// The events with who, in what post, when and from where; the chain recomputed in this browser.
#[component]
pub fn History(
    #[prop(into)] case: Signal<CaseView>,
    /// What the module says of an event beside who did what.
    #[prop(optional)]
    told: Option<fn(&EventView) -> AnyView>,
) -> impl IntoView {
    let checked = Memo::new(move |_| {
        let records: Vec<_> =
            case.with(|case| case.events.iter().map(|event| event.record.clone()).collect());
        chain::verify(&records).err()
    });
    let rows = move || {
        let broken = checked.get().map(|broken| broken.sequence);
        case.with(|case| {
            let row = |event: &EventView| {
                let here = broken == Some(event.record.sequence);
                let more = told.map(|told| told(event));
                event_view(event.clone(), step_of(case, event), opinion_of(case, event), more, here)
            };
            case.events.iter().map(row).collect_view()
        })
    };
    let mark = move || {
        let (count, head) = case.with(|case| {
            (case.events.len(), case.events.last().map(|event| event.record.hash.clone()).unwrap_or_default())
        });
        match checked.get() {
            None => view! { <p class="verified">{icon(Icon::Shield)} <span>{t!(case.verified, count = count)}</span></p> }
                .into_any(),
            Some(broken) => view! { <p class="verified broken" role="alert">{icon(Icon::Warning)} <span>{words(&broken)}</span></p> }
                .into_any(),
        }
        .add_any_attr(leptos::attr::title(format!("{} {head}", t!(case.chain_head))))
    };
    view! {
        <section class="card" aria-labelledby="history">
            <h2 id="history">{t!(case.history)}</h2>
            {live(mark)}
            <AskServer case />
            <ol class="history">{live(rows)}</ol>
        </section>
    }
}

/// The step at which the act was done: that of the work item it finished.
fn step_of(case: &CaseView, event: &EventView) -> Option<String> {
    let finished = |item: &&WorkItem| {
        let at = item.closed_at.as_deref().map(format::millis);
        item.post.0 == event.record.on_behalf_of.unwrap_or(event.record.post)
            && item.state == ItemState::Done
            && at == Some(event.record.at / 1000)
    };
    case.items.iter().find(finished).map(|item| item.step_name.label(language()).to_owned())
}

/// What was said with the act.
fn opinion_of(case: &CaseView, event: &EventView) -> Option<String> {
    let with_it = |opinion: &&Opinion| opinion.sequence == event.record.sequence;
    case.opinions.iter().find(with_it).map(|opinion| opinion.text.clone())
}

fn event_view(
    event: EventView,
    step: Option<String>,
    opinion: Option<String>,
    more: Option<AnyView>,
    broken: bool,
) -> impl IntoView {
    let channel = event.record.channel.parse::<Channel>().ok().map(|channel| channel.label(language()));
    let verb = event_word(&event.record.kind);
    view! {
        <li class:broken=broken>
            <span class="history-number">{event.record.sequence}</span>
            <div>
                <p>
                    <strong>{name_for(&event.name, event.on_behalf_of.as_deref())}</strong> " "
                    {step.map(|step| format!("{step} · "))} {verb}
                </p>
                {opinion.map(|words| view! { <p class="said">{words}</p> })}
                {more}
                <p class="hint">
                    {event.department} " " {event.title} " · " {format::date_time_of_micros(event.record.at)} " · " {channel}
                </p>
            </div>
        </li>
    }
}

/// The server recomputes the chain from its own table; its head must be the one this page holds.
#[component]
fn AskServer(case: Signal<CaseView>) -> impl IntoView {
    let busy = RwSignal::new(false);
    let said = RwSignal::new(None::<String>);
    let ask = move |()| {
        let (id, held) = case.with_untracked(|case| (case.summary.id, last_hash(case)));
        busy.set(true);
        spawn_local(async move {
            said.set(Some(answer(id, &held).await));
            busy.set(false);
        });
    };
    view! {
        <div class="ask-server">
            <Button weight=Weight::Quiet symbol=Icon::Refresh busy on_press=ask>
                {t!(case.ask_server)}
            </Button>
            <span role="status">{said}</span>
        </div>
    }
}

async fn answer(id: CaseId, held: &str) -> String {
    let path = paths::api::verification(id);
    match http::send::<Verification>(Method::Post, &path, &()).await {
        Err(failure) => failure.words(),
        Ok(Verification { broken: Some(broken), .. }) => words(&broken),
        Ok(verification) if verification.head != held => t!(case.server_differs).to_owned(),
        Ok(verification) => t!(case.server_agrees, count = verification.events),
    }
}

fn last_hash(case: &CaseView) -> String {
    case.events.last().map(|event| event.record.hash.clone()).unwrap_or_default()
}

fn words(broken: &Break) -> String {
    let reason = match broken.reason {
        BreakReason::Sequence => t!(case.broken_sequence),
        BreakReason::Link => t!(case.broken_link),
        BreakReason::Content => t!(case.broken_content),
    };
    t!(case.broken, sequence = broken.sequence, reason = reason)
}
