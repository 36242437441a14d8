//! `/api/cases/{id}/acts`: the verbs of the flow, through the wire and into the inboxes.

use api::{
    CaseId, Code,
    cases::{Acted, CaseStatus},
};
use flow::{AfterReturn, Command, ItemId, Place, ReturnTo};

use crate::support::{
    Client, TestApp, city,
    documents::{forward, notice, notice_about},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_takes_its_note_along() {
    let app = TestApp::new().await;
    let case = app.notice_at("department").await;
    let (li, wang) = (app.person("li").await, app.person("wang").await);
    let note = Some("我在外出差，请代为审核。".to_owned());
    li.with_item(case, |item| Command::Transfer { item, to: city::post("wang"), note: note.clone() }).await;
    assert_eq!(li.inbox_cases("todo").await, []);
    let row = &wang.inbox("todo").await[0];
    assert_eq!((row.case.id, row.from.as_deref()), (case, Some("李华")));
    let view = wang.view(case).await;
    assert_eq!(view.case.items.last().unwrap().note, note, "whoever handles it reads it (A10.12)");
    wang.approve(case, "同意").await;
    assert_eq!(app.person("chen").await.inbox_cases("todo").await, [case]);
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn added_signers_come_before_or_after() {
    let app = TestApp::new().await;
    let case = app.notice_at("sign").await;
    let (wu, zheng, li) = (app.person("wu").await, app.person("zheng").await, app.person("li").await);
    let before = |item| Command::AddSigner {
        item,
        posts: vec![city::post("zheng")],
        place: Place::Before,
        note: None,
    };
    let wu_item = wu.item(case).await;
    wu.with_item(case, before).await;
    assert_eq!(wu.inbox_cases("todo").await, [], "it waits for the added signer");
    let early = Command::Approve { item: wu_item, opinion: None, choices: Default::default() };
    assert_eq!(wu.try_act(case, early).await.refused(Code::Refused).detail.as_deref(), Some("item_waiting"));
    zheng.approve(case, "同意").await;
    assert_eq!(wu.inbox_cases("todo").await, [case]);
    let after =
        |item| Command::AddSigner { item, posts: vec![city::post("li")], place: Place::After, note: None };
    wu.with_item(case, after).await;
    wu.approve(case, "同意").await;
    assert_eq!(app.count("select count(*) from documents where signed_on is not null").await, 0, "not yet");
    li.approve(case, "同意").await;
    assert_eq!(app.count("select count(*) from documents where signed_on is not null").await, 1);
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_added_signer_can_be_removed() {
    let app = TestApp::new().await;
    let case = app.notice_at("sign").await;
    let (wu, zheng) = (app.person("wu").await, app.person("zheng").await);
    let add = |item| Command::AddSigner {
        item,
        posts: vec![city::post("zheng")],
        place: Place::Before,
        note: None,
    };
    wu.with_item(case, add).await;
    let item = zheng.item(case).await;
    let remove = || Command::RemoveSigner { item, note: None, choices: Default::default() };
    app.person("zhang").await.try_act(case, remove()).await.problem();
    wu.act(case, remove()).await;
    assert_eq!(zheng.inbox_cases("todo").await, []);
    wu.approve(case, "同意").await;
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consultation_waits_for_its_reply_where_it_must() {
    let app = TestApp::new().await;
    let case = app.notice_at("review").await;
    let (chen, zhao) = (app.person("chen").await, app.person("zhao").await);
    let chen_item = chen.item(case).await;
    let question = "涉及数据安全的表述是否妥当？".to_owned();
    let posts = vec![city::post("zhao")];
    chen.with_item(case, |item| Command::Consult { item, posts, question: question.clone(), blocking: true })
        .await;
    let early = Command::Approve { item: chen_item, opinion: None, choices: Default::default() };
    chen.try_act(case, early).await.problem();
    let asked = zhao.view(case).await;
    assert_eq!(asked.case.items.last().unwrap().note.as_deref(), Some(question.as_str()));
    let silent = zhao.try_with_item(case, |item| Command::Reply { item, opinion: "  ".to_owned() }).await;
    silent.refused(Code::OpinionRequired);
    zhao.with_item(case, |item| Command::Reply { item, opinion: "妥当".to_owned() }).await;
    assert_eq!(chen.view(case).await.case.opinions.last().unwrap().text, "妥当");
    chen.approve(case, "").await;
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_is_taken_back_until_the_next_has_acted() {
    let app = TestApp::new().await;
    let (zhang, li) = (app.person("zhang").await, app.person("li").await);
    let case = app.notice_at("department").await;
    let withdraw = || Command::Withdraw { item: ItemId(0) };
    zhang.act(case, withdraw()).await;
    assert_eq!(li.inbox_cases("todo").await, []);
    assert!(zhang.view(case).await.editable);
    zhang.edit(case, |draft| draft.title = notice_about("收回后改过的事").title).await;
    zhang.submit(case).await;
    li.approve(case, "同意").await;
    zhang.try_act(case, withdraw()).await.refused(Code::Refused);
    li.try_act(case, withdraw()).await.problem();
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_not_taken_back() {
    let app = TestApp::new().await;
    let case = app.notice_at("seal").await;
    let sun = app.person("sun").await;
    let before = app.fingerprint().await;
    let problem = sun.try_act(case, Command::Withdraw { item: ItemId(7) }).await.refused(Code::Refused);
    assert_eq!(problem.detail.as_deref(), Some("effect_done"));
    assert_eq!(app.fingerprint().await, before);
}

/// A10.2: a participant of a 会签 may return; unfinished siblings are cancelled.
#[tokio::test(flavor = "multi_thread")]
async fn a_return_from_inside_countersigning_cancels_the_others() {
    let app = TestApp::new().await;
    let case = countersigning(&app).await;
    let (zhang, li, wang, zhao) = (
        app.person("zhang").await,
        app.person("li").await,
        app.person("wang").await,
        app.person("zhao").await,
    );
    let silent = |item| Command::Return {
        item,
        to: ReturnTo::Drafter,
        then: AfterReturn::Again,
        opinion: String::new(),
    };
    wang.try_with_item(case, silent).await.refused(Code::OpinionRequired);
    wang.send_back(case, AfterReturn::Again, "与现行规定不一致").await;
    assert_eq!(zhao.inbox_cases("todo").await, []);
    assert_eq!(zhang.inbox_cases("todo").await, [case]);
    zhang.submit(case).await;
    li.approve(case, "同意").await;
    assert_eq!(wang.inbox_cases("todo").await, [case]);
    assert_eq!(zhao.inbox_cases("todo").await, [case], "A10.1: both have it again");
    wang.approve(case, "").await;
    zhao.approve(case, "").await;
    assert_eq!(app.person("chen").await.inbox_cases("todo").await, [case]);
    app.assert_sound().await;
}

/// A10.2: the one who sent it into 会签 may take it back from there.
#[tokio::test(flavor = "multi_thread")]
async fn the_sender_takes_back_from_countersigning() {
    let app = TestApp::new().await;
    let case = countersigning(&app).await;
    let li = app.person("li").await;
    li.act(case, Command::Withdraw { item: ItemId(1) }).await;
    assert_eq!(li.inbox_cases("todo").await, [case]);
    for account in ["wang", "zhao"] {
        assert_eq!(app.person(account).await.inbox_cases("todo").await, [], "{account}");
    }
    li.approve(case, "再次同意").await;
    assert_eq!(app.person("zhao").await.inbox_cases("todo").await, [case]);
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dissent_in_countersigning_is_on_record() {
    let app = TestApp::new().await;
    let case = countersigning(&app).await;
    let reject =
        |item| Command::Reject {
            item, opinion: "不同意第三条".to_owned(), choices: Default::default()
        };
    app.person("wang").await.with_item(case, reject).await;
    app.person("zhao").await.approve(case, "同意").await;
    let view = app.person("chen").await.view(case).await;
    let said: Vec<_> = view.case.opinions.iter().map(|o| (o.action.as_str(), o.text.as_str())).collect();
    assert_eq!(said, [("approve", "同意"), ("reject", "不同意第三条"), ("approve", "同意")]);
    assert_eq!(app.person("chen").await.inbox_cases("todo").await, [case]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_to_sign_goes_back_to_the_drafter() {
    let app = TestApp::new().await;
    let case = app.notice_at("sign").await;
    let wu = app.person("wu").await;
    let reject =
        |item| Command::Reject { item, opinion: "时机不成熟".to_owned(), choices: Default::default() };
    wu.with_item(case, reject).await;
    let zhang = app.person("zhang").await;
    assert_eq!(zhang.inbox_cases("todo").await, [case]);
    assert_eq!(zhang.view(case).await.case.opinions.last().unwrap().text, "时机不成熟");
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_straight_return_comes_back_to_the_returner() {
    let app = TestApp::new().await;
    let case = app.notice_at("sign").await;
    let (wu, zhang) = (app.person("wu").await, app.person("zhang").await);
    wu.send_back(case, AfterReturn::Straight, "日期请改").await;
    zhang.submit(case).await;
    assert_eq!(wu.inbox_cases("todo").await, [case]);
    wu.approve(case, "同意").await;
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_read_and_block_nothing() {
    let app = TestApp::new().await;
    let case = app.notice_at("department").await;
    let (zhang, wang, he) = (app.person("zhang").await, app.person("wang").await, app.person("he").await);
    he.get(&format!("/api/documents/{case}")).await.refused(Code::NotFound);
    let posts = vec![city::post("wang"), city::post("zhao"), city::post("he")];
    zhang.act(case, Command::Circulate { posts, note: Some("请阅知".to_owned()) }).await;
    app.person("li").await.approve(case, "").await;
    assert_eq!(he.view(case).await.case.summary.id, case, "also in another organ");
    let read = |opinion: Option<&str>| {
        let opinion = opinion.map(str::to_owned);
        move |item| Command::MarkRead { item, opinion }
    };
    wang.with_item(case, read(Some("已阅"))).await;
    assert_eq!(wang.view(case).await.case.opinions.last().unwrap().text, "已阅");
    let zhao = app.person("zhao").await;
    let item = zhao.item(case).await;
    zhang.act(case, Command::Recall { item }).await;
    assert_eq!(zhao.inbox_cases("to_read").await, []);
    let problem = zhang.try_act(case, Command::Circulate { posts: Vec::new(), note: None }).await;
    assert_eq!(problem.refused(Code::Refused).detail.as_deref(), Some("bad_posts"));
    he.with_item(case, read(None)).await;
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_flow_administrator_relocates_a_case() {
    let app = TestApp::new().await;
    let case = app.notice_at("sign").await;
    let (feng, chen) = (app.person("feng").await, app.person("chen").await);
    let jump = || Command::Jump {
        to: "review".into(),
        reason: "核稿有遗漏".to_owned(),
        choices: Default::default(),
    };
    let problem = chen.try_act(case, jump()).await.refused(Code::NotAllowed);
    assert_eq!(problem.detail.as_deref(), Some("administrator_only"));
    let silent = Command::Jump { to: "review".into(), reason: " ".to_owned(), choices: Default::default() };
    feng.try_act(case, silent).await.refused(Code::OpinionRequired);
    let nowhere = Command::Jump { to: "moon".into(), reason: "试".to_owned(), choices: Default::default() };
    feng.try_act(case, nowhere).await.refused(Code::Refused);
    feng.act(case, jump()).await;
    assert_eq!(chen.inbox_cases("todo").await, [case]);
    assert_eq!(app.person("wu").await.inbox_cases("todo").await, []);
    let other = app.notice_at("end").await;
    let incoming = app.person("jiang").await.inbox_cases("todo").await[0];
    feng.get(&format!("/api/documents/{other}")).await.ok::<serde_json::Value>();
    feng.get(&format!("/api/documents/{incoming}")).await.refused(Code::NotFound);
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_case_rests_until_it_is_resumed() {
    let app = TestApp::new().await;
    let case = app.notice_at("department").await;
    let (zhang, li) = (app.person("zhang").await, app.person("li").await);
    let acted = zhang.act(case, Command::Suspend { reason: "等上级文件".to_owned() }).await;
    assert_eq!(acted.status, CaseStatus::Suspended);
    let problem = li.try_approve(case, "同意").await.refused(Code::Refused);
    assert_eq!(problem.detail.as_deref(), Some("case_suspended"));
    zhang.act(case, Command::Resume { note: None }).await;
    li.approve(case, "同意").await;
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ended_case_is_taken_up_again_where_it_ended() {
    let app = TestApp::new().await;
    let (feng, zhang) = (app.person("feng").await, app.person("zhang").await);
    let case = app.notice_at("review").await;
    let acted = feng.act(case, Command::FinishSpecially { reason: "机构调整，不再需要".to_owned() }).await;
    assert_eq!(acted.status, CaseStatus::Finished);
    assert_eq!(app.person("chen").await.inbox_cases("todo").await, []);
    let reopen = || Command::Reopen { reason: "仍需印发".to_owned() };
    zhang.try_act(case, reopen()).await.problem();
    feng.act(case, reopen()).await;
    assert_eq!(app.person("qian").await.inbox_cases("todo").await, [case]);
    assert!(reviewers_finish(&app, case).await);
    app.assert_sound().await;
}

/// A dispatched document that is taken up again is not sent twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_dispatched_document_is_not_dispatched_twice() {
    let app = TestApp::new().await;
    let case = app.notice_at("end").await;
    let (feng, sun) = (app.person("feng").await, app.person("sun").await);
    feng.act(case, Command::Reopen { reason: "补充说明".to_owned() }).await;
    sun.approve(case, "").await;
    assert_eq!(app.count("select count(*) from cases where kind = 'incoming'").await, 3);
    assert_eq!(sun.view(case).await.distribution.len(), 3);
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn urging_counts_on_the_item() {
    let app = TestApp::new().await;
    let case = app.notice_at("department").await;
    let zhang = app.person("zhang").await;
    for _ in 0..2 {
        zhang.act(case, Command::Urge { items: Vec::new(), note: Some("请尽快".to_owned()) }).await;
    }
    let row = &app.person("li").await.inbox("todo").await[0];
    assert_eq!(row.urged, 2);
    assert_eq!(row.due_at.as_deref(), Some("2026-11-25T09:30:00Z"), "two working days");
}

async fn countersigning(app: &TestApp) -> CaseId {
    let mut draft = notice();
    draft.countersigners = vec![city::department("政务服务处"), city::department("安全处")];
    app.draft_at("review", &draft).await
}

async fn reviewers_finish(app: &TestApp, case: CaseId) -> bool {
    let chen: Client = app.person("chen").await;
    chen.approve(case, "").await;
    app.person("wu").await.inbox_cases("todo").await == [case]
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_tells_whether_an_act_can_be_taken_back() {
    let app = TestApp::new().await;
    let case = app.notice_at("department").await;
    let li = app.person("li").await;
    let acted: Acted = li.send_act(case, &forward(1)).await.ok();
    let item = acted.take_back.expect("the next has not acted");
    let back = li.act(case, Command::Withdraw { item }).await;
    assert_eq!(back.take_back, None);
    li.standing(case).await;
    // A number that was given stays given.
    let numbered = app.notice_at("number").await;
    let acted: Acted = app.person("sun").await.send_act(numbered, &forward(5)).await.ok();
    assert_eq!(acted.take_back, None);
}
