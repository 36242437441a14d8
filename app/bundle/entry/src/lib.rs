//! Starts the app when the browser has loaded the module.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by the boot script's `init()`.
#[wasm_bindgen(start)]
pub fn start() {
    app::start();
}
