//! 撤回: what was not signed for comes back, with its text; what was, does not.

use api::{
    CaseId, Code,
    cases::{Act, CaseStatus, Payload},
    documents::{Delivery, DeliveryState, Recall},
};
use flow::{Command, ItemId};
use uuid::Uuid;

use super::exchange::delivery;
use crate::support::{Answer, Client, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_signed_for_is_taken_back_with_its_text() {
    let app = TestApp::new().await;
    let sent = app.notice_at("end").await;
    let (sun, jiang) = (app.person("sun").await, app.person("jiang").await);
    let case = jiang.inbox_cases("todo").await[0];
    let position = delivery(&sun, sent).await.position;
    assert!(sun.view(sent).await.may_distribute);

    let request = Recall { key: Uuid::new_v4(), reason: "发文机关有误，另行发送。".to_owned() };
    let path = path(sent, position);
    let all: Vec<Delivery> = sun.post(&path, &request).await.ok();
    assert_eq!(
        sun.post(&path, &request).await.ok::<Vec<Delivery>>(),
        all,
        "sent twice, it is taken back once"
    );
    let back = delivery(&sun, sent).await;
    assert_eq!(back.state, DeliveryState::Recalled);
    assert_eq!(back.recall_reason.as_deref(), Some("发文机关有误，另行发送。"));
    assert_eq!(back.recalled_by.as_deref(), Some("孙丽"));
    let waiting = all.iter().filter(|one| one.state == DeliveryState::Waiting).count();
    assert_eq!(waiting, 2, "the others keep it");

    assert_eq!(jiang.inbox_cases("todo").await, [], "nothing is asked of the receiver any more");
    let view = jiang.view(case).await;
    assert_eq!(view.case.summary.status, CaseStatus::Finished);
    assert_eq!((view.draft.body.len(), view.draft.attachments.len()), (0, 0));
    assert!(view.issue.pdf.is_none(), "the text went back");
    assert_eq!(view.incoming.unwrap().recall_reason.as_deref(), Some("发文机关有误，另行发送。"));
    assert!(sun.view(sent).await.issue.pdf.is_some(), "the sender keeps it");
    assert_eq!(told(&sun, sent).await, "市教育局：发文机关有误，另行发送。");
    assert_eq!(told(&jiang, case).await, "市大数据局：发文机关有误，另行发送。");
    let command = Command::Approve { item: ItemId(1), opinion: None, choices: Default::default() };
    let late = Act::new(Uuid::new_v4(), view.case.summary.version, command);
    jiang.send_act(case, &late).await.refused(Code::Refused);
    recall(&sun, sent, position, "再撤一次").await.refused(Code::Refused);
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_signed_for_stays_with_its_receiver() {
    let app = TestApp::new().await;
    let sent = app.notice_at("end").await;
    let (sun, jiang) = (app.person("sun").await, app.person("jiang").await);
    let case = jiang.inbox_cases("todo").await[0];
    let position = delivery(&sun, sent).await.position;
    jiang.approve(case, "").await;
    let before = app.fingerprint().await;
    recall(&sun, sent, position, "主送有误").await.refused(Code::AlreadyReceived);
    jiang.approve(case, "").await;
    let registered = app.fingerprint().await;
    recall(&sun, sent, position, "主送有误").await.refused(Code::AlreadyReceived);
    assert_ne!(before, registered);
    assert_eq!(app.fingerprint().await, registered);
    assert_eq!(delivery(&sun, sent).await.state, DeliveryState::Registered);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_distributes_takes_back() {
    let app = TestApp::new().await;
    let sent = app.notice_at("end").await;
    let (sun, zhang) = (app.person("sun").await, app.person("zhang").await);
    let position = delivery(&sun, sent).await.position;
    let before = app.fingerprint().await;
    // The receiver, and an organ that has no part in it.
    for account in ["jiang", "he"] {
        recall(&app.person(account).await, sent, position, "试一试").await.refused(Code::NotFound);
    }
    // They took part, but it is not theirs to distribute.
    for account in ["li", "chen", "wu"] {
        let person = app.person(account).await;
        assert!(!person.view(sent).await.may_distribute);
        recall(&person, sent, position, "试一试").await.refused(Code::NotAllowed);
    }
    recall(&sun, sent, 99, "没有这一家").await.refused(Code::NotFound);
    for reason in ["", " ", "字", &"长".repeat(501)] {
        let problem = recall(&sun, sent, position, reason).await.refused(Code::InvalidValue);
        assert_eq!(problem.detail.as_deref(), Some("reason"));
    }
    assert_eq!(app.fingerprint().await, before);
    // Whoever drafted it may.
    recall(&zhang, sent, position, "拟稿人撤回").await.ok::<Vec<Delivery>>();
}

/// Whoever is first has it: never both, never neither.
#[tokio::test(flavor = "multi_thread")]
async fn receipt_and_recall_at_once() {
    let app = TestApp::new().await;
    let (sun, jiang) = (app.person("sun").await, app.person("jiang").await);
    for sent in app.notices_at("end", 3).await {
        let one = delivery(&sun, sent).await;
        let incoming = one.case.unwrap();
        let (item, version) = jiang.standing(incoming).await;
        let command = Command::Approve { item, opinion: None, choices: Default::default() };
        let act = Act::new(Uuid::new_v4(), version, command);
        let (received, recalled) =
            tokio::join!(jiang.send_act(incoming, &act), recall(&sun, sent, one.position, "主送有误"));
        let state = delivery(&sun, sent).await.state;
        match (received.is_ok(), recalled.is_ok()) {
            (true, false) => assert_eq!(state, DeliveryState::Received),
            (false, true) => assert_eq!(state, DeliveryState::Recalled),
            both => panic!("received, recalled: {both:?}"),
        }
    }
    app.assert_sound().await;
}

fn path(sent: CaseId, position: i32) -> String {
    format!("/api/documents/{sent}/deliveries/{position}/recall")
}

pub async fn recall(who: &Client, sent: CaseId, position: i32, reason: &str) -> Answer {
    who.post(&path(sent, position), &Recall { key: Uuid::new_v4(), reason: reason.to_owned() }).await
}

/// What the last event says of it.
async fn told(who: &Client, case: CaseId) -> String {
    let view = who.view(case).await.case;
    let payload: Payload = serde_json::from_str(&view.events.last().unwrap().record.payload).unwrap();
    payload.facts["recalled"].clone()
}
