//! Views that change.

use std::sync::Arc;

use leptos::prelude::*;

/// A view that follows what it reads. Behind a trait object: what it takes to replace a view is compiled once, not
/// into every closure, which is about a kilobyte of the file that the browser fetches.
pub fn live<V: IntoView + 'static>(view: impl Fn() -> V + Send + Sync + 'static) -> AnyView {
    following(Arc::new(move || view().into_any()))
}

fn following(view: Arc<dyn Fn() -> AnyView + Send + Sync>) -> AnyView {
    (move || view()).into_any()
}
