//! Guarding one's own account, how one is notified, and what the three administrators (三员) do. A page a file; what
//! everybody has ([`own`]) and the rooms ([`room`]) are loaded apart (`lazy.rs`).
//! Deliberately absent: any decision of who may do what. `api::administration` is the table, the server asks it.

mod accounts;
mod audit;
mod emergency;
mod factor;
mod jobs;
mod notice_binding;
mod notice_mail;
mod notice_push;
mod notice_settings;
mod passkeys;
mod password;
mod policy;
mod security;
mod sessions;
mod verification;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::http::Failure;

/// What everybody has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    Security,
    Notices,
}

/// Such a page.
pub fn own(page: Own) -> AnyView {
    match page {
        Own::Security => security::security(),
        Own::Notices => notice_settings::notice_settings(),
    }
}

/// What one of the three administrators has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    Accounts,
    Emergency,
    Audit,
    Jobs,
}

/// Such a page.
pub fn room(room: Room) -> AnyView {
    match room {
        Room::Accounts => accounts::accounts(),
        Room::Emergency => emergency::emergency(),
        Room::Audit => audit::audit(),
        Room::Jobs => jobs::jobs(),
    }
}

/// Something that is being done, and why it was not.
#[derive(Clone, Copy)]
struct Doing {
    busy: RwSignal<bool>,
    wrong: RwSignal<Option<String>>,
}

impl Doing {
    fn new() -> Self {
        Self { busy: RwSignal::new(false), wrong: RwSignal::new(None) }
    }

    /// Does it; `then` gets the answer, a refusal is said.
    fn perform<T: 'static>(
        self,
        work: impl Future<Output = Result<T, Failure>> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.wrong.set(None);
        spawn_local(async move {
            let answer = work.await;
            self.busy.try_set(false);
            match answer {
                Ok(answer) => then(answer),
                Err(failure) => {
                    self.wrong.try_set(Some(words(&failure)));
                }
            }
        });
    }

    /// What went wrong, where something did.
    fn said(self) -> AnyView {
        view! {
            <p class="error" role="alert">
                {self.wrong}
            </p>
        }
        .into_any()
    }
}

/// What is wrong, with what is wrong in a password.
fn words(failure: &Failure) -> String {
    let Failure::Refused(problem) = failure else { return failure.words() };
    let weak = match problem.detail.as_deref() {
        Some("short") => crate::t!(security.weak_short),
        Some("long") => crate::t!(security.weak_long),
        Some("common") => crate::t!(security.weak_common),
        Some("personal") => crate::t!(security.weak_personal),
        Some("kinds") => crate::t!(security.weak_kinds),
        Some("used") => crate::t!(security.weak_used),
        _ => return failure.words(),
    };
    format!("{}：{weak}", problem.title)
}
