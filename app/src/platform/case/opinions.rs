//! Opinions (意见) as they stand on the handling sheet (处理单): place by place, whoever has not signed named. Nobody
//! edits one.

use api::CaseId;
use api::cases::{CaseView, Opinion, OpinionGroup, OpinionSlot, Picture};
use api::handwriting;
use leptos::prelude::*;

use super::event_word;
use crate::text::language;
use crate::ui::{Chip, Tone, live};
use crate::{format, paths, t};

/// The sheet of a case; opinions without a place on it come last.
#[component]
pub fn Opinions(#[prop(into)] case: Signal<CaseView>) -> impl IntoView {
    let sheet = move || {
        case.with(|case| {
            if case.slots.is_empty() && case.opinions.is_empty() {
                return view! { <p class="hint">{t!(case.no_opinions)}</p> }.into_any();
            }
            let placed = |opinion: &Opinion| {
                let mut groups = case.slots.iter().flat_map(|slot| &slot.groups);
                groups.any(|group| group.opinions.contains(&opinion.sequence))
            };
            let others: Vec<i32> =
                case.opinions.iter().filter(|it| !placed(it)).map(|it| it.sequence).collect();
            let other = (!others.is_empty()).then(|| {
                let title = if case.slots.is_empty() { t!(case.opinions) } else { t!(case.opinions_other) };
                row(title.to_owned(), entries(case, &others, true))
            });
            let rows = case.slots.iter().map(|slot| slot_view(case, slot)).collect_view();
            view! { <dl class="slots">{rows} {other}</dl> }.into_any()
        })
    };
    let print = move || {
        case.with(|case| {
            (!case.slots.is_empty()).then(|| {
                view! {
                    <a class="button quiet" href=paths::api::form(case.summary.id) target="_blank" rel="external">
                        {t!(case.print_sheet)}
                    </a>
                }
            })
        })
    };
    view! {
        <section class="card" aria-label=t!(case.opinions)>
            <div class="card-head">
                <h2>{t!(case.opinions)}</h2>
                {live(print)}
            </div>
            {live(sheet)}
        </section>
    }
}

fn row(title: String, content: AnyView) -> AnyView {
    view! {
        <div>
            <dt>{title}</dt>
            <dd>{content}</dd>
        </div>
    }
    .into_any()
}

fn slot_view(case: &CaseView, slot: &OpinionSlot) -> AnyView {
    let group = |group: &OpinionGroup| {
        view! {
            {group.department.clone().map(|department| view! { <p class="slot-department">{department}</p> })}
            {entries(case, &group.opinions, false)}
        }
    };
    let awaited: Vec<&str> = case
        .items
        .iter()
        .filter(|item| slot.awaited.contains(&item.item))
        .map(|item| item.name.as_str())
        .collect();
    let awaited = match (awaited.is_empty(), slot.groups.is_empty()) {
        (false, _) => Some(t!(case.opinions_awaited, names = awaited.join(language().pick("、", ", ")))),
        (true, true) => Some(t!(case.no_opinions).to_owned()),
        (true, false) => None,
    };
    let content = view! {
        {slot.groups.iter().map(group).collect_view()}
        {awaited.map(|words| view! { <p class="hint">{words}</p> })}
    };
    row(slot.name.label(language()).to_owned(), content.into_any())
}

/// Opinions one under the other; `steps` says at which step each was given.
fn entries(case: &CaseView, sequences: &[i32], steps: bool) -> AnyView {
    let of = |sequence: &i32| case.opinions.iter().find(|opinion| opinion.sequence == *sequence);
    let entries = sequences
        .iter()
        .filter_map(of)
        .map(|opinion| entry(case.summary.id, opinion, steps, &case.summary.organ));
    view! { <ol>{entries.collect_view()}</ol> }.into_any()
}

fn entry(id: CaseId, opinion: &Opinion, step: bool, organ: &str) -> impl IntoView + use<> {
    let step = step.then(|| format!("{} · ", opinion.step_name.label(language())));
    let written = opinion.handwriting.map(|size| picture(id, opinion, size));
    let alone = written.is_some() && opinion.text == handwriting::WORDS;
    let organ = (opinion.organ != organ).then(|| format!("{} ", opinion.organ));
    view! {
        <li class:withdrawn=opinion.withdrawn>
            {(!alone).then(|| view! { <p class="opinion-text">{opinion.text.clone()}</p> })}
            {written}
            <p class="opinion-who">
                <strong>{name_for(&opinion.name, opinion.on_behalf_of.as_deref())}</strong> " "
                <small>{organ} {opinion.department.clone()} " " {opinion.title.clone()}</small>
                <small>{step} {event_word(&opinion.action)} " · " <time datetime=opinion.at.clone()>{format::date_time(&opinion.at)}</time></small>
                {opinion.late.then(|| view! { <Chip tone=Tone::Alarm>{t!(case.opinion_late)}</Chip> })}
                {opinion.withdrawn.then(|| view! { <Chip tone=Tone::Caution>{t!(case.opinion_withdrawn)}</Chip> })}
            </p>
        </li>
    }
}

/// What was written by hand, as the server draws it.
fn picture(id: CaseId, opinion: &Opinion, size: Picture) -> impl IntoView + use<> {
    let name = name_for(&opinion.name, opinion.on_behalf_of.as_deref());
    view! {
        <img
            class="handwriting"
            src=paths::api::handwriting(id, opinion.sequence)
            width=size.width
            height=size.height
            alt=t!(handwriting.picture, name = name)
        />
    }
}

/// A name as it is printed: 李某（代王某） where one acted for another.
pub fn name_for(name: &str, principal: Option<&str>) -> String {
    match principal {
        Some(principal) => t!(case.name_for, name = name, principal = principal),
        None => name.to_owned(),
    }
}
