//! A document as its handlers see it, from top to bottom like paper: what it is and where it stands, what is asked of
//! me, the document, its attachments, opinions, distribution, what was made of it, its way.

use api::CaseId;
use api::cases::{CaseView, ItemState};
use api::documents::{Delivery, DocumentView};
use flow::{Action, ItemId};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::checklist::Ticks;
use super::paper::paper;
use super::{Printed, Record, Sent, facts, words};
use crate::http::{Load, loaded, use_load};
use crate::platform::case::{ActionBar, CaseHeader, Opinions, Way};
use crate::platform::{PageFrame, use_session};
use crate::settings::language;
use crate::ui::{Button, ButtonLink, Icon, Segmented, Weight, icon, live};
use crate::{format, lazy, paths, t};

/// The steps at which the office reviews the draft (核稿).
const REVIEW: &str = "review";

pub fn case(case: CaseId) -> AnyView {
    let load = use_load::<DocumentView>(move || paths::api::document(case));
    let title = move || {
        load.value.with(|view| match view {
            Some(view) if incoming(view) => t!(documents.incoming).to_owned(),
            Some(view) if view.case.summary.kind == "subflow" => t!(documents.subflow).to_owned(),
            Some(view) => t!(documents.outgoing, genre = view.draft.genre.label(language())),
            None => t!(documents.document).to_owned(),
        })
    };
    let from = use_query_map().with_untracked(|query| query.get("from").and_then(|from| from.parse().ok()));
    let back = from.map_or_else(|| paths::HOME.to_owned(), |from| paths::inbox(from, ""));
    let further = move || view! { <ButtonLink weight=Weight::Quiet symbol=Icon::History href=paths::document_history(case)>{t!(documents.history)}</ButtonLink> };
    view! {
        <PageFrame title=Signal::derive(title) back=back actions=further>
            {loaded(load, move |view: Signal<DocumentView>| page(case, load, view))}
        </PageFrame>
    }
    .into_any()
}

/// Whether the reader may approve an item, if in another's name.
pub fn approved_for(case: &CaseView, item: ItemId) -> bool {
    case.allowed
        .iter()
        .any(|one| one.item == Some(item) && one.action == Action::Approve && one.refusal.is_none())
}

fn incoming(view: &DocumentView) -> bool {
    view.case.summary.kind == "incoming"
}

fn page(id: CaseId, load: Load<DocumentView>, view: Signal<DocumentView>) -> AnyView {
    if view.with_untracked(|view| view.incoming.is_some()) {
        return lazy::documents_incoming(id, load, view);
    }
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
    let reviewing = Memo::new(move |_| mine.with(|steps| steps.iter().any(|step| step == REVIEW)));
    let ticks = Ticks::new();
    let left = Memo::new(move |_| if reviewing.get() { ticks.left() } else { 0 });
    let confirmed = Signal::derive(move || if reviewing.get() { ticks.ticked() } else { Vec::new() });
    let editable = Memo::new(move |_| view.with(|view| view.editable));
    let drafting = Memo::new(move |_| editable.get() && case.with(may_submit));
    // A review is approved when its list is done; a draft is submitted where its rules are shown, on the edit page.
    let held = Memo::new(move |_| {
        let review = (left.get() > 0).then_some(Action::Approve);
        let draft = drafting.get().then_some(Action::Submit);
        review.into_iter().chain(draft).collect::<Vec<_>>()
    });
    let deliveries = Memo::new(move |_| view.with(|view| view.distribution.clone()));
    let sender = Memo::new(move |_| view.with(|view| !incoming(view)));
    let received = Signal::derive(move || !sender.get());
    let distributing = Memo::new(move |_| view.with(|view| view.may_distribute));
    let sent = Sent { case: id, deliveries, urging: sender, distributing, changed: changed(load) };
    let issued = Memo::new(move |_| view.with(|view| facts::any(&view.issue)));
    let dispatched = Memo::new(move |_| deliveries.with(|deliveries| !deliveries.is_empty()));
    let extra = move || {
        view! {
            {live(move || (drafting.get()).then(|| view! {
                <ButtonLink weight=Weight::Primary symbol=Icon::Edit href=paths::document_edit(id)>{t!(documents.go_on_drafting)}</ButtonLink>
            }))}
            {live(move || (editable.get() && !drafting.get()).then(|| view! {
                <ButtonLink symbol=Icon::Edit href=paths::document_edit(id)>{t!(documents.edit)}</ButtonLink>
            }))}
            {live(move || (left.get() > 0).then(|| view! {
                <Button weight=Weight::Primary symbol=Icon::Check on_press=move |()| show_checklist()>
                    {move || t!(documents.checklist_left, count = left.get())}
                </Button>
            }))}
        }
    };
    view! {
        <div class="document-case">
            <CaseHeader case facts=move || facts_of(view) received />
            {live(move || reviewing.get().then(|| lazy::documents_review(ticks, view)))}
            {live(move || text(id, view.get()))}
            {live(move || files(&view.get()))}
            <Opinions case />
            {live(move || dispatched.get().then(|| lazy::documents_record(Record::Distribution(sent))))}
            {live(move || issued.get().then(|| lazy::documents_record(Record::Issue(view))))}
            {lazy::way(case.into(), Way::StepsAndLinks)}
        </div>
        <ActionBar case held confirmed reload=move |()| load.reload() verb=words::verb extra />
    }
    .into_any()
}

/// Takes in where everything is after an act on what was sent; the case has moved on with it.
pub fn changed(load: Load<DocumentView>) -> Callback<Vec<Delivery>> {
    Callback::new(move |deliveries: Vec<Delivery>| {
        load.value.update(|view| {
            if let Some(view) = view {
                view.distribution = deliveries;
            }
        });
        load.reload();
    })
}

/// What stands in the head of the document besides what every case has.
fn facts_of(view: Signal<DocumentView>) -> AnyView {
    live(move || {
        view.with(|view| {
            let names = |list: &[api::documents::Recipient]| api::documents::joined(list, &view.organs);
            let draft = &view.draft;
            let language = language();
            let incoming = incoming(view);
            let issuers: Vec<String> = view
                .organs
                .iter()
                .filter(|organ| draft.issuers.contains(&organ.id))
                .map(|organ| organ.formal_name.clone())
                .collect();
            // 会签 is the sender's own affair.
            let countersigners = if incoming { String::new() } else { view.countersigners.join("、") };
            let sender = if incoming { issuers.join("，") } else { String::new() };
            let facts = [
                (t!(documents.sender), sender),
                (t!(documents.genre), draft.genre.label(language).to_owned()),
                (t!(documents.direction), draft.direction.label(language).to_owned()),
                (t!(documents.secrecy), draft.secrecy.label(language).to_owned()),
                (t!(documents.due_on), draft.due_on.as_deref().map(format::date).unwrap_or_default()),
                (t!(documents.recipients), names(&draft.recipients)),
                (t!(documents.copies), names(&draft.copies)),
                (t!(documents.countersigners), countersigners),
            ];
            let fact =
                |(name, words): (&'static str, String)| view! { <div><dt>{name}</dt><dd>{words}</dd></div> };
            facts.into_iter().filter(|(_, words)| !words.is_empty()).map(fact).collect_view()
        })
    })
}

const READ: &str = "read";
const PAGES: &str = "pages";
const CHANGES: &str = "changes";

/// The document: to read, as printed, or against the version before.
pub fn text(id: CaseId, view: DocumentView) -> impl IntoView {
    let narrow =
        window().match_media("(max-width: 767px)").ok().flatten().is_some_and(|narrow| narrow.matches());
    let form = RwSignal::new(if narrow { READ } else { PAGES }.to_owned());
    let mut forms = vec![
        (READ.to_owned(), t!(documents.form_read).to_owned()),
        (PAGES.to_owned(), t!(documents.form_pages).to_owned()),
    ];
    let before = version_before(&view);
    if before.is_some() {
        forms.push((CHANGES.to_owned(), t!(documents.form_changes).to_owned()));
    }
    let count = view.versions.len();
    let shown = move || {
        match (form.get().as_str(), before) {
        (PAGES, _) => lazy::documents_pages(Printed::Within(id)),
        (CHANGES, Some(version)) => view! {
            <p class="hint">{t!(documents.changes_since, version = version)} " " {t!(documents.difference_legend)}</p>
            {lazy::documents_record(Record::Since(id, version, Box::new(view.draft.clone())))}
        }
        .into_any(),
        _ => paper(&view.draft, &view.issue, &view.organs),
    }
    };
    view! {
        <section class="document-text" aria-labelledby="document-text">
            <div class="card-head">
                <h2 id="document-text">{t!(documents.text)}</h2>
                <Segmented value=form options=forms label=t!(documents.form) />
            </div>
            {live(shown)}
            <p class="document-links">
                <a href=paths::document_pages(id)>{t!(documents.pages)}</a>
                {(count > 0).then(|| view! { <a href=paths::document_versions(id)>{t!(documents.versions_count, count = count)}</a> })}
                <a href=paths::api::document_pdf(id) target="_blank" rel="external">{t!(documents.open_pdf)}</a>
            </p>
        </section>
    }
}

/// The version to compare the present text with: the last one that says something else.
fn version_before(view: &DocumentView) -> Option<i32> {
    let last = view.versions.last()?.version;
    // The text at hand is the last version unless somebody is working on it.
    if view.editable { Some(last) } else { (last > 1).then_some(last - 1) }
}

/// Reference files of the handlers.
fn files(view: &DocumentView) -> Option<impl IntoView + use<>> {
    let files = view.files.clone();
    (!files.is_empty()).then(|| view! {
        <section class="card" aria-labelledby="files">
            <h2 id="files">{t!(documents.files)}</h2>
            <ul class="file-list" role="list">
                {files.into_iter().map(|file| view! {
                    <li>
                        {icon(Icon::Attachment)}
                        <a href=paths::api::file(file.id) download=file.name.clone()>{file.name.clone()}</a>
                        <span class="hint">{format::size(file.size)}</span>
                    </li>
                }).collect_view()}
            </ul>
        </section>
    })
}

/// Whether the case is at the asker's own drafting.
pub fn may_submit(case: &CaseView) -> bool {
    case.allowed.iter().any(|allowed| allowed.action == Action::Submit && allowed.refusal.is_none())
}

fn show_checklist() {
    use wasm_bindgen::JsCast;
    let Some(list) = document().get_element_by_id("checklist") else { return };
    list.scroll_into_view();
    if let Ok(list) = list.dyn_into::<web_sys::HtmlElement>() {
        // Only a detached element refuses the focus.
        let _ = list.focus();
    }
}
