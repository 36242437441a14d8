//! Tells lists and counts that an act has changed what they show.

use leptos::prelude::*;

/// Notified after every act of this window.
#[derive(Clone, Copy)]
pub struct Changes(Trigger);

impl Changes {
    pub fn provide() {
        provide_context(Self(Trigger::new()));
    }

    pub fn notify(self) {
        self.0.notify();
    }

    /// Runs what reads this again after every act.
    pub fn track(self) {
        self.0.track();
    }
}

/// In a component's body.
pub fn use_changes() -> Changes {
    expect_context()
}
