//! What the registrar writes into the register, field by field.

use api::cases::Urgency;
use api::documents::{Handling, Incoming, Registration, Secrecy};
use api::files::File;
use leptos::prelude::*;

use super::scans::Scans;
use super::sender::{Sender, SenderPicker};
use crate::settings::language;
use crate::ui::{Field, Input, Segmented, Select, Textarea};
use crate::{format, t};

/// A registration being written.
#[derive(Clone, Copy)]
pub struct Form {
    pub sender: RwSignal<Option<Sender>>,
    pub reference: RwSignal<String>,
    pub title: RwSignal<String>,
    pub written_on: RwSignal<String>,
    pub received_on: RwSignal<String>,
    pub secrecy: RwSignal<String>,
    pub urgency: RwSignal<String>,
    pub copies: RwSignal<String>,
    pub handling: RwSignal<String>,
    pub files: RwSignal<Vec<File>>,
    pub sending: RwSignal<bool>,
    pub reason: RwSignal<String>,
    /// Name of the field that is wrong, as the server calls it, and why.
    pub wrong: RwSignal<Option<(String, String)>>,
}

impl Form {
    pub fn new() -> Self {
        let text = |text: &str| RwSignal::new(text.to_owned());
        Self {
            sender: RwSignal::new(None),
            reference: text(""),
            title: text(""),
            written_on: text(""),
            received_on: text(&format::today()),
            secrecy: text(Secrecy::Open.as_str()),
            urgency: text(Urgency::Normal.as_str()),
            copies: text("1"),
            handling: text(Handling::Matter.as_str()),
            files: RwSignal::new(Vec::new()),
            sending: RwSignal::new(false),
            reason: text(""),
            wrong: RwSignal::new(None),
        }
    }

    /// As it was registered.
    pub fn of(known: &Incoming, title: &str, secrecy: Secrecy, urgency: Urgency) -> Self {
        let form = Self::new();
        form.sender.set(Some(Sender { name: known.sender.clone(), organ: known.sender_organ }));
        form.reference.set(known.reference.clone().unwrap_or_default());
        form.title.set(title.to_owned());
        form.written_on.set(known.written_on.clone().unwrap_or_default());
        if let Some(day) = &known.received_on {
            form.received_on.set(day.clone());
        }
        form.secrecy.set(secrecy.to_string());
        form.urgency.set(urgency.to_string());
        form.copies.set(known.copies.to_string());
        form.handling.set(known.handling.to_string());
        form.files.set(known.files.clone());
        form.reason.set(known.duplicate_reason.clone().unwrap_or_default());
        form
    }

    /// What would be sent; `None` where a number or a choice is none.
    pub fn registration(self) -> Option<Registration> {
        let filled = |text: RwSignal<String>| {
            let text = text.get_untracked().trim().to_owned();
            (!text.is_empty()).then_some(text)
        };
        let sender = self.sender.get_untracked().unwrap_or_default();
        Some(Registration {
            sender: sender.name,
            sender_organ: sender.organ,
            reference: filled(self.reference),
            title: self.title.get_untracked().trim().to_owned(),
            written_on: filled(self.written_on),
            received_on: self.received_on.get_untracked(),
            secrecy: self.secrecy.get_untracked().parse().ok()?,
            urgency: self.urgency.get_untracked().parse().ok()?,
            copies: self.copies.get_untracked().trim().parse().unwrap_or(0),
            handling: self.handling.get_untracked().parse().ok()?,
            files: self.files.with_untracked(|files| files.iter().map(|file| file.id).collect()),
            duplicate_reason: filled(self.reason),
        })
    }

    /// What is wrong with a field.
    fn error(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.wrong
                .with(|wrong| wrong.as_ref().filter(|(name, _)| name == field).map(|(_, why)| why.clone()))
        })
    }

    /// Whether the grade that was chosen may not be here.
    pub fn is_secret(self) -> bool {
        self.secrecy.with(|grade| grade.parse::<Secrecy>().is_ok_and(|grade| !grade.permitted()))
    }
}

/// The fields. Of what came by exchange only those that are the registrar's own.
pub fn fields(form: Form, exchanged: bool) -> AnyView {
    let own = view! {
        <Field label=t!(incoming.copies) error=form.error("copies")>
            <Input value=form.copies kind="number" />
        </Field>
        <div class="field">
            <strong aria-hidden="true">{t!(incoming.handling)}</strong>
            <Segmented value=form.handling options=choices(Handling::ALL, |it| (it.to_string(), it.label(language()))) label=t!(incoming.handling) />
        </div>
    };
    if exchanged {
        return view! { <div class="edit-pair">{own}</div> }.into_any();
    }
    let secret = move || form.is_secret().then(|| t!(incoming.secret_refused).to_owned());
    view! {
        <Scans files=form.files sending=form.sending />
        <SenderPicker sender=form.sender error=form.error("sender") />
        <Field label=t!(incoming.reference) hint=t!(incoming.reference_hint) error=form.error("reference")>
            <Input value=form.reference longest=60 />
        </Field>
        <Field label=t!(incoming.title) required=true error=form.error("title")>
            <Textarea value=form.title rows=2 longest=200 />
        </Field>
        <div class="edit-pair">
            <Field label=t!(incoming.written_on) error=form.error("written_on")>
                <Input value=form.written_on kind="date" />
            </Field>
            <Field label=t!(incoming.received_on) required=true error=form.error("received_on")>
                <Input value=form.received_on kind="date" />
            </Field>
            <Field label=t!(incoming.secrecy) error=Signal::derive(secret)>
                <Select value=form.secrecy options=Signal::stored(choices(Secrecy::ALL, |it| (it.to_string(), it.label(language())))) />
            </Field>
            <div class="field">
                <strong aria-hidden="true">{t!(incoming.urgency)}</strong>
                <Segmented value=form.urgency options=choices(Urgency::ALL, |it| (it.to_string(), it.label(language()))) label=t!(incoming.urgency) />
            </div>
            {own}
        </div>
    }
    .into_any()
}

fn choices<T>(all: &[T], of: fn(&T) -> (String, &'static str)) -> Vec<(String, String)> {
    let choice = |it| {
        let (value, name) = of(it);
        (value, name.to_owned())
    };
    all.iter().map(choice).collect()
}
