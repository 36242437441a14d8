//! The one client. JSON in and out; a refusal is an [`api::Problem`]; a lost session asks for the password again and
//! then repeats the request, so that nothing typed is lost.

mod boot;
mod load;
mod read;
mod transport;

use std::fmt;
use std::sync::Arc;

use api::{Code, Problem};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::t;

pub use boot::signed_in;
pub use load::{Load, loaded, use_load};
pub use transport::{Method, channel};

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// The server says why.
    Refused(Arc<Problem>),
    /// No connection, or it broke.
    Offline,
    /// No answer in time. What was asked may have happened: repeat it with the same key.
    Timeout,
    /// An answer that this app does not understand.
    Unreadable,
    /// Signed out, and not signed in again.
    SignedOut,
}

impl Failure {
    /// Who was faster, where a stale version was named.
    pub fn changed_by(&self) -> Option<&str> {
        match self {
            Self::Refused(problem) => problem.changed_by.as_deref(),
            _ => None,
        }
    }

    /// Whether the server refused for this reason.
    pub fn is(&self, code: Code) -> bool {
        matches!(self, Failure::Refused(problem) if problem.code == code.as_str())
    }

    /// What the refusal is about; empty where there is nothing to say.
    pub fn detail(&self) -> &str {
        match self {
            Failure::Refused(problem) => problem.detail.as_deref().unwrap_or_default(),
            _ => "",
        }
    }

    /// What is wrong and what to do, in the user's language.
    pub fn words(&self) -> String {
        match self {
            Failure::Refused(problem) => problem.title.clone(),
            Failure::Offline => t!(common.offline).to_owned(),
            Failure::Timeout => t!(common.timeout).to_owned(),
            Failure::Unreadable => t!(common.unreadable).to_owned(),
            Failure::SignedOut => t!(common.signed_out).to_owned(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words())
    }
}

/// Asks for what is at a path; the first time from what came with the page, where that holds it.
pub async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Failure> {
    match boot::take(path) {
        Some(answer) => parse(&answer),
        None => parse(&transport::exchange(Method::Get, path, None).await?),
    }
}

/// Sends a request with a body.
pub async fn send<T: DeserializeOwned>(
    method: Method,
    path: &str,
    body: &impl Serialize,
) -> Result<T, Failure> {
    let body = serde_json::to_string(body).map_err(|_| Failure::Unreadable)?;
    parse(&transport::exchange(method, path, Some(body)).await?)
}

/// Sends a request with a body that is answered without one.
pub async fn tell(method: Method, path: &str, body: &impl Serialize) -> Result<(), Failure> {
    let body = serde_json::to_string(body).map_err(|_| Failure::Unreadable)?;
    transport::exchange(method, path, Some(body)).await.map(|_| ())
}

/// Deletes what is at a path.
pub async fn delete(path: &str) -> Result<(), Failure> {
    transport::exchange(Method::Delete, path, None).await.map(|_| ())
}

/// A new idempotency key: made once for what a person does, sent again with each repetition.
pub fn key() -> Uuid {
    let mut bytes = [0; 16];
    let random =
        leptos::prelude::window().crypto().map(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
    debug_assert!(random.is_ok(), "every browser has random numbers");
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

fn unreadable(what: read::Mismatch) -> Failure {
    leptos::logging::error!("{what}");
    Failure::Unreadable
}

/// Reads an answer of the server.
pub fn parse<T: DeserializeOwned>(answer: &str) -> Result<T, Failure> {
    read::read(answer).map_err(unreadable)
}
