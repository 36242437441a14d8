//! The API's description says what the router does, and is committed as it is.

use std::collections::BTreeSet;

use api::Code;
use serde_json::Value;
use server::{openapi, router};

use crate::support::TestApp;

#[test]
fn the_committed_description_is_current() {
    let committed = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json")).unwrap();
    let current = openapi::text(router::routes().operations());
    assert!(committed == current, "server/openapi.json is not current: run  make openapi");
}

/// The router's own table (axum shows it to debuggers) and the description name the same addresses.
#[test]
fn every_route_is_described() {
    let shown = format!("{:?}", router::routes().into_router());
    let paths = |text: &str| -> BTreeSet<String> {
        text.split('"').filter(|part| part.starts_with('/')).map(str::to_owned).collect()
    };
    let routed: BTreeSet<String> = paths(&shown)
        .into_iter()
        // What answers when no route does.
        .filter(|path| path.starts_with("/api/") || path == "/health")
        .filter(|path| !path.contains("{*") && path != "/api/")
        .collect();
    let described: BTreeSet<String> =
        router::routes().operations().iter().map(|operation| operation.path.clone()).collect();
    assert_eq!(routed, described);
    assert!(described.len() > 12);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_served_to_people_and_not_to_strangers() {
    let app = TestApp::new().await;
    app.stranger().get("/api/openapi.json").await.refused(Code::NotSignedIn);
    let served: Value = app.person("zhang").await.get("/api/openapi.json").await.ok();
    assert_eq!(served["openapi"], "3.1.0");
    let acts = &served["paths"]["/api/cases/{id}/acts"]["post"];
    assert_eq!(
        acts["requestBody"]["content"]["application/json"]["schema"]["$ref"],
        "#/components/schemas/Act"
    );
    assert_eq!(
        acts["responses"]["200"]["content"]["application/json"]["schema"]["$ref"],
        "#/components/schemas/Acted"
    );
    assert_eq!(served["components"]["schemas"]["Act"]["additionalProperties"], false);
}

/// Every `$ref` leads somewhere.
#[test]
fn no_reference_is_dangling() {
    let document = openapi::document(router::routes().operations());
    let mut open = vec![&document];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(fields) => {
                if let Some(Value::String(reference)) = fields.get("$ref") {
                    let place = reference.strip_prefix('#').unwrap();
                    assert!(document.pointer(place).is_some(), "{reference}");
                }
                open.extend(fields.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
}
