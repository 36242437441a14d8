//! The app's page and files.

use api::session::Boot;

use crate::support::{TestApp, documents::notice_about};

#[tokio::test(flavor = "multi_thread")]
async fn the_page_carries_the_session_and_the_first_answers() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let case = zhang.open(&notice_about("换装")).await;
    for (address, asked) in [
        (
            "/".to_owned(),
            vec!["/api/inbox?box=mine&limit=5".to_owned(), "/api/inbox?box=todo&limit=5".to_owned()],
        ),
        ("/inbox?box=mine".to_owned(), vec!["/api/inbox?box=mine".to_owned()]),
        (format!("/documents/{case}"), vec![format!("/api/documents/{case}")]),
        (format!("/documents/{case}/edit"), vec![format!("/api/documents/{case}")]),
    ] {
        let page = zhang.get(&address).await;
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(page.header("cache-control"), "no-store");
        let boot = boot(&page.text());
        assert_eq!(boot.session.as_ref().unwrap().account, "zhang", "{address}");
        assert_eq!(boot.answers.keys().cloned().collect::<Vec<_>>(), asked, "{address}");
        for path in asked {
            assert_eq!(boot.answers[&path], zhang.get(&path).await.ok::<serde_json::Value>(), "{address}");
        }
    }
    let foreign = boot(&app.person("jiang").await.get(&format!("/documents/{case}")).await.text());
    assert_eq!(foreign.answers.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_code_of_a_screen_is_fetched_beside_the_shell() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let case = zhang.open(&notice_about("换装")).await;
    for (address, files) in [
        ("/".to_owned(), vec![]),
        ("/documents/new".to_owned(), vec!["/assets/new.wasm"]),
        (format!("/documents/{case}"), vec!["/assets/shared.wasm", "/assets/read.wasm"]),
        (format!("/documents/{case}/pages"), vec!["/assets/pages.wasm"]),
        (format!("/documents/{case}/edit"), vec!["/assets/edit.wasm"]),
        (format!("/documents/{case}/history"), vec!["/assets/record.wasm"]),
    ] {
        let page = zhang.get(&address).await.text();
        let links = page.split(r#"<link rel="preload" href=""#).skip(1);
        let asked: Vec<_> = links.map(|link| link.split('"').next().unwrap()).collect();
        assert_eq!(asked, files, "{address}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_sign_in_first_and_come_back_to_where_they_wanted() {
    let app = TestApp::new().await;
    let stranger = app.stranger();
    for (address, next) in [
        ("/", "/"),
        ("/inbox?box=done&q=%E4%B8%80", "/inbox%3Fbox%3Ddone%26q%3D%25E4%25B8%2580"),
        ("//evil.example/x", "//evil.example/x"),
    ] {
        let answer = stranger.get(address).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, format!("/sign-in?next={next}").as_str())
        );
    }
    let page = stranger.get("/sign-in?next=/").await.text();
    assert!(page.contains("<title>sign-in.html</title>"), "{page}");
    assert_eq!(boot(&page), Boot::default());
    assert_eq!(app.person("zhang").await.get("/sign-in").await.header("location"), "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_title_cannot_break_out_of_the_page() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    zhang.open(&notice_about("</script><script>alert(1)</script><!--")).await;
    let page = zhang.get("/").await.text();
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("</script>").count(), 1);
    assert_eq!(page.matches("<!--").count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_the_build_are_kept_for_ever_and_nothing_else_is_served() {
    let app = TestApp::new().await;
    let stranger = app.stranger();
    let file = stranger.get("/assets/app-0.css").await;
    assert_eq!((file.status, file.text().as_str()), (200, "body{}"));
    assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
    for path in
        ["/assets/..%2f..%2f..%2fCargo.toml", "/..%2fpostgres%2flog.txt", "/assets/%2e%2e/%2e%2e/log.txt"]
    {
        stranger.get(path).await.refused(api::Code::NotFound);
    }
}

pub fn boot(page: &str) -> Boot {
    let (_, rest) = page.split_once(r#"<script type="application/json" id="boot">"#).unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}
