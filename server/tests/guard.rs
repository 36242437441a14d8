//! What holds of every route: who is let in, where from, and with which headers.

use api::Code;
use reqwest::Method;

use crate::support::{Answer, TestApp};

const ANY: &str = "01900000-0000-7000-8000-000000000000";

/// Every route of the server: method, address, whether it needs a session.
fn routes() -> Vec<(Method, String, bool)> {
    let (get, post, put, delete) = (Method::GET, Method::POST, Method::PUT, Method::DELETE);
    vec![
        (post.clone(), "/api/session".into(), false),
        (get.clone(), "/api/session".into(), true),
        (delete.clone(), "/api/session".into(), false),
        (get.clone(), "/api/inbox?box=todo".into(), true),
        (get.clone(), "/api/directory".into(), true),
        (get.clone(), "/api/live".into(), true),
        (get.clone(), "/api/notices".into(), true),
        (post.clone(), "/api/notices/read".into(), true),
        (get.clone(), "/api/jobs/dead".into(), true),
        (post.clone(), format!("/api/jobs/{ANY}/retry"), true),
        (delete.clone(), format!("/api/jobs/{ANY}"), true),
        (get.clone(), "/api/search?q=a".into(), true),
        (get.clone(), "/api/organs?q=a".into(), true),
        (get.clone(), "/api/people?q=a".into(), true),
        (get.clone(), "/api/people/suggestions".into(), true),
        (get.clone(), "/api/people/places".into(), true),
        (put.clone(), format!("/api/people/groups/{ANY}"), true),
        (post.clone(), format!("/api/cases/{ANY}/acts"), true),
        (post.clone(), format!("/api/cases/{ANY}/verification"), true),
        (get.clone(), format!("/api/cases/{ANY}/deadline"), true),
        (post.clone(), "/api/documents".into(), true),
        (get.clone(), format!("/api/documents/{ANY}"), true),
        (put.clone(), format!("/api/documents/{ANY}/draft"), true),
        (get.clone(), format!("/api/documents/{ANY}/versions/1"), true),
        (get.clone(), format!("/api/documents/{ANY}/pages"), true),
        (get.clone(), format!("/api/documents/{ANY}/pages/{ANY}/0"), true),
        (get.clone(), format!("/api/documents/{ANY}/pdf"), true),
        (post.clone(), format!("/api/documents/{ANY}/urging"), true),
        (post.clone(), "/api/files?name=a.pdf".into(), true),
        (get.clone(), format!("/api/files/{ANY}"), true),
        (get.clone(), "/api/security".into(), true),
        (get.clone(), "/api/security/sessions".into(), true),
        (delete.clone(), format!("/api/security/sessions/{ANY}"), true),
        (put.clone(), "/api/security/password".into(), true),
        (post.clone(), "/api/security/totp".into(), true),
        (post.clone(), "/api/security/recovery".into(), true),
        (get.clone(), "/api/administration/accounts".into(), true),
        (delete.clone(), format!("/api/administration/accounts/{ANY}/lock"), true),
        (delete.clone(), format!("/api/administration/accounts/{ANY}/sessions"), true),
        (delete.clone(), format!("/api/administration/accounts/{ANY}/factors"), true),
        (get.clone(), "/api/administration/policy".into(), true),
        (get.clone(), "/api/administration/emergency".into(), true),
        (delete.clone(), format!("/api/administration/emergency/{ANY}"), true),
        (post.clone(), format!("/api/administration/emergency/{ANY}/approval"), true),
        (get.clone(), "/api/audit".into(), true),
        (get.clone(), "/api/audit/export".into(), true),
        (post.clone(), "/api/audit/verification".into(), true),
        (get, "/health".into(), false),
    ]
}

#[test]
fn every_route_is_in_the_table() {
    let declared = [
        include_str!("../src/router.rs"),
        include_str!("../src/documents/mod.rs"),
        include_str!("../src/platform/administration/mod.rs"),
        include_str!("../src/platform/audit/mod.rs"),
        include_str!("../src/platform/session/mod.rs"),
    ];
    let declared: usize = declared.iter().map(|source| source.matches(".route(\"").count()).sum();
    let mut paths: Vec<_> = routes().into_iter().map(|(_, path, _)| path).collect();
    paths.sort();
    paths.dedup();
    assert_eq!(paths.len(), declared);
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
                policy.contains("default-src 'self'; script-src 'self' 'wasm-unsafe-eval';"),
                "{asked}: {policy}"
            );
            assert!(
                !policy.contains("unsafe-inline") && policy.contains("frame-ancestors 'none'"),
                "{asked}"
            );
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{asked}");
            assert_eq!(answer.header("x-frame-options"), "DENY", "{asked}");
            assert_eq!(answer.header("referrer-policy"), "same-origin", "{asked}");
            assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{asked}");
            assert_ne!(answer.header("cache-control"), "", "{asked}");
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
