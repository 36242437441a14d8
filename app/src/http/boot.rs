//! What came with the page (`api::session::Boot`), so that nothing is fetched twice. Read with the browser's own
//! parser: the answers stay text until somebody asks for them.

use std::cell::RefCell;

use js_sys::{JSON, Object, Reflect};
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};

thread_local! {
    static BOOT: RefCell<Option<JsValue>> = RefCell::new(read());
}

fn read() -> Option<JsValue> {
    let text = document().get_element_by_id("boot")?.text_content()?;
    JSON::parse(&text).ok()
}

/// The answer to a path, once: later ones are fetched.
pub fn take(path: &str) -> Option<String> {
    BOOT.with_borrow(|boot| {
        let answers = Reflect::get(boot.as_ref()?, &"answers".into()).ok()?;
        let answer = text(&Reflect::get(&answers, &path.into()).ok()?)?;
        Reflect::delete_property(answers.unchecked_ref::<Object>(), &path.into()).ok()?;
        Some(answer)
    })
}

/// The session that came with the page, as JSON: `None` without a boot text, `Some(None)` for nobody.
pub fn session() -> Option<Option<String>> {
    BOOT.with_borrow(|boot| Some(text(&Reflect::get(boot.as_ref()?, &"session".into()).ok()?)))
}

/// Whether the page came for somebody who is signed in. True where nothing is known.
pub fn signed_in() -> bool {
    session() != Some(None)
}

fn text(value: &JsValue) -> Option<String> {
    if value.is_undefined() || value.is_null() {
        return None;
    }
    JSON::stringify(value).ok().map(String::from)
}
