//! 委托: who handles my work while I am away, whose work I handle, and what was done in my name.

mod give;

use api::delegation::{ActFor, Delegation, Delegations, ItemFor, Kind, Standing};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::PageFrame;
use super::case::event_word;
use crate::http::{self, Load, loaded, use_load};
use crate::text::language;
use crate::ui::{Button, Chip, Tone, live, use_toasts};
use crate::{format, paths, t};

/// The page.
pub fn page() -> AnyView {
    let load = use_load::<Delegations>(|| paths::api::DELEGATIONS.to_owned());
    view! {
        <PageFrame title=Signal::derive(|| t!(delegation.title).to_owned()) back=paths::ME.to_owned()>
            {loaded(load, move |all: Signal<Delegations>| content(load, all))}
        </PageFrame>
    }
    .into_any()
}

fn content(load: Load<Delegations>, all: Signal<Delegations>) -> AnyView {
    let kinds = all.with_untracked(|all| all.kinds.clone());
    let given = move || {
        let rows = all.with(|all| all.given.clone());
        list(rows, t!(delegation.given_none), move |row| given_row(load, row))
    };
    let received = move || {
        let rows = all.with(|all| all.received.clone());
        list(rows, t!(delegation.received_none), |row| {
            let who =
                t!(delegation.of_person, name = row.principal.clone(), title = row.principal_title.clone());
            described(who, &row).into_any()
        })
    };
    let items = move || {
        let rows = all.with(|all| all.items.clone());
        (!rows.is_empty()).then(|| {
            view! {
                <section class="card" aria-label=t!(delegation.items)>
                    <h2>{t!(delegation.items)}</h2>
                    {list(rows, "", item_row)}
                </section>
            }
        })
    };
    let acts = move || {
        let rows = all.with(|all| all.acts.clone());
        list(rows, t!(delegation.acts_none), act_row)
    };
    view! {
        <p class="hint">{t!(delegation.hint)}</p>
        {live(items)}
        <give::Give kinds reload=move |()| load.reload() />
        <section class="card" aria-label=t!(delegation.given)>
            <h2>{t!(delegation.given)}</h2>
            {live(given)}
        </section>
        <section class="card" aria-label=t!(delegation.received)>
            <h2>{t!(delegation.received)}</h2>
            {live(received)}
        </section>
        <section class="card" aria-label=t!(delegation.acts)>
            <h2>{t!(delegation.acts)}</h2>
            {live(acts)}
        </section>
    }
    .into_any()
}

/// A list, or what is said where it is empty.
fn list<T>(rows: Vec<T>, none: &'static str, row: impl Fn(T) -> AnyView) -> AnyView {
    if rows.is_empty() {
        return view! { <p class="hint">{none}</p> }.into_any();
    }
    let rows = rows.into_iter().map(|of| view! { <li>{row(of)}</li> }).collect_view();
    view! { <ul class="delegations" role="list">{rows}</ul> }.into_any()
}

fn given_row(load: Load<Delegations>, row: Delegation) -> AnyView {
    let who = t!(delegation.to_person, name = row.delegate.clone(), title = row.delegate_title.clone());
    let runs = matches!(row.standing, Standing::Active | Standing::Coming);
    let (busy, wrong, toasts, id) =
        (RwSignal::new(false), RwSignal::new(None::<String>), use_toasts(), row.id);
    let end = move |()| {
        busy.set(true);
        spawn_local(async move {
            let answer = http::delete(&paths::api::delegation(id)).await;
            busy.try_set(false);
            match answer {
                Ok(()) => {
                    toasts.say(t!(delegation.back_done).to_owned());
                    load.reload();
                }
                Err(failure) => {
                    wrong.try_set(Some(failure.words()));
                }
            }
        });
    };
    view! {
        {described(who, &row)}
        {runs
            .then(|| {
                view! {
                    <Button busy on_press=end>
                        {t!(delegation.back)}
                    </Button>
                }
            })}
        <p class="error" role="alert">{wrong}</p>
    }
    .into_any()
}

fn described(who: String, row: &Delegation) -> impl IntoView + use<> {
    let tone = match row.standing {
        Standing::Active => Tone::Accent,
        Standing::Coming => Tone::Caution,
        Standing::Over | Standing::Ended => Tone::Neutral,
    };
    let standing = row.standing.label(language());
    let period = t!(delegation.period, from = row.from.clone(), until = row.until.clone());
    let kinds = row.kinds.iter().map(kind_name).collect::<Vec<_>>().join(language().pick("、", ", "));
    view! {
        <div>
            <p>
                <strong>{who}</strong> " " <Chip tone>{standing}</Chip>
            </p>
            <p class="hint">{period} " · " {kinds}</p>
        </div>
    }
}

fn kind_name(kind: &Kind) -> String {
    language().pick(&kind.chinese, &kind.english).clone()
}

fn act_row(act: ActFor) -> AnyView {
    let said = t!(delegation.act, name = act.name, verb = event_word(&act.action));
    view! {
        <a href=paths::linked(&act.module, act.case)>
            <span>{act.title}</span>
            <small>{said} " · " {format::date_time(&act.at)}</small>
        </a>
    }
    .into_any()
}

fn item_row(item: ItemFor) -> AnyView {
    let asked = t!(case.asked_for, name = item.principal, step = item.step_name.label(language()));
    view! {
        <a href=paths::linked(&item.module, item.case)>
            <span>{item.title}</span>
            <small>{asked} " · " {format::date_time(&item.since)}</small>
        </a>
    }
    .into_any()
}
