//! Pages, the final file, and what cannot be printed.

use api::{CaseId, Code, documents::Pages};
use flow::{AfterReturn, Command, ItemId, ReturnTo};

use crate::support::{
    TestApp,
    documents::{WAY, notice, paragraph},
};

/// A character of private use, such as offices once made for rare names: no font has it.
const RARE: &str = "\u{f0001}";

#[tokio::test(flavor = "multi_thread")]
async fn a_character_without_a_glyph_is_named_before_sealing() {
    let app = TestApp::new().await;
    let mut draft = notice();
    draft.body.push(paragraph(&format!("由{RARE}同志负责。")));
    let case = app.draft_at("seal", &draft).await;
    let zhou = app.person("zhou").await;
    let before = app.fingerprint().await;
    for answer in [zhou.get(&format!("/api/documents/{case}/pages")).await, zhou.try_approve(case, "").await]
    {
        let detail = answer.refused(Code::MissingGlyphs).detail.unwrap();
        assert!(detail.contains(RARE) && detail.contains("U+F0001"), "{detail}");
    }
    assert_eq!(app.fingerprint().await, before);
    let view = zhou.view(case).await;
    assert_eq!((view.issue.sealed, view.issue.pdf), (false, None));
    zhou.send_back(case, AfterReturn::Again, "有字库没有的字，请改写").await;
    app.person("zhang").await.edit(case, |draft| draft.body = notice().body).await;
    for (_, account, _) in &WAY[..7] {
        forward_as(&app, account, case).await;
    }
    let view = zhou.view(case).await;
    assert!(view.issue.sealed);
    assert_eq!(view.issue.number.as_deref(), Some("舟大数据发〔2026〕1号"), "the number stays");
    app.assert_sound().await;
}

/// 条例 art. 25 (1): a text changed after signing goes back to its signer.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_after_signing_is_not_sealed() {
    let app = TestApp::new().await;
    let case = app.notice_at("seal").await;
    let (zhang, zhou) = (app.person("zhang").await, app.person("zhou").await);
    zhou.send_back(case, AfterReturn::Straight, "请核对日期").await;
    zhang.edit(case, |draft| draft.body.push(paragraph("签发后添上的一段。"))).await;
    zhang.submit(case).await;
    let before = app.fingerprint().await;
    zhou.try_approve(case, "").await.refused(Code::ChangedAfterSigning);
    assert_eq!(app.fingerprint().await, before);
    zhou.send_back(case, AfterReturn::Straight, "请恢复原文").await;
    zhang.edit(case, |draft| *draft = notice()).await;
    zhang.submit(case).await;
    zhou.approve(case, "").await;
    assert!(zhou.view(case).await.issue.sealed);
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_document_that_goes_back_has_no_final_file() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let back: [fn(ItemId) -> Command; 2] = [
        |item| Command::Return {
            item,
            to: ReturnTo::Drafter,
            then: AfterReturn::Again,
            opinion: "有误".to_owned(),
        },
        |item| Command::Reject { item, opinion: "有误".to_owned(), choices: Default::default() },
    ];
    for command in back {
        let case = app.notice_at("dispatch").await;
        let sealed = zhang.view(case).await.issue.pdf.unwrap();
        app.person("sun").await.with_item(case, command).await;
        assert_eq!(zhang.view(case).await.issue.pdf, None, "{command:?}");
        let file = zhang.get(&format!("/api/files/{}", sealed.id)).await;
        assert!(file.body.starts_with(b"%PDF-"), "the file itself is kept");
    }
    app.assert_sound().await;
}

async fn forward_as(app: &TestApp, account: &str, case: CaseId) {
    let person = app.person(account).await;
    if account == "zhang" {
        person.submit(case).await;
    } else {
        person.approve(case, "同意").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_named_by_their_content() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let case = zhang.open(&notice()).await;
    let pages: Pages = zhang.get(&format!("/api/documents/{case}/pages")).await.ok();
    assert_eq!((pages.pages, pages.file), (2, None), "the text and its attachment");
    let address = |page: usize| format!("/api/documents/{case}/pages/{}/{page}", pages.hash);
    let picture = zhang.get(&address(1)).await;
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/webp"));
    assert!(picture.header("cache-control").contains("immutable"));
    zhang.get(&address(2)).await.refused(Code::NotFound);
    assert_eq!(zhang.get(&format!("/api/documents/{case}/pages")).await.ok::<Pages>(), pages);
    zhang.edit(case, |draft| draft.body.push(paragraph("又一段。"))).await;
    zhang.get(&address(0)).await.refused(Code::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_valid_seal_nothing_is_sealed() {
    let app = TestApp::new().await;
    let case = app.notice_at("seal").await;
    let zhou = app.person("zhou").await;
    for sql in [
        "update seals set valid_until = '2026-11-22'",
        "update seals set valid_until = null, valid_from = '2026-11-24'",
    ] {
        sqlx::query(sql).execute(&mut app.owner().await).await.unwrap();
        let before = app.fingerprint().await;
        zhou.try_approve(case, "").await.refused(Code::NoSeal);
        assert_eq!(app.fingerprint().await, before);
    }
    sqlx::query("update seals set valid_from = '2026-11-23'").execute(&mut app.owner().await).await.unwrap();
    zhou.approve(case, "").await;
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_text_is_only_text() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let mut draft = notice();
    let words =
        ["#while true {}", "#read(\"/etc/passwd\")", "#panic()", "$ x $ ` \\ ] ) }", "= 标题 @引用 <标签>"];
    draft.body.extend(words.map(paragraph));
    draft.title = "舟山市大数据局关于#image(\"x.png\")的通知".to_owned();
    let case = zhang.open(&draft).await;
    let pdf = zhang.get(&format!("/api/documents/{case}/pdf")).await;
    assert!(pdf.body.starts_with(b"%PDF-"), "{}", pdf.text());
}
