//! The pages as they will be, or were, printed.

use api::documents::Pages;
use api::{CaseId, FileId};
use leptos::prelude::*;

use super::pictures::Pictures;
use crate::http::use_load;
use crate::platform::PageFrame;
use crate::ui::{Icon, IconButton, icon};
use crate::{paths, t};

/// Widths of a page, percent of the column.
const ZOOMS: [u32; 5] = [50, 75, 100, 150, 200];

/// Among what is known of the case.
pub fn within(case: CaseId, of: Option<FileId>) -> AnyView {
    let load = use_load::<Pages>(move || paths::api::document_pages(case, of));
    view! {
        <div class="document-pages" tabindex="0" role="group" aria-label=t!(documents.form_pages)>
            <Pictures case of load />
        </div>
    }
    .into_any()
}

/// At full size.
pub fn pages(case: CaseId) -> AnyView {
    let load = use_load::<Pages>(move || paths::api::document_pages(case, None));
    let zoom = RwSignal::new(2_usize);
    let count = move || load.value.with(|pages| pages.as_ref().map_or(0, |pages| pages.pages));
    let issued = move || load.value.with(|pages| pages.as_ref().is_some_and(|pages| pages.file.is_some()));
    let tools = view! {
        <div class="pages-tools">
            <p class="hint">
                {move || match issued() {
                    true => t!(documents.pages_issued, count = count()),
                    false => t!(documents.pages_present, count = count()),
                }}
            </p>
            <IconButton symbol=Icon::Minus label=t!(documents.zoom_out) disabled=Signal::derive(move || zoom.get() == 0)
                on_press=move |()| zoom.update(|zoom| *zoom = zoom.saturating_sub(1)) />
            <output class="zoom" aria-label=t!(documents.zoom)>{move || format!("{}%", ZOOMS[zoom.get()])}</output>
            <IconButton symbol=Icon::Plus label=t!(documents.zoom_in) disabled=Signal::derive(move || zoom.get() + 1 == ZOOMS.len())
                on_press=move |()| zoom.update(|zoom| *zoom = (*zoom + 1).min(ZOOMS.len() - 1)) />
            <a class="button" href=paths::api::document_pdf(case) target="_blank" rel="external">
                {icon(Icon::Download)}<span>{t!(documents.open_pdf)}</span>
            </a>
        </div>
    };
    view! {
        <PageFrame title=Signal::derive(|| t!(documents.pages).to_owned()) back=paths::document(case)>
            {tools}
            <div class="pages-frame" tabindex="0" role="region" aria-label=t!(documents.pages) data-zoom=move || ZOOMS[zoom.get()].to_string()>
                <Pictures case load />
            </div>
        </PageFrame>
    }
    .into_any()
}
