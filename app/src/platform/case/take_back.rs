//! 撤销 after an act: the flow's own 收回, offered where the server says that it would be taken, until the next has acted.

use std::time::Duration;

use api::cases::{Act, Acted};
use api::session::Session;
use api::{CaseId, Code};
use flow::{Command, ItemId};
use leptos::task::spawn_local;

use crate::http::{self, Failure, Load, Method};
use crate::platform::Changes;
use crate::ui::Toasts;
use crate::{paths, t};

/// So long it is offered; 收回 in the case's further actions stays longer.
const OFFERED: Duration = Duration::from_secs(10);

/// An act that can be taken back.
#[derive(Clone, Copy)]
pub struct Done {
    case: CaseId,
    item: ItemId,
    version: i32,
}

impl Done {
    pub fn of(case: CaseId, acted: &Acted) -> Option<Self> {
        acted.take_back.map(|item| Self { case, item, version: acted.version })
    }
}

/// Who hears of it.
#[derive(Clone, Copy)]
pub struct Heard {
    pub toasts: Toasts,
    pub changes: Changes,
    pub session: Load<Session>,
}

/// Says what was done, and offers to take back what can be.
pub fn say(words: String, done: Vec<Done>, heard: Heard) {
    if done.is_empty() {
        heard.toasts.say(words);
        return;
    }
    heard.toasts.offer_undo(words, move || take_back(done.clone(), heard), OFFERED);
}

fn take_back(done: Vec<Done>, heard: Heard) {
    spawn_local(async move {
        let (mut back, mut late) = (0, None);
        for one in &done {
            match send(*one).await {
                Ok(_) => back += 1,
                Err(failure) => late = Some(failure),
            }
        }
        heard.toasts.say(match (late, back) {
            (None, 1) => t!(case.taken_back).to_owned(),
            (None, count) => t!(case.taken_back_many, count = count),
            (Some(why), 0) => t!(case.too_late, why = why),
            (Some(why), count) => t!(case.partly_too_late, count = count, why = why),
        });
        heard.session.reload();
        heard.changes.notify();
        heard.changes.touch(None);
    });
}

/// Somebody may have read the case or added something since; only where the next has handled it is it too late.
async fn send(Done { case, item, version }: Done) -> Result<Acted, Failure> {
    let path = paths::api::acts(case);
    let act = |version| Act::new(http::key(), version, Command::Withdraw { item });
    match http::send(Method::Post, &path, &act(version)).await {
        Err(Failure::Refused(problem)) if problem.code == Code::StaleVersion.as_str() => {
            let now = problem.current_version.unwrap_or(version);
            http::send(Method::Post, &path, &act(now)).await
        }
        answer => answer,
    }
}
