//! The product modules, each in a file of its own that is loaded when one of its pages is first shown. A file that
//! does not arrive shows a retry in place of the page.

use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

use crate::documents;
use crate::http::Failure;
use crate::ui::{ErrorState, Skeleton};

/// A page of 办文.
pub fn documents(page: documents::Page) -> AnyView {
    let attempt = Trigger::new();
    let shown = move || {
        attempt.track();
        Suspend::new(async move {
            documents_page(page).await.unwrap_or_else(|error| {
                leptos::logging::error!("{error}");
                view! { <ErrorState failure=Failure::Offline on_retry=move |()| attempt.notify() /> }.into_any()
            })
        })
    };
    view! { <Suspense fallback=|| view! { <Skeleton lines=8 /> }>{shown}</Suspense> }.into_any()
}

#[wasm_split(documents, fallible, wasm_split_path = leptos::wasm_split)]
fn documents_page(page: documents::Page) -> Result<AnyView, SplitLoaderError> {
    Ok(documents::page(page))
}
