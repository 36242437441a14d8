//! Saving while the drafter types. What the server has not acknowledged stays in this browser's session storage, so
//! that neither a lost network nor a closed page loses a word.

use std::time::Duration;

use api::documents::{DocumentView, Draft, SaveDraft, Saved};
use api::{CaseId, Code};
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle, window_event_listener};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use crate::http::{self, Failure, Method};
use crate::paths;

/// Quiet after the last keystroke before it is saved.
const QUIET: Duration = Duration::from_millis(800);
/// Waits between attempts while the server cannot be reached; the last one repeats.
const RETRIES: [Duration; 3] = [Duration::from_secs(3), Duration::from_secs(10), Duration::from_secs(30)];

/// Where the draft stands between the page and the server.
#[derive(Clone, Debug, PartialEq)]
pub enum SaveState {
    Saved,
    /// Changed, not sent yet.
    Waiting,
    Saving,
    Failed(Failure),
    /// Somebody saved another text meanwhile; the drafter decides.
    Stale(Box<Theirs>),
}

/// The text on the server that is not the one this page started from.
#[derive(Clone, Debug, PartialEq)]
pub struct Theirs {
    pub save: i32,
    pub draft: Draft,
    /// Who saved it, where the server said.
    pub by: Option<String>,
}

/// Words not yet acknowledged, and the save they build on.
#[derive(Serialize, Deserialize)]
struct Kept {
    save: i32,
    draft: Draft,
}

/// The draft of one edit page and its way to the server. Change it through [`Autosave::edit`] only.
#[derive(Clone, Copy)]
pub struct Autosave {
    pub case: CaseId,
    pub draft: RwSignal<Draft>,
    pub state: RwSignal<SaveState>,
    /// Number of the last acknowledged save.
    pub save: RwSignal<i32>,
    /// Grows when the draft is replaced from elsewhere: the form is drawn anew.
    pub replaced: RwSignal<u32>,
    in_flight: StoredValue<bool>,
    attempts: StoredValue<usize>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl Autosave {
    /// Starts from what the server holds, or from what this browser still keeps of an earlier visit.
    pub fn new(view: &DocumentView) -> Self {
        let case = view.case.summary.id;
        let autosave = Self {
            case,
            draft: RwSignal::new(view.draft.clone()),
            state: RwSignal::new(SaveState::Saved),
            save: RwSignal::new(view.save),
            replaced: RwSignal::new(0),
            in_flight: StoredValue::new(false),
            attempts: StoredValue::new(0),
            timer: StoredValue::new(None),
        };
        match kept(case) {
            Some(kept) if kept.draft == view.draft => forget(case),
            Some(kept) => {
                autosave.draft.set(kept.draft);
                match kept.save == view.save {
                    true => autosave.later(Duration::ZERO),
                    false => autosave.state.set(SaveState::Stale(Box::new(theirs(view, None)))),
                }
            }
            None => {}
        }
        autosave.guard();
        autosave
    }

    /// Changes the draft; it is saved when the drafter pauses.
    pub fn edit(self, change: impl FnOnce(&mut Draft)) {
        self.draft.update(change);
        self.keep();
        if !matches!(self.state.get_untracked(), SaveState::Stale(_)) {
            self.later(QUIET);
        }
    }

    /// Saves now, without waiting for a pause.
    pub fn now(self) {
        if matches!(self.state.get_untracked(), SaveState::Waiting | SaveState::Failed(_)) {
            self.later(Duration::ZERO);
        }
    }

    /// Ends a conflict: this text is the draft, on top of their save.
    pub fn resolve(self, draft: Draft, theirs: i32) {
        self.draft.set(draft);
        self.save.set(theirs);
        self.replaced.update(|count| *count += 1);
        self.keep();
        self.later(Duration::ZERO);
    }

    fn keep(self) {
        let kept =
            self.draft.with_untracked(|draft| Kept { save: self.save.get_untracked(), draft: draft.clone() });
        if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(&kept)) {
            // A full storage loses nothing yet: the text is still on its way to the server.
            let _ = storage.set_item(&storage_key(self.case), &text);
        }
    }

    fn later(self, wait: Duration) {
        self.clear_timer();
        self.state.set(SaveState::Waiting);
        let timer = set_timeout_with_handle(move || self.fire(), wait).ok();
        self.timer.set_value(timer);
    }

    fn clear_timer(self) {
        if let Some(Some(timer)) = self.timer.try_update_value(Option::take) {
            timer.clear();
        }
    }

    fn fire(self) {
        // One save at a time; when it ends it looks whether there is more.
        if self.in_flight.try_get_value() != Some(false) {
            return;
        }
        self.in_flight.set_value(true);
        self.state.set(SaveState::Saving);
        let sent = SaveDraft { save: self.save.get_untracked(), draft: self.draft.get_untracked() };
        spawn_local(async move {
            let answer = put(self.case, &sent).await;
            let answer = match answer {
                Err(failure) if failure.is(Code::StaleVersion) => Err(meanwhile(self.case, failure).await),
                Err(failure) => Err(SaveState::Failed(failure)),
                Ok(saved) => Ok(saved.save),
            };
            if self.in_flight.try_set_value(false).is_none() {
                self.settle(&sent, answer);
            }
        });
    }

    fn settle(self, sent: &SaveDraft, answer: Result<i32, SaveState>) {
        let acknowledged = match answer {
            Ok(save) => save,
            // An earlier attempt of ours arrived although its answer did not.
            Err(SaveState::Stale(theirs)) if theirs.draft == sent.draft => theirs.save,
            Err(state) => return self.failed(state),
        };
        self.attempts.set_value(0);
        self.save.set(acknowledged);
        if self.draft.with_untracked(|draft| *draft == sent.draft) {
            forget(self.case);
            self.clear_timer();
            self.state.set(SaveState::Saved);
        } else {
            self.keep();
            self.later(QUIET);
        }
    }

    fn failed(self, state: SaveState) {
        let passing = match &state {
            SaveState::Failed(Failure::Offline | Failure::Timeout) => true,
            SaveState::Failed(failure) => {
                [Code::Busy, Code::Internal, Code::TooManyAttempts].iter().any(|code| failure.is(*code))
            }
            _ => false,
        };
        self.state.set(state);
        if passing {
            let attempt = self.attempts.get_value();
            self.attempts.set_value(attempt + 1);
            self.clear_timer();
            let wait = RETRIES[attempt.min(RETRIES.len() - 1)];
            self.timer.set_value(set_timeout_with_handle(move || self.fire(), wait).ok());
        }
    }

    /// Warns before the window closes, tries again when the network is back, and sends the rest when the page goes.
    fn guard(self) {
        let closing = window_event_listener(leptos::ev::beforeunload, move |event| {
            if self.state.get_untracked() != SaveState::Saved {
                event.prevent_default();
            }
        });
        let online = window_event_listener(leptos::ev::online, move |_| self.now());
        on_cleanup(move || {
            closing.remove();
            online.remove();
            self.clear_timer();
            let unsent =
                matches!(self.state.try_get_untracked(), Some(SaveState::Waiting | SaveState::Failed(_)));
            if let (true, Some(save), Some(draft)) =
                (unsent, self.save.try_get_untracked(), self.draft.try_get_untracked())
            {
                spawn_local(async move {
                    if put(self.case, &SaveDraft { save, draft }).await.is_ok() {
                        forget(self.case);
                    }
                });
            }
        });
    }
}

async fn put(case: CaseId, draft: &SaveDraft) -> Result<Saved, Failure> {
    http::send(Method::Put, &paths::api::document_draft(case), draft).await
}

/// What is on the server instead of what this page started from.
async fn meanwhile(case: CaseId, refusal: Failure) -> SaveState {
    let by = refusal.changed_by().map(str::to_owned);
    match http::get::<DocumentView>(&paths::api::document(case)).await {
        Ok(view) => SaveState::Stale(Box::new(theirs(&view, by))),
        Err(failure) => SaveState::Failed(failure),
    }
}

fn theirs(view: &DocumentView, by: Option<String>) -> Theirs {
    Theirs { save: view.save, draft: view.draft.clone(), by }
}

fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

fn storage_key(case: CaseId) -> String {
    format!("draft:{case}")
}

fn kept(case: CaseId) -> Option<Kept> {
    let text = storage()?.get_item(&storage_key(case)).ok()??;
    http::parse(&text).ok()
}

fn forget(case: CaseId) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&storage_key(case));
    }
}
