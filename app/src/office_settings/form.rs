//! One setting: its fields, and what became of it.

use std::collections::BTreeMap;

use api::settings::{KindInfo, Setting, SettingState, Values};
use leptos::prelude::*;
use uuid::Uuid;

use super::fields::{self, Filled};
use super::history::history;
use super::save::{Confirm, Saving};
use super::{named, part};
use crate::http::{self, Load, loaded, use_load};
use crate::platform::PageFrame;
use crate::settings::language;
use crate::ui::{Button, Chip, Empty, Field, Input, Tone, Weight, live};
use crate::{paths, t};

/// A setting that is there.
pub fn one() -> AnyView {
    let (kind, id) = (part("kind"), part("id"));
    let back = paths::settings(&kind);
    let load = use_load::<Setting>(move || paths::api::setting(&kind, &id));
    let title = Signal::derive(move || {
        load.value.with(|setting| setting.as_ref().map_or_else(String::new, |it| it.row.title.clone()))
    });
    view! {
        <PageFrame title back>
            {loaded(load, move |setting| view! { <Existing setting load /> }.into_any())}
        </PageFrame>
    }
    .into_any()
}

#[component]
fn Existing(setting: Signal<Setting>, load: Load<Setting>) -> impl IntoView {
    let first = setting.get_untracked();
    let filled = Filled::new(&first.kind, &first.values, first.names.clone(), true);
    let saving = Saving::new(first.kind.clone(), first.row.id, Callback::new(move |()| load.reload()));
    // What was restored, or loaded anew after somebody else's change, stands in the fields.
    Effect::new(move |before: Option<i32>| {
        let (version, values) = setting.with(|setting| (setting.version, setting.values.clone()));
        if before.is_some_and(|before| before != version) {
            filled.with_value(|filled| filled.set(&values));
            saving.forget();
        }
        version
    });
    let state = move || {
        let state = setting.with(|setting| setting.row.state);
        (state != SettingState::Current)
            .then(|| view! { <Chip tone=Tone::Caution>{state.label(language())}</Chip> })
    };
    let version = Signal::derive(move || setting.with(|setting| setting.version));
    view! {
        <p class="hint">
            {first.kind.name.pick(language()).to_owned()} " · " {first.row.note.clone()} " " {live(state)}
        </p>
        <Form filled saving version />
        {history(setting, saving)}
        <Confirm saving />
    }
}

/// A setting that is being made.
pub fn new() -> AnyView {
    let key = StoredValue::new(part("kind"));
    let kinds = use_load::<Vec<KindInfo>>(|| paths::api::SETTINGS.to_owned());
    let back = paths::settings(&key.get_value());
    let title = Signal::derive(|| t!(office_settings.make).to_owned());
    view! {
        <PageFrame title back>
            {loaded(
                kinds,
                move |kinds| match kinds.with_untracked(|kinds| named(kinds, &key.get_value())) {
                    Some(kind) if kind.creatable => made(kind),
                    _ => view! { <Empty title=t!(office_settings.no_kind) /> }.into_any(),
                },
            )}
        </PageFrame>
    }
    .into_any()
}

fn made(kind: KindInfo) -> AnyView {
    let id: Uuid = http::key();
    let filled = Filled::new(&kind, &Values::new(), BTreeMap::new(), false);
    let navigate = leptos_router::hooks::use_navigate();
    let target = paths::setting(&kind.key, &id.to_string());
    let done = Callback::new(move |()| navigate(&target, Default::default()));
    let saving = Saving::new(kind.clone(), id, done);
    view! {
        <p class="hint">{kind.name.pick(language()).to_owned()} " · " {kind.about.pick(language()).to_owned()}</p>
        <Form filled saving version=Signal::stored(0) />
        <Confirm saving />
    }
    .into_any()
}

#[component]
fn Form(filled: StoredValue<Filled>, saving: Saving, version: Signal<i32>) -> impl IntoView {
    let submit = move || {
        let values = filled.with_value(Filled::values);
        saving.preview(version.get_untracked(), values);
    };
    let reason = Signal::derive(move || saving.wrong_at("reason"));
    let controls = filled.with_value(|filled| fields::controls(filled, saving));
    view! {
        <form class="card" on:submit=move |event| {
            event.prevent_default();
            submit();
        }>
            {controls}
            <Field label=t!(office_settings.reason) hint=t!(office_settings.reason_hint) error=reason required=true>
                <Input value=saving.reason longest=500 />
            </Field>
            {saving.said()}
            <p class="buttons">
                <Button weight=Weight::Primary submit=true busy=saving.busy>{t!(office_settings.preview)}</Button>
            </p>
        </form>
    }
}
