//! The address that notices are mailed to, and how it is proven to be one's own.

use api::Code;
use api::notices::{ClaimMail, NoticeSettings, ProveMail};
use leptos::prelude::*;

use super::Doing;
use crate::http::{self, Failure, Method};
use crate::ui::{Button, Chip, Field, Input, Tone, Weight, live, use_toasts};
use crate::{paths, t};

#[component]
pub fn MailAddress(settings: Signal<NoticeSettings>, reload: Callback<()>) -> impl IntoView {
    let (doing, toasts) = (Doing::new(), use_toasts());
    let proven = Memo::new(move |_| settings.with(|settings| settings.mail.clone()));
    let claimed = Memo::new(move |_| settings.with(|settings| settings.claimed_mail.clone()));
    let remove = move |()| {
        doing.perform(http::delete(paths::api::NOTICE_MAIL), move |()| {
            toasts.say(t!(notice_settings.removed).to_owned());
            reload.run(());
        });
    };
    let present = move |address: String| {
        view! {
            <p>
                <span class="address">{address}</span>
                " "
                <Chip tone=Tone::Good>{t!(notice_settings.mail_proven)}</Chip>
            </p>
            <p class="buttons">
                <Button busy=doing.busy on_press=remove>{t!(notice_settings.mail_remove)}</Button>
            </p>
        }
    };
    view! {
        <section class="card">
            <h2>{t!(notice_settings.mail)}</h2>
            <p class="hint">{t!(notice_settings.mail_hint)}</p>
            {live(move || match proven.get() {
                Some(address) => present(address).into_any(),
                None => view! {
                    <Claim reload />
                    {live(move || claimed.get().map(|address| view! { <Prove address reload /> }))}
                }
                .into_any(),
            })}
            {doing.said()}
        </section>
    }
}

/// Where the code is to be sent.
#[component]
fn Claim(reload: Callback<()>) -> impl IntoView {
    let (address, doing) = (RwSignal::new(String::new()), Doing::new());
    let claim = move || {
        let body = ClaimMail { address: address.get_untracked().trim().to_owned() };
        let sent = async move {
            let answer = http::tell(Method::Post, paths::api::NOTICE_MAIL, &body).await;
            Ok(answer.map_err(|failure| said(failure, t!(notice_settings.address_wrong), "")))
        };
        doing.perform(sent, move |answer: Result<(), String>| match answer {
            Ok(()) => reload.run(()),
            Err(wrong) => doing.wrong.set(Some(wrong)),
        });
    };
    view! {
        <form novalidate on:submit=move |event| {
            event.prevent_default();
            claim();
        }>
            <Field label=t!(notice_settings.address) error=doing.wrong>
                <Input value=address kind="email" autocomplete="email" longest=254 />
            </Field>
            <p class="buttons">
                <Button submit=true busy=doing.busy>{t!(notice_settings.send_code)}</Button>
            </p>
        </form>
    }
}

/// The code that arrived there.
#[component]
fn Prove(address: String, reload: Callback<()>) -> impl IntoView {
    let (code, doing, toasts) = (RwSignal::new(String::new()), Doing::new(), use_toasts());
    let prove = move || {
        let body = ProveMail { code: code.get_untracked().trim().to_owned() };
        let sent = async move {
            let answer = http::tell(Method::Post, paths::api::NOTICE_PROOF, &body).await;
            let (wrong, late) = (t!(notice_settings.code_wrong), t!(notice_settings.code_late));
            Ok(answer.map_err(|failure| said(failure, wrong, late)))
        };
        doing.perform(sent, move |answer: Result<(), String>| match answer {
            Ok(()) => {
                toasts.say(t!(notice_settings.proven).to_owned());
                reload.run(());
            }
            Err(wrong) => doing.wrong.set(Some(wrong)),
        });
    };
    view! {
        <form on:submit=move |event| {
            event.prevent_default();
            prove();
        }>
            <p role="status">{t!(notice_settings.code_sent, address = address)}</p>
            <Field label=t!(notice_settings.code) error=doing.wrong>
                <Input value=code autocomplete="one-time-code" longest=6 />
            </Field>
            <p class="buttons">
                <Button weight=Weight::Primary submit=true busy=doing.busy>{t!(notice_settings.prove)}</Button>
            </p>
        </form>
    }
}

/// What is wrong in words of this page, where it has its own.
fn said(failure: Failure, invalid: &str, refused: &str) -> String {
    if failure.is(Code::InvalidValue) {
        invalid.to_owned()
    } else if failure.is(Code::Refused) && !refused.is_empty() {
        refused.to_owned()
    } else {
        failure.words()
    }
}
