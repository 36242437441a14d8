//! 收文登记簿: what came to one's organs, newest first, under conditions that stand in the address.

use api::cases::{CaseStatus, Urgency};
use api::documents::{Handling, RegisterRow};
use api::organization::Role;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use crate::platform::case::{StatusChip, UrgencyChip};
use crate::platform::{PageFrame, due_lamp, use_session};
use crate::settings::language;
use crate::ui::{
    Button, ButtonLink, Checkbox, Chip, Empty, Field, Icon, Input, ListPage, Select, Tone, Weight, live,
};
use crate::{format, paths, t};

/// What is looked for, by its name in the address.
const NAMES: &[&str] = &["q", "handling", "status", "urgency", "from", "to", "circulating"];

pub fn register() -> AnyView {
    let query = use_query_map();
    let conditions = Memo::new(move |_| {
        let named = |name: &&str| {
            let value = query.with(|query| query.get(name).unwrap_or_default());
            (!value.is_empty()).then(|| format!("{name}={}", paths::encode(&value)))
        };
        NAMES.iter().filter_map(named).collect::<Vec<_>>().join("&")
    });
    let path = Signal::derive(move || paths::api::register_of_incoming(&conditions.get()));
    let session = use_session();
    let registrar = Memo::new(move |_| {
        session.value.with(|session| {
            session
                .as_ref()
                .is_some_and(|it| it.posts.iter().any(|post| post.roles.contains(&Role::Registrar)))
        })
    });
    let further = move || {
        live(move || {
            registrar.get().then(|| {
                view! {
                    <ButtonLink weight=Weight::Primary symbol=Icon::Plus href=paths::NEW_INCOMING>
                        {t!(incoming.new)}
                    </ButtonLink>
                }
            })
        })
    };
    view! {
        <PageFrame title=Signal::derive(|| t!(incoming.register).to_owned()) back=paths::APPS actions=further>
            <Search />
            <ListPage
                path
                key=|row: &RegisterRow| format!("{} {} {}", row.case, row.status, row.read)
                row=shown
                label=t!(incoming.register)
                empty=|| view! { <Empty title=t!(incoming.empty) /> }
            />
        </PageFrame>
    }
    .into_any()
}

#[component]
fn Search() -> impl IntoView {
    let query = use_query_map();
    let now = move |name: &str| query.with_untracked(|query| query.get(name).unwrap_or_default());
    let fields: Vec<RwSignal<String>> = NAMES.iter().map(|name| RwSignal::new(now(name))).collect();
    let [words, handling, status, urgency, from, to, circulating] = fields[..] else { return ().into_any() };
    let only = RwSignal::new(circulating.get_untracked() == "true");
    // What is narrowed down already stays in sight.
    let open =
        [handling, status, urgency, from, to, circulating].iter().any(|it| !it.get_untracked().is_empty());
    let navigate = use_navigate();
    let find = move || {
        circulating.set(if only.get_untracked() { "true".to_owned() } else { String::new() });
        let named = NAMES.iter().zip([words, handling, status, urgency, from, to, circulating]);
        let set = named.filter_map(|(name, value)| {
            let value = value.get_untracked();
            (!value.trim().is_empty()).then(|| format!("{name}={}", paths::encode(value.trim())))
        });
        let conditions = set.collect::<Vec<_>>().join("&");
        navigate(
            &paths::incoming_register(&conditions),
            NavigateOptions { scroll: false, ..Default::default() },
        );
    };
    view! {
        <form class="card register-search" on:submit=move |event| {
            event.prevent_default();
            find();
        }>
            <div class="register-words">
                <Input value=words kind="search" longest=100 label=t!(incoming.search) placeholder=t!(incoming.search) />
                <Button weight=Weight::Primary submit=true symbol=Icon::Search>{t!(incoming.find)}</Button>
            </div>
            <details open=open>
                <summary>{t!(incoming.filters)}</summary>
                <div class="edit-pair">
                    <Field label=t!(incoming.handling)>
                        <Select value=handling options=options(Handling::ALL, |it| (it.to_string(), it.label(language()))) />
                    </Field>
                    <Field label=t!(incoming.status)>
                        <Select value=status options=options(STATUS, |it| (it.to_string(), it.label(language()))) />
                    </Field>
                    <Field label=t!(incoming.urgency)>
                        <Select value=urgency options=options(Urgency::ALL, |it| (it.to_string(), it.label(language()))) />
                    </Field>
                    <Field label=t!(incoming.from)><Input value=from kind="date" /></Field>
                    <Field label=t!(incoming.to)><Input value=to kind="date" /></Field>
                    <Checkbox checked=only label=t!(incoming.circulating) />
                </div>
            </details>
        </form>
    }
    .into_any()
}

/// Where a registered document can stand.
const STATUS: &[CaseStatus] =
    &[CaseStatus::Running, CaseStatus::Suspended, CaseStatus::Finished, CaseStatus::Rejected];

fn options<T>(all: &[T], of: fn(&T) -> (String, &'static str)) -> Signal<Vec<(String, String)>> {
    let any = (String::new(), t!(incoming.any).to_owned());
    let all = all.iter().map(|it| {
        let (value, name) = of(it);
        (value, name.to_owned())
    });
    Signal::stored(std::iter::once(any).chain(all).collect())
}

fn shown(row: RegisterRow) -> AnyView {
    let steps: Vec<&str> = row.steps.iter().map(|step| step.label(language())).collect();
    let steps = steps.join("、");
    let circulates = row.readers > 0;
    view! {
        <a class="row" href=paths::document(row.case)>
            <span class="row-title">{row.title}</span>
            <span class="row-marks">
                {match steps.is_empty() {
                    true => view! { <StatusChip status=row.status /> }.into_any(),
                    false => view! { <Chip tone=Tone::Accent>{steps}</Chip> }.into_any(),
                }}
                <UrgencyChip urgency=row.urgency />
                <Chip>{row.handling.label(language())}</Chip>
                {circulates.then(|| view! { <Chip>{t!(incoming.read_of, read = row.read, count = row.readers)}</Chip> })}
                {row.answered_on.is_some().then(|| view! { <Chip tone=Tone::Good>{t!(incoming.answered)}</Chip> })}
                {row.due_at.as_deref().map(due_lamp)}
            </span>
            <span class="row-facts">
                <span class="number">{row.registered_as}</span> <span>{row.sender}</span>
                {row.reference.map(|reference| view! { <span class="number">{reference}</span> })}
                <time datetime=row.received_on.clone()>{format::date(&row.received_on)}</time>
            </span>
        </a>
    }
    .into_any()
}
