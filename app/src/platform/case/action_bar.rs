//! What may be done, in the thumb's reach. Built only from what the server allows; a verb that is mine but not
//! possible now says why.

use api::PersonId;
use api::cases::{CaseView, ItemState};
use flow::{Action, Allowed};
use leptos::prelude::*;

use super::form::{Acting, Form};
use super::{action_word, refusal_word};
use crate::lazy::act_dialog;
use crate::platform::{use_changes, use_session};
use crate::t;
use crate::text::language;
use crate::ui::{BottomSheet, Button, Icon, Weight, live};

/// Another word for a verb at a step (编号, 用印), by action and step.
pub type Verb = fn(Action, &str) -> Option<&'static str>;

/// The verbs that can be the one thing asked, the weightiest first.
const PRIMARY: [Action; 5] =
    [Action::Submit, Action::Approve, Action::Reply, Action::Claim, Action::MarkRead];

/// A button to be.
#[derive(Clone, PartialEq)]
struct Offer {
    acting: Acting,
    /// Why not.
    refusal: Option<&'static str>,
}

/// The bar: the verb of my item, 退回 beside it, the rest behind 更多. `reload` loads the case anew.
#[component]
pub fn ActionBar(
    #[prop(into)] case: Signal<CaseView>,
    #[prop(into)] reload: Callback<()>,
    #[prop(optional)] verb: Option<Verb>,
    /// Verbs that wait for something on the page, which says for what in `extra`.
    #[prop(optional, into)]
    held: Signal<Vec<Action>>,
    /// Points of a checklist on the page that were ticked: they go along with the act.
    #[prop(optional, into)]
    confirmed: Signal<Vec<String>>,
    /// The module's own buttons, such as 修改.
    #[prop(optional, into)]
    extra: Option<ViewFn>,
) -> impl IntoView {
    let form = Form::new(confirmed);
    let more = RwSignal::new(false);
    let (changes, session) = (use_changes(), use_session());
    changes.follow_case(
        Signal::derive(move || case.with(|case| (case.summary.id, case.summary.version))),
        reload,
    );
    go_on_after_reload(case, form);
    let offers = Memo::new(move |_| {
        let mut offers = case.with(|case| offers(case, verb));
        held.with(|held| offers.retain(|offer| !held.contains(&offer.acting.allowed.action)));
        offers
    });
    let me = Memo::new(move |_| session.value.with(|session| session.as_ref().map(|session| session.person)));
    let begin = move |offer: Offer| {
        more.set(false);
        form.begin(offer.acting);
    };
    let front = move || {
        let front = offers.get().into_iter().filter(is_front);
        front.enumerate().map(|(place, offer)| front_button(offer, place == 0, begin)).collect_view()
    };
    let behind = move || offers.get().into_iter().filter(|offer| !is_front(offer)).collect::<Vec<_>>();
    let further = Memo::new(move |_| !behind().is_empty());
    view! {
        <section class="action-bar" aria-label=t!(case.further_actions)>
            <p class="asked">{live(move || case.with(|case| asked(case, me.get())))}</p>
            <div class="action-buttons">
                {live(move || {
                    further
                        .get()
                        .then(|| {
                            view! {
                                <Button symbol=Icon::More on_press=move |()| more.set(true)>
                                    {t!(common.more)}
                                </Button>
                            }
                        })
                })} {extra.map(|extra| extra.run())} {live(front)}
            </div>
        </section>
        <BottomSheet open=more title=Signal::derive(|| t!(case.further_actions).to_owned())>
            <ul class="actions">
                {live(move || behind().into_iter().map(|offer| behind_button(offer, begin)).collect_view())}
            </ul>
        </BottomSheet>
        {act_dialog(case, form, reload)}
    }
}

/// After a reload an open dialog goes on with what the server allows now, or says that it is over.
fn go_on_after_reload(case: Signal<CaseView>, form: Form) {
    Effect::new(move |_| {
        let now = case.get();
        if form.open.get_untracked() {
            form.go_on(&now);
        }
    });
}

/// Everything that has a button, the one thing asked first.
fn offers(case: &CaseView, verb: Option<Verb>) -> Vec<Offer> {
    let mut offers: Vec<(usize, Offer)> = Vec::new();
    for offer in case.allowed.iter().filter_map(|allowed| ranked(case, allowed, verb)) {
        // They are few, and a sort for them would be five kilobytes of code.
        let place = offers.partition_point(|(rank, _)| *rank <= offer.0);
        offers.insert(place, offer);
    }
    offers.into_iter().map(|(_, offer)| offer).collect()
}

fn ranked(case: &CaseView, allowed: &Allowed, verb: Option<Verb>) -> Option<(usize, Offer)> {
    let refusal = match &allowed.refusal {
        Some(refusal) => Some(refusal_word(refusal)?),
        None => None,
    };
    let place = PRIMARY.iter().position(|action| *action == allowed.action);
    let rank = match (refusal, place, allowed.action) {
        (Some(_), ..) => 100,
        (None, Some(place), _) => place,
        (None, None, Action::Return) => 10,
        _ => 20,
    };
    Some((
        rank,
        Offer { acting: Acting { allowed: allowed.clone(), verb: verb_of(case, allowed, verb) }, refusal },
    ))
}

/// The verb; with the name where it concerns another's item (减签, 催办).
fn verb_of(case: &CaseView, allowed: &Allowed, verb: Option<Verb>) -> String {
    let item = allowed.item.and_then(|item| case.items.iter().find(|other| other.item == item));
    let own = item.zip(verb).and_then(|(item, verb)| verb(allowed.action, item.step.as_str()));
    let verb = own.unwrap_or_else(|| action_word(allowed.action));
    let concerns_another = matches!(allowed.action, Action::RemoveSigner | Action::Recall | Action::Urge);
    match item.filter(|_| concerns_another) {
        Some(item) => t!(case.of_person, verb = verb, name = item.name),
        None => verb.to_owned(),
    }
}

/// Whether it stands in the bar itself.
fn is_front(offer: &Offer) -> bool {
    let action = offer.acting.allowed.action;
    offer.refusal.is_none() && (PRIMARY.contains(&action) || action == Action::Return)
}

/// What is asked of the reader, in words.
fn asked(case: &CaseView, me: Option<PersonId>) -> String {
    let possible = |allowed: &&Allowed| allowed.refusal.is_none() && PRIMARY.contains(&allowed.action);
    let item = case.allowed.iter().filter(possible).find_map(|allowed| allowed.item);
    let item = item.and_then(|item| case.items.iter().find(|other| other.item == item));
    match item.filter(|item| item.state != ItemState::Done) {
        Some(item) if me.is_some_and(|me| me != item.person) => {
            t!(case.asked_for, name = item.name, step = item.step_name.label(language()))
        }
        Some(item) => t!(case.asked, step = item.step_name.label(language())),
        None => t!(case.nothing_asked).to_owned(),
    }
}

fn front_button(offer: Offer, first: bool, begin: impl Fn(Offer) + Copy + Send + Sync + 'static) -> AnyView {
    let weight =
        if first && PRIMARY.contains(&offer.acting.allowed.action) { Weight::Primary } else { Weight::Plain };
    let words = offer.acting.verb.clone();
    view! {
        <Button weight on_press=move |()| begin(offer.clone())>
            {words}
        </Button>
    }
    .into_any()
}

fn behind_button(offer: Offer, begin: impl Fn(Offer) + Copy + Send + Sync + 'static) -> AnyView {
    let words = offer.acting.verb.clone();
    let refusal = offer.refusal;
    view! {
        <li>
            <Button weight=Weight::Quiet disabled=refusal.is_some() on_press=move |()| begin(offer.clone())>
                {words}
            </Button>
            {refusal.map(|refusal| view! { <small>{refusal}</small> })}
        </li>
    }
    .into_any()
}
