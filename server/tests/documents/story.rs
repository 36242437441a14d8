//! One outgoing document (发文) from draft to receipt: 条例 ch. 4 and 5, every act through the API.

use api::{
    CaseId,
    cases::{CaseStatus, CaseView, ItemState, Payload},
    chain,
    documents::{Delivery, DeliveryState, Pages, RecipientKind, Version},
    files::File,
    sealed::SealedFile,
};
use flow::{Action, AfterReturn, Standing};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::support::{Client, TestApp, city, documents::notice};

#[tokio::test(flavor = "multi_thread")]
async fn from_draft_to_receipt() {
    let app = TestApp::new().await;
    let case = drafted_and_returned(&app).await;
    countersigned_in_parallel(&app, case).await;
    reviewed_signed_and_numbered(&app, case).await;
    sealed(&app, case).await;
    dispatched(&app, case).await;
    let (received, waiting) = received_by_one(&app, case).await;
    urged(&app, case, received, waiting).await;
    told_to_all_who_took_part(&app, case).await;
    app.assert_sound().await;
}

/// Items 1 and 2: draft, return with an opinion, correction, submission again.
async fn drafted_and_returned(app: &TestApp) -> CaseId {
    let zhang = app.person("zhang").await;
    let mut draft = notice();
    draft.countersigners = vec![city::department("政务服务处"), city::department("安全处")];
    let case = zhang.open(&draft).await;
    let opened = zhang.view(case).await;
    assert_eq!((opened.case.summary.status, opened.editable, opened.save), (CaseStatus::Draft, true, 1));
    assert_eq!(opened.draft, draft);
    assert_eq!(opened.countersigners, ["政务服务处", "安全处"]);
    let acted = zhang.submit(case).await;
    assert_eq!((acted.version, acted.status), (2, CaseStatus::Running));
    assert_eq!(acted.next.iter().map(|next| next.name.as_str()).collect::<Vec<_>>(), ["李华"]);
    assert!(!zhang.view(case).await.editable, "the text has left the drafter's hands");

    let li = app.person("li").await;
    assert_eq!(li.inbox("todo").await[0].asked.as_ref().unwrap().chinese, "部门负责人审核");
    li.send_back(case, AfterReturn::Again, "第二段的目标年份有误，请核对。").await;
    assert_eq!(zhang.inbox_cases("todo").await, [case]);
    assert_eq!(zhang.view(case).await.case.opinions[0].text, "第二段的目标年份有误，请核对。");
    let corrected = "现将《数字政府建设“十四五”规划》印发给你们，请认真贯彻落实，年底前报送情况。";
    zhang.edit(case, |draft| draft.body = vec![crate::support::documents::paragraph(corrected)]).await;
    zhang.submit(case).await;
    let view = zhang.view(case).await;
    assert_eq!(view.versions.iter().map(|version| version.version).collect::<Vec<_>>(), [1, 2]);
    let first: Version = zhang.get(&format!("/api/documents/{case}/versions/1")).await.ok();
    let second: Version = zhang.get(&format!("/api/documents/{case}/versions/2")).await.ok();
    assert_eq!(first.draft, draft);
    assert_eq!(second.draft.body[0].text(), corrected);
    case
}

/// Item 2: 会签 by two departments at once; each sees it, and the case waits for both.
async fn countersigned_in_parallel(app: &TestApp, case: CaseId) {
    app.person("li").await.approve(case, "已核对，同意").await;
    let (wang, zhao) = (app.person("wang").await, app.person("zhao").await);
    assert_eq!(wang.inbox_cases("todo").await, [case]);
    assert_eq!(zhao.inbox_cases("todo").await, [case]);
    wang.approve(case, "同意会签").await;
    let view = wang.view(case).await;
    assert_eq!(present(&view.case), ["会签"], "one countersigner is left");
    assert_eq!(wang.inbox_cases("todo").await, []);
    assert_eq!(wang.inbox_cases("following").await, [case]);
    zhao.approve(case, "同意，注意数据安全").await;
    assert_eq!(present(&zhao.view(case).await.case), ["办公室核稿"]);
}

/// Item 2 and 3: 核稿, 签发, 复核, 编号.
async fn reviewed_signed_and_numbered(app: &TestApp, case: CaseId) {
    let (chen, qian) = (app.person("chen").await, app.person("qian").await);
    assert_eq!(qian.inbox_cases("todo").await, [case], "any reviewer may take it");
    chen.edit(case, |draft| draft.note = Some("此件公开发布".to_owned())).await;
    chen.approve(case, "核稿无误").await;
    assert_eq!(qian.inbox_cases("todo").await, [], "one reviewer is enough");
    app.person("wu").await.approve(case, "同意印发").await;
    let view = qian.view(case).await;
    assert_eq!(view.issue.signed_by.as_deref(), Some("吴刚"));
    assert_eq!(view.issue.signed_on.as_deref(), Some("2026-11-23"));
    assert_eq!(view.issue.number, None, "a number is given after rechecking, never before");
    assert!(!view.editable, "what has been signed is not changed");
    qian.approve(case, "").await;
    app.person("sun").await.approve(case, "").await;
    let view = qian.view(case).await;
    assert_eq!(view.issue.number.as_deref(), Some("舟大数据发〔2026〕1号"));
    assert_eq!(view.case.summary.number, view.issue.number);
}

/// Item 3: the seal is set, the final PDF is made, hashed and kept; history and file agree.
async fn sealed(app: &TestApp, case: CaseId) {
    let zhou = app.person("zhou").await;
    let draft_pdf = zhou.get(&format!("/api/documents/{case}/pdf")).await;
    assert!(draft_pdf.body.starts_with(b"%PDF-"));
    zhou.approve(case, "").await;
    let view = zhou.view(case).await;
    let file: File = view.issue.pdf.unwrap();
    let sealed = zhou.get(&format!("/api/documents/{case}/pdf")).await;
    assert!(sealed.body.starts_with(b"%PDF-") && sealed.body != draft_pdf.body);
    assert_eq!(sealed.header("content-type"), "application/pdf");
    assert_eq!(sealed.body.len() as i64, file.size);
    assert_eq!(hex::encode(Sha256::digest(&sealed.body)), file.sha256);
    let payload: Payload = serde_json::from_str(&view.case.events.last().unwrap().record.payload).unwrap();
    assert_eq!(payload.facts["pdf_sha256"], file.sha256);
    assert_eq!(payload.facts["pdf_sm3"], file.sm3);
    let downloaded = zhou.get(&format!("/api/files/{}", file.id)).await;
    assert_eq!(downloaded.body, sealed.body);
    assert!(downloaded.header("content-disposition").starts_with("attachment; filename*=UTF-8''"));
    let pages: Pages = zhou.get(&format!("/api/documents/{case}/pages")).await.ok();
    assert_eq!((pages.hash.as_str(), pages.file), (file.sha256.as_str(), Some(file.id)));
    let picture = zhou.get(&format!("/api/documents/{case}/pages/{}/0", pages.hash)).await;
    assert_eq!(picture.header("content-type"), "image/webp");
    assert!(picture.body.starts_with(b"RIFF"));
    assert_eq!(app.count("select count(*) from seal_uses").await, 1);
    known_to_strangers(app, &file.sha256, &view.issue.number.unwrap()).await;
}

/// 核验: whoever holds the file learns that it is genuine; whoever holds another learns nothing.
async fn known_to_strangers(app: &TestApp, sha256: &str, number: &str) {
    let stranger = app.stranger();
    let known: SealedFile = stranger.get(&format!("/api/documents/sealed/{sha256}")).await.ok();
    assert_eq!((known.number.as_str(), known.organ.as_str()), (number, "舟山市大数据局"));
    assert!(known.current && known.title.ends_with("通知"), "{known:?}");
    let other = hex::encode(Sha256::digest(b"another file"));
    stranger.get(&format!("/api/documents/sealed/{other}")).await.refused(api::Code::UnknownFile);
    stranger.get("/api/documents/sealed/%27").await.refused(api::Code::UnknownFile);
}

/// Item 3: to three organs, each with a case of its own.
async fn dispatched(app: &TestApp, case: CaseId) {
    let sun = app.person("sun").await;
    let acted = sun.approve(case, "").await;
    assert_eq!(acted.status, CaseStatus::Finished);
    let view = sun.view(case).await;
    assert_eq!(view.issue.dispatched_on.as_deref(), Some("2026-11-23"));
    let rows: Vec<_> = view.distribution.iter().map(|row| (row.name.as_str(), row.kind, row.state)).collect();
    assert_eq!(
        rows,
        [
            (city::EDUCATION, RecipientKind::Main, DeliveryState::Waiting),
            (city::HEALTH, RecipientKind::Main, DeliveryState::Waiting),
            (city::DINGHAI, RecipientKind::Copy, DeliveryState::Waiting),
        ]
    );
}

/// Item 4: the registrar of a receiving organ sees it and signs for it; nobody else does.
async fn received_by_one(app: &TestApp, case: CaseId) -> (CaseId, CaseId) {
    let sun = app.person("sun").await;
    let (jiang, he, shen) = (app.person("jiang").await, app.person("he").await, app.person("shen").await);
    let rows = jiang.inbox("todo").await;
    assert_eq!(rows.len(), 1);
    let incoming = rows[0].case.id;
    assert_eq!(rows[0].case.number.as_deref(), Some("舟大数据发〔2026〕1号"));
    assert_eq!(rows[0].from.as_deref(), Some("孙丽"));
    for other in [&he, &shen, &app.person("zhang").await, &sun] {
        other.get(&format!("/api/documents/{incoming}")).await.refused(api::Code::NotFound);
    }
    jiang.get(&format!("/api/documents/{case}")).await.refused(api::Code::NotFound);
    let arrived = jiang.view(incoming).await;
    assert_eq!((arrived.editable, arrived.distribution.len()), (false, 0));
    let sent = sun.get(&format!("/api/documents/{case}/pdf")).await;
    assert_eq!(jiang.get(&format!("/api/documents/{incoming}/pdf")).await.body, sent.body);
    let acted = jiang.approve(incoming, "").await;
    assert_eq!((acted.status, acted.next[0].step_name.chinese.as_str()), (CaseStatus::Running, "登记"));
    let waiting = shen.inbox_cases("todo").await[0];
    (incoming, waiting)
}

/// Item 4: the sender sees who has received it and urges those who have not.
async fn urged(app: &TestApp, case: CaseId, received: CaseId, waiting: CaseId) {
    let sun = app.person("sun").await;
    let request = json!({ "key": Uuid::new_v4(), "organ": null });
    let rows: Vec<Delivery> = sun.post(&format!("/api/documents/{case}/urging"), &request).await.ok();
    assert_eq!(rows.iter().map(|row| row.urged).collect::<Vec<_>>(), [0, 1, 1]);
    assert_eq!(rows[0].state, DeliveryState::Received);
    assert_eq!(rows[0].received_by.as_deref(), Some("蒋欣"));
    assert!(rows[0].received_at.is_some());
    let again: Vec<Delivery> = sun.post(&format!("/api/documents/{case}/urging"), &request).await.ok();
    assert_eq!(again, rows, "sent twice, it urges once");
    let shen = app.person("shen").await;
    assert_eq!(shen.inbox("todo").await[0].urged, 1);
    let one = json!({ "key": Uuid::new_v4(), "organ": city::organ(city::HEALTH) });
    sun.post(&format!("/api/documents/{case}/urging"), &one).await.ok::<Vec<Delivery>>();
    assert_eq!(shen.inbox("todo").await[0].urged, 2);
    let none = json!({ "key": Uuid::new_v4(), "organ": city::organ(city::EDUCATION) });
    sun.post(&format!("/api/documents/{case}/urging"), &none).await.refused(api::Code::Refused);
    assert_ne!(received, waiting);
}

/// Item 5: whoever took part reads the whole history, and recomputes its chain.
async fn told_to_all_who_took_part(app: &TestApp, case: CaseId) {
    let kinds = [
        "start", "submit", "return", "submit", "approve", "approve", "approve", "approve", "approve",
        "approve", "approve", "approve", "approve",
    ];
    for account in ["zhang", "li", "wang", "zhao", "chen", "qian", "wu", "sun", "zhou"] {
        let reader: Client = app.person(account).await;
        let view = reader.view(case).await.case;
        assert_eq!(view.events.iter().map(|event| event.record.kind.as_str()).collect::<Vec<_>>(), kinds);
        let records: Vec<_> = view.events.iter().map(|event| event.record.clone()).collect();
        assert_eq!(chain::verify(&records), Ok(()));
        let verified = reader.verification(case).await;
        assert_eq!((verified.events, verified.broken), (13, None));
        assert_eq!(verified.head, records.last().unwrap().hash);
        assert!(view.items.iter().all(|item| matches!(item.state, ItemState::Done | ItemState::Cancelled)));
    }
    let view = app.person("zhang").await.view(case).await;
    let said: Vec<_> =
        view.case.opinions.iter().map(|opinion| (opinion.name.as_str(), opinion.text.as_str())).collect();
    assert_eq!(
        said,
        [
            ("李华", "第二段的目标年份有误，请核对。"),
            ("李华", "已核对，同意"),
            ("王静", "同意会签"),
            ("赵磊", "同意，注意数据安全"),
            ("陈晨", "核稿无误"),
            ("吴刚", "同意印发"),
        ]
    );
    let versions: Vec<_> =
        view.versions.iter().map(|version| (version.version, version.by.as_str())).collect();
    assert_eq!(versions, [(1, "张明"), (2, "张明"), (3, "陈晨")]);
    assert_eq!(view.draft.note.as_deref(), Some("此件公开发布"));
    let may = |action| {
        view.case.allowed.iter().any(|allowed| allowed.action == action && allowed.refusal.is_none())
    };
    assert!(!may(Action::Submit) && !may(Action::Approve) && may(Action::Circulate));
}

/// Where the case stands now.
fn present(case: &CaseView) -> Vec<&str> {
    let present = case.path.iter().filter(|step| step.standing == Standing::Present);
    present.map(|step| step.name.zh.as_str()).collect()
}
