//! What has been filled in to do an act. What was typed or written stays until it has been accepted.

use api::cases::{Act, CaseView};
use api::handwriting::Handwriting;
use flow::{AfterReturn, Allowed, Command, PostId, Target};
use leptos::prelude::*;

use super::command::{Filled, Missing, TextKind, text_kind};
use crate::http;
use crate::t;

/// What is being done: an allowed action under its verb.
#[derive(Clone, PartialEq)]
pub struct Acting {
    pub allowed: Allowed,
    pub verb: String,
}

/// The state of the dialog. Lives beside the case, not in it: a reload leaves it alone.
#[derive(Clone, Copy)]
pub struct Form {
    pub acting: RwSignal<Option<Acting>>,
    pub open: RwSignal<bool>,
    /// Points of a checklist that go along, by key.
    pub confirmed: Signal<Vec<String>>,
    pub text: RwSignal<String>,
    /// The opinion as it was written by hand: JSON of [`Handwriting`], empty where nothing was.
    pub handwriting: RwSignal<String>,
    pub target: RwSignal<Option<Target>>,
    pub then: RwSignal<String>,
    pub posts: RwSignal<Vec<PostId>>,
    pub place: RwSignal<String>,
    pub blocking: RwSignal<bool>,
    pub choices: RwSignal<flow::Choices>,
    pub busy: RwSignal<bool>,
    pub wrong: RwSignal<Option<String>>,
    pub missing: RwSignal<Option<Missing>>,
    /// What was sent last: the same goes again under the same key.
    sent: StoredValue<Option<Act>>,
    /// Whether it may have been done although no answer came.
    pub unanswered: StoredValue<bool>,
}

pub const STRAIGHT: &str = "straight";
pub const BEFORE: &str = "before";

impl Form {
    pub fn new(confirmed: Signal<Vec<String>>) -> Self {
        Self {
            acting: RwSignal::new(None),
            open: RwSignal::new(false),
            confirmed,
            text: RwSignal::new(String::new()),
            handwriting: RwSignal::new(String::new()),
            target: RwSignal::new(None),
            then: RwSignal::new(STRAIGHT.to_owned()),
            posts: RwSignal::new(Vec::new()),
            place: RwSignal::new(BEFORE.to_owned()),
            blocking: RwSignal::new(true),
            choices: RwSignal::new(flow::Choices::new()),
            busy: RwSignal::new(false),
            wrong: RwSignal::new(None),
            missing: RwSignal::new(None),
            sent: StoredValue::new(None),
            unanswered: StoredValue::new(false),
        }
    }

    /// Opens the dialog for an action. Another action than before begins with empty people and steps; the words stay.
    pub fn begin(self, acting: Acting) {
        let first = acting.allowed.needs.targets.iter().find(|target| target.previous);
        self.target.set(first.or(acting.allowed.needs.targets.first()).cloned());
        self.posts.set(Vec::new());
        self.choices.set(flow::Choices::new());
        self.unanswered.set_value(false);
        self.wrong.set(None);
        self.missing.set(None);
        self.acting.set(Some(acting));
        self.open.set(true);
    }

    /// Goes on with what is possible in the case as it is now, or says that it is over; the words stay to be copied.
    /// An act without an answer waits for its repetition: it may be what changed the case.
    pub fn go_on(self, now: &CaseView) -> Option<Acting> {
        let acting = self.acting.get_untracked()?;
        if self.unanswered.get_value() {
            return Some(acting);
        }
        match offered_again(now, &acting) {
            Some(allowed) => {
                let acting = Acting { allowed, ..acting };
                if self.acting.with_untracked(|before| before.as_ref() != Some(&acting)) {
                    self.acting.set(Some(acting.clone()));
                }
                Some(acting)
            }
            None => {
                self.wrong.set(Some(t!(case.no_longer, verb = acting.verb)));
                None
            }
        }
    }

    pub fn filled(self) -> Filled {
        Filled {
            text: self.text.get_untracked(),
            handwritten: !self.handwriting.with_untracked(String::is_empty),
            target: self.target.get_untracked(),
            then: if self.then.get_untracked() == STRAIGHT {
                AfterReturn::Straight
            } else {
                AfterReturn::Again
            },
            posts: self.posts.get_untracked(),
            before: self.place.get_untracked() == BEFORE,
            blocking: self.blocking.get_untracked(),
            choices: self.choices.get_untracked(),
        }
    }

    /// What is sent. A repetition of the same carries the same key, so that it acts once. It also names the same
    /// version where no answer came: the newer one may be the fruit of this very act.
    pub fn act(self, version: i32, command: Command) -> Act {
        let confirmed = self.confirmed.get_untracked();
        let handwriting = self.written(&command);
        let mut act = Act { key: http::key(), version, command, confirmed, handwriting };
        self.sent.update_value(|sent| {
            if let Some(before) = sent {
                let (key, version) = (act.key, act.version);
                act.key = before.key;
                if self.unanswered.get_value() {
                    act.version = before.version;
                }
                if act != *before {
                    (act.key, act.version) = (key, version);
                }
            }
            *sent = Some(act.clone());
        });
        act
    }

    /// What was written by hand, where the command carries an opinion.
    fn written(self, command: &Command) -> Option<Handwriting> {
        let opinion = text_kind(command.action()) == TextKind::Opinion;
        let written = |text: &String| (!text.is_empty()).then(|| http::parse(text).ok()).flatten();
        if opinion { self.handwriting.with_untracked(written) } else { None }
    }

    /// After it has been accepted.
    pub fn clear(self) {
        self.text.set(String::new());
        self.handwriting.set(String::new());
    }
}

/// The act that is offered again after a reload, with the version it has now; `None` where it is no longer possible.
fn offered_again(case: &CaseView, acting: &Acting) -> Option<Allowed> {
    let same = |allowed: &&Allowed| {
        allowed.action == acting.allowed.action
            && allowed.item == acting.allowed.item
            && allowed.refusal.is_none()
    };
    case.allowed.iter().find(same).cloned()
}
