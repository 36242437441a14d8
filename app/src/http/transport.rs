//! One exchange with the server: headers, time limits, refusals.

use std::sync::Arc;
use std::time::Duration;

use api::session::Channel;
use api::{Code, Problem};
use leptos::prelude::{set_timeout_with_handle, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, RequestInit, Response};

use super::Failure;
use crate::platform::session;
use crate::settings;

/// The longest anybody waits for an answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// Files take their time.
const PATIENCE_FOR_FILES: Duration = Duration::from_secs(600);

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
}

impl Method {
    fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        }
    }
}

/// Sends text, receives text. A lost session is renewed first.
pub async fn exchange(method: Method, path: &str, body: Option<String>) -> Result<String, Failure> {
    let body = body.map(JsValue::from);
    renewing(method, path, body.as_ref(), Some("application/json"), PATIENCE).await
}

/// Sends a file.
pub async fn upload(path: &str, file: &web_sys::File) -> Result<String, Failure> {
    renewing(Method::Post, path, Some(file.as_ref()), None, PATIENCE_FOR_FILES).await
}

/// Where acts from this window come from: a phone is narrow or pointed at with a finger.
pub fn channel() -> Channel {
    let phone = window().match_media("(max-width: 767px), (pointer: coarse)").ok().flatten();
    if phone.is_some_and(|phone| phone.matches()) { Channel::Phone } else { Channel::Desktop }
}

async fn renewing(
    method: Method,
    path: &str,
    body: Option<&JsValue>,
    media_type: Option<&str>,
    patience: Duration,
) -> Result<String, Failure> {
    loop {
        let answer = once(method, path, body, media_type, patience).await;
        let lost = answer.as_ref().is_err_and(|failure| failure.is(Code::NotSignedIn));
        if !lost {
            return answer;
        }
        if !session::renewed().await {
            return Err(Failure::SignedOut);
        }
    }
}

async fn once(
    method: Method,
    path: &str,
    body: Option<&JsValue>,
    media_type: Option<&str>,
    patience: Duration,
) -> Result<String, Failure> {
    let (request, controller) = request(method, body, media_type).map_err(|_| Failure::Unreadable)?;
    let abort = controller.clone();
    let limit = set_timeout_with_handle(move || abort.abort(), patience).ok();
    let answer = receive(path, &request).await;
    if let Some(limit) = limit {
        limit.clear();
    }
    let (status, text) = answer.map_err(|_| match controller.signal().aborted() {
        true => Failure::Timeout,
        false => Failure::Offline,
    })?;
    if (200..300).contains(&status) {
        return Ok(text);
    }
    let problem: Problem = serde_json::from_str(&text).map_err(|_| Failure::Unreadable)?;
    Err(Failure::Refused(Arc::new(problem)))
}

fn request(
    method: Method,
    body: Option<&JsValue>,
    media_type: Option<&str>,
) -> Result<(RequestInit, AbortController), JsValue> {
    let headers = Headers::new()?;
    headers.set("accept-language", settings::tag(settings::language()))?;
    if method != Method::Get {
        headers.set("x-tongzhou", channel().as_str())?;
    }
    if let (Some(_), Some(media_type)) = (body, media_type) {
        headers.set("content-type", media_type)?;
    }
    let controller = AbortController::new()?;
    let request = RequestInit::new();
    request.set_method(method.as_str());
    request.set_headers(&headers);
    request.set_signal(Some(&controller.signal()));
    if let Some(body) = body {
        request.set_body(body);
    }
    Ok((request, controller))
}

async fn receive(path: &str, request: &RequestInit) -> Result<(u16, String), JsValue> {
    let response: Response = JsFuture::from(window().fetch_with_str_and_init(path, request)).await?.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.status(), text.as_string().unwrap_or_default()))
}
