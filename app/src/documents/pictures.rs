//! Pictures of the pages as they will be printed: drawn by the server from the very PDF.

use api::documents::Pages;
use api::{CaseId, FileId};
use leptos::prelude::*;

use crate::http::Load;
use crate::ui::{ErrorState, Skeleton, live};
use crate::{paths, t};

/// All pages below each other. The old ones stay until the new ones are there.
#[component]
pub fn Pictures(
    case: CaseId,
    /// Which of several PDFs.
    #[prop(optional_no_strip)]
    of: Option<FileId>,
    load: Load<Pages>,
) -> impl IntoView {
    let count = Memo::new(move |_| load.value.with(|pages| pages.as_ref().map_or(0, |pages| pages.pages)));
    let hash = Memo::new(move |_| {
        load.value.with(|pages| pages.as_ref().map(|pages| pages.hash.clone()).unwrap_or_default())
    });
    let page = move |index: usize| {
        view! {
            <li id=format!("page-{}", index + 1)>
                <img
                    src=move || paths::api::document_page(case, of, &hash.get(), index)
                    alt=move || t!(documents.page_of, number = index + 1, count = count.get())
                    width="1080"
                    height="1527"
                    loading=if index == 0 { "eager" } else { "lazy" }
                    decoding="async"
                />
            </li>
        }
    };
    view! {
        {live(move || load.failure.get().map(|failure| view! { <ErrorState failure on_retry=move |()| load.reload() /> }))}
        {live(move || (count.get() == 0 && load.failure.with(Option::is_none)).then(|| view! { <Skeleton lines=12 /> }))}
        <ol class="pictures" class:refreshing=move || load.busy.get()>
            <For each=move || 0..count.get() key=|index| *index children=page />
        </ol>
    }
}
