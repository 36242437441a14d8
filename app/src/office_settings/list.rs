//! The settings of one kind, searched by words and state.

use api::settings::{KindInfo, SettingRow, SettingState};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use super::files::Files;
use super::{named, part};
use crate::http::{loaded, use_load};
use crate::platform::PageFrame;
use crate::settings::language;
use crate::ui::{Button, ButtonLink, Chip, Empty, Field, Icon, Input, ListPage, Select, Tone, Weight, live};
use crate::{paths, t};

pub fn list() -> AnyView {
    let key = StoredValue::new(part("kind"));
    let kinds = use_load::<Vec<KindInfo>>(|| paths::api::SETTINGS.to_owned());
    let kind = Memo::new(move |_| kinds.value.with(|kinds| named(kinds.as_deref()?, &key.get_value())));
    let title = Signal::derive(move || {
        kind.with(|kind| kind.as_ref().map_or_else(String::new, |kind| kind.name.pick(language()).to_owned()))
    });
    view! {
        <PageFrame title back=paths::SETTINGS>
            {loaded(
                kinds,
                move |_| match kind.get_untracked() {
                    Some(kind) => view! { <Rows kind /> }.into_any(),
                    None => view! { <Empty title=t!(office_settings.no_kind) /> }.into_any(),
                },
            )}
        </PageFrame>
    }
    .into_any()
}

#[component]
fn Rows(kind: KindInfo) -> impl IntoView {
    let query = use_query_map();
    let asked = move |name: &'static str| query.with(|query| query.get(name).unwrap_or_default());
    let key = kind.key.clone();
    let path = Signal::derive({
        let key = key.clone();
        move || paths::api::settings_found(&key, &asked("q"), &asked("state"))
    });
    let words = RwSignal::new(untrack(|| asked("q")));
    let state = RwSignal::new(untrack(|| asked("state")));
    let navigate = use_navigate();
    let find = {
        let key = key.clone();
        move || {
            let target = paths::settings_found(&key, words.get_untracked().trim(), &state.get_untracked());
            navigate(&target, NavigateOptions { scroll: false, ..Default::default() });
        }
    };
    let any = std::iter::once((String::new(), t!(office_settings.any_state).to_owned()));
    let states = [SettingState::Current, SettingState::Ended];
    let states = any.chain(states.map(|state| (state.to_string(), state.label(language()).to_owned())));
    let states: Vec<_> = states.collect();
    let made = kind.creatable.then(|| {
        view! {
            <ButtonLink href=paths::setting(&key, "new") symbol=Icon::Plus>
                {t!(office_settings.make)}
            </ButtonLink>
        }
    });
    // Then the list is asked for anew.
    let imported = Trigger::new();
    let (of, label) = (key.clone(), kind.name.pick(language()).to_owned());
    view! {
        <p class="hint">{kind.about.pick(language()).to_owned()}</p>
        <form class="card searching" on:submit=move |event| {
            event.prevent_default();
            find();
        }>
            <Field label=t!(common.search)>
                <Input value=words kind="search" longest=50 />
            </Field>
            <Field label=t!(office_settings.state)>
                <Select value=state options=Signal::stored(states) />
            </Field>
            <p class="buttons">
                <Button submit=true weight=Weight::Primary symbol=Icon::Search>{t!(common.search)}</Button>
                {made}
            </p>
        </form>
        <Files kind=key on_imported=Callback::new(move |()| imported.notify()) />
        {live(move || {
            imported.track();
            let of = of.clone();
            view! {
                <ListPage
                    path
                    key=|row: &SettingRow| row.id.to_string()
                    row=move |row| shown(&of, row)
                    label=label.clone()
                    empty=|| view! { <Empty title=t!(office_settings.none) /> }
                />
            }
        })}
    }
}

fn shown(kind: &str, row: SettingRow) -> AnyView {
    let state = (row.state != SettingState::Current)
        .then(|| view! { <Chip tone=Tone::Caution>{row.state.label(language())}</Chip> });
    view! {
        <a class="setting-row" href=paths::setting(kind, &row.id.to_string())>
            <span>
                <strong>{row.title}</strong>
                " "
                {state}
            </span>
            <span class="hint">{row.note}</span>
        </a>
    }
    .into_any()
}
