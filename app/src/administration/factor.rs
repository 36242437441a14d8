//! 动态口令: adding an authenticator, its recovery codes, taking it away.

use api::security::{Confirmation, Enrolment, Guards, RecoveryCodes};
use leptos::prelude::*;

use super::Doing;
use crate::http::{self, Method};
use crate::ui::{Button, Chip, Dialog, Field, Input, Tone, Weight, live};
use crate::{paths, t};

#[component]
pub fn Factor(guards: Signal<Guards>, reload: Callback<()>) -> impl IntoView {
    let doing = Doing::new();
    let enrolment = RwSignal::new(None::<Enrolment>);
    let codes = RwSignal::new(None::<RecoveryCodes>);
    let removing = RwSignal::new(false);
    let enrol = move |()| {
        doing.perform(http::send(Method::Post, paths::api::TOTP, &()), move |made| {
            codes.set(None);
            enrolment.set(Some(made));
        });
    };
    let new_codes = move |()| {
        doing.perform(http::send(Method::Post, paths::api::RECOVERY, &()), move |made| {
            codes.set(Some(made));
            reload.run(());
        });
    };
    let remove = move |()| {
        removing.set(false);
        doing.perform(http::delete(paths::api::TOTP), move |()| {
            codes.set(None);
            reload.run(());
        });
    };
    let confirmed = Callback::new(move |made: RecoveryCodes| {
        enrolment.set(None);
        codes.set(Some(made));
        reload.run(());
    });
    let state = move || {
        let (on, left) = guards.with(|guards| (guards.totp, guards.recovery_codes));
        let tone = if on { Tone::Good } else { Tone::Neutral };
        let name = if on { t!(security.factor_on) } else { t!(security.factor_off) };
        view! {
            <p>
                <Chip tone>{name}</Chip>
                {on.then(|| view! { " " <span class="hint">{t!(security.recovery_left, count = left)}</span> })}
            </p>
        }
    };
    let buttons = move || {
        match (guards.with(|guards| guards.totp), enrolment.with(Option::is_some)) {
        (true, _) => view! {
            <p class="buttons">
                <Button busy=doing.busy on_press=new_codes>{t!(security.new_codes)}</Button>
                <Button weight=Weight::Danger on_press=move |()| removing.set(true)>{t!(security.remove)}</Button>
            </p>
        }
        .into_any(),
        (false, false) => view! {
            <p class="buttons">
                <Button weight=Weight::Primary busy=doing.busy on_press=enrol>{t!(security.enrol)}</Button>
            </p>
        }
        .into_any(),
        (false, true) => ().into_any(),
    }
    };
    view! {
        <section class="card">
            <h2>{t!(security.factor)}</h2>
            <p class="hint">{t!(security.factor_text)}</p>
            {live(state)}
            {live(move || enrolment.get().map(|enrolment| view! { <Enrol enrolment confirmed /> }))}
            {live(move || codes.get().map(shown_codes))}
            {doing.said()}
            {live(buttons)}
        </section>
        <Dialog open=removing title=Signal::derive(|| t!(security.remove).to_owned())>
            <p>{t!(security.remove_text)}</p>
            <footer>
                <Button on_press=move |()| removing.set(false)>{t!(common.cancel)}</Button>
                <Button weight=Weight::Danger on_press=remove>{t!(security.remove)}</Button>
            </footer>
        </Dialog>
    }
}

#[component]
fn Enrol(enrolment: Enrolment, confirmed: Callback<RecoveryCodes>) -> impl IntoView {
    let code = RwSignal::new(String::new());
    let doing = Doing::new();
    let confirm = move || {
        let body = Confirmation { code: code.get_untracked() };
        doing.perform(async move { http::send(Method::Put, paths::api::TOTP, &body).await }, move |codes| {
            confirmed.run(codes)
        });
    };
    view! {
        <form class="enrol" on:submit=move |event| {
            event.prevent_default();
            confirm();
        }>
            <p>{t!(security.scan)}</p>
            {picture(&enrolment.modules)}
            <p>
                {t!(security.key)} ": " <a href=enrolment.uri><code>{enrolment.secret}</code></a>
            </p>
            <Field label=t!(security.code) error=doing.wrong>
                <Input value=code autocomplete="one-time-code" longest=7 />
            </Field>
            <footer>
                <Button weight=Weight::Primary submit=true busy=doing.busy>{t!(security.confirm)}</Button>
            </footer>
        </form>
    }
}

/// The code as a picture, with the white border that cameras need.
fn picture(modules: &[String]) -> AnyView {
    let size = modules.len() + 8;
    let mut path = String::new();
    for (y, line) in modules.iter().enumerate() {
        for (x, _) in line.bytes().enumerate().filter(|(_, module)| *module == b'1') {
            path.push_str(&format!("M{} {}h1v1h-1z", x + 4, y + 4));
        }
    }
    view! {
        <svg class="qr" viewBox=format!("0 0 {size} {size}") role="img" aria-label=t!(security.qr)>
            <path d=path />
        </svg>
    }
    .into_any()
}

pub(super) fn shown_codes(codes: RecoveryCodes) -> AnyView {
    let code = |code: String| view! { <li><code>{code}</code></li> };
    view! {
        <h3>{t!(security.codes)}</h3>
        <p class="notice">{t!(security.codes_text)}</p>
        <ul class="codes">{codes.codes.into_iter().map(code).collect_view()}</ul>
    }
    .into_any()
}
