//! 再次分送: what came back goes out again, as it is, to another organ, or mended and signed anew.

use api::{
    CaseId, Code, OrganId,
    cases::CaseStatus,
    documents::{Delivery, DeliveryState, Draft, SendAgain},
};
use flow::{AfterReturn, Command};
use uuid::Uuid;

use super::exchange::{delivery, reject};
use crate::support::{
    Answer, Client, TestApp, city,
    documents::{notice, paragraph, recipient},
};

#[tokio::test(flavor = "multi_thread")]
async fn to_the_same_organ_with_what_was_put_right() {
    let app = TestApp::new().await;
    let sent = app.notice_at("end").await;
    let (sun, jiang) = (app.person("sun").await, app.person("jiang").await);
    let first = jiang.inbox_cases("todo").await[0];
    let position = delivery(&sun, sent).await.position;
    again(&sun, sent, position, None, "").await.refused(Code::Refused);
    jiang.with_item(first, |item| reject(item, "缺附件说明。")).await;
    again(&app.person("li").await, sent, position, None, "").await.refused(Code::NotAllowed);
    again(&jiang, sent, position, None, "").await.refused(Code::NotFound);
    again(&sun, sent, position, None, &"长".repeat(501)).await.refused(Code::InvalidValue);

    let all: Vec<Delivery> = again(&sun, sent, position, None, "附件说明已另纸补送。").await.ok();
    let states: Vec<_> = all.iter().filter(|one| one.name == city::EDUCATION).map(|one| one.state).collect();
    assert_eq!(states, [DeliveryState::Returned, DeliveryState::Waiting], "what came back stays on record");
    let second = jiang.inbox_cases("todo").await;
    assert!(second.len() == 1 && second[0] != first);
    let arrived = jiang.view(second[0]).await;
    assert_eq!(arrived.incoming.unwrap().note.as_deref(), Some("附件说明已另纸补送。"));
    assert!(arrived.issue.pdf.is_some() && !arrived.draft.body.is_empty());
    again(&sun, sent, position, None, "").await.refused(Code::AlreadySent);
    jiang.approve(second[0], "").await;
    jiang.approve(second[0], "").await;
    assert_eq!(jiang.incoming(second[0]).await.registered_as.as_deref(), Some("舟教收〔2026〕1号"));
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn to_the_organ_it_should_have_gone_to() {
    let app = TestApp::new().await;
    let draft = Draft { recipients: vec![recipient(city::EDUCATION)], copies: vec![], ..notice() };
    let sent = app.draft_at("end", &draft).await;
    let (zhang, jiang, shen) =
        (app.person("zhang").await, app.person("jiang").await, app.person("shen").await);
    let case = jiang.inbox_cases("todo").await[0];
    jiang.with_item(case, |item| reject(item, "主送有误，应送市卫生健康委。")).await;
    let nobody = Some(OrganId(Uuid::new_v4()));
    again(&zhang, sent, 0, nobody, "").await.refused(Code::InvalidValue);
    again(&zhang, sent, 0, Some(city::organ(city::HEALTH)), "").await.ok::<Vec<Delivery>>();
    let arrived = shen.inbox_cases("todo").await;
    assert_eq!(shen.incoming(arrived[0]).await.sender, city::BUREAU);
    assert_eq!(jiang.inbox_cases("todo").await, []);
    app.assert_sound().await;
}

/// 条例 art. 25 (一): another text is signed again; then it goes to those who lack it, under its number.
#[tokio::test(flavor = "multi_thread")]
async fn mended_and_signed_anew() {
    let app = TestApp::new().await;
    let sent = app.notice_at("end").await;
    let (sun, zhang, jiang) = (app.person("sun").await, app.person("zhang").await, app.person("jiang").await);
    let first = jiang.inbox_cases("todo").await[0];
    jiang.with_item(first, |item| reject(item, "时限有误，请更正。")).await;
    // Each has read the return slip.
    for reader in [&sun, &zhang] {
        reader.with_item(sent, |item| Command::MarkRead { item, opinion: None }).await;
    }
    app.later(jiff::SignedDuration::from_secs(60));
    sun.act(sent, Command::Reopen { reason: "市教育局退回，更正后再发".to_owned() }).await;
    sun.send_back(sent, AfterReturn::Again, "更正时限").await;
    let position = delivery(&sun, sent).await.position;
    again(&sun, sent, position, None, "").await.refused(Code::Refused);
    let mended = "请于2026年12月10日前报送落实情况。";
    zhang.edit(sent, |draft| draft.body = vec![paragraph(mended)]).await;
    zhang.submit(sent).await;
    for account in ["li", "chen", "wu", "qian", "sun", "zhou", "sun"] {
        app.person(account).await.approve(sent, "同意").await;
    }
    let view = sun.view(sent).await;
    assert_eq!(view.case.summary.status, CaseStatus::Finished);
    assert_eq!(view.case.summary.number.as_deref(), Some("舟大数据发〔2026〕1号"), "it keeps its number");
    let states: Vec<_> =
        view.distribution.iter().map(|one| (one.name.as_str(), one.state.as_str())).collect();
    assert_eq!(
        states,
        [
            (city::EDUCATION, "returned"),
            (city::HEALTH, "waiting"),
            (city::DINGHAI, "waiting"),
            (city::EDUCATION, "waiting")
        ]
    );
    let second = jiang.inbox_cases("todo").await[0];
    assert_eq!(jiang.view(second).await.draft.body[0].text(), mended);
    assert_eq!(app.person("shen").await.inbox_cases("todo").await.len(), 1, "who has it gets no second one");
    app.assert_sound().await;
}

async fn again(who: &Client, sent: CaseId, position: i32, organ: Option<OrganId>, note: &str) -> Answer {
    let note = Some(note.to_owned()).filter(|note| !note.is_empty());
    let request = SendAgain { key: Uuid::new_v4(), organ, note };
    who.post(&format!("/api/documents/{sent}/deliveries/{position}/again"), &request).await
}
