//! Tells lists, counts and cases that what they show has changed.

use api::CaseId;
use api::live::Touched;
use leptos::prelude::*;

/// Notified after every act of this window, and of others.
#[derive(Clone, Copy)]
pub struct Changes {
    lists: Trigger,
    /// What was heard last; `None` where it may be anything.
    heard: RwSignal<Option<Touched>>,
}

impl Changes {
    pub fn provide() -> Self {
        let changes = Self { lists: Trigger::new(), heard: RwSignal::new(None) };
        provide_context(changes);
        changes
    }

    pub fn notify(self) {
        self.lists.notify();
    }

    /// Runs what reads this again after every act.
    pub fn track(self) {
        self.lists.track();
    }

    pub(super) fn touch(self, touched: Option<Touched>) {
        self.heard.set(touched);
    }

    /// Calls `reload` whenever another version of the case is heard of than the one known.
    pub fn follow_case(self, case: Signal<(CaseId, i32)>, reload: Callback<()>) {
        Effect::new(move |before: Option<()>| {
            let heard = self.heard.get();
            let (id, version) = case.get_untracked();
            let another = |touched: Touched| touched.case == Some(id) && touched.version != Some(version);
            if before.is_some() && heard.is_none_or(another) {
                reload.run(());
            }
        });
    }
}

/// In a component's body.
pub fn use_changes() -> Changes {
    expect_context()
}
