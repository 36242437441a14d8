//! The page beside the form: drawn by the server from the very PDF, anew after every save. On a phone the page is one
//! tap away instead.

use std::time::Duration;

use api::CaseId;
use api::documents::Pages;
use leptos::prelude::*;

use super::super::Printed;
use super::super::pictures::Pictures;
use super::autosave::{Autosave, SaveState};
use crate::http::use_load;
use crate::lazy::documents_pages;
use crate::ui::{Icon, icon, live};
use crate::{paths, t};

/// Room for the form and the page side by side.
const WIDE: &str = "(min-width: 72rem)";
/// After a save, in case the drafter goes on.
const REST: Duration = Duration::from_millis(400);

#[component]
pub fn Preview(case: CaseId, autosave: Autosave) -> impl IntoView {
    let wide = RwSignal::new(is_wide());
    let resized = window_event_listener(leptos::ev::resize, move |_| {
        let now = is_wide();
        if wide.get_untracked() != now {
            wide.set(now);
        }
    });
    on_cleanup(move || resized.remove());
    live(move || wide.get().then(|| documents_pages(Printed::Beside(case, autosave))))
}

/// The pages of the last save.
pub fn preview(case: CaseId, autosave: Autosave) -> AnyView {
    let load = use_load::<Pages>(move || paths::api::document_pages(case, None));
    let saved = Memo::new(move |_| autosave.save.get());
    let refresh = leptos::leptos_dom::helpers::debounce(REST, move |_: ()| load.reload());
    Effect::new({
        let mut refresh = refresh;
        move |before: Option<i32>| {
            let save = saved.get();
            if before.is_some_and(|before| before != save) {
                refresh(());
            }
            save
        }
    });
    let stale = move || autosave.state.with(|state| *state != SaveState::Saved) || load.busy.get();
    view! {
        <section class="preview" aria-labelledby="preview">
            <div class="card-head">
                <h2 id="preview">{t!(documents.preview)}</h2>
                <span class="hint" role="status">{move || if stale() { t!(documents.preview_stale) } else { t!(documents.preview_fresh) }}</span>
                <a class="button quiet" href=paths::api::document_pdf(case) target="_blank" rel="external">
                    {icon(Icon::Document)}<span>{t!(documents.open_pdf)}</span>
                </a>
            </div>
            <div class="preview-pages" tabindex="0" role="group" aria-label=t!(documents.preview)><Pictures case load /></div>
        </section>
    }
    .into_any()
}

fn is_wide() -> bool {
    window().match_media(WIDE).ok().flatten().is_some_and(|wide| wide.matches())
}
