//! The product modules, each in a file of its own that is loaded when one of its pages is first shown. A file that
//! does not arrive shows a retry in place of the page.

use std::pin::Pin;

use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

use crate::documents;
use crate::http::Failure;
use crate::ui::{ErrorState, Skeleton, live};

/// A page of 办文.
pub fn documents(page: documents::Page) -> AnyView {
    when_loaded(move || Box::pin(documents_page(page)))
}

#[wasm_split(documents, fallible, wasm_split_path = leptos::wasm_split)]
fn documents_page(page: documents::Page) -> Result<AnyView, SplitLoaderError> {
    Ok(documents::page(page))
}

/// The page where a 公文 is written.
pub fn documents_edit() -> AnyView {
    when_loaded(|| Box::pin(documents_edit_page()))
}

#[wasm_split(documents_edit, fallible, wasm_split_path = leptos::wasm_split)]
fn documents_edit_page() -> Result<AnyView, SplitLoaderError> {
    Ok(documents::edit_page())
}

type Loading = Pin<Box<dyn Future<Output = Result<AnyView, SplitLoaderError>>>>;

/// The page once its module is there; the same page is not made twice.
fn when_loaded(load: impl Fn() -> Loading + 'static) -> AnyView {
    let attempt = Trigger::new();
    let answer = RwSignal::new_local(None);
    Effect::new(move |_| {
        attempt.track();
        answer.set(None);
        // The page is made under the owner of this place, though later.
        let loading = ScopedFuture::new_untracked(load());
        spawn_local(async move {
            let made = loading.await;
            answer.try_set(Some(made));
        });
    });
    let shown = move || match answer.write_untracked().take() {
        None => view! { <Skeleton lines=8 /> }.into_any(),
        Some(Ok(page)) => page,
        Some(Err(error)) => {
            leptos::logging::error!("{error}");
            view! { <ErrorState failure=Failure::Offline on_retry=move |()| attempt.notify() /> }.into_any()
        }
    };
    live(move || {
        answer.track();
        shown()
    })
}
