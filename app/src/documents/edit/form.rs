//! The 18 elements of an official document (条例 art. 9) in the order of the page: those the drafter decides as fields,
//! those the flow decides with how they come about.

use api::cases::Urgency;
use api::documents::{Block, Direction, DocumentView, Format, Genre, Issue};
use api::organization::{Department, Directory};
use leptos::prelude::*;

use super::super::paper::printed_date;
use super::attached::Attached;
use super::autosave::Autosave;
use super::editor::{Editor, EditorHandle};
use super::fields::{Decided, Place, Section, bound, filled};
use super::format;
use super::organs::{COPIES, ISSUERS, MAIN, organs_of};
use super::secrecy::SecrecyField;
use crate::lazy::documents_attached;
use crate::settings::language;
use crate::t;
use crate::ui::{Field, Input, Select, Textarea, live};

/// The whole form. `editor` is the editor of the body, so that findings lead into it.
pub fn form(
    autosave: Autosave,
    view: &DocumentView,
    directory: Signal<Directory>,
    editor: EditorHandle,
) -> AnyView {
    let head = head(autosave, &view.issue, directory);
    let signature = signature(autosave, &view.issue, directory);
    let foot = foot(autosave, &view.issue, directory);
    let files = view.files.clone();
    view! {
        <div class="edit-form">
            <Section title=t!(documents.section_kind)>{kind(autosave)}</Section>
            <Section title=t!(documents.section_head)>{head}</Section>
            <Section title=t!(documents.section_text)>{text(autosave, directory, editor)}</Section>
            <Section title=t!(documents.section_signature)>{signature}</Section>
            <Section title=t!(documents.section_foot)>{foot}</Section>
            <Section title=t!(documents.section_handling)>
                <Place name="countersigners"><Countersigners autosave directory /></Place>
                <Place name="files">{documents_attached(Attached::Files(autosave, files))}</Place>
            </Section>
        </div>
    }
    .into_any()
}

/// 文种, 行文方向, 紧急程度, 密级, 份号.
fn kind(autosave: Autosave) -> impl IntoView {
    let genre = bound(
        autosave,
        |draft| draft.genre.to_string(),
        |draft, text| {
            if let Ok(genre) = text.parse::<Genre>() {
                draft.genre = genre;
                draft.direction = usual_direction(genre).unwrap_or(draft.direction);
                draft.format = None;
            }
        },
    );
    let direction = bound(
        autosave,
        |draft| draft.direction.to_string(),
        |draft, text| {
            draft.direction = text.parse().unwrap_or(draft.direction);
            draft.format = None;
        },
    );
    let urgency = bound(
        autosave,
        |draft| draft.urgency.to_string(),
        |draft, text| {
            draft.urgency = text.parse().unwrap_or(draft.urgency);
            if draft.urgency == Urgency::Normal {
                draft.due_on = None;
            }
        },
    );
    let due = bound(
        autosave,
        |draft| draft.due_on.clone().unwrap_or_default(),
        |draft, text| draft.due_on = filled(text),
    );
    let copy_number = bound(
        autosave,
        |draft| draft.copy_number.clone().unwrap_or_default(),
        |draft, text| draft.copy_number = filled(text),
    );
    let urgent = Memo::new(move |_| autosave.draft.with(|draft| draft.urgency != Urgency::Normal));
    let genres: Vec<_> =
        Genre::ALL.iter().map(|genre| (genre.to_string(), genre.label(language()).to_owned())).collect();
    let directions: Vec<_> =
        Direction::ALL.iter().map(|it| (it.to_string(), it.label(language()).to_owned())).collect();
    let urgencies: Vec<_> =
        Urgency::ALL.iter().map(|it| (it.to_string(), it.label(language()).to_owned())).collect();
    let asked = Memo::new(move |_| autosave.draft.with(format::asked));
    view! {
        <div class="edit-pair">
            <Place name="genre"><Field label=t!(documents.genre)><Select value=genre options=Signal::stored(genres) /></Field></Place>
            <Place name="direction">
                <Field label=t!(documents.direction)><Select value=direction options=Signal::stored(directions) /></Field>
            </Place>
        </div>
        {live(move || asked.get().map(|asked| documents_attached(Attached::Format(asked, autosave))))}
        <div class="edit-pair">
            <Place name="urgency"><Field label=t!(documents.urgency)><Select value=urgency options=Signal::stored(urgencies) /></Field></Place>
            <Place name="due_on">
                {live(move || urgent.get().then(|| view! {
                    <Field label=t!(documents.due_on) hint=t!(documents.due_on_hint) required=true><Input value=due kind="date" /></Field>
                }))}
            </Place>
        </div>
        <div class="edit-pair">
            <Place name="secrecy"><SecrecyField autosave /></Place>
            <Place name="copy_number">
                <Field label=t!(documents.copy_number) hint=t!(documents.copy_number_hint)><Input value=copy_number longest=6 /></Field>
            </Place>
        </div>
    }
}

/// 发文机关标志, 发文字号, 签发人.
fn head(autosave: Autosave, issue: &Issue, directory: Signal<Directory>) -> AnyView {
    let suffix = RwSignal::new(autosave.draft.with_untracked(|draft| draft.mark_suffix));
    Effect::new(move |_| {
        let suffix = suffix.get();
        if autosave.draft.with_untracked(|draft| draft.mark_suffix != suffix) {
            autosave.edit(|draft| draft.mark_suffix = suffix);
        }
    });
    let suffixed = Memo::new(move |_| autosave.draft.with(|draft| draft.format() == Format::Document));
    view! {
        <Place name="issuers">
            {organs_of(autosave, directory, ISSUERS, t!(documents.issuers), t!(documents.issuers_hint))}
        </Place>
        {live(move || suffixed.get().then(|| view! {
            <Place name="mark_suffix"><crate::ui::Checkbox checked=suffix label=t!(documents.mark_suffix) /></Place>
        }))}
        <dl class="decided-list">
            <Decided label=t!(documents.number) value=issue.number.clone() how=t!(documents.number_how) />
            <Decided label=t!(documents.signer) value=issue.signed_by.clone() how=t!(documents.signer_how) />
        </dl>
    }
    .into_any()
}

/// 标题, 主送机关, 正文, 附件.
fn text(autosave: Autosave, directory: Signal<Directory>, editor: EditorHandle) -> impl IntoView {
    let title = bound(autosave, |draft| draft.title.clone(), |draft, text| draft.title = text);
    let body = autosave.draft.with_untracked(|draft| draft.body.clone());
    let written = move |blocks: Vec<Block>| autosave.edit(|draft| draft.body = blocks);
    view! {
        <Place name="title">
            <Field label=t!(documents.title) hint=t!(documents.title_hint) required=true><Textarea value=title rows=2 longest=200 /></Field>
        </Place>
        <Place name="recipients">
            {organs_of(autosave, directory, MAIN, t!(documents.recipients), t!(documents.recipients_hint))}
        </Place>
        <Place name="body">
            <p class="label" aria-hidden="true">{t!(documents.body)}</p>
            <Editor
                label=t!(documents.body).to_owned()
                blocks=body
                handle=editor
                changed=written
            />
        </Place>
        <Place name="attachments">{documents_attached(Attached::Texts(autosave))}</Place>
    }
}

/// 发文机关署名, 成文日期, 印章, 附注.
fn signature(autosave: Autosave, issue: &Issue, directory: Signal<Directory>) -> AnyView {
    let note = bound(
        autosave,
        |draft| draft.note.clone().unwrap_or_default(),
        |draft, text| draft.note = filled(text),
    );
    let names = move || {
        let issuers = autosave.draft.with(|draft| draft.issuers.clone());
        directory.with(|directory| {
            let name = |id| {
                directory.organs.iter().find(|organ| organ.id == id).map(|organ| organ.formal_name.clone())
            };
            issuers.into_iter().filter_map(name).collect::<Vec<_>>().join("，")
        })
    };
    let date = issue.signed_on.as_deref().map(printed_date);
    let seal = issue.sealed.then(|| t!(documents.sealed).to_owned());
    view! {
        <dl class="decided-list">
            <div class="decided">
                <dt>{t!(documents.signature)}</dt>
                <dd><b>{names}</b> <span class="hint">{t!(documents.signature_how)}</span></dd>
            </div>
            <Decided label=t!(documents.signed_on) value=date how=t!(documents.signed_on_how) />
            <Decided label=t!(documents.seal) value=seal how=t!(documents.seal_how) />
        </dl>
        <Place name="note">
            <Field label=t!(documents.note) hint=t!(documents.note_hint)><Input value=note longest=100 /></Field>
        </Place>
    }
    .into_any()
}

/// 抄送机关, 印发机关和印发日期, 页码.
fn foot(autosave: Autosave, issue: &Issue, directory: Signal<Directory>) -> AnyView {
    let printed = issue.dispatched_on.as_deref().map(printed_date);
    view! {
        <Place name="copies">
            {organs_of(autosave, directory, COPIES, t!(documents.copies), t!(documents.copies_hint))}
        </Place>
        <dl class="decided-list">
            <Decided label=t!(documents.printed) value=printed how=t!(documents.printed_how) />
            <Decided label=t!(documents.page_numbers) value=Some(t!(documents.automatic).to_owned()) how=t!(documents.page_numbers_how) />
        </dl>
    }
    .into_any()
}

/// 会签部门: departments of the drafter's own organ.
#[component]
fn Countersigners(autosave: Autosave, directory: Signal<Directory>) -> impl IntoView {
    let lead = move |department: &Department| {
        autosave.draft.with_untracked(|draft| draft.issuers.first() == Some(&department.organ))
    };
    let departments = move || {
        directory
            .with(|directory| directory.departments.iter().filter(|it| lead(it)).cloned().collect::<Vec<_>>())
    };
    let entry = move |department: Department| {
        let id = department.id;
        let chosen = move || autosave.draft.with(|draft| draft.countersigners.contains(&id));
        let change = move |event| {
            let on = event_target_checked(&event);
            autosave.edit(|draft| {
                draft.countersigners.retain(|other| *other != id);
                if on {
                    draft.countersigners.push(id);
                }
            });
        };
        view! {
            <label class="checkbox">
                <input type="checkbox" prop:checked=chosen on:change=change />
                <span>{department.name}</span>
            </label>
        }
    };
    view! {
        <fieldset class="countersigners">
            <legend class="label">{t!(documents.countersigners)}</legend>
            <p class="hint">{t!(documents.countersigners_hint)}</p>
            <div class="check-grid">{live(move || departments().into_iter().map(entry).collect_view())}</div>
        </fieldset>
    }
}

/// The direction a genre always has (条例 art. 8); `None` where it goes several ways.
fn usual_direction(genre: Genre) -> Option<Direction> {
    match genre {
        Genre::Report | Genre::Request => Some(Direction::Upward),
        Genre::Letter | Genre::Bill => Some(Direction::Level),
        Genre::Resolution | Genre::Decision | Genre::Order | Genre::Bulletin | Genre::Reply => {
            Some(Direction::Downward)
        }
        _ => None,
    }
}
