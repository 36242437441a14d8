//! 转发: passes the document on, to other organs with all that came with it, or to departments of one's own organ.

use api::documents::{Delivery, DocumentView, Forward, MAX_NOTE, Recipient};
use api::{CaseId, DepartmentId, OrganId};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::{Organs, organs};
use super::departments::Departments;
use crate::http::{self, Failure, Load, Method};
use crate::ui::{BottomSheet, Button, Field, Icon, Textarea, Weight, use_toasts};
use crate::{paths, t};

/// The sheet; it opens with `open`.
pub fn forward(case: CaseId, organ: OrganId, open: RwSignal<bool>, load: Load<DocumentView>) -> AnyView {
    view! {
        <BottomSheet open title=Signal::derive(|| t!(incoming.forward).to_owned())>
            {form(case, organ, open, load)}
        </BottomSheet>
    }
    .into_any()
}

fn form(case: CaseId, organ: OrganId, open: RwSignal<bool>, load: Load<DocumentView>) -> AnyView {
    let to = RwSignal::new(Vec::<Recipient>::new());
    let departments = RwSignal::new(Vec::<DepartmentId>::new());
    let note = RwSignal::new(String::new());
    let toasts = use_toasts();
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let key = StoredValue::new(http::key());
    let nobody = Signal::derive(move || to.with(Vec::is_empty) && departments.with(Vec::is_empty));
    let send = move |()| {
        let words = note.get_untracked().trim().to_owned();
        let request = Forward {
            key: key.get_value(),
            organs: to.with_untracked(|to| to.iter().filter_map(|to| to.organ).collect()),
            departments: departments.get_untracked(),
            note: (!words.is_empty()).then_some(words),
        };
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let path = paths::api::incoming_forwards(case);
            let answer = http::send::<Vec<Delivery>>(Method::Post, &path, &request).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(_) => {
                    toasts.say(t!(incoming.forwarded));
                    open.set(false);
                    load.reload();
                }
                Err(refused) => {
                    // What was refused is sent otherwise next; a lost answer is asked for again.
                    if matches!(refused, Failure::Refused(_)) {
                        key.set_value(http::key());
                    }
                    failure.set(Some(refused));
                }
            }
        });
    };
    let wanted = Organs {
        chosen: to.into(),
        set: Callback::new(move |chosen| to.set(chosen)),
        free: false,
        label: t!(incoming.forward_organs),
        hint: t!(incoming.forward_organs_hint),
    };
    view! {
        {organs(wanted)}
        <Departments chosen=departments organ label=t!(incoming.forward_departments) named=|_, name| name.to_owned() />
        <Field label=t!(incoming.forward_note)>
            <Textarea value=note rows=2 longest={MAX_NOTE as u32} />
        </Field>
        {move || failure.get().map(|failure| view! { <p class="error" role="alert">{failure.words()}</p> })}
        <p class="buttons">
            <Button weight=Weight::Primary symbol=Icon::Exit busy disabled=nobody on_press=send>{t!(incoming.forward)}</Button>
        </p>
    }
    .into_any()
}
