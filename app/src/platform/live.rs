//! What others do while one looks (`GET /api/live`, heard by `app/islands/live.js`): lists, counts and the case that is
//! shown ask again, in their place.

use std::time::Duration;

use api::live::Touched;
use api::session::Session;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::Changes;
use crate::http::Load;

/// What comes within this time is asked for together.
const TOGETHER: Duration = Duration::from_millis(300);

/// Follows the events of the window for as long as the shell stands.
pub fn follow(session: Load<Session>, changes: Changes) {
    let counts = StoredValue::new(false);
    let pending = StoredValue::new(false);
    let ask = move || {
        if pending.try_set_value(false).is_some() {
            // The shell is gone: drawn anew, it asks for everything anyway.
            return;
        }
        if counts.get_value() {
            counts.set_value(false);
            session.reload();
        }
        changes.notify();
    };
    let handle = window_event_listener_untyped("touched", move |event| {
        let text = event.unchecked_into::<web_sys::CustomEvent>().detail().as_string().unwrap_or_default();
        // What cannot be read may be anything.
        let touched = serde_json::from_str::<Touched>(&text).ok();
        changes.touch(touched);
        if touched.is_some_and(|touched| touched.case.is_none() && !touched.notices) {
            return;
        }
        counts
            .update_value(|counts| *counts |= touched.is_none_or(|touched| touched.mine || touched.notices));
        if !pending.get_value() {
            pending.set_value(true);
            set_timeout(ask, TOGETHER);
        }
    });
    on_cleanup(move || handle.remove());
}
