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

/// Where acts from this window come from: a phone is narrow or pointed at with a finger.
pub fn channel() -> Channel {
    let phone = window().match_media("(max-width: 767px), (pointer: coarse)").ok().flatten();
    if phone.is_some_and(|phone| phone.matches()) { Channel::Phone } else { Channel::Desktop }
}

/// Sends JSON, receives JSON. A lost session is renewed first.
pub async fn exchange(method: Method, path: &str, body: Option<String>) -> Result<String, Failure> {
    let body = body.map(JsValue::from);
    loop {
        let answer = once(method, path, body.as_ref()).await;
        let lost = answer.as_ref().is_err_and(|failure| {
            failure.is(Code::NotSignedIn) || failure.is(Code::ReauthenticationRequired)
        });
        if !lost {
            return answer;
        }
        if !session::renewed().await {
            return Err(Failure::SignedOut);
        }
    }
}

async fn once(method: Method, path: &str, body: Option<&JsValue>) -> Result<String, Failure> {
    let (request, controller) = request(method, body).map_err(|_| Failure::Unreadable)?;
    let abort = controller.clone();
    let limit = set_timeout_with_handle(move || abort.abort(), PATIENCE).ok();
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
    let problem: Problem = super::parse(&text)?;
    Err(Failure::Refused(Arc::new(problem)))
}

fn request(method: Method, body: Option<&JsValue>) -> Result<(RequestInit, AbortController), JsValue> {
    let headers = Headers::new()?;
    headers.set("accept-language", settings::tag(settings::language()))?;
    if method != Method::Get {
        headers.set("x-tongzhou", channel().as_str())?;
    }
    let controller = AbortController::new()?;
    let request = RequestInit::new();
    request.set_method(method.as_str());
    request.set_headers(&headers);
    request.set_signal(Some(&controller.signal()));
    if leptos::prelude::document().hidden() {
        // The page may be going: what it still has to say arrives all the same.
        js_sys::Reflect::set(&request, &"keepalive".into(), &true.into())?;
    }
    if let Some(body) = body {
        headers.set("content-type", "application/json")?;
        request.set_body(body);
    }
    Ok((request, controller))
}

async fn receive(path: &str, request: &RequestInit) -> Result<(u16, String), JsValue> {
    let response: Response =
        JsFuture::from(window().fetch_with_str_and_init(path, request)).await?.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.status(), text.as_string().unwrap_or_default()))
}
