//! What stands where content will be, would be, or failed to be.

use api::Code;
use leptos::prelude::*;

use super::{Button, Icon, icon};
use crate::http::Failure;
use crate::t;

/// Grey lines while content comes.
#[component]
pub fn Skeleton(#[prop(default = 5)] lines: usize) -> impl IntoView {
    view! {
        <div class="skeleton" role="status" aria-busy="true">
            <span class="unseen">{t!(common.loading)}</span>
            {(0..lines).map(|_| view! { <span class="skeleton-line" aria-hidden="true"></span> }).collect_view()}
        </div>
    }
}

/// Nothing is here, and what to do about it.
#[component]
pub fn Empty(
    #[prop(default = Icon::Inbox)] symbol: Icon,
    #[prop(into)] title: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            {icon(symbol)} <p>{title}</p> {children.map(|children| view! { <div>{children()}</div> })}
        </div>
    }
}

/// It failed, why, and a way to try again.
#[component]
pub fn ErrorState(
    #[prop(into)] failure: Failure,
    #[prop(optional, into)] on_retry: Option<Callback<()>>,
) -> impl IntoView {
    // What is refused for good is not a failure, and asking again changes nothing.
    let refused = failure.is(Code::NotAllowed);
    let failed = (!refused).then(|| view! { <p>{t!(common.failed)}</p> });
    view! {
        <div class="empty failed" role="alert">
            {icon(Icon::Warning)} {failed} <p class="hint">{failure.words()}</p>
            {on_retry
                .filter(|_| !refused)
                .map(|on_retry| {
                    view! {
                        <Button symbol=Icon::Refresh on_press=on_retry>
                            {t!(common.retry)}
                        </Button>
                    }
                })}
        </div>
    }
}
