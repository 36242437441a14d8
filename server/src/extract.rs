//! Extractors whose refusals are problem JSON.

use api::Code;
use axum::{
    body::Body,
    extract::{FromRequest, FromRequestParts, Request},
    http::{header, request::Parts},
    response::{IntoResponse, Response},
};
use futures_util::StreamExt;
use serde::{Serialize, de::DeserializeOwned};

use crate::Error;

/// Longest JSON body, bytes.
const MAX_JSON: usize = 4 * 1024 * 1024;
/// So much of a body that is too long is read and thrown away: whoever is still sending would see a broken
/// connection instead of the reason.
const MAX_DISCARDED: usize = 64 * 1024 * 1024;

/// A JSON body, in and out.
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self, Error> {
        let malformed = |detail: String| Error::new(Code::MalformedRequest).with_detail(detail);
        let is_json = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|kind| kind.split(';').next().unwrap_or_default().trim() == "application/json");
        let body = read(request.into_body()).await?;
        if !is_json {
            return Err(malformed("content-type: application/json".to_owned()));
        }
        match axum::Json::from_bytes(&body) {
            Ok(axum::Json(value)) => Ok(Self(value)),
            Err(error) => Err(malformed(error.body_text())),
        }
    }
}

async fn read(body: Body) -> Result<Vec<u8>, Error> {
    let mut content = body.into_data_stream();
    let mut kept = Vec::new();
    let mut size = 0;
    while let Some(chunk) = content.next().await {
        let chunk =
            chunk.map_err(|error| Error::new(Code::MalformedRequest).with_detail(error.to_string()))?;
        size += chunk.len();
        if size <= MAX_JSON {
            kept.extend_from_slice(&chunk);
        } else if size > MAX_DISCARDED {
            break;
        }
    }
    if size > MAX_JSON { Err(Code::TooLarge.into()) } else { Ok(kept) }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// Parts of the path. What cannot be an id names nothing.
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(path)) => Ok(Self(path)),
            Err(_) => Err(Code::NotFound.into()),
        }
    }
}

/// The query string.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        match axum::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(query)) => Ok(Self(query)),
            Err(error) => Err(Error::new(Code::MalformedRequest).with_detail(error.body_text())),
        }
    }
}
