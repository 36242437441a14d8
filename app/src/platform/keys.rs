//! The keys that work everywhere. What they open comes when it is first wanted (`palette`).

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::ui::is_writing;

/// What a key opens over the page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Panel {
    /// Ctrl-K: go, create, act, find.
    Palette,
    /// `?`: the keys.
    Help,
}

/// The one panel that is open.
pub type Panels = RwSignal<Option<Panel>>;

/// Makes room for the panels and listens. In the body of the outermost component.
pub fn provide() -> Panels {
    let panels: Panels = RwSignal::new(None);
    provide_context(panels);
    let handle = window_event_listener(leptos::ev::keydown, move |event| {
        // An input method's keys are its own; a dialog in front is answered first.
        if event.is_composing() || document().query_selector("dialog[open]").ok().flatten().is_some() {
            return;
        }
        let done = match wanted(&event) {
            Some(panel) => {
                panels.set(Some(panel));
                true
            }
            None => event.key() == "e" && plain(&event) && press(".action-bar .button.primary"),
        };
        if done {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
    panels
}

fn wanted(event: &KeyboardEvent) -> Option<Panel> {
    match event.key().as_str() {
        "k" | "K" if (event.ctrl_key() || event.meta_key()) && !event.alt_key() => Some(Panel::Palette),
        "/" if plain(event) => Some(Panel::Palette),
        "?" if plain(event) => Some(Panel::Help),
        _ => None,
    }
}

/// A key by itself, meant for no text.
fn plain(event: &KeyboardEvent) -> bool {
    !event.ctrl_key() && !event.meta_key() && !event.alt_key() && !is_writing()
}

/// Presses what is there; false where nothing is.
fn press(selector: &str) -> bool {
    let found = document().query_selector(selector).ok().flatten();
    let found = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    found.inspect(web_sys::HtmlElement::click).is_some()
}
