//! A few further actions behind one button.

use leptos::html;
use leptos::prelude::*;

use super::{Icon, icon};

/// A button that opens a small panel below it. The panel closes on Escape, on a press elsewhere, on a press on
/// anything inside it, and when the focus leaves.
#[component]
pub fn Menu(
    #[prop(into)] label: String,
    #[prop(default = Icon::More)] symbol: Icon,
    children: ChildrenFn,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let whole = NodeRef::<html::Div>::new();
    let button = NodeRef::<html::Button>::new();
    let left = move |event: leptos::ev::FocusEvent| {
        use wasm_bindgen::JsCast;
        let to = event.related_target().and_then(|to| to.dyn_into::<web_sys::Node>().ok());
        let inside = whole.get_untracked().is_some_and(|whole| to.is_some_and(|to| whole.contains(Some(&to))));
        if !inside {
            open.set(false);
        }
    };
    let escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            open.set(false);
            if let Some(button) = button.get_untracked() {
                // Only a detached element refuses the focus.
                let _ = button.focus();
            }
        }
    };
    view! {
        <div class="menu" node_ref=whole on:focusout=left on:keydown=escape>
            <button
                node_ref=button
                class="icon-button"
                type="button"
                title=label.clone()
                aria-label=label
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {icon(symbol)}
            </button>
            {move || {
                open.get()
                    .then(|| {
                        view! {
                            <div class="menu-panel" tabindex="-1" on:click=move |_| open.set(false)>
                                {children()}
                            </div>
                        }
                    })
            }}
        </div>
    }
}
