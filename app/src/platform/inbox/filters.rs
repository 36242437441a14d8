//! What a box is narrowed down to: every choice with how many there are, and the choices that hold.

use std::sync::Arc;

use api::OrganId;
use api::cases::Urgency;
use api::inbox::{DueLamp, Facets, InboxQuery};
use leptos::prelude::*;

use super::Asking;
use crate::http::{Load, loaded};
use crate::text::language;
use crate::ui::{Chips, Chosen, Field, Input, Select, live};
use crate::{format, t};

/// A part of a question that can be taken away by itself.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Kind,
    Step,
    Organ,
    Urgency,
    Due,
    Days,
}

/// Takes up a choice, or lets it go.
type Put = Arc<dyn Fn(&mut InboxQuery, bool) + Send + Sync>;

/// One thing to narrow down to.
struct Choice {
    name: String,
    /// `None` where it is not counted.
    count: Option<i64>,
    held: Arc<dyn Fn(&InboxQuery) -> bool + Send + Sync>,
    put: Put,
}

/// Everything that can be chosen. A choice holds at once.
pub fn all(asking: Asking, facets: Load<Facets>) -> AnyView {
    facets.reload();
    let counted = move |facets: Signal<Facets>| {
        let facets = Memo::new(move |_| facets.get());
        let drawn = move || {
            let Facets { kinds, steps, organs } = facets.get();
            let organs = organs.into_iter().map(|it| (it.organ, format!("{}（{}）", it.name, it.count)));
            view! {
                {group(t!(inbox.filter_kind), kinds.into_iter().map(kind).collect(), asking)}
                {group(t!(inbox.filter_step), steps.into_iter().map(step).collect(), asking)}
                {organ(organs.collect(), asking)}
            }
        };
        live(drawn)
    };
    view! {
        <div class="filters">
            {group(t!(inbox.filter_urgency), Urgency::ALL.iter().map(|it| urgency(*it)).collect(), asking)}
            {group(t!(inbox.filter_due), DueLamp::ALL.iter().map(|it| due(*it)).collect(), asking)}
            {days(asking)}
            {loaded(facets, counted)}
        </div>
    }
    .into_any()
}

fn group(legend: &'static str, choices: Vec<Choice>, asking: Asking) -> AnyView {
    if choices.is_empty() {
        return ().into_any();
    }
    let button = |Choice { name, count, held, put }: Choice| {
        let pressed = Memo::new(move |_| asking.query.with(|query| held(query)));
        let press = move |_| asking.change(|query| put(query, !pressed.get_untracked()));
        view! {
            <button type="button" class="choice" aria-pressed=move || pressed.get().to_string() on:click=press>
                {name} {count.map(|count| view! { " " <small>{count}</small> })}
            </button>
        }
    };
    view! {
        <fieldset class="choices">
            <legend>{legend}</legend>
            <div>{choices.into_iter().map(button).collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

fn kind(facet: api::inbox::KindFacet) -> Choice {
    let (module, kind) = (facet.module.clone(), facet.kind.clone());
    let held = move |query: &InboxQuery| {
        query.module.as_deref() == Some(&module) && query.kind.as_deref() == Some(&kind)
    };
    Choice {
        name: kind_name(&facet.module, &facet.kind),
        count: Some(facet.count),
        held: Arc::new(held),
        put: Arc::new(move |query, on| {
            query.module = on.then(|| facet.module.clone());
            query.kind = on.then(|| facet.kind.clone());
        }),
    }
}

fn step(facet: api::inbox::StepFacet) -> Choice {
    let chinese = facet.chinese.clone();
    Choice {
        name: language().pick(&facet.chinese, &facet.english).clone(),
        count: Some(facet.count),
        held: Arc::new(move |query| query.step.as_deref() == Some(&chinese)),
        put: Arc::new(move |query, on| query.step = on.then(|| facet.chinese.clone())),
    }
}

fn urgency(urgency: Urgency) -> Choice {
    Choice {
        name: urgency.label(language()).to_owned(),
        count: None,
        held: Arc::new(move |query| query.urgency == Some(urgency)),
        put: Arc::new(move |query, on| query.urgency = on.then_some(urgency)),
    }
}

fn due(lamp: DueLamp) -> Choice {
    Choice {
        name: lamp.label(language()).to_owned(),
        count: None,
        held: Arc::new(move |query| query.due == Some(lamp)),
        put: Arc::new(move |query, on| query.due = on.then_some(lamp)),
    }
}

/// There may be many organs: a list.
fn organ(organs: Vec<(OrganId, String)>, asking: Asking) -> AnyView {
    if organs.is_empty() {
        return ().into_any();
    }
    let read =
        move || asking.query.with(|query| query.organ.map(|organ| organ.to_string()).unwrap_or_default());
    let value = RwSignal::new(read());
    Effect::new(move |_| value.set(read()));
    Effect::new(move |before: Option<()>| {
        let wanted = value.get().parse::<OrganId>().ok();
        if before.is_some() && wanted != asking.query.with_untracked(|query| query.organ) {
            asking.change(|query| query.organ = wanted);
        }
    });
    let any = (String::new(), t!(inbox.any_organ).to_owned());
    let options: Vec<_> =
        std::iter::once(any).chain(organs.into_iter().map(|(id, name)| (id.to_string(), name))).collect();
    view! { <Field label=t!(inbox.filter_organ)><Select value options=Signal::stored(options) /></Field> }
        .into_any()
}

/// First and last day.
fn days(asking: Asking) -> AnyView {
    let day = |label, get: fn(&InboxQuery) -> &Option<String>, put: fn(&mut InboxQuery, Option<String>)| {
        let read = move || asking.query.with(|query| get(query).clone().unwrap_or_default());
        let value = RwSignal::new(read());
        Effect::new(move |_| value.set(read()));
        Effect::new(move |before: Option<()>| {
            let day = Some(value.get()).filter(|day| !day.is_empty());
            if before.is_some() && asking.query.with_untracked(|query| *get(query) != day) {
                asking.change(|query| put(query, day));
            }
        });
        view! { <Field label=label><Input value kind="date" /></Field> }
    };
    view! {
        <div class="filter-days">
            {day(t!(inbox.filter_from), |query| &query.from, |query, day| query.from = day)}
            {day(t!(inbox.filter_to), |query| &query.to, |query, day| query.to = day)}
        </div>
    }
    .into_any()
}

/// The choices that hold, each to be taken away.
pub fn held(asking: Asking, facets: Load<Facets>) -> AnyView {
    let parts = Memo::new(move |_| {
        let known = facets.value.get();
        asking.query.with(|query| parts(query, known.as_ref()))
    });
    let chosen = Signal::derive(move || {
        let chip = |(_, name): &(Part, String)| Chosen { name: name.clone(), foreign: false };
        parts.with(|parts| parts.iter().map(chip).collect::<Vec<_>>())
    });
    let keep = Callback::new(move |stay: Vec<usize>| {
        let gone = parts.get_untracked();
        asking.change(|query| {
            let gone = gone.iter().enumerate().filter(|(place, _)| !stay.contains(place));
            gone.for_each(|(_, (part, _))| clear(query, *part));
        });
    });
    view! { <Chips chosen ordered=false on_change=keep /> }.into_any()
}

fn parts(query: &InboxQuery, facets: Option<&Facets>) -> Vec<(Part, String)> {
    let mut parts = Vec::new();
    if let Some(kind) = query.kind.as_ref().or(query.module.as_ref()) {
        parts.push((Part::Kind, kind_name(query.module.as_deref().unwrap_or_default(), kind)));
    }
    if let Some(step) = &query.step {
        let known = facets.and_then(|facets| facets.steps.iter().find(|facet| facet.chinese == *step));
        let name = known.map_or(step, |facet| language().pick(&facet.chinese, &facet.english));
        parts.push((Part::Step, name.clone()));
    }
    if let Some(organ) = query.organ {
        let known = facets.and_then(|facets| facets.organs.iter().find(|facet| facet.organ == organ));
        let name = known.map_or_else(|| t!(inbox.filter_organ).to_owned(), |facet| facet.name.clone());
        parts.push((Part::Organ, name));
    }
    if let Some(urgency) = query.urgency {
        parts.push((Part::Urgency, urgency.label(language()).to_owned()));
    }
    if let Some(due) = query.due {
        parts.push((Part::Due, due.label(language()).to_owned()));
    }
    let day = |day: &Option<String>| day.as_deref().map(format::date).unwrap_or_default();
    if query.from.is_some() || query.to.is_some() {
        parts.push((Part::Days, t!(inbox.days, from = day(&query.from), to = day(&query.to))));
    }
    parts
}

fn clear(query: &mut InboxQuery, part: Part) {
    match part {
        Part::Kind => (query.module, query.kind) = (None, None),
        Part::Step => query.step = None,
        Part::Organ => query.organ = None,
        Part::Urgency => query.urgency = None,
        Part::Due => query.due = None,
        Part::Days => (query.from, query.to) = (None, None),
    }
}

/// Takes every filter away; box, words and order stay.
pub fn clear_all(query: &mut InboxQuery) {
    for part in [Part::Kind, Part::Step, Part::Organ, Part::Urgency, Part::Due, Part::Days] {
        clear(query, part);
    }
}

/// What kind of case it is, in words.
fn kind_name(module: &str, kind: &str) -> String {
    match (module, kind) {
        ("documents", "outgoing") => t!(inbox.kind_outgoing).to_owned(),
        ("documents", "incoming") => t!(inbox.kind_incoming).to_owned(),
        (_, "subflow") => t!(inbox.kind_subflow).to_owned(),
        _ => kind.to_owned(),
    }
}
