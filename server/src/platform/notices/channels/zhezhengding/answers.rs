//! What 浙政钉's gateway answers: `success` outside and inside of `content`, and below it, mostly, `data`.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::super::{
    Undelivered,
    post::{self, Answer},
};

/// What was asked for. Both levels must say that it went well; what is said otherwise is told in the platform's words.
pub fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, Undelivered> {
    post::judged(answer)?;
    let refused = || Undelivered::Refused(post::said(answer));
    let whole: Value = serde_json::from_slice(&answer.body).map_err(|_| refused())?;
    let content = match &whole["content"] {
        // Some gateways answer the inner object as text.
        Value::String(text) => serde_json::from_str(text).map_err(|_| refused())?,
        content => content.clone(),
    };
    if whole["success"] != true || content["success"] != true {
        return Err(refused());
    }
    let data = if content["data"].is_null() { content } else { content["data"].clone() };
    serde_json::from_value(data).map_err(|_| refused())
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use super::*;

    #[test]
    fn both_levels_must_say_so() {
        let check = |status: u16, body: &str, expected: Option<Value>| {
            let status = StatusCode::from_u16(status).unwrap();
            let answer = Answer { status, body: body.to_owned().into() };
            assert_eq!(read::<Value>(&answer).ok(), expected, "{body}");
        };
        check(
            200,
            r#"{"success":true,"content":{"success":true,"data":{"a":1}}}"#,
            Some(serde_json::json!({"a":1})),
        );
        check(
            200,
            r#"{"success":true,"content":"{\"success\":true,\"data\":5}"}"#,
            Some(serde_json::json!(5)),
        );
        check(200, r#"{"success":true,"content":{"success":false}}"#, None);
        check(200, r#"{"success":false,"content":{"success":true}}"#, None);
        check(200, r#"{"success":true}"#, None);
        check(200, "<html>", None);
        check(500, r#"{"success":true,"content":{"success":true}}"#, None);
    }
}
