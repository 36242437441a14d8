//! What another organ of the installation sent: 待签收, 已签收, 已登记, 退回, each seen by the sender.

use api::{
    CaseId, Code,
    cases::{Acted, CaseStatus},
    documents::{Check, Delivery, DeliveryState, Origin},
};
use flow::Command;
use serde_json::json;
use uuid::Uuid;

use crate::support::{Client, TestApp, city};

#[tokio::test(flavor = "multi_thread")]
async fn the_sender_sees_it_received_and_registered() {
    let app = TestApp::new().await;
    let sent = app.notice_at("end").await;
    let (sun, jiang) = (app.person("sun").await, app.person("jiang").await);
    let case = jiang.inbox_cases("todo").await[0];
    let arrived = jiang.incoming(case).await;
    assert_eq!((arrived.origin, arrived.sender.as_str()), (Origin::Exchange, city::BUREAU));
    assert_eq!(arrived.sender_organ, Some(city::organ(city::BUREAU)));
    assert_eq!(arrived.reference.as_deref(), Some("舟大数据发〔2026〕1号"));
    assert_eq!(arrived.written_on.as_deref(), Some("2026-11-23"));
    assert_eq!((arrived.received_on, arrived.registered_as), (None, None));
    assert_eq!(delivery(&sun, sent).await.state, DeliveryState::Waiting);

    jiang.approve(case, "").await;
    assert_eq!(delivery(&sun, sent).await.state, DeliveryState::Received);
    assert_eq!(jiang.incoming(case).await.received_on.as_deref(), Some("2026-11-23"));
    let acted = jiang.approve(case, "").await;
    assert_eq!(acted.next[0].step_name.chinese, "初审");
    let registered = delivery(&sun, sent).await;
    assert_eq!(registered.state, DeliveryState::Registered);
    assert!(registered.received_at.is_some() && registered.registered_at.is_some());
    let known = jiang.incoming(case).await;
    assert_eq!(known.registered_as.as_deref(), Some("舟教收〔2026〕1号"));
    assert_eq!(known.registered_by.as_deref(), Some("蒋欣"));
    // Who has signed is not urged.
    let one = json!({ "key": Uuid::new_v4(), "organ": city::organ(city::EDUCATION) });
    sun.post(&format!("/api/documents/{sent}/urging"), &one).await.refused(Code::Refused);
    app.assert_sound().await;
}

/// Domain A2: the return slip reaches the sending organ's inbox.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_back_before_receipt_tells_the_sender_why() {
    let app = TestApp::new().await;
    let sent = app.notice_at("end").await;
    let (sun, jiang, zhang) = (app.person("sun").await, app.person("jiang").await, app.person("zhang").await);
    let case = jiang.inbox_cases("todo").await[0];
    let silent = jiang.try_with_item(case, |item| reject(item, " ")).await;
    silent.refused(Code::OpinionRequired);
    let acted = jiang.with_item(case, |item| reject(item, "主送有误，应送市体育局。")).await;
    assert_eq!(acted.status, CaseStatus::Rejected);
    let returned = delivery(&sun, sent).await;
    assert_eq!(returned.state, DeliveryState::Returned);
    assert_eq!(returned.return_reason.as_deref(), Some("主送有误，应送市体育局。"));
    assert_eq!(returned.returned_by.as_deref(), Some("蒋欣"));
    assert_eq!(returned.received_at, None);
    for reader in [&sun, &zhang] {
        assert_eq!(reader.inbox_cases("to_read").await, [sent]);
        let view = reader.view(sent).await.case;
        let note = view.items.iter().find_map(|item| item.note.clone());
        assert_eq!(note.as_deref(), Some("市教育局退回：主送有误，应送市体育局。"));
    }
    jiang.get(&format!("/api/documents/{sent}")).await.refused(Code::NotFound);
    sun.get(&format!("/api/documents/{case}")).await.refused(Code::NotFound);
    app.assert_sound().await;
}

/// 条例 art. 24 (三): what does not pass the first check goes back with the reason.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_check_names_what_failed() {
    let app = TestApp::new().await;
    // Somebody of the office must be there to whom it would go on.
    sqlx::query("insert into post_roles (post_id, role) values ($1, 'reviewer')")
        .bind(city::post("he").0)
        .execute(&mut app.owner().await)
        .await
        .unwrap();
    let sent = app.notice_at("end").await;
    let (sun, jiang) = (app.person("sun").await, app.person("jiang").await);
    let case = jiang.inbox_cases("todo").await[0];
    jiang.approve(case, "").await;
    jiang.approve(case, "").await;
    jiang.try_approve(case, "").await.refused(Code::ChecksIncomplete);
    jiang.try_check(case, &Check::ALL[1..]).await.refused(Code::ChecksIncomplete);
    jiang
        .check_and_send_back(
            case,
            &[Check::Rules, Check::Form, Check::Agreed, Check::Other],
            "非本机关职权。",
        )
        .await;
    let returned = delivery(&sun, sent).await;
    assert_eq!(returned.state, DeliveryState::Returned);
    assert_eq!(returned.return_reason.as_deref(), Some("非本机关职权。（不符合：应当由本机关办理）"));
    assert!(returned.received_at.is_some(), "it had been received");
    app.assert_sound().await;
}

/// Nobody's work in the receiving organ can come to the sender's desk.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_returns_into_the_senders_hands() {
    let app = TestApp::new().await;
    app.notice_at("end").await;
    let jiang = app.person("jiang").await;
    let case = jiang.inbox_cases("todo").await[0];
    let back = |item| Command::Return {
        item,
        to: flow::ReturnTo::Drafter,
        then: flow::AfterReturn::Again,
        opinion: "退".to_owned(),
    };
    let problem = jiang.try_with_item(case, back).await.refused(Code::Refused);
    assert_eq!(problem.detail.as_deref(), Some("no_such_target"));
    let view = jiang.view(case).await.case;
    assert!(view.allowed.iter().all(|allowed| allowed.needs.targets.iter().all(|target| !target.drafter)));
    // Within the organ it may go back: from the check to the register.
    jiang.approve(case, "").await;
    jiang.approve(case, "").await;
    let step = |item| Command::Return {
        item,
        to: flow::ReturnTo::Step("register".into()),
        then: flow::AfterReturn::Again,
        opinion: "份数有误".to_owned(),
    };
    jiang.with_item(case, step).await;
    let acted: Acted = jiang.approve(case, "").await;
    assert_eq!(acted.next[0].step_name.chinese, "初审");
    assert_eq!(
        jiang.incoming(case).await.registered_as.as_deref(),
        Some("舟教收〔2026〕1号"),
        "it keeps its number"
    );
    app.assert_sound().await;
}

pub fn reject(item: flow::ItemId, reason: &str) -> Command {
    Command::Reject { item, opinion: reason.to_owned(), choices: Default::default() }
}

/// What became of the one sent to 市教育局.
pub async fn delivery(sender: &Client, sent: CaseId) -> Delivery {
    sender.view(sent).await.distribution.into_iter().find(|row| row.name == city::EDUCATION).unwrap()
}
