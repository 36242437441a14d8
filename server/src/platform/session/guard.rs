//! Requests that change something must come from our own pages, and every answer carries the security headers.

use api::{Code, audit::EventKind, session::Channel};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{Origin, actor_of, limits::Rate, origin::peer_of};
use crate::{
    App, Error, Result,
    platform::audit::{Happening, note},
};

/// Sent by the app with every request: no form or image of another site can send it without our permission.
const HEADER: &str = "x-tongzhou";

/// No inline script or style; WASM may be compiled; nobody may frame us.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Two years, as browsers' lists ask; only behind https.
const HSTS: &str = "max-age=63072000; includeSubDomains";
/// Refusals of one person that are recorded one by one; beyond it they are the same attempt.
const RECORDED: Rate = Rate { burst: 100.0, per_second: 1.0 };

const HEADERS: &[(&str, &str)] = &[
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];

/// What a file of the build needs: no page of its own ever comes from there, and every byte of a first visit counts.
const FILE_HEADERS: &[(&str, &str)] = &[
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("x-content-type-options", "nosniff"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// Refuses requests of other sites that would change something, and sets the security headers.
pub async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let asked = Asked::of(&app, &request);
    let headers = if request.uri().path().starts_with("/assets/") { FILE_HEADERS } else { HEADERS };
    let mut response = if changes_something(request.method()) && !from_our_pages(request.headers()) {
        Error::from(Code::CrossSite).into_response()
    } else {
        next.run(request).await
    };
    for (name, value) in headers {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if app.config.secure {
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HSTS));
    }
    if let Some(code) = refused(&response)
        && let Err(error) = asked.record(&app, code).await
    {
        return error.into_response();
    }
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The refusals that say somebody tried what is not theirs to do.
fn refused(response: &Response) -> Option<Code> {
    let code = response.extensions().get::<Error>()?.code;
    matches!(code, Code::NotAllowed | Code::CrossSite | Code::NotSeparated).then_some(code)
}

/// What a request was, for the audit.
struct Asked {
    origin: Origin,
    headers: HeaderMap,
    what: String,
}

impl Asked {
    fn of(app: &App, request: &Request) -> Self {
        let peer = peer_of(request.extensions());
        let mut headers = HeaderMap::new();
        for cookie in request.headers().get_all(header::COOKIE) {
            headers.append(header::COOKIE, cookie.clone());
        }
        let path: String = request.uri().path().chars().take(200).collect();
        Self {
            origin: Origin::of(app, peer, request.headers()),
            headers,
            what: format!("{} {path}", request.method()),
        }
    }

    async fn record(&self, app: &App, code: Code) -> Result<()> {
        // A stranger's request is the proxy's affair: anybody could fill the audit with it.
        let Ok(actor) = actor_of(app, &self.headers).await else { return Ok(()) };
        if !app.limits.take(format!("refused:{}", actor.person), RECORDED) {
            return Ok(());
        }
        let mut connection = app.database.acquire().await?;
        let detail = serde_json::json!({ "asked": self.what, "code": code.as_str() });
        let what = Happening { detail: Some(detail), failed: true, ..Happening::by(actor.person) };
        note(app, &mut connection, EventKind::AccessRefused, &self.origin, what).await
    }
}

fn changes_something(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD)
}

fn from_our_pages(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let same_site = match text("sec-fetch-site") {
        Some(site) => matches!(site, "same-origin" | "none"),
        None => match (text("origin"), text("host")) {
            (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, rest)| rest == host),
            _ => true,
        },
    };
    same_site && headers.contains_key(HEADER)
}

/// Where the act came from, as the app says; anything else is the API.
pub fn channel_of(headers: &HeaderMap) -> Channel {
    headers
        .get(HEADER)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse().ok())
        .unwrap_or(Channel::Api)
}
