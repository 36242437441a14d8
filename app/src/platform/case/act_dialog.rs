//! The one dialog in which every act is done. What was typed stays until it has been accepted.

use api::Code;
use api::cases::{Acted, CaseStatus, CaseView};
use api::phrases::Phrases;
use flow::{Action, Allowed, Target};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::command::{Missing, TextKind, command, one_person, text_kind, text_required};
use super::form::{Acting, BEFORE, Form, STRAIGHT};
use super::handwriting::Pad;
use super::people::HandlerChoices;
use super::take_back::{self, Done, Heard};
use crate::http::{self, Failure, Load, Method, use_load};
use crate::platform::{Wanted, phrases, use_changes, use_session};
use crate::text::{Text, case as words, language};
use crate::ui::{Button, Checkbox, Dialog, Field, Segmented, Textarea, Weight, live, new_id, use_toasts};
use crate::{lazy, paths, t};

/// Longest opinion, characters; the server's limit too.
const LONGEST: u32 = 4000;

/// The dialog. `reload` loads the case anew. It says what an act led to, and tells the lists.
pub fn act_dialog(case: Signal<CaseView>, form: Form, reload: Callback<()>) -> AnyView {
    let heard = Heard { toasts: use_toasts(), changes: use_changes(), session: use_session() };
    let title =
        move || form.acting.with(|acting| acting.as_ref().map(|it| it.verb.clone()).unwrap_or_default());
    let usual = use_load::<Phrases>(|| paths::api::PHRASES.to_owned());
    let content = move || {
        let Some(acting) = form.acting.get() else { return ().into_any() };
        let allowed = acting.allowed;
        view! {
            {targets(&allowed, form)} {people(&allowed, form)}
            <HandlerChoices wanted=allowed.needs.choices.clone() choices=form.choices /> {opinion(&allowed, form, usual)}
        }
        .into_any()
    };
    let send = move |()| send(case, form, reload, heard);
    view! {
        <Dialog open=form.open title=Signal::derive(title) sheet=true>
            <div class="act">{live(content)}</div>
            <p class="error" role="alert">{form.wrong}</p>
            <footer>
                <Button on_press=move |()| form.open.set(false)>{t!(common.cancel)}</Button>
                <Button weight=weight(form) busy=form.busy on_press=send>
                    {title}
                </Button>
            </footer>
        </Dialog>
    }
    .into_any()
}

fn weight(form: Form) -> Weight {
    let dangerous = |acting: &Acting| {
        matches!(
            acting.allowed.action,
            Action::Reject | Action::FinishSpecially | Action::Jump | Action::RemoveSigner
        )
    };
    let danger = form.acting.with_untracked(|acting| acting.as_ref().is_some_and(dangerous));
    if danger { Weight::Danger } else { Weight::Primary }
}

fn targets(allowed: &Allowed, form: Form) -> AnyView {
    if allowed.needs.targets.is_empty() {
        return ().into_any();
    }
    let group = new_id();
    let entry = |target: Target| {
        let name = language().pick(&target.name.zh, &target.name.en).clone();
        let label = match (target.drafter, target.previous) {
            (true, _) => t!(case.target_drafter, step = name),
            (_, true) => t!(case.target_previous, step = name),
            _ => name,
        };
        let (here, chosen) = (target.step.clone(), target);
        view! {
            <label class="checkbox">
                <input
                    type="radio"
                    name=group.clone()
                    prop:checked=move || form.target.with(|now| now.as_ref().is_some_and(|now| now.step == here))
                    on:change=move |_| form.target.set(Some(chosen.clone()))
                />
                <span>{label}</span>
            </label>
        }
    };
    let returning = allowed.action == Action::Return;
    let entries = allowed.needs.targets.iter().cloned().map(entry).collect_view();
    let legend = if returning { t!(case.return_to) } else { t!(case.move_to) };
    let then = returning.then(|| {
        let options = [(STRAIGHT, words::after_straight), ("again", words::after_again)];
        view! { <Options value=form.then options=options_of(options) label=t!(case.after_return) /> }
    });
    view! {
        <fieldset>
            <legend>{legend}</legend>
            {entries}
        </fieldset>
        {then}
    }
    .into_any()
}

/// A few ways side by side, under their name.
#[component]
fn Options(value: RwSignal<String>, options: Vec<(String, String)>, label: &'static str) -> impl IntoView {
    view! {
        <div class="field">
            <strong aria-hidden="true">{label}</strong>
            <Segmented value options label />
        </div>
    }
}

fn options_of<const N: usize>(options: [(&str, Text); N]) -> Vec<(String, String)> {
    options.into_iter().map(|(value, text)| (value.to_owned(), text.words().to_owned())).collect()
}

fn people(allowed: &Allowed, form: Form) -> AnyView {
    if !allowed.needs.posts {
        return ().into_any();
    }
    let action = allowed.action;
    let place = (action == Action::AddSigner).then(|| {
        let options = [(BEFORE, words::place_before), ("after", words::place_after)];
        view! { <Options value=form.place options=options_of(options) label=t!(case.place) /> }
    });
    let blocking = (action == Action::Consult)
        .then(|| view! { <Checkbox checked=form.blocking label=t!(case.blocking) /> });
    let picker = lazy::people(Wanted {
        chosen: form.posts,
        one: one_person(action),
        candidates: None,
        within: Signal::stored(None),
        label: t!(case.choose_people).to_owned(),
    });
    view! { {picker} {place} {blocking} }.into_any()
}

fn opinion(allowed: &Allowed, form: Form, usual: Load<Phrases>) -> AnyView {
    let label = match text_kind(allowed.action) {
        TextKind::None => return ().into_any(),
        TextKind::Opinion => t!(case.opinion),
        TextKind::Reason => t!(case.reason),
        TextKind::Note => t!(case.note),
        TextKind::Question => t!(case.question),
    };
    let error = Signal::derive(move || {
        (form.missing.get() == Some(Missing::Text)).then(|| t!(case.opinion_missing).to_owned())
    });
    view! {
        <Field label required=text_required(allowed) error>
            <Textarea value=form.text rows=3 longest=LONGEST />
        </Field>
        {phrases::chips(allowed.action, usual, form.text)}
        {(text_kind(allowed.action) == TextKind::Opinion).then(|| view! { <Pad written=form.handwriting /> })}
    }
    .into_any()
}

fn send(case: Signal<CaseView>, form: Form, reload: Callback<()>, heard: Heard) {
    if form.busy.get_untracked() {
        return;
    }
    form.missing.set(None);
    form.wrong.set(None);
    let Some(acting) = case.with_untracked(|case| form.go_on(case)) else { return };
    let command = match command(&acting.allowed, &form.filled()) {
        Ok(command) => command,
        Err(missing) => {
            form.missing.set(Some(missing));
            form.wrong.set(missing_words(missing));
            return;
        }
    };
    let (id, version) = case.with_untracked(|case| (case.summary.id, case.summary.version));
    let act = form.act(version, command);
    form.busy.set(true);
    spawn_local(async move {
        let answer = http::send::<Acted>(Method::Post, &paths::api::acts(id), &act).await;
        if form.busy.try_set(false).is_some() {
            // The page is gone; so is whatever could show the answer.
            return;
        }
        form.unanswered
            .set_value(matches!(answer, Err(Failure::Offline | Failure::Timeout | Failure::Unreadable)));
        match answer {
            Ok(acted) => {
                form.clear();
                form.open.set(false);
                let done = Done::of(id, &acted).into_iter().collect();
                take_back::say(said(&acted, &acting.verb), done, heard);
                reload.run(());
                heard.session.reload();
                heard.changes.notify();
            }
            Err(failure) if failure.is(Code::StaleVersion) => {
                let words = match failure.changed_by() {
                    Some(name) => t!(case.stale_by, name = name),
                    None => t!(case.stale).to_owned(),
                };
                form.wrong.set(Some(words));
                // The case may have come anew before this answer.
                case.with_untracked(|case| form.go_on(case));
                reload.run(());
            }
            Err(failure) => form.wrong.set(Some(failure.words())),
        }
    });
}

fn missing_words(missing: Missing) -> Option<String> {
    match missing {
        // Said at the field.
        Missing::Text => None,
        Missing::Target | Missing::Item => Some(t!(case.target_missing).to_owned()),
        Missing::Posts | Missing::Handlers => Some(t!(case.people_missing).to_owned()),
    }
}

/// What is said after an act.
fn said(acted: &Acted, verb: &str) -> String {
    if acted.status == CaseStatus::Finished {
        return t!(case.finished, verb = verb);
    }
    let names: Vec<String> = acted
        .next
        .iter()
        .map(|next| format!("{}（{}）", next.name, next.step_name.label(language())))
        .collect();
    match names.is_empty() {
        true => t!(case.acted, verb = verb),
        false => t!(case.now_with, verb = verb, names = names.join(language().pick("、", ", "))),
    }
}
