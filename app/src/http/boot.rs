//! What came with the page (`api::session::Boot`), so that nothing is fetched twice. Read with the browser's own
//! parser: the answers stay text until somebody asks for them.

use std::cell::RefCell;

use js_sys::{JSON, Object, Reflect};
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};

use crate::paths::api::SESSION;

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
        let boot = boot.as_ref()?;
        match path {
            SESSION => taken(boot, "session"),
            _ => taken(&Reflect::get(boot, &"answers".into()).ok()?, path),
        }
    })
}

/// Whether the page came for somebody who is signed in. True where nothing is known.
pub fn signed_in() -> bool {
    BOOT.with_borrow(|boot| {
        boot.as_ref().is_none_or(|boot| Reflect::get(boot, &"session".into()).is_ok_and(|it| !it.is_null()))
    })
}

fn taken(from: &JsValue, key: &str) -> Option<String> {
    let value = Reflect::get(from, &key.into()).ok()?;
    if value.is_undefined() || value.is_null() {
        return None;
    }
    Reflect::delete_property(from.unchecked_ref::<Object>(), &key.into()).ok()?;
    JSON::stringify(&value).ok().map(String::from)
}
