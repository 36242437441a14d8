//! 账号管理: the accounts of others, for the security administrator (安全管理员).

use api::security::Account;
use leptos::prelude::*;

use super::{Doing, policy::Policy};
use crate::http::{self, loaded, use_load};
use crate::platform::PageFrame;
use crate::ui::{Button, Chip, Dialog, Empty, Field, Input, Tone, Weight, live, use_toasts};
use crate::{paths, t};

/// Something to be done with an account: at which address, and what it is called.
#[derive(Clone)]
struct Wanted {
    path: String,
    name: String,
    what: &'static str,
}

pub fn accounts() -> AnyView {
    let search = RwSignal::new(String::new());
    let load = use_load::<Vec<Account>>(move || paths::api::accounts(&search.get()));
    let wanted = RwSignal::new(None::<Wanted>);
    let open = RwSignal::new(false);
    let doing = Doing::new();
    let toasts = use_toasts();
    let ask = Callback::new(move |what: Wanted| {
        wanted.set(Some(what));
        doing.wrong.set(None);
        open.set(true);
    });
    let perform = move |()| {
        let Some(what) = wanted.get_untracked() else { return };
        doing.perform(async move { http::delete(&what.path).await }, move |()| {
            open.set(false);
            toasts.say(t!(administration.done));
            load.reload();
        });
    };
    let question =
        move || wanted.get().map(|wanted| t!(administration.sure, name = wanted.name, what = wanted.what));
    view! {
        <PageFrame title=Signal::derive(|| t!(administration.accounts).to_owned()) back=paths::APPS>
            <section class="card">
                <Field label=t!(administration.search)>
                    <Input value=search kind="search" longest=50 />
                </Field>
                {loaded(load, move |accounts| {
                    live(move || match accounts.get() {
                        none if none.is_empty() => view! { <Empty title=t!(administration.none) /> }.into_any(),
                        some => {
                            let rows = some.into_iter().map(|account| row(account, ask)).collect_view();
                            view! { <ul class="rows">{rows}</ul> }.into_any()
                        }
                    })
                })}
            </section>
            <Policy />
        </PageFrame>
        <Dialog open title=Signal::derive(move || question().unwrap_or_default())>
            {doing.said()}
            <footer>
                <Button on_press=move |()| open.set(false)>{t!(common.cancel)}</Button>
                <Button weight=Weight::Danger busy=doing.busy on_press=perform>{t!(common.confirm)}</Button>
            </footer>
        </Dialog>
    }
    .into_any()
}

fn row(account: Account, ask: Callback<Wanted>) -> AnyView {
    let button = |shown: bool, part: &str, what: &'static str| {
        let wanted =
            Wanted { path: paths::api::account(account.person, part), name: account.name.clone(), what };
        shown.then(|| view! { <Button on_press=move |()| ask.run(wanted.clone())>{what}</Button> })
    };
    view! {
        <li>
            <div>
                <strong>{account.name.clone()}</strong>
                " "
                {account.locked.then(|| view! { <Chip tone=Tone::Alarm>{t!(administration.locked)}</Chip> })}
                {(!account.active).then(|| view! { <Chip tone=Tone::Caution>{t!(administration.disabled)}</Chip> })}
                {account.factor.then(|| view! { <Chip tone=Tone::Good>{t!(administration.factor)}</Chip> })}
                <p class="hint">
                    {account.account.clone()} " · " {account.organ.clone()} " · "
                    {t!(administration.online, count = account.sessions)}
                </p>
            </div>
            <span class="buttons">
                {button(account.locked, "lock", t!(administration.unlock))}
                {button(account.sessions > 0, "sessions", t!(administration.end_sessions))}
                {button(account.factor, "factors", t!(administration.remove_factor))}
            </span>
        </li>
    }
    .into_any()
}
