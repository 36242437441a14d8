//! What the server answered, read in one line.

use api::{Code, Problem};
use bytes::Bytes;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
    /// What was asked, for the words of a failure.
    asked: String,
}

impl Answer {
    pub async fn of(asked: String, sent: Result<reqwest::Response, reqwest::Error>) -> Self {
        let response = sent.unwrap_or_else(|error| panic!("{asked}: no answer: {error:?}"));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.unwrap_or_else(|error| panic!("{asked}: cut off: {error:?}"));
        Self { status, headers, body, asked }
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn is_ok(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The content of a good answer.
    #[track_caller]
    pub fn ok<T: DeserializeOwned>(&self) -> T {
        assert!(self.is_ok(), "{}: {} {}", self.asked, self.status, self.text());
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{}: {error}: {}", self.asked, self.text()))
    }

    /// The problem of a refusal, which must carry this code, its status and words.
    #[track_caller]
    pub fn refused(&self, code: Code) -> Problem {
        let problem = self.problem();
        assert_eq!(problem.code, code.as_str(), "{}: {}", self.asked, self.text());
        assert_eq!(self.status, code.status(), "{}: {}", self.asked, self.text());
        problem
    }

    /// The problem of any refusal.
    #[track_caller]
    pub fn problem(&self) -> Problem {
        assert!(!self.is_ok(), "{}: was not refused: {}", self.asked, self.text());
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{}: {}",
            self.asked,
            self.text()
        );
        let problem: Problem = serde_json::from_slice(&self.body).unwrap();
        assert_eq!(problem.status, self.status, "{}", self.asked);
        assert_eq!(problem.kind, format!("/problems/{}", problem.code), "{}", self.asked);
        assert!(!problem.title.is_empty(), "{}", self.asked);
        problem
    }
}
