//! Says whether every word is on the server.

use leptos::prelude::*;

use super::autosave::{Autosave, SaveState};
use crate::http::Failure;
use crate::t;
use crate::ui::{Button, Icon, Weight, icon, live};

#[component]
pub fn SaveMark(autosave: Autosave) -> impl IntoView {
    // Redrawn when the kind of state changes, not with every keystroke.
    let state = Memo::new(move |_| autosave.state.get());
    let count = autosave.save;
    let mark = move || {
        match state.get() {
        SaveState::Saved => view! {
            <span class="save-mark good">{icon(Icon::Check)} <span>{move || t!(documents.saved, count = count.get())}</span></span>
        }
        .into_any(),
        SaveState::Waiting | SaveState::Saving => {
            view! { <span class="save-mark">{icon(Icon::Refresh)} <span>{t!(documents.saving)}</span></span> }.into_any()
        }
        SaveState::Stale(_) => {
            view! { <span class="save-mark alarm">{icon(Icon::Warning)} <span>{t!(documents.save_stale)}</span></span> }.into_any()
        }
        SaveState::Failed(failure) => view! {
            <span class="save-mark alarm">{icon(Icon::Warning)} <span>{t!(documents.save_failed, why = why(&failure))}</span></span>
            <Button weight=Weight::Quiet on_press=move |()| autosave.now()>{t!(common.retry)}</Button>
        }
        .into_any(),
    }
    };
    view! { <div class="save-state" role="status">{live(mark)}</div> }
}

/// What is wrong, with the detail the server gives.
fn why(failure: &Failure) -> String {
    match failure {
        Failure::Refused(problem) => match &problem.detail {
            Some(detail) => format!("{}（{detail}）", problem.title),
            None => problem.title.clone(),
        },
        other => other.words(),
    }
}
