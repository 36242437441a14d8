//! The form of 拟办安排: whoever has the case for 拟办 or 批示 writes it.

use api::cases::Acted;
use api::documents::{DocumentView, SavePlan};
use api::organization::Department;
use api::{CaseId, DepartmentId, OrganId};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::plan::{Planning, part};
use crate::http::{self, Failure, Load, Method};
use crate::platform::{Wanted, use_directory};
use crate::ui::{
    Button, Checkbox, Chips, Chosen, Combobox, Field, Icon, Input, Offer, Weight, in_order, new_id,
    use_toasts,
};
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
            <Departments chosen=planning.departments organ />
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

/// 承办部门: of the organ, the first leads.
#[component]
fn Departments(chosen: RwSignal<Vec<DepartmentId>>, organ: OrganId) -> impl IntoView {
    let directory = use_directory();
    let own = Memo::new(move |_| {
        directory.value.with(|directory| {
            let all = directory.iter().flat_map(|directory| &directory.departments);
            all.filter(|department| department.organ == organ).cloned().collect::<Vec<Department>>()
        })
    });
    let query = RwSignal::new(String::new());
    let offers = Memo::new(move |_| {
        let words = query.get();
        own.with(|own| {
            let fits = |it: &&Department| {
                it.name.contains(words.trim()) && chosen.with(|chosen| !chosen.contains(&it.id))
            };
            let offer = |it: &Department| Offer {
                key: it.id.to_string(),
                name: it.name.clone(),
                note: String::new(),
                taken: None,
            };
            own.iter().filter(fits).map(offer).collect::<Vec<_>>()
        })
    });
    let chips = move || {
        chosen.with(|chosen| {
            own.with(|own| {
                let name = |id: &DepartmentId| {
                    own.iter().find(|it| it.id == *id).map_or_else(|| "…".to_owned(), |it| it.name.clone())
                };
                chosen
                    .iter()
                    .enumerate()
                    .map(|(place, id)| Chosen { name: part(place, &name(id)), foreign: false })
                    .collect::<Vec<_>>()
            })
        })
    };
    let take = move |offer: Offer| {
        if let Ok(id) = offer.key.parse::<DepartmentId>() {
            chosen.update(|chosen| chosen.push(id));
        }
    };
    let input = new_id();
    view! {
        <div class="field">
            <label for=input.clone()>{t!(incoming.departments)}</label>
            <Chips
                chosen=Signal::derive(chips)
                on_change=Callback::new(move |order: Vec<usize>| chosen.update(|all| *all = in_order(all, &order)))
            />
            <Combobox
                query
                offers=Signal::from(offers)
                label=t!(incoming.departments)
                placeholder=t!(incoming.department_search)
                id=Some(input)
                described=None
                on_take=Callback::new(take)
                on_erase=Callback::new(move |()| chosen.update(|chosen| chosen.truncate(chosen.len().saturating_sub(1))))
            />
        </div>
    }
}
