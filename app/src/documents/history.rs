//! The whole history of a document, with its proof.

use api::CaseId;
use api::documents::DocumentView;
use leptos::prelude::*;

use crate::http::{loaded, use_load};
use crate::platform::PageFrame;
use crate::platform::case::{History, StepsPath};
use crate::{paths, t};

pub fn history(case: CaseId) -> AnyView {
    let load = use_load::<DocumentView>(move || paths::api::document(case));
    view! {
        <PageFrame title=Signal::derive(|| t!(documents.history).to_owned()) back=paths::document(case)>
            {loaded(load, move |view: Signal<DocumentView>| {
                let of = Signal::derive(move || view.with(|view| view.case.clone()));
                view! { <History case=of /> <StepsPath case=of /> }.into_any()
            })}
        </PageFrame>
    }
    .into_any()
}
