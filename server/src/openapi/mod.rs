//! The API's own description, OpenAPI 3.1. A route cannot be added without it: [`Routes`] is the router that takes down,
//! for each handler, what its types say of the request and of the answer.

mod describe;
mod document;
mod routes;

use std::sync::OnceLock;

use axum::http::header;
use bytes::Bytes;
pub use describe::{Description, Input, Output};
pub use document::document;
pub use routes::{Methods, Operation, Routes, delete, get, patch, post, put};

use crate::platform::session::Actor;

/// `GET /api/openapi.json`: to those who are signed in; the map of the house is not for strangers.
pub async fn serve(_: Actor) -> ([(header::HeaderName, &'static str); 1], Bytes) {
    static TEXT: OnceLock<Bytes> = OnceLock::new();
    let text = TEXT.get_or_init(|| text(crate::router::routes().operations()).into());
    ([(header::CONTENT_TYPE, "application/json")], text.clone())
}

/// The document as it is committed: `server/openapi.json`.
pub fn text(operations: &[Operation]) -> String {
    format!("{:#}\n", document(operations))
}
