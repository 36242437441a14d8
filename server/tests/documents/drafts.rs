//! Drafting: what is saved is what comes back, and only from the desk it lies on.

use api::{
    Code,
    cases::Urgency,
    documents::{Block, Direction, Genre, Saved, Secrecy, Version},
    organization::Directory,
};
use flow::AfterReturn;

use crate::support::{
    TestApp, city,
    documents::{notice, notice_about, paragraph, recipient},
};

#[tokio::test(flavor = "multi_thread")]
async fn every_element_comes_back_as_it_was_saved() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let case = zhang.open(&notice()).await;
    let mut draft = notice();
    draft.genre = Genre::Request;
    draft.direction = Direction::Upward;
    draft.copy_number = Some("000001".to_owned());
    draft.secrecy = Secrecy::Internal;
    draft.urgency = Urgency::Flash;
    draft.due_on = Some("2026-12-01".to_owned());
    draft.mark_suffix = false;
    draft.title = "舟山市大数据局\n关于“一网通办”的请示".to_owned();
    draft.recipients = vec![recipient("市人民政府")];
    draft.note = Some("联系人：张明，0580-1234567".to_owned());
    draft.countersigners = vec![city::department("安全处")];
    draft.body =
        vec![paragraph("😀 مرحبا \u{202e}倒序\u{202c} 𠮷 é\tA"), Block::Paragraph { text: String::new() }];
    assert_eq!(zhang.try_save(case, 1, &draft).await.ok::<Saved>(), Saved { save: 2 });
    let view = zhang.view(case).await;
    assert_eq!((view.draft, view.save), (draft, 2));
    assert_eq!(view.case.summary.title, "舟山市大数据局关于“一网通办”的请示");
    assert_eq!(view.case.summary.urgency, Urgency::Flash);
    assert_eq!(view.case.summary.version, 1, "saving is no act");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_editors_never_overwrite_each_other() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let case = zhang.open(&notice()).await;
    let saves = (0..16).map(|index| {
        let zhang = zhang.clone();
        async move { zhang.try_save(case, 1, &notice_about(&format!("第{index}稿"))).await }
    });
    let answers = futures_util::future::join_all(saves).await;
    let (kept, refused): (Vec<_>, Vec<_>) =
        answers.iter().enumerate().partition(|(_, answer)| answer.is_ok());
    assert_eq!(kept.len(), 1);
    for (_, answer) in refused {
        assert_eq!(answer.refused(Code::StaleVersion).current_version, Some(2));
    }
    assert_eq!(zhang.view(case).await.draft, notice_about(&format!("第{}稿", kept[0].0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_text_is_changed_only_where_it_lies() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let case = app.notice_at("department").await;
    zhang.try_save(case, 1, &notice()).await.refused(Code::NotAllowed);
    let li = app.person("li").await;
    li.try_save(case, 1, &notice()).await.refused(Code::NotAllowed);
    li.send_back(case, AfterReturn::Again, "请改").await;
    assert!(zhang.view(case).await.editable && !li.view(case).await.editable);
    zhang.try_save(case, 1, &notice_about("改过的事")).await.ok::<Saved>();
    let first: Version = li.get(&format!("/api/documents/{case}/versions/1")).await.ok();
    assert_eq!(first.draft, notice(), "a version never changes");
    li.get(&format!("/api/documents/{case}/versions/2")).await.refused(Code::NotFound);
    li.get(&format!("/api/documents/{case}/versions/0")).await.refused(Code::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upward_document_is_signed_by_the_chief() {
    let app = TestApp::new().await;
    let mut draft = notice();
    draft.genre = Genre::Request;
    draft.direction = Direction::Upward;
    draft.title = "舟山市大数据局关于建设政务云的请示".to_owned();
    draft.recipients = vec![recipient("市人民政府")];
    draft.copies = Vec::new();
    draft.body = vec![paragraph("为提升算力，拟建设政务云。妥否，请批示。")];
    draft.note = Some("联系人：张明，电话：0580-1234567".to_owned());
    let case = app.draft_at("sign", &draft).await;
    let acted = app.person("wu").await.approve(case, "拟同意").await;
    assert_eq!(acted.next[0].name, "郑重");
    app.person("zheng").await.approve(case, "同意").await;
    assert_eq!(app.person("zhang").await.view(case).await.issue.signed_by.as_deref(), Some("郑重"));
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_directory_shows_all_organs_and_the_inside_of_ones_own() {
    let app = TestApp::new().await;
    let directory: Directory = app.person("jiang").await.get("/api/directory").await.ok();
    assert_eq!(directory.organs.len(), 5);
    assert_eq!(directory.departments.iter().map(|d| d.name.as_str()).collect::<Vec<_>>(), ["办公室"]);
}
