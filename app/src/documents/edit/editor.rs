//! The text editor (`app/islands/editor.js`) as a component.

use api::documents::Block;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

use crate::island::load;
use crate::ui::live;
use crate::{http, paths, settings, t};

#[wasm_bindgen]
extern "C" {
    type Module;
    type Handle;

    #[wasm_bindgen(method)]
    fn mount(
        this: &Module,
        element: &web_sys::HtmlElement,
        blocks: &str,
        changed: &JsValue,
        options: &JsValue,
    ) -> Handle;

    #[wasm_bindgen(method)]
    fn set(this: &Handle, blocks: &str);

    #[wasm_bindgen(method)]
    fn focus(this: &Handle, block: &JsValue);

    #[wasm_bindgen(method)]
    fn destroy(this: &Handle);
}

/// What lives as long as the editor stands on the page.
struct Mounted {
    handle: Handle,
    _changed: Closure<dyn FnMut(String)>,
}

/// Lets the page put the caret into an editor or give it another text.
#[derive(Clone, Copy)]
pub struct EditorHandle(StoredValue<Option<Mounted>, LocalStorage>);

impl EditorHandle {
    /// Lives as long as the component that makes it.
    pub fn new() -> Self {
        Self(StoredValue::new_local(None))
    }

    /// Puts the caret into the block (from 0), or where it was.
    pub fn focus(&self, block: Option<usize>) {
        self.with(|handle| {
            handle.focus(&block.map_or(JsValue::UNDEFINED, |index| JsValue::from_f64(index as f64)))
        });
    }

    /// Shows another text; tells nobody.
    pub fn set(&self, blocks: &[Block]) {
        self.with(|handle| handle.set(&json(blocks)));
    }

    fn with(&self, act: impl FnOnce(&Handle)) {
        self.0.try_with_value(|mounted| {
            if let Some(mounted) = mounted {
                act(&mounted.handle);
            }
        });
    }
}

/// An editor of `blocks`; `changed` is told every change. Shows a retry where the island does not arrive.
#[component]
pub fn Editor(
    label: String,
    blocks: Vec<Block>,
    handle: EditorHandle,
    #[prop(into)] changed: Callback<Vec<Block>>,
) -> impl IntoView {
    let place = NodeRef::<Div>::new();
    let failed = RwSignal::new(false);
    let mount = move || {
        let (label, blocks) = (label.clone(), blocks.clone());
        failed.set(false);
        leptos::task::spawn_local(async move {
            let module = load("editor").await;
            // The page may have gone while the editor was on its way.
            let Some(Some(element)) = place.try_get_untracked() else { return };
            match module {
                Ok(module) => stand(handle, module.unchecked_into(), &element, &label, &blocks, changed),
                Err(_) => failed.set(true),
            }
        });
    };
    let again = mount.clone();
    Effect::new(move || {
        if place.get().is_some() {
            mount();
        }
    });
    on_cleanup(move || {
        if let Some(Some(mounted)) = handle.0.try_update_value(Option::take) {
            mounted.handle.destroy();
        }
    });
    view! {
        <div class="editor" node_ref=place></div>
        {live(move || {
            let again = again.clone();
            failed.get().then(|| view! {
                <p class="editor-failed" role="alert">
                    {t!(documents.editor_failed)}
                    <button type="button" class="button" on:click=move |_| again()>{t!(common.retry)}</button>
                </p>
            })
        })}
    }
}

fn stand(
    held: EditorHandle,
    module: Module,
    element: &web_sys::HtmlElement,
    label: &str,
    blocks: &[Block],
    changed: Callback<Vec<Block>>,
) {
    let told = Closure::<dyn FnMut(String)>::new(move |text: String| {
        if let Ok(blocks) = http::parse(&text) {
            changed.try_run(blocks);
        }
    });
    let handle = module.mount(element, &json(blocks), told.as_ref(), &options(label));
    let mounted = Mounted { handle, _changed: told };
    if let Some(Some(before)) = held.0.try_update_value(|held| held.replace(mounted)) {
        before.handle.destroy();
    }
}

fn json(blocks: &[Block]) -> String {
    serde_json::to_string(blocks).unwrap_or_else(|_| "[]".to_owned())
}

fn options(label: &str) -> JsValue {
    let options = serde_json::json!({
        "label": label,
        "placeholder": t!(documents.editor_placeholder),
        "readOnly": false,
        "words": {
            "toolbar": t!(documents.editor_toolbar),
            "body": t!(documents.level_body),
            "levels": [t!(documents.level_1), t!(documents.level_2), t!(documents.level_3), t!(documents.level_4)],
            "number": t!(documents.editor_number),
            "renumber": t!(documents.editor_renumber),
            "undo": t!(documents.editor_undo),
            "redo": t!(documents.editor_redo),
            "failed": t!(documents.blocks_failed),
            "table": {
                "table": t!(documents.table),
                "rowAdd": t!(documents.table_row_add),
                "columnAdd": t!(documents.table_column_add),
                "rowRemove": t!(documents.table_row_remove),
                "columnRemove": t!(documents.table_column_remove),
                "landscape": t!(documents.table_landscape),
                "remove": t!(documents.table_remove),
                "cell": t!(documents.table_cell, row = "{row}", column = "{column}"),
                "earlier": t!(documents.table_earlier),
                "later": t!(documents.table_later),
                "shown": t!(documents.table_shown, from = "{from}", to = "{to}", count = "{count}"),
            },
            "picture": {
                "picture": t!(documents.picture),
                "caption": t!(documents.picture_caption),
                "remove": t!(documents.picture_remove),
            },
        },
        "files": paths::api::FILES,
        "upload": {
            "address": paths::api::upload(""),
            "headers": { "x-tongzhou": http::channel().as_str(), "accept-language": settings::tag(settings::language()) },
            "sending": t!(documents.picture_sending),
            "failed": t!(documents.picture_failed),
        },
    });
    js_sys::JSON::parse(&options.to_string()).unwrap_or(JsValue::UNDEFINED)
}
