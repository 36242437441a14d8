//! 答复: a document of its own, bound to what it answers on both sides.

use api::{
    CaseId, Code,
    cases::Relation,
    documents::{Draft, Genre, OpenReply, Opened},
};
use uuid::Uuid;

use crate::support::{
    Client, TestApp, city,
    documents::{notice, recipient},
    incoming::registration,
};

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_bound_to_its_question_on_both_sides() {
    let app = TestApp::new().await;
    let asked = Draft { recipients: vec![recipient(city::BUREAU)], copies: vec![], ..notice() };
    let sent = app.draft_at("end", &asked).await;
    let sun = app.person("sun").await;
    let came = sun.inbox_cases("todo").await[0];
    reply(&sun, "sun", came).await.refused(Code::Refused);
    sun.approve(came, "").await;
    sun.approve(came, "").await;
    app.person("jiang").await.get(&format!("/api/documents/{came}")).await.refused(Code::NotFound);
    let opened = reply(&sun, "sun", came).await.ok::<Opened>().case;
    let view = sun.view(opened).await;
    assert_eq!(view.draft.genre, Genre::Letter);
    assert_eq!(view.draft.title, "舟山市大数据局关于印发《数字政府建设“十四五”规划》的函");
    assert_eq!(view.draft.recipients, [recipient(city::BUREAU)]);
    assert!(view.draft.body[0].text().contains("（舟大数据发〔2026〕1号）收悉"));
    assert_eq!(links(&sun, opened).await, [(Relation::RepliesTo, false, came)]);
    assert!(links(&sun, came).await.contains(&(Relation::RepliesTo, true, opened)));

    send(&app, opened).await;
    let answered = sun.incoming(came).await;
    assert_eq!(answered.answer.as_deref(), Some("舟大数据发〔2026〕2号"));
    assert_eq!(answered.answered_on.as_deref(), Some("2026-11-23"));
    // Where the answer arrives, it is bound to the document that asked.
    let arrived = *sun.inbox_cases("todo").await.iter().find(|case| **case != came).unwrap();
    sun.approve(arrived, "").await;
    assert!(links(&app.person("sun").await, arrived).await.contains(&(Relation::RepliesTo, false, sent)));
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_takes_part_answers() {
    let app = TestApp::new().await;
    let case = app.checked(&registration()).await;
    reply(&app.person("zhang").await, "zhang", case).await.refused(Code::NotFound);
    let chen = app.person("chen").await;
    reply(&chen, "sun", case).await.refused(Code::NotAllowed);
    let key = Uuid::new_v4();
    let request = OpenReply { key, post: city::post("chen") };
    let path = format!("/api/documents/incoming/{case}/replies");
    let first: Opened = chen.post(&path, &request).await.ok();
    assert_eq!(chen.post(&path, &request).await.ok::<Opened>(), first, "sent twice, it begins once");
    chen.post(&format!("/api/documents/incoming/{}/replies", first.case), &request)
        .await
        .refused(Code::KeyReused);
    let other = OpenReply { key: Uuid::new_v4(), ..request };
    chen.post(&format!("/api/documents/incoming/{}/replies", first.case), &other)
        .await
        .refused(Code::NotAllowed);
}

async fn reply(client: &Client, account: &str, case: CaseId) -> crate::support::Answer {
    let request = OpenReply { key: Uuid::new_v4(), post: city::post(account) };
    client.post(&format!("/api/documents/incoming/{case}/replies"), &request).await
}

async fn links(client: &Client, case: CaseId) -> Vec<(Relation, bool, CaseId)> {
    let links = client.view(case).await.case.links;
    links.into_iter().map(|link| (link.relation, link.outward, link.case)).collect()
}

/// sun's draft on its way to dispatch; 办公室 has no head, so feng moves it on to the review.
async fn send(app: &TestApp, case: CaseId) {
    let feng = app.person("feng").await;
    let jump = flow::Command::Jump {
        to: "review".into(),
        reason: "办公室负责人不在岗".to_owned(),
        choices: Default::default(),
    };
    feng.act(case, jump).await;
    for (account, _) in [("chen", 0), ("wu", 0), ("qian", 0), ("sun", 0), ("zhou", 0), ("sun", 0)] {
        app.person(account).await.approve(case, "").await;
    }
}
