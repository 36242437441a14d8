//! What is written in JavaScript (`app/islands`), loaded when it is first asked for.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Loads an island of this build by its name (`boot.js` knows where it lies).
    #[wasm_bindgen(catch, js_name = island)]
    pub async fn load(name: &str) -> Result<JsValue, JsValue>;
}
