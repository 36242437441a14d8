//! Passkeys (通行密钥) in the browser: `app/islands/passkey.js`, loaded when one is first used.

use api::session::Session;
use js_sys::Error;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

use crate::http;
use crate::island::load;
use crate::settings::{language, tag};

#[wasm_bindgen]
extern "C" {
    type Module;

    #[wasm_bindgen(method, catch)]
    async fn create(this: &Module, options: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = signIn)]
    async fn sign_in(
        this: &Module,
        account: &str,
        password: &str,
        language: &str,
        channel: &str,
    ) -> Result<JsValue, JsValue>;
}

/// Proves identity with password and passkey. `Err` says why not, in the person's words.
pub async fn prove(account: &str, password: &str) -> Result<Session, String> {
    let proven = async {
        let module: Module = load("passkey").await?.unchecked_into();
        module.sign_in(account, password, tag(language()), http::channel().as_str()).await
    };
    let words = |error: JsValue| String::from(error.unchecked_into::<Error>().message());
    let session = proven.await.map_err(words)?.as_string().unwrap_or_default();
    http::parse(&session).map_err(|failure| failure.words())
}

/// Has a passkey made, from the server's options to what the browser gives, both JSON. `None` where the person or the
/// browser would not.
pub async fn made(options: &str) -> Option<String> {
    let module: Module = load("passkey").await.ok()?.unchecked_into();
    module.create(options).await.ok()?.as_string()
}
