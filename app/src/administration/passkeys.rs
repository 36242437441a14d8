//! 通行密钥: one's own passkeys, adding, naming and removing them.

use api::security::{AddPasskey, Guards, OwnPasskey, PasskeyChallenge, RecoveryCodes, RenamePasskey};
use api::{Code, Problem};
use leptos::prelude::*;

use super::factor::shown_codes;
use super::{Doing, sessions};
use crate::http::{self, Failure, Method};
use crate::platform::passkey;
use crate::text::language;
use crate::ui::{Button, Dialog, Field, Input, Weight, live};
use crate::{format, paths, t};

/// Longest name, characters.
const LONGEST: u32 = 40;

#[component]
pub fn Passkeys(guards: Signal<Guards>, reload: Callback<()>) -> impl IntoView {
    let doing = Doing::new();
    let codes = RwSignal::new(None::<RecoveryCodes>);
    let agent = window().navigator().user_agent().unwrap_or_default();
    let name = RwSignal::new(sessions::device(&agent).to_owned());
    // Which one is being named or removed.
    let chosen = RwSignal::new(None::<OwnPasskey>);
    let (naming, removing) = (RwSignal::new(false), RwSignal::new(false));
    let done = move || {
        naming.set(false);
        removing.set(false);
        reload.run(());
    };
    let add = move || {
        doing.perform(add(name.get_untracked()), move |_| reload.run(()));
    };
    let new_codes = move |()| {
        doing.perform(http::send(Method::Post, paths::api::RECOVERY, &()), move |made| {
            codes.set(Some(made));
            reload.run(());
        });
    };
    let new_name = RwSignal::new(String::new());
    let rename = move || {
        let Some(own) = chosen.get_untracked() else { return };
        let body = RenamePasskey { name: new_name.get_untracked() };
        let path = paths::api::passkey(own.id);
        doing.perform(async move { http::tell(Method::Put, &path, &body).await }, move |()| done());
    };
    let remove = move |()| {
        let Some(own) = chosen.get_untracked() else { return };
        let path = paths::api::passkey(own.id);
        doing.perform(async move { http::delete(&path).await }, move |()| done());
    };
    let choose = move |own: &OwnPasskey, dialog: RwSignal<bool>| {
        new_name.set(own.name.clone());
        chosen.set(Some(own.clone()));
        dialog.set(true);
    };
    let row = move |own: OwnPasskey| {
        let used = match &own.used_at {
            Some(at) => t!(security.seen, at = format::date_time(at)),
            None => t!(security.passkey_unused).to_owned(),
        };
        let (other, label) = (own.clone(), own.name.clone());
        view! {
            <li aria-label=label>
                <div>
                    <strong>{own.name.clone()}</strong>
                    <p class="hint">{t!(security.passkey_since, at = format::date_time(&own.created_at))} " · " {used}</p>
                </div>
                <p class="buttons">
                    <Button on_press=move |()| choose(&own, naming)>{t!(security.passkey_rename)}</Button>
                    <Button weight=Weight::Danger on_press=move |()| choose(&other, removing)>{t!(common.delete)}</Button>
                </p>
            </li>
        }
        .into_any()
    };
    let list = move || {
        match guards.with(|guards| guards.passkeys.clone()) {
        none if none.is_empty() => view! { <p class="hint">{t!(security.passkey_none)}</p> }.into_any(),
        own => view! { <ul class="rows" aria-label=t!(security.passkeys)>{own.into_iter().map(row).collect_view()}</ul> }
            .into_any(),
    }
    };
    // With a code as second factor, its card has them.
    let recovery = move || {
        let (alone, left) =
            guards.with(|guards| (!guards.totp && !guards.passkeys.is_empty(), guards.recovery_codes));
        alone.then(|| {
            view! {
                <p class="buttons">
                    <Button busy=doing.busy on_press=new_codes>{t!(security.new_codes)}</Button>
                    <span class="hint">{t!(security.recovery_left, count = left)}</span>
                </p>
            }
        })
    };
    view! {
        <section class="card" hidden=move || guards.with(|guards| !guards.passkeys_offered && guards.passkeys.is_empty())>
            <h2>{t!(security.passkeys)}</h2>
            <p class="hint">{t!(security.passkeys_text)}</p>
            {live(list)}
            {live(move || codes.get().map(shown_codes))}
            {live(recovery)}
            <form on:submit=move |event| {
                event.prevent_default();
                add();
            }>
                <Field label=t!(security.passkey_name) error=doing.wrong>
                    <Input value=name longest=LONGEST />
                </Field>
                <p class="buttons">
                    <Button weight=Weight::Primary submit=true busy=doing.busy>{t!(security.passkey_add)}</Button>
                </p>
            </form>
        </section>
        <Dialog open=naming title=Signal::derive(|| t!(security.passkey_rename).to_owned())>
            <form on:submit=move |event| {
                event.prevent_default();
                rename();
            }>
                <Field label=t!(security.passkey_name) error=doing.wrong>
                    <Input value=new_name longest=LONGEST />
                </Field>
                <footer>
                    <Button on_press=move |()| naming.set(false)>{t!(common.cancel)}</Button>
                    <Button weight=Weight::Primary submit=true busy=doing.busy>{t!(common.save)}</Button>
                </footer>
            </form>
        </Dialog>
        <Dialog open=removing title=Signal::derive(|| t!(security.passkey_remove).to_owned())>
            <p>{t!(security.passkey_remove_text)}</p>
            <footer>
                <Button on_press=move |()| removing.set(false)>{t!(common.cancel)}</Button>
                <Button weight=Weight::Danger busy=doing.busy on_press=remove>{t!(common.delete)}</Button>
            </footer>
        </Dialog>
    }
}

/// Has one made on this device and tells the server.
async fn add(name: String) -> Result<OwnPasskey, Failure> {
    let asked: PasskeyChallenge = http::send(Method::Post, paths::api::PASSKEY_CHALLENGE, &()).await?;
    let made = passkey::made(&asked.options.to_string()).await.ok_or_else(not_made)?;
    let credential = serde_json::from_str(&made).map_err(|_| Failure::Unreadable)?;
    let body = AddPasskey { challenge: asked.id, name, credential };
    http::send(Method::Post, paths::api::PASSKEYS, &body).await
}

fn not_made() -> Failure {
    let title = t!(security.passkey_failed).to_owned();
    Failure::Refused(std::sync::Arc::new(Problem { title, ..Problem::new(Code::Refused, language()) }))
}
