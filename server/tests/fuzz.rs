//! Whatever is sent to whatever route (T20): never a fault of the server, always an answer as the API's description says.
//! Requests are made from the description itself: values of the right shape, then with something wrong in them.
//! `TONGZHOU_CHAOS` raises how many.

mod made;
mod shape;

use std::collections::BTreeSet;

use api::{Code, Problem};
use axum::http::Method;
use made::Dice;
use serde_json::Value;
use server::{openapi, openapi::Operation, router};
use shape::misfit;

use crate::support::{Answer, Client, TestApp, chaos, city};

/// What would end the session that asks, or lock its account.
const APART: &[&str] =
    &["/api/session", "/api/security/sessions", "/api/security/totp", "/api/security/password"];

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_sent_the_answer_is_as_described() {
    let app = TestApp::new().await;
    let case = app.notice_at("department").await;
    let document = openapi::document(router::routes().operations());
    let known = [
        case.to_string(),
        city::person("li").to_string(),
        city::post("li").to_string(),
        city::organ(city::BUREAU).to_string(),
    ];
    let mut dice = Dice::new(20_261_123, known.into());
    let (mut sent, mut good, mut operations, mut wrong) = (0, 0, 0, BTreeSet::new());
    for operation in router::routes().operations() {
        if operation.streams() || APART.contains(&operation.path.as_str()) {
            continue;
        }
        operations += 1;
        let item = &document["paths"][&operation.path][operation.method.as_str().to_lowercase()];
        for round in 0..chaos(8, 200) {
            let account = ["zhang", "li", "xitong", "anquan", "shenji"][round % 5];
            let client = app.person(account).await;
            let answer = ask(&client, operation, &document, item, &mut dice).await;
            match described(&document, item, &answer) {
                Ok(done) => good += usize::from(done),
                Err(what) => drop(wrong.insert(format!("{} {}: {what}", operation.method, operation.path))),
            }
            sent += 1;
        }
    }
    assert!(wrong.is_empty(), "not as described:\n{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
    app.assert_sound().await;
    println!(
        "T20: {sent} requests to {operations} operations, {good} of them good; no fault, every answer as described"
    );
}

async fn ask(
    client: &Client,
    operation: &Operation,
    document: &Value,
    item: &Value,
    dice: &mut Dice,
) -> Answer {
    let mut path = operation.path.clone();
    let mut query = Vec::new();
    for parameter in item["parameters"].as_array().into_iter().flatten() {
        let Some(name) = parameter["name"].as_str() else { continue };
        let value = dice.text_of(document, &parameter["schema"]);
        let value: String = encoded(&value);
        match parameter["in"].as_str() {
            Some("path") => {
                path = path.replace(&format!("{{{name}}}"), if value.is_empty() { "x" } else { &value })
            }
            _ if parameter["required"] == true || dice.one_in(2) => query.push(format!("{name}={value}")),
            _ => {}
        }
    }
    if !query.is_empty() {
        path = format!("{path}?{}", query.join("&"));
    }
    let asked = format!("{} {path}", operation.method);
    let mut request = client.request(operation.method.clone(), &path);
    if operation.method != Method::GET {
        let content = &item["requestBody"]["content"];
        let body = match content.get("application/json") {
            Some(json) => dice.spoiled(document, &json["schema"]),
            None => dice.bytes(),
        };
        let kind = if content.get("application/octet-stream").is_some() {
            "application/octet-stream"
        } else {
            "application/json"
        };
        request = request.header("content-type", kind).body(body);
    }
    Answer::of(asked, request.send().await).await
}

/// Whether it was a good answer.
///
/// # Errors
/// Where it is not as described.
fn described(document: &Value, item: &Value, answer: &Answer) -> Result<bool, String> {
    let said = || answer.text().chars().take(300).collect::<String>();
    if !answer.is_ok() {
        let problem: Option<Problem> = serde_json::from_slice(&answer.body).ok();
        let known = problem.is_some_and(|problem| Code::ALL.iter().any(|code| code.as_str() == problem.code));
        return if answer.status < 500 && known {
            Ok(false)
        } else {
            Err(format!("{} {}", answer.status, said()))
        };
    }
    let expected = &item["responses"][answer.status.to_string()];
    if !expected.is_object() {
        return Err(format!("{} is not described", answer.status));
    }
    if let Some(schema) = expected["content"].get("application/json").and_then(|json| json.get("schema")) {
        let value: Value =
            serde_json::from_slice(&answer.body).map_err(|error| format!("{error}: {}", said()))?;
        if let Some(misfit) = misfit(document, schema, &value, "answer") {
            return Err(format!("{misfit}: {}", said()));
        }
    }
    Ok(true)
}

/// For a part of an address.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
