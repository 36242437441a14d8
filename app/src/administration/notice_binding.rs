//! One's account at 浙政钉: one signs in there and is sent back to this page with a code.

use api::notices::{Bind, Binding, NoticeSettings};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use super::Doing;
use crate::http::{self, Method};
use crate::ui::{Button, Chip, Tone, live, use_toasts};
use crate::{paths, t};

#[component]
pub fn AccountThere(settings: Signal<NoticeSettings>, reload: Callback<()>) -> impl IntoView {
    let (doing, toasts) = (Doing::new(), use_toasts());
    let binding = Memo::new(move |_| settings.with(|settings| settings.zhezhengding.clone()));
    let query = use_query_map();
    let brought = query.with_untracked(|query| query.get("code").zip(query.get("state")));
    if let Some((code, state)) = brought {
        // The code is good once: it does not stay in the address.
        let plain = NavigateOptions { replace: true, scroll: false, ..Default::default() };
        use_navigate()(paths::NOTICE_SETTINGS, plain);
        let bind = Bind { code, state };
        let sent = async move { http::tell(Method::Post, paths::api::NOTICE_BINDING, &bind).await };
        doing.perform(sent, move |()| {
            toasts.say(t!(notice_settings.bound_now));
            reload.run(());
        });
    }
    let unbind = move |()| {
        doing.perform(http::delete(paths::api::NOTICE_BINDING), move |()| {
            toasts.say(t!(notice_settings.unbound));
            reload.run(());
        });
    };
    let present = move |Binding { sign_in, account }: Binding| match account {
        Some(account) => view! {
            <p>
                <span class="address">{account}</span>
                " "
                <Chip tone=Tone::Good>{t!(notice_settings.bound)}</Chip>
            </p>
            <p class="buttons">
                <Button busy=doing.busy on_press=unbind>{t!(notice_settings.unbind)}</Button>
            </p>
        }
        .into_any(),
        None => view! {
            <p class="buttons">
                <a class="button" href=sign_in rel="external">{t!(notice_settings.bind)}</a>
            </p>
        }
        .into_any(),
    };
    view! {
        <section class="card">
            <h2>{t!(notice_settings.zhezhengding)}</h2>
            <p class="hint">{t!(notice_settings.zhezhengding_hint)}</p>
            {live(move || binding.get().map(present))}
            {doing.said()}
        </section>
    }
}
