//! The document, from the operations.

use api::{Problem, session::Channel};
use axum::http::Method;
use serde_json::{Map, Value, json};

use super::{Description, Operation};

/// OpenAPI 3.1 of these operations.
pub fn document(operations: &[Operation]) -> Value {
    let mut generator = Description::new("").generator;
    let problem = generator.subschema_for::<Problem>();
    let channel = generator.subschema_for::<Channel>();
    let mut paths = Map::new();
    for operation in operations {
        let mut description = Description::with(generator, &operation.path);
        operation.describe(&mut description);
        let item = paths.entry(operation.path.clone()).or_insert_with(|| json!({}));
        item[operation.method.as_str().to_lowercase()] = described(operation, &description);
        generator = description.generator;
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "同舟 Tongzhou",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Refusals are problem JSON (RFC 9457) with a stable `code` and words in the language of \
                `Accept-Language`, Chinese or English. Commands carry a `key`: sent again with it, they act once.",
        },
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "parameters": {
                "channel": {
                    "name": "x-tongzhou",
                    "in": "header",
                    "required": true,
                    "description": "Where the request comes from. Pages of other sites cannot send it.",
                    "schema": channel,
                },
            },
            "responses": {
                "problem": {
                    "description": "Refused; nothing was changed",
                    "content": { "application/problem+json": { "schema": problem } },
                },
            },
            "securitySchemes": {
                "session": { "type": "apiKey", "in": "cookie", "name": "__Host-tongzhou_session" },
            },
        },
    })
}

fn described(operation: &Operation, description: &Description) -> Value {
    let mut parameters = description.parameters.clone();
    if !matches!(operation.method, Method::GET | Method::HEAD) {
        parameters.push(json!({ "$ref": "#/components/parameters/channel" }));
    }
    let mut answers = description.answers.clone();
    answers.insert("default".to_owned(), json!({ "$ref": "#/components/responses/problem" }));
    let (tag, name) = names(operation.handler);
    let mut described = json!({
        "operationId": format!("{tag}_{name}"),
        "tags": [tag],
        "parameters": parameters,
        "responses": answers,
    });
    if let Some(body) = &description.body {
        described["requestBody"] = body.clone();
    }
    if description.session {
        described["security"] = json!([{ "session": [] }]);
    }
    described
}

/// `server::platform::cases::act::act` is `act` of `cases`.
fn names(handler: &str) -> (String, String) {
    let parts: Vec<&str> =
        handler.split("::").filter(|part| !matches!(*part, "server" | "platform")).collect();
    let (name, module) = parts.split_last().unwrap_or((&"", &[]));
    let mut inner: Vec<&str> = module.iter().skip(1).copied().collect();
    inner.push(name);
    inner.dedup();
    (module.first().copied().unwrap_or("server").to_owned(), inner.join("_"))
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn operations_are_named_after_module_and_handler() {
        for (handler, tag, name) in [
            ("server::platform::cases::act::act", "cases", "act"),
            ("server::documents::pages::pdf", "documents", "pages_pdf"),
            ("server::platform::inbox::inbox", "inbox", "inbox"),
        ] {
            assert_eq!(names(handler), (tag.to_owned(), name.to_owned()));
        }
    }
}
