//! What is known of every request afterwards: its id, one line in the log, and the figures.
//!
//! The line holds the address without its query, which may carry what people look for; never a body, a cookie or a name.

use std::{sync::Arc, time::Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use tracing::Instrument;

use crate::{App, platform::id};

const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// Longest id taken over from a client or a proxy.
const LONGEST: usize = 64;

/// The name of one request, in the log, in the answer's `x-request-id` and in problems.
#[derive(Clone, Debug)]
pub struct RequestId(pub Arc<str>);

impl RequestId {
    /// The one a proxy gave, where it is harmless in a log; else a new one.
    fn of(headers: &HeaderMap) -> Self {
        let harmless = |id: &&str| {
            (1..=LONGEST).contains(&id.len())
                && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
        };
        match headers.get(HEADER).and_then(|value| value.to_str().ok()).filter(harmless) {
            Some(given) => Self(given.into()),
            None => Self(id::new().simple().to_string().into()),
        }
    }
}

/// Names the request, measures it and writes its line.
pub async fn observe(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = RequestId::of(request.headers());
    let method = request.method().clone();
    let route: Option<MatchedPath> = request.extensions().get().cloned();
    let span = tracing::error_span!("request", id = %id.0, %method, path = request.uri().path());
    request.extensions_mut().insert(id.clone());
    let began = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let taken = began.elapsed();
    let status = response.status().as_u16();
    let route = route.as_ref().map_or("page", MatchedPath::as_str);
    app.metrics.request(&method, route, status, taken);
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert(HEADER, value);
    }
    let ms = taken.as_micros() as f64 / 1000.0;
    span.in_scope(|| match status {
        500.. => tracing::warn!(target: "request", route, status, ms, "failed"),
        _ => tracing::info!(target: "request", route, status, ms, "answered"),
    });
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id_of(given: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(HEADER, HeaderValue::from_str(given).unwrap());
        RequestId::of(&headers).0.to_string()
    }

    #[test]
    fn a_harmless_id_is_taken_over_and_another_is_replaced() {
        assert_eq!(id_of("trace-7.a_B"), "trace-7.a_B");
        for given in ["", "a b", "a\"b", "{}", &"x".repeat(LONGEST + 1)] {
            assert_eq!(id_of(given).len(), 32, "{given}");
        }
    }
}
