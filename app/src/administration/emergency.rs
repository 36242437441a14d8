//! 紧急授权: asking for another office's rights, approving, ending.

use api::organization::Role;
use api::security::{AskEmergency, EmergencyGrant, EmergencyState};
use leptos::prelude::*;

use super::Doing;
use crate::http::{self, Method, loaded, use_load};
use crate::platform::PageFrame;
use crate::settings::language;
use crate::ui::{Button, Chip, Empty, Field, Input, Select, Textarea, Tone, Weight, live, use_toasts};
use crate::{format, paths, t};

/// What may be lent. The audit office never is.
const LENT: &[Role] = &[Role::SystemAdministrator, Role::SecurityAdministrator, Role::FlowAdministrator];

pub fn emergency() -> AnyView {
    let load = use_load::<Vec<EmergencyGrant>>(|| paths::api::EMERGENCY.to_owned());
    let doing = Doing::new();
    let toasts = use_toasts();
    let reload = Callback::new(move |()| load.reload());
    let approve = Callback::new(move |path: String| {
        doing.perform(async move { http::tell(Method::Post, &path, &()).await }, move |()| {
            toasts.say(t!(administration.done));
            load.reload();
        });
    });
    let end = Callback::new(move |path: String| {
        doing.perform(async move { http::delete(&path).await }, move |()| load.reload());
    });
    view! {
        <PageFrame title=Signal::derive(|| t!(administration.emergency).to_owned()) back=paths::APPS>
            <p class="hint">{t!(administration.emergency_rule)}</p>
            {doing.said()}
            {loaded(load, move |grants| {
                live(move || match grants.get() {
                    none if none.is_empty() => view! { <Empty title=t!(administration.emergency_none) /> }.into_any(),
                    some => some.into_iter().map(|grant| shown(grant, approve, end)).collect_view().into_any(),
                })
            })}
            <Ask reload />
        </PageFrame>
    }
    .into_any()
}

fn shown(grant: EmergencyGrant, approve: Callback<String>, end: Callback<String>) -> AnyView {
    let tone = match grant.state {
        EmergencyState::Running => Tone::Alarm,
        EmergencyState::Waiting => Tone::Caution,
        _ => Tone::Neutral,
    };
    let path = paths::api::emergency(grant.id);
    let approval = format!("{path}/approval");
    let names = grant.approved_by.join("、");
    let until = grant.ends_at.map(|at| t!(administration.until, at = format::date_time(&at)));
    view! {
        <section class="card">
            <h2>
                {grant.name} " · " {grant.role.label(language())} " " <Chip tone>{grant.state.label(language())}</Chip>
            </h2>
            <p>{grant.reason}</p>
            <p class="hint">
                {format::date_time(&grant.asked_at)} " · " {t!(administration.for_hours, hours = grant.hours)} " " {until}
            </p>
            {(!names.is_empty()).then(|| view! { <p class="hint">{t!(administration.approved_by, names = names)}</p> })}
            <p class="buttons">
                {grant
                    .may_approve
                    .then(|| {
                        view! {
                            <Button weight=Weight::Primary on_press=move |()| approve.run(approval.clone())>
                                {t!(administration.approve)}
                            </Button>
                        }
                    })}
                {grant
                    .may_end
                    .then(|| {
                        view! {
                            <Button weight=Weight::Danger on_press=move |()| end.run(path.clone())>
                                {t!(administration.end)}
                            </Button>
                        }
                    })}
            </p>
        </section>
    }
    .into_any()
}

#[component]
fn Ask(reload: Callback<()>) -> impl IntoView {
    let role = RwSignal::new(LENT[0].as_str().to_owned());
    let (reason, hours) = (RwSignal::new(String::new()), RwSignal::new("2".to_owned()));
    let key = StoredValue::new(http::key());
    let doing = Doing::new();
    let toasts = use_toasts();
    let ask = move || {
        let body = AskEmergency {
            id: key.get_value(),
            role: role.get_untracked().parse().unwrap_or(LENT[0]),
            reason: reason.get_untracked(),
            hours: hours.get_untracked().trim().parse().unwrap_or(0),
        };
        doing.perform(
            async move { http::tell(Method::Post, paths::api::EMERGENCY, &body).await },
            move |()| {
                key.set_value(http::key());
                reason.set(String::new());
                toasts.say(t!(administration.asked));
                reload.run(());
            },
        );
    };
    let roles =
        LENT.iter().map(|role| (role.to_string(), role.label(language()).to_owned())).collect::<Vec<_>>();
    view! {
        <section class="card">
            <h2>{t!(administration.ask)}</h2>
            <form on:submit=move |event| {
                event.prevent_default();
                ask();
            }>
                <Field label=t!(administration.role)>
                    <Select value=role options=Signal::stored(roles) />
                </Field>
                <Field label=t!(administration.reason) required=true>
                    <Textarea value=reason rows=3 longest=1000 />
                </Field>
                <Field label=t!(administration.hours)>
                    <Input value=hours kind="number" longest=1 />
                </Field>
                {doing.said()}
                <p class="buttons">
                    <Button weight=Weight::Primary submit=true busy=doing.busy>{t!(administration.ask)}</Button>
                </p>
            </form>
        </section>
    }
}
