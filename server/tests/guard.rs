//! What holds of every route: who is let in, where from, and with which headers.

use api::Code;
use reqwest::Method;
use server::router;

use crate::support::{ANY, Answer, TestApp, concrete};

/// Every route of the server that ends its answer: method, address, whether it needs a session.
fn routes() -> Vec<(Method, String, bool)> {
    let routes = router::routes();
    let ending = routes.operations().iter().filter(|operation| !operation.streams());
    ending
        .map(|operation| {
            let path = concrete(&operation.path, |_| ANY.to_owned());
            (operation.method.clone(), path, operation.needs_session())
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_session_nothing_answers() {
    let app = TestApp::new().await;
    for (method, path, _) in routes().into_iter().filter(|(_, _, session)| *session) {
        let stranger = app.stranger();
        for cookie in ["", "tongzhou_session=", "tongzhou_session=00ff", "other=1; tongzhou_session=%7f"] {
            let request = stranger.request(method.clone(), &path).header("cookie", cookie);
            let request = request.header("content-type", "application/json").body("{}");
            Answer::of(format!("{method} {path} {cookie}"), request.send().await)
                .await
                .refused(Code::NotSignedIn);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_sites_change_nothing() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let before = app.fingerprint().await;
    for (method, path, _) in routes().into_iter().filter(|(method, ..)| *method != Method::GET) {
        let foreign = [
            zhang.bare(method.clone(), &path),
            zhang.request(method.clone(), &path).header("sec-fetch-site", "cross-site"),
            zhang.request(method.clone(), &path).header("sec-fetch-site", "same-site"),
            zhang.request(method.clone(), &path).header("origin", "https://evil.example"),
            zhang.request(method.clone(), &path).header("origin", "null"),
        ];
        for request in foreign {
            Answer::of(format!("{method} {path}"), request.body("{}").send().await)
                .await
                .refused(Code::CrossSite);
        }
    }
    assert_eq!(app.fingerprint().await, before);
    zhang.get("/api/session").await.ok::<api::session::Session>();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_the_security_headers() {
    let app = TestApp::new().await;
    let mut all: Vec<_> = routes().into_iter().map(|(method, path, _)| (method, path)).collect();
    for path in ["/", "/inbox?box=done", "/assets/app-0.css", "/assets/none.js", "/api/none"] {
        all.push((Method::GET, path.to_owned()));
    }
    let zhang = app.person("zhang").await;
    for (method, path) in all {
        let asked = format!("{method} {path}");
        for request in [zhang.request(method.clone(), &path), app.stranger().bare(method.clone(), &path)] {
            let answer = Answer::of(asked.clone(), request.send().await).await;
            let policy = answer.header("content-security-policy");
            assert!(
                !policy.contains("unsafe-inline") && policy.contains("frame-ancestors 'none'"),
                "{asked}"
            );
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{asked}");
            assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{asked}");
            assert_ne!(answer.header("cache-control"), "", "{asked}");
            // A file of the build is never a page: it may load nothing at all.
            if path.starts_with("/assets/") {
                assert!(policy.starts_with("default-src 'none';"), "{asked}: {policy}");
                continue;
            }
            assert!(
                policy.contains("default-src 'self'; script-src 'self' 'wasm-unsafe-eval';"),
                "{asked}: {policy}"
            );
            assert_eq!(answer.header("x-frame-options"), "DENY", "{asked}");
            assert_eq!(answer.header("referrer-policy"), "same-origin", "{asked}");
            assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{asked}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_route_is_a_problem_too() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    zhang.get("/api/none").await.refused(Code::NotFound);
    zhang.get("/api/documents/not-an-id").await.refused(Code::NotFound);
    zhang.delete("/api/inbox").await.refused(Code::MethodNotAllowed);
    zhang.get("/assets/none.js").await.refused(Code::NotFound);
    assert_eq!(zhang.get("/health").await.text(), "ok");
}
