//! An incoming document as its handlers see it: what it is and where it stands, what is asked of me, the original, the
//! opinions, how it circulates, what was made of it.

use api::CaseId;
use api::cases::ItemState;
use api::documents::{DocumentView, Incoming, Origin};
use flow::Action;
use leptos::prelude::*;

use super::super::case::{approved_for, changed, text};
use super::super::{Record, Sent, words};
use super::Registering;
use super::checks::Checks;
use super::circulation::circulation;
use super::original::original;
use super::plan::{self, Planning};
use super::reply::Reply;
use crate::http::Load;
use crate::platform::case::{ActionBar, CaseHeader, Opinions, Way};
use crate::platform::use_session;
use crate::settings::language;
use crate::ui::{Button, Icon, Weight, icon, live};
use crate::{format, lazy, t};

/// Steps at which the document may be sent back to its sender.
const SENDS_BACK: &[&str] = &["receive", "check"];

pub fn case(id: CaseId, load: Load<DocumentView>, view: Signal<DocumentView>) -> AnyView {
    let case = Memo::new(move |_| view.with(|view| view.case.clone()));
    let session = use_session();
    let mine = Memo::new(move |_| {
        let person = session.value.with(|session| session.as_ref().map(|session| session.person));
        case.with(|case| {
            let open = case.items.iter().filter(|item| {
                item.state == ItemState::Open
                    && (Some(item.person) == person || approved_for(case, item.item))
            });
            open.map(|item| item.step.as_str().to_owned()).collect::<Vec<_>>()
        })
    });
    let at = move |steps: &'static [&'static str]| {
        Memo::new(move |_| mine.with(|mine| mine.iter().any(|step| steps.contains(&step.as_str()))))
    };
    let (checking, back) = (at(&["check"]), at(SENDS_BACK));
    let checks = Checks::new();
    let left = Memo::new(move |_| if checking.get() { checks.left() } else { 0 });
    let confirmed = Signal::derive(move || if checking.get() { checks.ticked() } else { Vec::new() });
    let may = move |of: fn(&Incoming) -> bool| {
        Memo::new(move |_| view.with(|view| view.incoming.as_deref().is_some_and(of)))
    };
    let (planner, registrar, replier) =
        (may(|it| it.may_plan), may(|it| it.may_register), may(|it| it.may_reply));
    let known = untrack(|| view.with(|view| view.incoming.clone()));
    let Some(known) = known else { return ().into_any() };
    let organ = known.organ;
    let planning = Planning::new(&known.plan);
    let dirty = Memo::new(move |_| planner.get() && planning.dirty());
    let held = Memo::new(move |_| {
        let approve = (left.get() > 0 || dirty.get()).then_some(Action::Approve);
        let reject = (!back.get()).then_some(Action::Reject);
        approve.into_iter().chain(reject).collect::<Vec<_>>()
    });
    // What came by exchange has a text; what was passed on from paper has its original as well.
    let scanned = known.origin != Origin::Exchange || !known.files.is_empty();
    let recalled = known.recall_reason.clone();
    let forwarder = may(|it| it.may_forward);
    let forwarding = RwSignal::new(false);
    let deliveries = Memo::new(move |_| view.with(|view| view.distribution.clone()));
    let distributing = Memo::new(move |_| view.with(|view| view.may_distribute));
    let sent = Sent { case: id, deliveries, urging: distributing, distributing, changed: changed(load) };
    let passed_on = Memo::new(move |_| deliveries.with(|deliveries| !deliveries.is_empty()));
    let extra = move || {
        view! {
            {move || (left.get() > 0).then(|| view! {
                <Button weight=Weight::Primary symbol=Icon::Check on_press=|()| show("checks")>
                    {move || t!(incoming.checks_left, count = left.get())}
                </Button>
            })}
            {move || dirty.get().then(|| view! {
                <Button weight=Weight::Primary symbol=Icon::Edit on_press=|()| show("plan")>{t!(incoming.plan_save)}</Button>
            })}
            {move || replier.get().then(|| view! { <Reply case=id organ /> })}
            {move || forwarder.get().then(|| view! {
                <Button symbol=Icon::Exit on_press=move |()| forwarding.set(true)>{t!(incoming.forward)}</Button>
            })}
        }
    };
    view! {
        <div class="document-case">
            <CaseHeader case facts=move || facts_of(view) received=true />
            {move || registrar.get().then(|| lazy::documents_registration(Registering::Correct(id, load, view)))}
            {move || checking.get().then(|| checks.list())}
            {move || planner.get().then(|| lazy::documents_plan(id, organ, planning, load))}
            {match (recalled, scanned) {
                (Some(reason), _) => taken_back(reason).into_any(),
                (None, true) => original(id, view).into_any(),
                (None, false) => view! { {move || text(id, view.get())} }.into_any(),
            }}
            <Opinions case />
            {circulation(case)}
            {live(move || passed_on.get().then(|| lazy::documents_record(Record::Distribution(sent))))}
            {lazy::way(case.into(), Way::StepsAndLinks)}
        </div>
        {live(move || forwarder.get().then(|| lazy::documents_forward(id, organ, forwarding, load)))}
        <ActionBar case held confirmed reload=move |()| load.reload() verb=words::verb extra />
    }
    .into_any()
}

/// 撤回: the sender has it back, and says why.
fn taken_back(reason: String) -> impl IntoView {
    view! {
        <section class="card taken-back" aria-labelledby="taken-back">
            <h2 id="taken-back">{icon(Icon::Return)} {t!(incoming.recalled_by_sender)}</h2>
            <p>{reason}</p>
        </section>
    }
}

/// What stands in the head besides what every case has.
fn facts_of(view: Signal<DocumentView>) -> impl IntoView {
    move || {
        view.with(|view| {
            let Some(known) = view.incoming.as_deref() else { return ().into_any() };
            let language = language();
            let day = |day: &Option<String>| day.as_deref().map(format::date).unwrap_or_default();
            let registered = known.registered_as.as_ref().map(|number| match &known.registered_by {
                Some(name) => format!("{number}（{name}）"),
                None => number.clone(),
            });
            let answer = known.answer.as_ref().zip(known.answered_on.as_ref());
            let answer =
                answer.map(|(number, on)| t!(incoming.answer_sent, number = number, date = format::date(on)));
            let mut facts = vec![
                (t!(incoming.sender), known.sender.clone()),
                (t!(incoming.forwarded_by), known.forwarded_by.clone().unwrap_or_default()),
                (t!(incoming.note), known.note.clone().unwrap_or_default()),
                (t!(incoming.origin), known.origin.label(language).to_owned()),
                (t!(incoming.registered_as), registered.unwrap_or_default()),
                (t!(incoming.received_on), day(&known.received_on)),
                (t!(incoming.written_on), day(&known.written_on)),
                (t!(incoming.secrecy), view.draft.secrecy.label(language).to_owned()),
                (t!(incoming.copies), known.copies.to_string()),
                (t!(incoming.handling), known.handling.label(language).to_owned()),
                (t!(incoming.answer), answer.unwrap_or_default()),
            ];
            facts.extend(plan::facts(known));
            let fact =
                |(name, words): (&'static str, String)| view! { <div><dt>{name}</dt><dd>{words}</dd></div> };
            facts.into_iter().filter(|(_, words)| !words.is_empty()).map(fact).collect_view().into_any()
        })
    }
}

/// Brings what is asked for into sight.
fn show(id: &str) {
    use wasm_bindgen::JsCast;
    let Some(part) = document().get_element_by_id(id) else { return };
    part.scroll_into_view();
    if let Ok(part) = part.dyn_into::<web_sys::HtmlElement>() {
        // Only a detached element refuses the focus.
        let _ = part.focus();
    }
}
