//! What may be asked of one delivery: that it is taken back (撤回) before it is signed for, that what came back is sent again.

use api::CaseId;
use api::documents::{Delivery, MAX_NOTE, Recall, Recipient, SendAgain};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Organs;
use crate::http::{self, Failure, Method};
use crate::ui::{BottomSheet, Button, Field, Icon, Textarea, Toasts, Weight, use_toasts};
use crate::{lazy, paths, t};

/// Longest text, characters; the server's limit too.
const LONGEST: u32 = MAX_NOTE as u32;

/// What is asked.
#[derive(Clone)]
pub enum Asked {
    Recall(Delivery),
    Again(Delivery),
}

/// The sheet in which it is asked; `changed` hears where everything is then.
#[component]
pub fn Asking(
    case: CaseId,
    asked: RwSignal<Option<Asked>>,
    open: RwSignal<bool>,
    changed: Callback<Vec<Delivery>>,
) -> impl IntoView {
    let title = Signal::derive(move || {
        asked.with(|asked| match asked {
            Some(Asked::Again(delivery)) => t!(documents.send_again_of, name = delivery.name),
            Some(Asked::Recall(delivery)) => t!(documents.recall_of, name = delivery.name),
            None => String::new(),
        })
    });
    let form = move || match asked.get_untracked() {
        Some(Asked::Recall(delivery)) => recall(case, delivery, open, changed),
        Some(Asked::Again(delivery)) => again(case, delivery, open, changed),
        None => ().into_any(),
    };
    view! { <BottomSheet open title>{form()}</BottomSheet> }
}

/// One press, its answer and what went wrong.
#[derive(Clone, Copy)]
struct Press {
    busy: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    key: StoredValue<uuid::Uuid>,
    open: RwSignal<bool>,
    changed: Callback<Vec<Delivery>>,
    toasts: Toasts,
}

impl Press {
    fn new(open: RwSignal<bool>, changed: Callback<Vec<Delivery>>) -> Self {
        Self {
            toasts: use_toasts(),
            busy: RwSignal::new(false),
            failure: RwSignal::new(None),
            key: StoredValue::new(http::key()),
            open,
            changed,
        }
    }

    /// Sends it; a repetition after a lost answer does it once.
    fn send<T: serde::Serialize + 'static>(self, path: String, request: T, done: &'static str) {
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let answer = http::send::<Vec<Delivery>>(Method::Post, &path, &request).await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(deliveries) => {
                    self.toasts.say(done);
                    self.open.set(false);
                    self.changed.run(deliveries);
                }
                Err(refused) => {
                    if matches!(refused, Failure::Refused(_)) {
                        self.key.set_value(http::key());
                    }
                    self.failure.set(Some(refused));
                }
            }
        });
    }

    fn words(self) -> impl IntoView {
        move || {
            self.failure.get().map(|failure| view! { <p class="error" role="alert">{failure.words()}</p> })
        }
    }
}

/// 撤回: with the reason, which the receiver reads.
fn recall(
    case: CaseId,
    delivery: Delivery,
    open: RwSignal<bool>,
    changed: Callback<Vec<Delivery>>,
) -> AnyView {
    let press = Press::new(open, changed);
    let reason = RwSignal::new(String::new());
    let missing = Signal::derive(move || reason.with(|reason| reason.trim().chars().count() < 2));
    let send = move |()| {
        let request = Recall { key: press.key.get_value(), reason: reason.get_untracked().trim().to_owned() };
        let path = paths::api::document_recall(case, delivery.position);
        press.send(path, request, t!(documents.recalled_now));
    };
    view! {
        <p class="hint">{t!(documents.recall_hint)}</p>
        <Field label=t!(documents.recall_reason) required=true>
            <Textarea value=reason rows=2 longest=LONGEST />
        </Field>
        {press.words()}
        <p class="buttons">
            <Button weight=Weight::Danger symbol=Icon::Return busy=press.busy disabled=missing on_press=send>{t!(documents.recall)}</Button>
        </p>
    }
    .into_any()
}

/// 再次分送: to the organ it came back from, or to the one it should have gone to.
fn again(
    case: CaseId,
    delivery: Delivery,
    open: RwSignal<bool>,
    changed: Callback<Vec<Delivery>>,
) -> AnyView {
    let press = Press::new(open, changed);
    let note = RwSignal::new(String::new());
    let to = RwSignal::new(vec![Recipient { organ: delivery.organ, name: delivery.name.clone() }]);
    let only_one = Callback::new(move |mut chosen: Vec<Recipient>| {
        chosen.drain(..chosen.len().saturating_sub(1));
        to.set(chosen);
    });
    let organs = Organs {
        chosen: to.into(),
        set: only_one,
        free: false,
        label: t!(documents.send_again_to),
        hint: t!(documents.send_again_to_hint),
    };
    let nobody = Signal::derive(move || to.with(Vec::is_empty));
    let send = move |()| {
        let words = note.get_untracked().trim().to_owned();
        let request = SendAgain {
            key: press.key.get_value(),
            organ: to.with_untracked(|to| to.first().and_then(|to| to.organ)),
            note: (!words.is_empty()).then_some(words),
        };
        let path = paths::api::document_again(case, delivery.position);
        press.send(path, request, t!(documents.sent_again));
    };
    let reason = delivery.return_reason.or(delivery.recall_reason);
    view! {
        {reason.map(|reason| view! { <p class="return-reason">{reason}</p> })}
        {lazy::documents_organs(organs)}
        <Field label=t!(documents.send_again_note) hint=t!(documents.send_again_note_hint)>
            <Textarea value=note rows=2 longest=LONGEST />
        </Field>
        <p class="hint">{t!(documents.send_again_hint)}</p>
        {press.words()}
        <p class="buttons">
            <Button weight=Weight::Primary symbol=Icon::Refresh busy=press.busy disabled=nobody on_press=send>{t!(documents.send_again)}</Button>
        </p>
    }
    .into_any()
}
