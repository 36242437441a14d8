//! The one error type. It becomes problem JSON in the user's language in [`problems`].

use api::{Code, Language, Problem};
use axum::{
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::observe::RequestId;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a request was refused.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{} {detail:?}", code.as_str())]
pub struct Error {
    pub code: Code,
    pub detail: Option<String>,
    pub current_version: Option<i32>,
    /// Name of who made it.
    pub changed_by: Option<Box<str>>,
    /// What binds, in Chinese and English.
    pub findings: Vec<(String, String)>,
    pub refusal: Option<flow::Refusal>,
}

impl Error {
    pub fn new(code: Code) -> Self {
        Self {
            code,
            detail: None,
            current_version: None,
            changed_by: None,
            findings: Vec::new(),
            refusal: None,
        }
    }

    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// What is changed has changed already: `version` is the one it has now, and who made it.
    pub fn stale(version: i32, changed_by: Option<String>) -> Self {
        Self {
            current_version: Some(version),
            changed_by: changed_by.map(Into::into),
            ..Self::new(Code::StaleVersion)
        }
    }

    /// What is said of it in a language.
    pub fn problem(&self, language: Language) -> Problem {
        let mut problem = Problem::new(self.code, language);
        problem.detail = self.detail.clone();
        problem.current_version = self.current_version;
        problem.changed_by = self.changed_by.as_deref().map(str::to_owned);
        problem.findings = self.findings.iter().map(|(zh, en)| language.pick(zh, en).clone()).collect();
        if let Some(refusal) = &self.refusal {
            problem.title = api::refusal_words(refusal, language).to_owned();
            problem.detail = Some(refusal.code().to_owned());
        }
        problem
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl From<flow::Refusal> for Error {
    fn from(refusal: flow::Refusal) -> Self {
        let code = match refusal {
            flow::Refusal::OpinionRequired => Code::OpinionRequired,
            flow::Refusal::NotYourItem | flow::Refusal::NotPermitted | flow::Refusal::AdministratorOnly => {
                Code::NotAllowed
            }
            flow::Refusal::Unresolved { .. } | flow::Refusal::Inconsistent => Code::Internal,
            _ => Code::Refused,
        };
        Self { refusal: Some(refusal), ..Self::new(code) }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::RowNotFound => Code::NotFound.into(),
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => Code::Busy.into(),
            sqlx::Error::Database(database) => {
                let state = database.code().unwrap_or_default();
                by_state(&state)
                    .or_else(|| by_constraint(database.constraint()))
                    .unwrap_or_else(|| internal(&error))
            }
            sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => {
                tracing::error!(%error, "database unreachable");
                Code::Busy.into()
            }
            _ => internal(&error),
        }
    }
}

/// What PostgreSQL's SQLSTATE means for the one who asked, where it is no fault of ours.
fn by_state(state: &str) -> Option<Error> {
    match state {
        // serialization failure, deadlock, lock timeout, statement timeout
        "40001" | "40P01" | "55P03" | "57014" => Some(Code::Busy.into()),
        // connection failures; too many connections; shut down, crashed, starting up; no longer the primary
        _ if state.starts_with("08") => Some(Code::Busy.into()),
        "53300" | "57P01" | "57P02" | "57P03" | "25006" => Some(Code::Busy.into()),
        // disk full
        "53100" => {
            tracing::error!("the database's disk is full");
            Some(Code::StorageFull.into())
        }
        // text that PostgreSQL cannot hold, such as NUL
        "22021" | "22P05" => Some(Code::MalformedRequest.into()),
        _ => None,
    }
}

/// What a broken constraint says to the one who asked, where it is theirs to mend.
fn by_constraint(name: Option<&str>) -> Option<Error> {
    match name? {
        "saved_views_name" | "saved_views_query" => {
            Some(Error::new(Code::MalformedRequest).with_detail("name"))
        }
        "opinions_text" => Some(Error::new(Code::TooLarge).with_detail("opinion")),
        "people_groups_name" => Some(Error::new(Code::InvalidValue).with_detail("name")),
        "people_groups_name_unique" | "saved_views_name_once" => {
            Some(Error::new(Code::NameTaken).with_detail("name"))
        }
        "notice_settings_quiet_span" => Some(Error::new(Code::InvalidValue).with_detail("quiet")),
        "delegation_kinds_one_delegate" => Some(Code::DelegationOverlaps.into()),
        "delegations_delegate_present" => Some(Code::DelegateAbsent.into()),
        "delegations_not_to_oneself" => Some(Error::new(Code::InvalidDelegation).with_detail("to")),
        "delegations_period" => Some(Error::new(Code::InvalidDelegation).with_detail("until")),
        // The same key at the same instant on another case: asked again, it finds its answer.
        "commands_pkey" => Some(Code::Busy.into()),
        "passkeys_name" => Some(Error::new(Code::InvalidValue).with_detail("name")),
        // It is somebody's already.
        "passkeys_credential" => Some(Code::Refused.into()),
        "emergency_grants_role" => Some(Error::new(Code::Refused).with_detail("role")),
        "emergency_grants_reason" => Some(Error::new(Code::Refused).with_detail("reason")),
        "emergency_grants_hours" => Some(Error::new(Code::Refused).with_detail("hours")),
        "incoming_documents_dates" => Some(Error::new(Code::InvalidValue).with_detail("written_on")),
        "incoming_documents_sender" => Some(Error::new(Code::InvalidValue).with_detail("sender")),
        "incoming_documents_sender_organ_fkey" => {
            Some(Error::new(Code::InvalidValue).with_detail("sender_organ"))
        }
        "incoming_documents_reference" => Some(Error::new(Code::InvalidValue).with_detail("reference")),
        "incoming_documents_duplicate_reason" => {
            Some(Error::new(Code::InvalidValue).with_detail("duplicate_reason"))
        }
        "deliveries_organ_once" => Some(Code::AlreadySent.into()),
        // The same work waits already.
        "jobs_unique" => Some(Code::Refused.into()),
        _ => None,
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        internal(&error)
    }
}

impl From<object_store::Error> for Error {
    fn from(error: object_store::Error) -> Self {
        let mut cause: Option<&dyn std::error::Error> = Some(&error);
        while let Some(found) = cause {
            if let Some(io) = found.downcast_ref::<std::io::Error>().filter(|io| is_full(io)) {
                tracing::error!(error = %io, "the file store's disk is full");
                return Code::StorageFull.into();
            }
            cause = found.source();
        }
        internal(&error)
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        if is_full(&error) {
            tracing::error!(%error, "the disk is full");
            return Code::StorageFull.into();
        }
        internal(&error)
    }
}

fn is_full(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}

impl From<tokio::task::JoinError> for Error {
    fn from(error: tokio::task::JoinError) -> Self {
        internal(&error)
    }
}

/// A fault of ours: logged whole, told to the user without its inside.
pub fn internal(error: &dyn std::fmt::Display) -> Error {
    tracing::error!(%error, "internal error");
    Code::Internal.into()
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives every refusal its body: errors of ours in the language asked for, and the framework's own refusals.
pub async fn problems(request: Request, next: Next) -> Response {
    let language = language_of(request.headers());
    let id = request.extensions().get::<RequestId>().cloned();
    let response = next.run(request).await;
    let error = match response.extensions().get::<Error>() {
        Some(error) => error.clone(),
        None => match response.status() {
            StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed.into(),
            StatusCode::PAYLOAD_TOO_LARGE => Code::TooLarge.into(),
            StatusCode::REQUEST_TIMEOUT => Code::Busy.into(),
            _ => return response,
        },
    };
    let mut problem = error.problem(language);
    problem.request = id.map(|id| id.0.to_string());
    let (mut parts, _) = response.into_parts();
    parts.status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if error.code == Code::Busy {
        parts.headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    Response::from_parts(parts, body.into())
}

/// The interface's language: the app names it, other clients send their own preference.
pub fn language_of(headers: &axum::http::HeaderMap) -> Language {
    headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .map_or(Language::Chinese, Language::from_accept)
}
