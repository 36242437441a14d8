//! The pad for handwriting (手写签批; `app/islands/handwriting.js`) as a component, loaded when it is asked for.

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

use crate::island::load;
use crate::t;
use crate::ui::{Button, Icon};

#[wasm_bindgen]
extern "C" {
    type Pads;

    /// Gives back what takes the pad away.
    #[wasm_bindgen(method)]
    fn mount(
        this: &Pads,
        element: &web_sys::HtmlElement,
        written: &str,
        changed: &JsValue,
        words: &JsValue,
    ) -> js_sys::Function;
}

/// What lives as long as the pad stands on the page.
struct Mounted {
    away: js_sys::Function,
    _changed: Closure<dyn FnMut(String)>,
}

/// Asks for the pad and shows it. `written`: JSON of [`api::handwriting::Handwriting`], empty where nothing is on it.
#[component]
pub fn Pad(written: RwSignal<String>) -> impl IntoView {
    let wanted = RwSignal::new(!written.with_untracked(String::is_empty));
    let failed = RwSignal::new(false);
    let place = NodeRef::<Div>::new();
    let held = StoredValue::new_local(None::<Mounted>);
    let stand = move || {
        failed.set(false);
        leptos::task::spawn_local(async move {
            let module = load("handwriting").await;
            // The dialog may have been closed while the pad was on its way.
            let Some(Some(element)) = place.try_get_untracked() else { return };
            match module {
                Ok(module) => {
                    let mounted = mount(module.unchecked_ref(), &element, written);
                    held.try_update_value(|held| take_away(held.replace(mounted)));
                }
                Err(_) => failed.set(true),
            }
        });
    };
    Effect::new(move || {
        if place.get().is_some() {
            stand();
        }
    });
    on_cleanup(move || {
        held.try_update_value(|held| take_away(held.take()));
    });
    view! {
        <Show
            when=move || wanted.get()
            fallback=move || view! { <Button symbol=Icon::Edit on_press=move |()| wanted.set(true)>{t!(handwriting.title)}</Button> }
        >
            <div class="pad" node_ref=place></div>
        </Show>
        <Show when=move || failed.get()>
            <p role="alert">
                {t!(handwriting.failed)} " " <Button on_press=move |()| stand()>{t!(common.retry)}</Button>
            </p>
        </Show>
    }
}

fn mount(pads: &Pads, element: &web_sys::HtmlElement, written: RwSignal<String>) -> Mounted {
    let changed = Closure::<dyn FnMut(String)>::new(move |text: String| {
        // A last stroke may end after the dialog.
        written.try_set(text);
    });
    let before = written.get_untracked();
    Mounted { away: pads.mount(element, &before, changed.as_ref(), &words()), _changed: changed }
}

fn take_away(mounted: Option<Mounted>) {
    if let Some(mounted) = mounted {
        // Only an island that is not ours would throw here.
        let _ = mounted.away.call0(&JsValue::NULL);
    }
}

fn words() -> JsValue {
    let words = [
        ("label", t!(handwriting.label)),
        ("hint", t!(handwriting.hint)),
        ("undo", t!(handwriting.undo)),
        ("clear", t!(handwriting.clear)),
        ("enlarge", t!(handwriting.enlarge)),
        ("done", t!(handwriting.done)),
        ("full", t!(handwriting.full)),
    ];
    let object = js_sys::Object::new();
    for (name, word) in words {
        // A plain object takes every property.
        let _ = js_sys::Reflect::set(&object, &name.into(), &word.into());
    }
    object.into()
}
