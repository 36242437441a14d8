//! 审计室: everything that happened, for the audit administrator (审计管理员).

use api::audit::{AuditRow, EventKind};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use super::verification::Verification;
use crate::platform::PageFrame;
use crate::platform::case::event_word;
use crate::settings::language;
use crate::ui::{Button, Chip, Empty, Field, Icon, Input, ListPage, Select, Tone, Weight, icon};
use crate::{format, paths, t};

/// What is looked for, by its name in the address.
const NAMES: &[&str] = &["from", "to", "person", "kind", "case"];

pub fn audit() -> AnyView {
    let query = use_query_map();
    let conditions = Memo::new(move |_| {
        let named = |name: &&str| {
            let value = query.with(|query| query.get(name).unwrap_or_default());
            (!value.is_empty()).then(|| format!("{name}={}", paths::encode(&value)))
        };
        NAMES.iter().filter_map(named).collect::<Vec<_>>().join("&")
    });
    let path = Signal::derive(move || paths::api::audit("", &conditions.get()));
    view! {
        <PageFrame title=Signal::derive(|| t!(administration.audit).to_owned()) back=paths::APPS>
            <Verification />
            <Search />
            <p class="buttons">
                <a class="button" download="" href=move || paths::api::audit("/export", &conditions.get())>
                    {icon(Icon::Download)}
                    <span>{t!(administration.export)}</span>
                </a>
            </p>
            <ListPage
                path
                key=|row: &AuditRow| row.key.clone()
                row=shown
                label=t!(administration.list)
                empty=|| view! { <Empty title=t!(administration.no_rows) /> }
            />
        </PageFrame>
    }
    .into_any()
}

#[component]
fn Search() -> impl IntoView {
    let query = use_query_map();
    let fields: Vec<RwSignal<String>> = NAMES
        .iter()
        .map(|name| RwSignal::new(query.with_untracked(|query| query.get(name).unwrap_or_default())))
        .collect();
    let [from, to, person, kind, case] = fields[..] else { return ().into_any() };
    let navigate = use_navigate();
    let find = move || {
        let named = NAMES.iter().zip([from, to, person, kind, case]);
        let set = named.filter_map(|(name, value)| {
            let value = value.get_untracked();
            (!value.trim().is_empty()).then(|| format!("{name}={}", paths::encode(value.trim())))
        });
        let conditions = set.collect::<Vec<_>>().join("&");
        navigate(
            &format!("{}?{conditions}", paths::AUDIT),
            NavigateOptions { scroll: false, ..Default::default() },
        );
    };
    let any = (String::new(), t!(administration.any_kind).to_owned());
    let kinds = EventKind::ALL.iter().map(|kind| (kind.to_string(), kind.label(language()).to_owned()));
    let kinds: Vec<_> = std::iter::once(any).chain(kinds).collect();
    view! {
        <form class="card searching" on:submit=move |event| {
            event.prevent_default();
            find();
        }>
            <Field label=t!(administration.from)>
                <Input value=from kind="date" />
            </Field>
            <Field label=t!(administration.to)>
                <Input value=to kind="date" />
            </Field>
            <Field label=t!(administration.person)>
                <Input value=person longest=100 />
            </Field>
            <Field label=t!(administration.kind)>
                <Select value=kind options=Signal::stored(kinds) />
            </Field>
            <Field label=t!(administration.case)>
                <Input value=case longest=100 />
            </Field>
            <p class="buttons">
                <Button weight=Weight::Primary submit=true symbol=Icon::Search>{t!(administration.find)}</Button>
            </p>
        </form>
    }
    .into_any()
}

fn shown(row: AuditRow) -> AnyView {
    let kind = match row.kind.parse::<EventKind>() {
        Ok(kind) => kind.label(language()).to_owned(),
        Err(_) => event_word(&row.kind),
    };
    let who = match (row.name, row.account) {
        (Some(name), _) => name,
        (None, Some(account)) => account,
        (None, None) => t!(administration.system).to_owned(),
    };
    let about = [row.subject, row.case_number, row.address, row.words].into_iter().flatten();
    let about = about.collect::<Vec<_>>().join(" · ");
    view! {
        <article class="audit-row">
            <p>
                <strong>{kind}</strong>
                " "
                {(!row.success).then(|| view! { <Chip tone=Tone::Alarm>{t!(administration.failed)}</Chip> })}
            </p>
            <p>{who} " · " {row.source.label(language())} " · " <time>{format::date_time(&row.at)}</time></p>
            <p class="hint">{about}</p>
        </article>
    }
    .into_any()
}
