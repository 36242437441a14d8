//! Who is signed in; signing in again where the session is lost, without leaving the page.

use std::cell::RefCell;

use api::Code;
use api::session::{Session, SignIn};
use js_sys::{Function, Promise};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::http::{self, Load, Method};
use crate::ui::{Button, Dialog, Field, Input, Weight};
use crate::{paths, t};

thread_local! {
    /// Requests that wait until somebody has signed in again.
    static WAITING: RefCell<Vec<Function>> = const { RefCell::new(Vec::new()) };
}

/// Whether the dialog stands open. Outlives the components: requests open it from anywhere.
fn lost() -> ArcRwSignal<bool> {
    static LOST: std::sync::OnceLock<ArcRwSignal<bool>> = std::sync::OnceLock::new();
    LOST.get_or_init(|| ArcRwSignal::new(false)).clone()
}

/// The session, with its counts. In a component's body.
pub fn use_session() -> Load<Session> {
    expect_context()
}

/// Asks the person to sign in again; true once they have, false where they would not.
pub async fn renewed() -> bool {
    let promise = Promise::new(&mut |resolve, _| WAITING.with_borrow_mut(|waiting| waiting.push(resolve)));
    lost().set(true);
    JsFuture::from(promise).await.is_ok_and(|renewed| renewed.is_truthy())
}

fn answer(renewed: bool) {
    for waiting in WAITING.take() {
        // A resolver of a promise does not throw.
        let _ = waiting.call1(&JsValue::UNDEFINED, &renewed.into());
    }
    lost().set(false);
}

/// Goes to the sign-in page, which comes back here.
pub fn leave() {
    let location = window().location();
    let here = location.pathname().unwrap_or_default() + &location.search().unwrap_or_default();
    // Only a browser that is already leaving refuses to.
    let _ = location.replace(&paths::sign_in(&here));
}

/// Ends the session and forgets what was shown.
pub fn sign_out() {
    spawn_local(async {
        // Where the server cannot be reached the sign-in page says so.
        let _ = http::delete(paths::api::SESSION).await;
        let _ = window().location().replace(paths::SIGN_IN);
    });
}

/// Asks for the password where the session was lost; what was being sent is sent afterwards.
#[component]
pub fn RenewDialog(session: Load<Session>) -> impl IntoView {
    let lost = lost();
    let open = RwSignal::new(false);
    Effect::new(move |_| match lost.get() {
        // The app came from the browser's own store, and nobody is signed in.
        true if session.value.with_untracked(Option::is_none) => leave(),
        lost => open.set(lost),
    });
    let password = RwSignal::new(String::new());
    let code = RwSignal::new(String::new());
    // Asked for once the server wants it.
    let factor = RwSignal::new(false);
    let passkey = RwSignal::new(false);
    let wrong = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let account = move || {
        session.value.with(|session| session.as_ref().map(|it| it.account.clone()).unwrap_or_default())
    };
    let proven = move |renewed: Session| {
        session.value.set(Some(renewed));
        password.set(String::new());
        code.set(String::new());
        answer(true);
    };
    let submit = move || {
        busy.set(true);
        wrong.set(None);
        let body = SignIn {
            account: account(),
            password: password.get_untracked(),
            code: Some(code.get_untracked()),
        };
        spawn_local(async move {
            match http::send::<Session>(Method::Post, paths::api::SESSION, &body).await {
                Ok(renewed) => proven(renewed),
                Err(failure) => {
                    let asked = failure.is(Code::SecondFactorRequired);
                    factor.update(|factor| *factor |= asked);
                    passkey.update(|passkey| *passkey |= asked && failure.detail().contains("passkey"));
                    wrong.set(Some(failure.words()));
                }
            }
            busy.set(false);
        });
    };
    let with_passkey = move |()| {
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            match super::passkey::prove(&account(), &password.get_untracked()).await {
                Ok(renewed) => proven(renewed),
                Err(words) => wrong.set(Some(words)),
            }
            busy.set(false);
        });
    };
    let elsewhere = move |()| {
        answer(false);
        leave();
    };
    view! {
        <Dialog open title=Signal::derive(|| t!(session.renew_title).to_owned()) firm=true>
            <form on:submit=move |event| {
                event.prevent_default();
                submit();
            }>
                <p>{t!(session.renew_text)}</p>
                <Field label=t!(session.account)>
                    <Input value=RwSignal::new(account()) autocomplete="username" disabled=true />
                </Field>
                <Field label=t!(session.password) error=wrong>
                    <Input value=password kind="password" autocomplete="current-password" />
                </Field>
                <div class="field" hidden=move || !factor.get()>
                    <Input value=code label=t!(session.code) placeholder=t!(session.code) autocomplete="one-time-code" />
                </div>
                <p hidden=move || !passkey.get()>
                    <Button busy on_press=with_passkey>{t!(session.passkey)}</Button>
                </p>
                <footer>
                    <Button on_press=elsewhere>{t!(session.other_account)}</Button>
                    <Button weight=Weight::Primary submit=true busy>
                        {t!(session.sign_in)}
                    </Button>
                </footer>
            </form>
        </Dialog>
    }
}
