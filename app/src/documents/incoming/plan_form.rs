//! The form of 拟办安排: whoever has the case for 拟办 or 批示 writes it.

use api::cases::Acted;
use api::documents::{DocumentView, SavePlan};
use api::{CaseId, OrganId};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::departments::Departments;
use super::plan::{Planning, part};
use crate::http::{self, Failure, Load, Method};
use crate::platform::Wanted;
use crate::ui::{Button, Checkbox, Field, Icon, Input, Weight, use_toasts};
use crate::{lazy, paths, t};

/// The form.
pub fn plan(case: CaseId, organ: OrganId, planning: Planning, load: Load<DocumentView>) -> AnyView {
    let wrong = Signal::derive(move || {
        let days = planning.days.get();
        let fine = planning.plan().is_some();
        (!fine && !days.trim().is_empty()).then(|| t!(incoming.working_days_wrong).to_owned())
    });
    view! {
        <section class="card plan" id="plan" tabindex="-1" aria-labelledby="plan-title">
            <h2 id="plan-title">{t!(incoming.plan)}</h2>
            <p class="hint">{t!(incoming.plan_hint)}</p>
            {lazy::people(wanted(planning.leaders, organ, t!(incoming.leaders)))}
            <Departments chosen=planning.departments organ label=t!(incoming.departments) named=part />
            <Field label=t!(incoming.working_days) hint=t!(incoming.working_days_hint) error=wrong>
                <Input value=planning.days kind="number" />
            </Field>
            {lazy::people(wanted(planning.readers, organ, t!(incoming.readers)))}
            <Checkbox checked=planning.in_order label=t!(incoming.in_order) />
            <Save case planning load />
        </section>
    }
    .into_any()
}

/// Several of the organ, in order.
fn wanted(chosen: RwSignal<Vec<flow::PostId>>, organ: OrganId, label: &str) -> Wanted {
    Wanted {
        chosen,
        one: false,
        candidates: None,
        within: Signal::stored(Some(organ)),
        label: label.to_owned(),
    }
}

/// Saving what is written; there while something is not saved.
#[component]
fn Save(case: CaseId, planning: Planning, load: Load<DocumentView>) -> impl IntoView {
    let toasts = use_toasts();
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let dirty = Memo::new(move |_| planning.dirty());
    let save = move |()| {
        let Some(plan) = untrack(|| planning.plan()) else { return };
        let version = load.value.with_untracked(|view| view.as_ref().map(|view| view.case.summary.version));
        let Some(version) = version.filter(|_| !busy.get_untracked()) else { return };
        busy.set(true);
        failure.set(None);
        let request = SavePlan { version, plan: plan.clone() };
        spawn_local(async move {
            let answer = http::send::<Acted>(Method::Put, &paths::api::incoming_plan(case), &request).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(_) => {
                    planning.saved.set(plan);
                    toasts.say(t!(incoming.saved));
                    load.reload();
                }
                Err(refused) => failure.set(Some(refused)),
            }
        });
    };
    view! {
        {move || failure.get().map(|failure| view! { <p class="error" role="alert">{failure.words()}</p> })}
        {move || dirty.get().then(|| view! {
            <p class="buttons">
                <Button weight=Weight::Primary symbol=Icon::Check busy on_press=save>{t!(incoming.plan_save)}</Button>
            </p>
        })}
    }
}
