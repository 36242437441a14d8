//! Sending a file with its progress, which `fetch` does not tell.

use std::sync::Arc;

use api::Problem;
use api::files::File;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ProgressEvent, XmlHttpRequest};

use crate::http::{self, Failure};
use crate::{paths, settings};

/// Uploads a file; `progress` is told the share that was sent, 0 to 1.
pub async fn upload(file: &web_sys::File, progress: impl Fn(f64) + 'static) -> Result<File, Failure> {
    let (status, text) = exchange(file, progress).await.map_err(|_| Failure::Offline)?;
    if (200..300).contains(&status) {
        return http::parse(&text);
    }
    match (status, http::parse::<Problem>(&text)) {
        (0, _) => Err(Failure::Offline),
        (_, Ok(problem)) => Err(Failure::Refused(Arc::new(problem))),
        (_, Err(_)) => Err(Failure::Unreadable),
    }
}

async fn exchange(file: &web_sys::File, progress: impl Fn(f64) + 'static) -> Result<(u16, String), JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open("POST", &paths::api::upload(&file.name()))?;
    request.set_request_header("accept-language", settings::tag(settings::language()))?;
    request.set_request_header("x-tongzhou", http::channel().as_str())?;
    let told = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        if event.total() > 0.0 {
            progress(event.loaded() / event.total());
        }
    });
    request.upload()?.add_event_listener_with_callback("progress", told.as_ref().unchecked_ref())?;
    // Comes after success, failure and abort alike.
    let ended = js_sys::Promise::new(&mut |resolve, _| {
        // The request was just made: it takes listeners.
        let _ = request.add_event_listener_with_callback("loadend", &resolve);
    });
    request.send_with_opt_blob(Some(file))?;
    JsFuture::from(ended).await?;
    Ok((request.status()?, request.response_text()?.unwrap_or_default()))
}
