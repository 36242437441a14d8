//! `/api/files`: uploads whole or not at all, told by their content.

use std::time::Duration;

use api::{
    CaseId, Code,
    documents::Saved,
    files::{File, MAX_UPLOAD},
};
use bytes::Bytes;
use futures_util::stream;
use reqwest::{Body, Method};
use sha2::{Digest, Sha256};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{
    Answer, TestApp, city,
    documents::{notice, notice_about},
    wait,
};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_file_comes_back_as_it_went() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let file: File = zhang.upload("../关于\"开会\"的\r\n方案.PDF", PDF).await.ok();
    assert_eq!((file.name.as_str(), file.media_type.as_str()), ("关于\"开会\"的方案.PDF", "application/pdf"));
    assert_eq!((file.size, file.sha256), (PDF.len() as i64, hex::encode(Sha256::digest(PDF))));
    let answer = zhang.get(&format!("/api/files/{}", file.id)).await;
    assert_eq!(answer.body, PDF);
    let disposition = answer.header("content-disposition");
    assert!(disposition.starts_with("attachment; filename*=UTF-8''%E5%85%B3"), "{disposition}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    let again: File = zhang.upload("别名.pdf", PDF).await.ok();
    assert_ne!(again.id, file.id, "the same content may go by two names");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_see_the_case_fetch_its_files() {
    let app = TestApp::new().await;
    let (zhang, li) = (app.person("zhang").await, app.person("li").await);
    let file: File = zhang.upload("参考.pdf", PDF).await.ok();
    let address = format!("/api/files/{}", file.id);
    li.get(&address).await.refused(Code::NotFound);
    let mut draft = notice();
    draft.files = vec![file.id];
    let case = zhang.open(&draft).await;
    assert_eq!(zhang.view(case).await.files, std::slice::from_ref(&file));
    li.get(&address).await.refused(Code::NotFound);
    zhang.submit(case).await;
    assert_eq!(li.get(&address).await.body, PDF);
    app.person("jiang").await.get(&address).await.refused(Code::NotFound);
    let mut stolen = notice_about("他人的附件");
    stolen.files = vec![file.id];
    li.try_open(&stolen).await.refused(Code::NotFound);
    zhang.try_open(&stolen).await.refused(Code::NotFound);
    let foreign: File = li.upload("他人的.pdf", PDF).await.ok();
    stolen.files = vec![foreign.id];
    zhang.try_open(&stolen).await.refused(Code::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_may_be_taken_out_of_the_draft_and_put_back() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let file: File = zhang.upload("参考.pdf", PDF).await.ok();
    let case: CaseId = zhang.open(&notice()).await;
    for files in [vec![file.id], Vec::new(), vec![file.id]] {
        let expected = files.len();
        let _: Saved = zhang.edit(case, |draft| draft.files = files).await;
        assert_eq!(zhang.view(case).await.files.len(), expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn disguised_and_unknown_files_are_refused() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let before = app.fingerprint().await;
    let program: &[u8] = b"MZ\x90\x00\x03\x00\x00\x00";
    let page: &[u8] = b"<!doctype html><script>alert(1)</script>";
    for (name, content, code) in [
        ("病毒.pdf", program, Code::DisguisedFile),
        ("图.png", PDF, Code::DisguisedFile),
        ("图.pdf.png", PDF, Code::DisguisedFile),
        ("说明.txt", program, Code::DisguisedFile),
        ("方案.docx", PDF, Code::DisguisedFile),
        ("公文.ofd", b"PK\x03\x04nothing", Code::DisguisedFile),
        ("程序.exe", program, Code::UnsupportedFile),
        ("页面.html", page, Code::UnsupportedFile),
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", Code::UnsupportedFile),
        ("没有扩展名", PDF, Code::UnsupportedFile),
        ("", PDF, Code::MalformedRequest),
        ("../", PDF, Code::MalformedRequest),
        ("空.pdf", b"", Code::MalformedRequest),
    ] {
        zhang.upload(name, content).await.refused(code);
        assert_eq!(left_over(&app), 0, "{name}: what is refused does not stay");
    }
    zhang.send(Method::POST, "/api/files", PDF).await.refused(Code::MalformedRequest);
    let long: File = zhang.upload(&format!("{}.pdf", "长".repeat(150)), PDF).await.ok();
    assert!(long.name.ends_with(".pdf"), "{}", long.name);
    assert_ne!(app.fingerprint().await, before, "only the last one is there");
    assert_eq!(app.count("select count(*) from files").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_beyond_the_limit_is_refused_before_and_while_it_comes() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let announced =
        zhang.request(Method::POST, "/api/files?name=a.pdf").header("content-length", MAX_UPLOAD + 1);
    let answer = Answer::of("announced".to_owned(), announced.body(PDF).send().await).await;
    answer.refused(Code::TooLarge);
    let chunk = Bytes::from(vec![b' '; 1024 * 1024]);
    let chunks = (0..=MAX_UPLOAD / chunk.len() as u64).map(move |_| Ok::<_, std::io::Error>(chunk.clone()));
    let start = stream::iter([Ok(Bytes::from_static(PDF))]);
    let endless = futures_util::StreamExt::chain(start, stream::iter(chunks));
    zhang.upload("大.pdf", Body::wrap_stream(endless)).await.refused(Code::TooLarge);
    assert_eq!(app.count("select count(*) from files").await, 0);
    assert_eq!(left_over(&app), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let app = TestApp::new().await;
    let cookie = app.stranger().try_sign_in("zhang", city::PASSWORD).await;
    let cookie = cookie.header("set-cookie").split(';').next().unwrap().to_owned();
    let head = format!(
        "POST /api/files?name=a.pdf HTTP/1.1\r\nhost: {}\r\nx-tongzhou: desktop\r\ncookie: {cookie}\r\n",
        app.address
    );
    for broken in [
        format!("{head}content-length: 500000\r\n\r\n%PDF-1.7 and no more"),
        format!("{head}transfer-encoding: chunked\r\n\r\n9\r\n%PDF-1.7\n\r\n"),
        format!("{head}transfer-encoding: chunked\r\n\r\nnot a chunk"),
    ] {
        let mut connection = TcpStream::connect(app.address).await.unwrap();
        connection.write_all(broken.as_bytes()).await.unwrap();
        connection.shutdown().await.unwrap();
        let mut answer = Vec::new();
        connection.read_to_end(&mut answer).await.unwrap();
        assert!(!answer.starts_with(b"HTTP/1.1 2"), "{}", String::from_utf8_lossy(&answer));
    }
    wait::until("what came is swept", Duration::from_secs(5), async || (left_over(&app) == 0).then_some(()))
        .await;
    assert_eq!(app.count("select count(*) from files").await, 0);
}

/// Contents in the store, arrived or not.
fn left_over(app: &TestApp) -> usize {
    fn all(folder: std::path::PathBuf) -> usize {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| if entry.path().is_dir() { all(entry.path()) } else { 1 }).sum()
    }
    all(app.app.config.data.join("files"))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_coming_when_a_server_ended_is_swept_out() {
    let app = TestApp::new().await;
    let file: File = app.person("zhang").await.upload("依据.txt", "内容").await.ok();
    // A piece as the store names it while it comes.
    let coming = app.app.config.data.join("files/coming");
    std::fs::create_dir_all(&coming).unwrap();
    std::fs::write(coming.join("0192aaaa#1"), "half").unwrap();
    assert_eq!(app.app.files.sweep(jiff::Timestamp::UNIX_EPOCH).await.unwrap(), 0, "it may still come");
    assert_eq!(app.app.files.sweep(jiff::Timestamp::MAX).await.unwrap(), 1);
    assert_eq!(std::fs::read_dir(coming).unwrap().count(), 0);
    assert!(app.person("zhang").await.get(&format!("/api/files/{}", file.id)).await.is_ok());
}
