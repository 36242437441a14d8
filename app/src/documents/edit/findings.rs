//! What the rules say of the draft while it is written: the same code as on the server (`api::documents::rules`).

use std::time::Duration;

use api::documents::rules::{self, Field, Finding, RuleContext};
use api::documents::{Block, DocumentView, Draft, Wording};
use api::organization::Directory;
use leptos::leptos_dom::helpers::debounce;
use leptos::prelude::*;

use super::autosave::Autosave;
use super::editor::EditorHandle;
use super::fields::jump_to;
use crate::http::{Load, use_load};
use crate::paths;
use crate::settings::language;
use crate::t;
use crate::ui::{Button, Chip, Icon, Tone, Weight, icon, live};

/// The rules are not asked at every keystroke.
const QUIET: Duration = Duration::from_millis(300);

/// Characters of a block that tell which one is meant.
const EXCERPT: usize = 14;
/// Rounds of mending everything; no text has more faults one behind the other.
const ROUNDS: usize = 6;

/// A draft and what is to be known of it.
#[derive(Clone, Copy)]
pub struct Checked {
    pub autosave: Autosave,
    pub editor: EditorHandle,
    pub directory: Signal<Directory>,
    /// Gets how many findings bind; nothing before the rules were asked.
    pub binding: RwSignal<Option<usize>>,
}

/// The findings beside the form.
pub fn of_draft(checked: Checked) -> AnyView {
    let Checked { autosave, editor, directory, binding } = checked;
    let wordings = use_wordings();
    let findings = use_findings(autosave, directory, wordings);
    let binds = Memo::new(move |_| {
        findings.with(|findings| findings.iter().filter(|finding| finding.binds()).count())
    });
    Effect::new(move |_| binding.set(Some(binds.get())));
    view! { <Findings findings autosave editor directory wordings /> }.into_any()
}

/// The findings of the draft as it stands, a moment later.
fn use_findings(
    autosave: Autosave,
    directory: Signal<Directory>,
    wordings: Signal<Vec<Wording>>,
) -> Memo<Vec<Finding>> {
    let read = RwSignal::new(autosave.draft.get_untracked());
    let follow = debounce(QUIET, move |()| {
        if let Some(draft) = autosave.draft.try_get_untracked() {
            read.try_set(draft);
        }
    });
    let follow = StoredValue::new_local(follow);
    Effect::new(move |_| {
        autosave.draft.track();
        follow.update_value(|follow| follow(()));
    });
    Memo::new(move |_| {
        let wordings = wordings.get();
        directory.with(|directory| read.with(|draft| check(draft, directory, &wordings)))
    })
}

/// 用词库; empty until it has come.
fn use_wordings() -> Signal<Vec<Wording>> {
    let load: Load<Vec<Wording>> = use_load(|| paths::api::WORDINGS.to_owned());
    Signal::derive(move || load.value.get().unwrap_or_default())
}

fn check(draft: &Draft, directory: &Directory, wordings: &[Wording]) -> Vec<Finding> {
    let Directory { organs, departments, .. } = directory;
    rules::check(draft, &RuleContext { organs, departments, wordings })
}

/// The findings beside the form. Each leads to its place; where the right wording is plain, one press writes it.
#[component]
fn Findings(
    findings: Memo<Vec<Finding>>,
    autosave: Autosave,
    editor: EditorHandle,
    directory: Signal<Directory>,
    wordings: Signal<Vec<Wording>>,
) -> impl IntoView {
    let summary = move || {
        let binding = findings.with(|findings| findings.iter().filter(|finding| finding.binds()).count());
        let advice = findings.with(Vec::len) - binding;
        match (binding, advice) {
            (0, 0) => t!(documents.findings_none).to_owned(),
            _ => t!(documents.findings_count, binding = binding, advice = advice),
        }
    };
    let entry = move |finding: Finding| {
        let field = finding.field;
        let fix = finding.fix.clone();
        view! {
            <li class:binding=finding.binds()>
                {words(&finding)}
                {autosave.draft.with_untracked(|draft| excerpt(draft, field)).map(|words| view! { <p class="hint" lang="zh-CN">"“"{words}"”"</p> })}
                <div class="finding-actions">
                    <Button weight=Weight::Quiet on_press=move |()| lead_to(field, editor)>{t!(documents.finding_go)}</Button>
                    {fix.map(|fix| view! {
                        <Button weight=Weight::Quiet symbol=Icon::Check on_press=move |()| apply(autosave, editor, field, &fix)>{t!(documents.finding_fix)}</Button>
                    })}
                </div>
            </li>
        }
    };
    let fixes = Memo::new(move |_| {
        findings.with(|findings| findings.iter().filter(|finding| finding.fix.is_some()).count())
    });
    view! {
        <section class="card findings" id="findings" tabindex="-1" aria-labelledby="findings-title">
            <div class="card-head">
                <h2 id="findings-title">{t!(documents.findings)}</h2>
                <p class="hint" role="status">{summary}</p>
                {live(move || (fixes.get() > 1).then(|| view! {
                    <Button weight=Weight::Quiet symbol=Icon::Check on_press=move |()| apply_all(autosave, editor, directory, wordings)>
                        {move || t!(documents.finding_fix_all, count = fixes.get())}
                    </Button>
                }))}
            </div>
            <ul role="list">{live(move || findings.get().into_iter().map(entry).collect_view())}</ul>
        </section>
    }
}

/// What the rules say of a text that is only read here, for its reviewer.
pub fn of_text(view: Signal<DocumentView>, directory: Load<Directory>) -> Memo<Vec<Finding>> {
    let wordings = use_wordings();
    Memo::new(move |_| {
        let wordings = wordings.get();
        let found = |directory: &Directory| view.with(|view| check(&view.draft, directory, &wordings));
        directory.value.with(|directory| directory.as_ref().map(found).unwrap_or_default())
    })
}

/// A finding without its way to the form.
pub fn row(finding: &Finding) -> AnyView {
    let (binding, said) = (finding.binds(), words(finding));
    view! { <li class:binding=binding>{said}</li> }.into_any()
}

fn words(finding: &Finding) -> AnyView {
    let language = language();
    let tone = if finding.binds() { Tone::Alarm } else { Tone::Caution };
    let (severity, rule) = (finding.severity, finding.rule);
    let said = finding.words(language).to_owned();
    view! {
        <p class="finding-words">
            <Chip tone>{severity.label(language)}</Chip>
            " " {said}
            " " <small class="finding-source">{icon(Icon::Document)} {rule.source(language)} " · " {rule.label(language)}</small>
        </p>
    }
    .into_any()
}

fn lead_to(field: Field, editor: EditorHandle) {
    match field {
        Field::Body { block } => editor.focus(block),
        Field::Attachment { index, .. } => jump_to(&format!("attachments-{}", index + 1)),
        field => jump_to(field.name()),
    }
}

/// The first words of the block concerned, so that a drafter knows which one is meant.
fn excerpt(draft: &Draft, field: Field) -> Option<String> {
    let block = match field {
        Field::Body { block } => draft.body.get(block?),
        Field::Attachment { index, block } => draft.attachments.get(index)?.body.get(block?),
        _ => None,
    };
    let text = block?.text();
    let mut words: String = text.chars().take(EXCERPT).collect();
    if words.len() < text.len() {
        words.push('…');
    }
    Some(words)
}

/// Writes the wording that the rule proposes.
fn apply(autosave: Autosave, editor: EditorHandle, field: Field, fix: &str) {
    autosave.edit(|draft| write(draft, field, fix));
    show_written(autosave, editor, field);
}

/// Writes every wording that the rules propose. A block may need several: each round takes one a field.
fn apply_all(
    autosave: Autosave,
    editor: EditorHandle,
    directory: Signal<Directory>,
    wordings: Signal<Vec<Wording>>,
) {
    let wordings = wordings.get_untracked();
    let mut draft = autosave.draft.get_untracked();
    let mut written: Vec<Field> = Vec::new();
    for _ in 0..ROUNDS {
        let mut round: Vec<Field> = Vec::new();
        for finding in directory.with_untracked(|directory| check(&draft, directory, &wordings)) {
            if let (Some(fix), false) = (&finding.fix, round.contains(&finding.field)) {
                write(&mut draft, finding.field, fix);
                round.push(finding.field);
            }
        }
        if round.is_empty() {
            break;
        }
        written.extend(round);
    }
    autosave.edit(|now| *now = draft);
    for element in ["body", "attachments"] {
        if let Some(field) = written.iter().find(|field| field.name() == element) {
            show_written(autosave, editor, *field);
        }
    }
}

fn write(draft: &mut Draft, field: Field, fix: &str) {
    let fix = fix.to_owned();
    match field {
        Field::Title => draft.title = fix,
        Field::CopyNumber => draft.copy_number = Some(fix),
        Field::DueOn => draft.due_on = Some(fix),
        Field::Note => draft.note = Some(fix),
        Field::Body { block: Some(block) } => rewrite(draft.body.get_mut(block), fix),
        Field::Attachment { index, block } => {
            if let Some(attachment) = draft.attachments.get_mut(index) {
                match block {
                    Some(block) => rewrite(attachment.body.get_mut(block), fix),
                    None => attachment.title = fix,
                }
            }
        }
        _ => {}
    }
}

/// The editors hold a text of their own: they are told.
fn show_written(autosave: Autosave, editor: EditorHandle, field: Field) {
    match field {
        Field::Body { .. } => autosave.draft.with_untracked(|draft| editor.set(&draft.body)),
        Field::Attachment { .. } => autosave.replaced.update(|count| *count += 1),
        _ => {}
    }
}

fn rewrite(block: Option<&mut Block>, words: String) {
    if let Some(block) = block {
        *block.text_mut() = words;
    }
}
