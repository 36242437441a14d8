//! What comes before everything else until it is answered. The browser's own `<dialog>`: it keeps the focus inside,
//! gives it back afterwards and closes on Escape.

use leptos::html;
use leptos::prelude::*;

use super::{Icon, IconButton, live, new_id};
use crate::t;

/// A dialog; `sheet` puts it at the thumb on a phone. Its content is made when it opens and gone when it closes.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(optional)] sheet: bool,
    /// Cannot be dismissed: it must be answered.
    #[prop(optional)]
    firm: bool,
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let heading = new_id();
    let labelled = heading.clone();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (open.get(), dialog.open()) {
            // A browser refuses only a dialog that is not in the page, or is open already.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let outside = move |event: leptos::ev::MouseEvent| {
        let on_backdrop = dialog.get_untracked().is_some_and(|dialog| event.target() == Some(dialog.into()));
        if on_backdrop && !firm {
            open.set(false);
        }
    };
    view! {
        <dialog
            node_ref=dialog
            class=if sheet { "dialog sheet" } else { "dialog" }
            aria-labelledby=labelled
            on:close=move |_| open.set(false)
            on:cancel=move |event: leptos::ev::Event| {
                if firm {
                    event.prevent_default();
                }
            }
            on:click=outside
        >
            <div class="dialog-body">
                <header>
                    <h2 id=heading>{title}</h2>
                    {(!firm)
                        .then(|| {
                            view! {
                                <IconButton symbol=Icon::Close label=t!(common.close) on_press=move |()| open.set(false) />
                            }
                        })}
                </header>
                {live(move || open.get().then(|| children()))}
            </div>
        </dialog>
    }
}

/// A dialog that rises from below on a phone.
#[component]
pub fn BottomSheet(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    children: ChildrenFn,
) -> impl IntoView {
    view! {
        <Dialog open title sheet=true>
            {children()}
        </Dialog>
    }
}
