//! How the deadlines of a case come about, day by day.

use api::CaseId;
use api::calendar::{DayReason, DeadlineDay, Deadlines, ItemDeadline, Lamp};
use flow::Due;
use leptos::prelude::*;

use crate::http::{loaded, use_load};
use crate::lazy;
use crate::text::language;
use crate::ui::{BottomSheet, Lamp as Light, Tone};
use crate::{format, paths, t};

/// Opens for the case it is given, and forgets it when it is closed.
pub fn sheet(case: RwSignal<Option<CaseId>>) -> AnyView {
    let open = RwSignal::new(case.with_untracked(Option::is_some));
    Effect::new(move |_| open.set(case.with(Option::is_some)));
    Effect::new(move |_| {
        if !open.get() && case.with_untracked(Option::is_some) {
            case.set(None);
        }
    });
    view! {
        <BottomSheet open title=Signal::derive(|| t!(deadline.title).to_owned())>
            {case.get_untracked().map(lazy::deadline)}
        </BottomSheet>
    }
    .into_any()
}

/// Every item of the case that has one.
pub fn of_case(id: CaseId) -> AnyView {
    let load = use_load::<Deadlines>(move || paths::api::deadline(id));
    loaded(load, |deadlines| {
        let Deadlines { items, paused, sources } = deadlines.get_untracked();
        let none = items.is_empty();
        view! {
            <div class="deadlines">
                {paused.then(|| view! { <p>{t!(deadline.paused)}</p> })}
                {none.then(|| view! { <p>{t!(deadline.none)}</p> })}
                {items.into_iter().map(item).collect_view()}
                {(!sources.is_empty())
                    .then(|| view! { <p class="hint">{t!(deadline.sources, sources = sources.join("、"))}</p> })}
            </div>
        }
        .into_any()
    })
}

fn item(item: ItemDeadline) -> impl IntoView {
    let tone = match item.lamp {
        Lamp::Green => Tone::Good,
        Lamp::Yellow => Tone::Caution,
        Lamp::Red => Tone::Alarm,
    };
    let lamp = format!("{} · {}", item.lamp.label(language()), t!(deadline.spent, percent = item.spent));
    let (came, due) = (format::date_time(&item.opened_at), format::date_time(&item.due_at));
    let term = match item.term {
        Due::WorkingDays(days) => t!(deadline.term, came = came, days = days, due = due),
        Due::Days(days) => t!(deadline.term_days, came = came, days = days, due = due),
    };
    view! {
        <section>
            <h3>{item.step_name.label(language()).to_owned()} " · " {item.name}</h3>
            <p><Light tone label=lamp /></p>
            <p>{term}</p>
            <table class="deadline-days">
                <caption>{t!(deadline.day_by_day)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t!(deadline.date)}</th>
                        <th scope="col">{t!(deadline.number)}</th>
                        <th scope="col">{t!(deadline.reason)}</th>
                    </tr>
                </thead>
                <tbody>{item.days.into_iter().map(day).collect_view()}</tbody>
            </table>
        </section>
    }
}

fn day(day: DeadlineDay) -> impl IntoView {
    let counts = day.number.is_some();
    let number = match day.number {
        Some(number) => t!(deadline.nth, number = number),
        None => t!(deadline.not_counted).to_owned(),
    };
    let mut reason = day.reason.label(language()).to_owned();
    if let Some(holiday) =
        day.holiday.filter(|_| matches!(day.reason, DayReason::Holiday | DayReason::MadeUp))
    {
        reason = t!(deadline.for_holiday, reason = reason, holiday = holiday);
    }
    let provisional = day.provisional.then(|| view! { " " <small>{t!(deadline.provisional)}</small> });
    view! {
        <tr class:counted=counts>
            <th scope="row">{format::day(&day.date)}</th>
            <td>{number}</td>
            <td>{reason} {provisional}</td>
        </tr>
    }
}
