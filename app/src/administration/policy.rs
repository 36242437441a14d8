//! 安全策略: the rules of signing in, each change a new version.

use api::organization::Role;
use api::security::{CurrentPolicy, Profile, SecurityPolicy, SetPolicy};
use leptos::prelude::*;

use super::Doing;
use crate::http::{self, Method, loaded, use_load};
use crate::settings::language;
use crate::ui::{Button, Checkbox, Segmented, Weight, use_toasts};
use crate::{format, paths, t};

#[component]
pub fn Policy() -> impl IntoView {
    let load = use_load::<CurrentPolicy>(|| paths::api::POLICY.to_owned());
    view! {
        <section class="card">
            <h2>{t!(administration.policy)}</h2>
            {loaded(load, move |current| view! { <Form current reload=Callback::new(move |()| load.reload()) /> }.into_any())}
        </section>
    }
}

#[component]
fn Form(current: Signal<CurrentPolicy>, reload: Callback<()>) -> impl IntoView {
    let known = current.get_untracked().policy;
    let profile = RwSignal::new(known.profile.as_str().to_owned());
    let roles: Vec<(Role, RwSignal<bool>)> =
        Role::ALL.iter().map(|role| (*role, RwSignal::new(known.factor_roles.contains(role)))).collect();
    let boxes = roles
        .iter()
        .map(|(role, ticked)| view! { <Checkbox checked=*ticked label=role.label(language()) /> })
        .collect_view();
    let doing = Doing::new();
    let toasts = use_toasts();
    let save = move || {
        let ticked = roles.iter().filter(|(_, ticked)| ticked.get_untracked()).map(|(role, _)| *role);
        let policy = SecurityPolicy {
            profile: profile.get_untracked().parse().unwrap_or(Profile::Asvs),
            factor_roles: ticked.collect(),
        };
        let body = SetPolicy { version: current.get_untracked().version, policy };
        doing.perform(
            async move { http::send::<CurrentPolicy>(Method::Put, paths::api::POLICY, &body).await },
            move |_| {
                toasts.say(t!(administration.policy_saved));
                reload.run(());
            },
        );
    };
    let profiles: Vec<_> =
        Profile::ALL.iter().map(|it| (it.to_string(), it.label(language()).to_owned())).collect();
    let set_by = move || {
        let current = current.get();
        match (current.by, current.at) {
            (Some(by), Some(at)) => {
                t!(
                    administration.policy_version,
                    version = current.version,
                    by = by,
                    at = format::date_time(&at)
                )
            }
            _ => t!(administration.policy_default).to_owned(),
        }
    };
    view! {
        <form on:submit=move |event| {
            event.prevent_default();
            save();
        }>
            <p class="hint">{set_by}</p>
            <Segmented value=profile options=profiles label=t!(administration.profile) />
            <fieldset class="ticks">
                <legend>{t!(administration.factor_roles)}</legend>
                {boxes}
            </fieldset>
            {doing.said()}
            <p class="buttons">
                <Button weight=Weight::Primary submit=true busy=doing.busy>{t!(common.save)}</Button>
            </p>
        </form>
    }
}
