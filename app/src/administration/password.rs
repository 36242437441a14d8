//! Changing one's password.

use api::security::ChangePassword;
use leptos::prelude::*;

use super::Doing;
use crate::http::{self, Method};
use crate::ui::{Button, Field, Input, Weight, use_toasts};
use crate::{paths, t};

#[component]
pub fn Password(rules: &'static str, reload: Callback<()>) -> impl IntoView {
    let (current, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let doing = Doing::new();
    let toasts = use_toasts();
    let change = move || {
        let body = ChangePassword { current: current.get_untracked(), new: new.get_untracked() };
        doing.perform(async move { http::tell(Method::Put, paths::api::PASSWORD, &body).await }, move |()| {
            current.set(String::new());
            new.set(String::new());
            toasts.say(t!(security.changed));
            reload.run(());
        });
    };
    view! {
        <section class="card">
            <h2>{t!(security.password)}</h2>
            <form on:submit=move |event| {
                event.prevent_default();
                change();
            }>
                <Field label=t!(security.current)>
                    <Input value=current kind="password" autocomplete="current-password" />
                </Field>
                <Field label=t!(security.new) hint=rules error=doing.wrong>
                    <Input value=new kind="password" autocomplete="new-password" longest=128 />
                </Field>
                <p class="buttons">
                    <Button weight=Weight::Primary submit=true busy=doing.busy>{t!(security.change)}</Button>
                </p>
            </form>
        </section>
    }
}
