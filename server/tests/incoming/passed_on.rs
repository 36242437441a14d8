//! 转发: what came goes on to other organs and to departments with all that came with it.

use api::{
    CaseId, Code, DepartmentId, OrganId,
    cases::CaseStatus,
    documents::{Delivery, DeliveryState, Draft, Forward, OpenReply, Opened, Origin, Pages, Registration},
    files::File,
};
use uuid::Uuid;

use super::{exchange::reject, recalled::recall};
use crate::support::{
    Answer, Client, TestApp, city,
    documents::{notice, recipient},
    incoming::registration,
};

#[tokio::test(flavor = "multi_thread")]
async fn what_came_by_exchange_goes_on_as_it_came() {
    let app = TestApp::new().await;
    let draft = Draft { recipients: vec![recipient(city::EDUCATION)], copies: vec![], ..notice() };
    let sent = app.draft_at("end", &draft).await;
    let (sun, jiang, han) = (app.person("sun").await, app.person("jiang").await, app.person("han").await);
    let case = jiang.inbox_cases("todo").await[0];
    let to_dinghai =
        Forward { note: Some("请结合实际贯彻落实。".to_owned()), ..forward(&[city::DINGHAI], &[]) };
    pass_on(&jiang, case, &to_dinghai).await.refused(Code::Refused);
    jiang.approve(case, "").await;
    jiang.approve(case, "").await;
    assert!(jiang.incoming(case).await.may_forward);
    for account in ["sun", "he", "han"] {
        pass_on(&app.person(account).await, case, &to_dinghai).await.refused(Code::NotFound);
    }
    // The sender's own case came to nobody.
    pass_on(&sun, sent, &to_dinghai).await.refused(Code::NotAllowed);

    let all: Vec<Delivery> = pass_on(&jiang, case, &to_dinghai).await.ok();
    assert_eq!(
        pass_on(&jiang, case, &to_dinghai).await.ok::<Vec<Delivery>>(),
        all,
        "sent twice, it goes once"
    );
    pass_on(&jiang, case, &forward(&[city::DINGHAI], &[])).await.refused(Code::AlreadySent);
    let arrived = han.inbox_cases("todo").await;
    assert_eq!(arrived.len(), 1);
    let view = han.view(arrived[0]).await;
    assert_eq!(view.draft.body, jiang.view(case).await.draft.body);
    assert_eq!(view.issue.pdf.unwrap().sha256, sun.view(sent).await.issue.pdf.unwrap().sha256);
    let known = view.incoming.unwrap();
    assert_eq!((known.sender.as_str(), known.sender_organ), (city::BUREAU, Some(city::organ(city::BUREAU))));
    assert_eq!(known.reference.as_deref(), Some("舟大数据发〔2026〕1号"));
    assert_eq!(known.forwarded_by.as_deref(), Some(city::EDUCATION));
    assert_eq!(known.note.as_deref(), Some("请结合实际贯彻落实。"));
    assert_eq!(sun.view(sent).await.distribution.len(), 1, "the first sender's list is its own");

    // It comes back to whoever passed it on, and to nobody else.
    han.with_item(arrived[0], |item| reject(item, "与本区无关。")).await;
    let back = &jiang.view(case).await.distribution[0];
    assert_eq!((back.state, back.return_reason.as_deref()), (DeliveryState::Returned, Some("与本区无关。")));
    assert_eq!(jiang.inbox_cases("to_read").await, [case]);
    assert_eq!(sun.inbox_cases("to_read").await, []);
    sun.get(&format!("/api/documents/{case}")).await.refused(Code::NotFound);
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_on_paper_goes_on_with_every_scan() {
    let app = TestApp::new().await;
    let (sun, jiang, wang) = (app.person("sun").await, app.person("jiang").await, app.person("wang").await);
    let scans = [scan(&app, "正文.pdf").await, scan(&app, "附件.pdf").await];
    let with_scans = Registration { files: scans.iter().map(|scan| scan.id).collect(), ..registration() };
    let case = app.checked(&with_scans).await;
    for scan in &scans {
        let pages: Pages = sun.get(&format!("/api/documents/{case}/pages?file={}", scan.id)).await.ok();
        assert_eq!(pages.file, Some(scan.id), "each PDF has its pages");
        let picture =
            sun.get(&format!("/api/documents/{case}/pages/{}/0?file={}", pages.hash, scan.id)).await;
        assert!(picture.body.starts_with(b"RIFF"));
    }
    let foreign = sun.get(&format!("/api/documents/{case}/pages?file={}", Uuid::new_v4())).await;
    foreign.refused(Code::NotFound);

    for wrong in [
        forward(&[], &[]),
        forward(&[city::BUREAU], &[]),
        Forward { organs: vec![OrganId(Uuid::new_v4())], ..forward(&[], &[]) },
        Forward { departments: vec![city::department_of(city::EDUCATION, "办公室")], ..forward(&[], &[]) },
        Forward { departments: vec![DepartmentId(Uuid::new_v4())], ..forward(&[], &[]) },
    ] {
        pass_on(&sun, case, &wrong).await.refused(Code::InvalidValue);
    }
    let both = Forward {
        note: Some("请阅处。".to_owned()),
        ..forward(&[city::EDUCATION], &["政务服务处", "安全处"])
    };
    pass_on(&sun, case, &both).await.ok::<Vec<Delivery>>();
    assert_eq!(wang.inbox_cases("to_read").await, [case]);
    let view = wang.view(case).await;
    assert!(view.case.items.iter().any(|item| item.note.as_deref() == Some("请阅处。")));
    let arrived = jiang.inbox_cases("todo").await[0];
    let known = jiang.incoming(arrived).await;
    assert_eq!((known.origin, known.sender_organ), (Origin::Exchange, None));
    let names: Vec<&str> = known.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["正文.pdf", "附件.pdf"]);
    let pages: Pages =
        jiang.get(&format!("/api/documents/{arrived}/pages?file={}", known.files[1].id)).await.ok();
    assert_eq!(pages.file, Some(known.files[1].id));
    // Who passed it on takes it back as a sender does.
    recall(&sun, case, 0, "转发有误").await.ok::<Vec<Delivery>>();
    let taken = jiang.view(arrived).await;
    assert_eq!(taken.case.summary.status, CaseStatus::Finished);
    assert!(taken.incoming.unwrap().files.is_empty());
    jiang.get(&format!("/api/files/{}", known.files[0].id)).await.refused(Code::NotFound);
    assert_eq!(sun.incoming(case).await.files.len(), 2, "the sender keeps its own");
    app.assert_sound().await;
}

/// 逐级行文: the answer goes to whoever passed it on.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_goes_to_whoever_passed_it_on() {
    let app = TestApp::new().await;
    let case = app.checked(&registration()).await;
    pass_on(&app.person("sun").await, case, &forward(&[city::EDUCATION], &[])).await.ok::<Vec<Delivery>>();
    let jiang = app.person("jiang").await;
    let arrived = jiang.inbox_cases("todo").await[0];
    jiang.approve(arrived, "").await;
    jiang.approve(arrived, "").await;
    let request = OpenReply { key: Uuid::new_v4(), post: city::post("jiang") };
    let reply: Opened =
        jiang.post(&format!("/api/documents/incoming/{arrived}/replies"), &request).await.ok();
    assert_eq!(jiang.view(reply.case).await.draft.recipients, [recipient(city::BUREAU)]);
}

fn forward(organs: &[&str], departments: &[&str]) -> Forward {
    Forward {
        key: Uuid::new_v4(),
        organs: organs.iter().map(|name| city::organ(name)).collect(),
        departments: departments.iter().map(|name| city::department(name)).collect(),
        note: None,
    }
}

async fn pass_on(who: &Client, case: CaseId, request: &Forward) -> Answer {
    who.post(&format!("/api/documents/incoming/{case}/forwards"), request).await
}

/// A PDF of some pages that sun uploaded.
async fn scan(app: &TestApp, name: &str) -> File {
    let printed = app.notice_at("department").await;
    let pdf = app.person("zhang").await.get(&format!("/api/documents/{printed}/pdf")).await.body;
    app.person("sun").await.upload(name, pdf).await.ok()
}
