//! What stands in the register, corrected while it is at hand for 登记 or 初审.

use api::CaseId;
use api::cases::Acted;
use api::documents::{DocumentView, Origin, SaveRegistration};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::duplicates::duplicates;
use super::form::{Form, fields};
use super::new::refuse;
use crate::http::{self, Failure, Load, Method};
use crate::ui::{Button, use_toasts};
use crate::{paths, t};

/// Correcting what stands in the register, and what seems to be registered already.
pub fn correct(id: CaseId, load: Load<DocumentView>, view: Signal<DocumentView>) -> AnyView {
    let exchanged = view
        .with_untracked(|view| view.incoming.as_ref().is_some_and(|known| known.origin == Origin::Exchange));
    let (form, same) = untrack(|| {
        view.with(|view| {
            let known = view.incoming.as_deref()?;
            let summary = &view.case.summary;
            let form = Form::of(known, &summary.title, view.draft.secrecy, summary.urgency);
            Some((form, known.duplicates.clone()))
        })
    })
    .unwrap_or_else(|| (Form::new(), Vec::new()));
    let open = exchanged || !same.is_empty();
    let toasts = use_toasts();
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let save = move |()| {
        let version = view.with_untracked(|view| view.case.summary.version);
        let Some(registration) = form.registration() else { return };
        if busy.get_untracked() || form.sending.get_untracked() {
            return;
        }
        busy.set(true);
        failure.set(None);
        form.wrong.set(None);
        spawn_local(async move {
            let request = SaveRegistration { version, registration };
            let answer =
                http::send::<Acted>(Method::Put, &paths::api::incoming_registration(id), &request).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(_) => {
                    toasts.say(t!(incoming.saved));
                    load.reload();
                }
                Err(refused) => refuse(form, refused, failure),
            }
        });
    };
    view! {
        <details class="card registration" open=open>
            <summary>{if exchanged { t!(incoming.registered) } else { t!(incoming.correct) }}</summary>
            {fields(form, exchanged)}
            {duplicates(Signal::stored(same), form.reason)}
            {move || failure.get().map(|failure| view! { <p class="error" role="alert">{failure.words()}</p> })}
            <p class="buttons"><Button busy on_press=save>{t!(incoming.save)}</Button></p>
        </details>
    }
    .into_any()
}
