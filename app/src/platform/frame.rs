//! The frame of a page: its name as heading and as the window's title, the way back, and its own actions.

use leptos::prelude::*;

use super::{Panel, Panels, use_session};
use crate::ui::{Icon, IconButton, icon, live};
use crate::{paths, t};

/// A page. `back` is the address above it.
#[component]
pub fn PageFrame(
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] back: Option<String>,
    /// Buttons at the right of the heading.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    let panels: Panels = expect_context();
    Effect::new(move |_| document().set_title(&format!("{} · {}", title.get(), t!(common.app))));
    view! {
        <div class="page">
            <header class="page-head">
                {back
                    .map(|back| {
                        view! {
                            <a class="icon-button" href=back aria-label=t!(common.back) title=t!(common.back)>
                                {icon(Icon::Back)}
                            </a>
                        }
                    })}
                <h1 tabindex="-1">{title}</h1>
                <div class="page-actions">
                    {actions.map(|actions| actions.run())}
                    {bell()}
                    <IconButton
                        symbol=Icon::Search
                        label=t!(palette.title)
                        on_press=move |()| panels.set(Some(Panel::Palette))
                    />
                </div>
            </header>
            {children()}
        </div>
    }
}

/// The way to what one was told, with how much of it is new.
fn bell() -> AnyView {
    let session = use_session();
    let count = Memo::new(move |_| {
        session.value.with(|session| session.as_ref().map_or(0, |session| session.notices))
    });
    let name = move || match count.get() {
        0 => t!(notices.bell).to_owned(),
        count => t!(notices.bell_count, count = count),
    };
    view! {
        <a class="icon-button bell" href=paths::NOTICES aria-label=name title=t!(notices.bell)>
            {icon(Icon::Bell)}
            {live(move || Some(count.get()).filter(|count| *count > 0).map(|count| view! { <b class="count">{count.min(99)}</b> }))}
        </a>
    }
    .into_any()
}
