//! Sub-flows (子流程): a step of an outgoing document that is a case of its own, here 合法性审查 by the seal keeper.

use api::{
    CaseId, Code,
    cases::{Act, Acted, CaseStatus, Payload, Relation},
};
use flow::{AfterReturn, Command, Event, ItemId, Outcome};
use futures_util::future::join_all;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Client, TestApp, documents::forward};

/// 拟稿 → 部门负责人审核 → 合法性审查 (sub-flow) → 办公室核稿 → 办结.
fn parent() -> Value {
    json!({
        "key": "outgoing", "version": 2, "name": { "zh": "发文", "en": "Outgoing document" },
        "steps": [
            { "id": "draft", "name": { "zh": "拟稿", "en": "Drafting" }, "kind": "start", "next": "department" },
            { "id": "department", "name": { "zh": "部门负责人审核", "en": "Review by the department head" },
              "kind": { "work": { "mode": "one", "assign": "head_of_drafters_department" } }, "next": "legal" },
            { "id": "legal", "name": { "zh": "合法性审查", "en": "Legal review" },
              "kind": { "subflow": { "definition": "legal", "wait": true } }, "next": "review" },
            { "id": "review", "name": { "zh": "办公室核稿", "en": "Review by the office" },
              "kind": { "work": { "mode": "any", "assign": { "role_in_drafters_organ": { "role": "reviewer" } },
                                  "on_reject": "to_drafter" } }, "next": "end" },
            { "id": "end", "name": { "zh": "办结", "en": "Finished" }, "kind": { "end": { "outcome": "completed" } } },
        ],
    })
}

fn child() -> Value {
    json!({
        "key": "legal", "version": 1, "name": { "zh": "合法性审查", "en": "Legal review" },
        "steps": [
            { "id": "draft", "name": { "zh": "送审", "en": "Sending" }, "kind": "start", "next": "check" },
            { "id": "check", "name": { "zh": "审查", "en": "Checking" },
              "kind": { "work": { "mode": "one", "assign": { "role_in_drafters_organ": { "role": "seal_keeper" } } } },
              "next": "end" },
            { "id": "end", "name": { "zh": "办结", "en": "Finished" }, "kind": { "end": { "outcome": "completed" } } },
        ],
    })
}

/// A city whose outgoing documents have the sub-flow.
async fn city_with_subflow() -> TestApp {
    let app = TestApp::new().await;
    for definition in [parent(), child()] {
        let parsed: flow::Definition = serde_json::from_value(definition.clone()).unwrap();
        assert_eq!(parsed.check(), Ok(()));
        sqlx::query("insert into flow_definitions (key, version, body) values ($1, $2, $3)")
            .bind(parsed.key)
            .bind(parsed.version as i32)
            .bind(definition)
            .execute(&mut app.owner().await)
            .await
            .unwrap();
    }
    app
}

/// A document of zhang's that waits for its child: both.
async fn waiting(app: &TestApp) -> (CaseId, CaseId) {
    let parent = app.notice_at("review").await;
    let found = app.person("zhou").await.inbox_cases("todo").await;
    assert_eq!(found.len(), 1, "the child stands with its first handler");
    (parent, found[0])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_goes_on_when_its_child_has_ended() {
    let app = city_with_subflow().await;
    let (parent, child) = waiting(&app).await;
    let (zhang, zhou, chen) = (app.person("zhang").await, app.person("zhou").await, app.person("chen").await);
    app.assert_sound().await;

    let view = zhang.view(parent).await.case;
    assert_eq!(view.summary.steps[0].chinese, "合法性审查");
    let link = &view.links[0];
    assert_eq!((link.relation, link.outward, link.case), (Relation::ArisesFrom, true, child));
    let seen = zhang.view(child).await;
    assert_eq!((seen.case.links[0].outward, seen.case.links[0].case), (false, parent));
    assert_eq!(seen.draft.title, zhang.view(parent).await.draft.title, "it holds the text");
    assert!(!seen.editable);
    zhou.get(&format!("/api/documents/{parent}")).await.refused(Code::NotFound);

    let acted = zhou.approve(child, "合法").await;
    assert_eq!(acted.status, CaseStatus::Finished);
    assert_eq!(chen.inbox_cases("todo").await, [parent]);
    assert_eq!(ended(&zhang, parent).await, Some(Outcome::Completed));
    app.assert_sound().await;
    chen.approve(parent, "").await;
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whichever_way_the_child_ends_the_parent_learns_it() {
    let app = city_with_subflow().await;
    let (zhang, zhou, feng) = (app.person("zhang").await, app.person("zhou").await, app.person("feng").await);
    let (parent, child) = waiting(&app).await;
    let opinion = "第三条缺少依据".to_owned();
    let reject = |item| Command::Reject { item, opinion, choices: Default::default() };
    assert_eq!(zhou.with_item(child, reject).await.status, CaseStatus::Rejected);
    assert_eq!(ended(&zhang, parent).await, Some(Outcome::Rejected));

    let (parent, child) = waiting(&app).await;
    let reason = "已另行审查".to_owned();
    feng.act(child, Command::FinishSpecially { reason }).await;
    assert_eq!(ended(&zhang, parent).await, Some(Outcome::Special));
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_child_is_not_reopened_behind_its_parent_s_back() {
    let app = city_with_subflow().await;
    let (parent, child) = waiting(&app).await;
    let (zhou, feng) = (app.person("zhou").await, app.person("feng").await);
    zhou.approve(child, "合法").await;
    let before = app.fingerprint().await;
    for person in [&zhou, &feng] {
        let reopen = Command::Reopen { reason: "有遗漏".to_owned() };
        person.try_act(child, reopen).await.refused(Code::ParentWentOn);
    }
    assert_eq!(app.fingerprint().await, before);
    // What it says to do: the parent goes back, and a new child is asked.
    app.person("chen").await.send_back(parent, AfterReturn::Again, "请重新审查").await;
    app.person("zhang").await.submit(parent).await;
    app.person("li").await.approve(parent, "").await;
    let asked = zhou.inbox_cases("todo").await;
    assert!(asked.len() == 1 && asked[0] != child);
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_child_whose_parent_moves_away_is_stopped_and_a_new_one_starts_later() {
    let app = city_with_subflow().await;
    let (zhang, zhou, feng) = (app.person("zhang").await, app.person("zhou").await, app.person("feng").await);
    let (parent, child) = waiting(&app).await;
    let to = flow::StepId("draft".to_owned());
    let jump = Command::Jump { to, reason: "材料不全".to_owned(), choices: Default::default() };
    feng.act(parent, jump).await;
    assert_eq!(zhou.inbox_cases("todo").await, []);
    let stopped = zhang.view(child).await.case;
    assert_eq!(stopped.summary.status, CaseStatus::Finished);
    assert_eq!(stopped.events.last().unwrap().record.kind, "finish_specially");
    assert!(stopped.events.last().unwrap().record.payload.contains("上级流程已离开本环节"));
    assert_eq!(ended(&zhang, parent).await, None);
    app.assert_sound().await;

    zhang.submit(parent).await;
    app.person("li").await.approve(parent, "").await;
    let again = zhou.inbox_cases("todo").await;
    assert_eq!(again.len(), 1);
    assert_ne!(again[0], child);
    assert_eq!(zhang.view(parent).await.case.links.len(), 2);
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_child_is_started_once_however_often_the_act_is_sent() {
    let app = city_with_subflow().await;
    let case = app.notice_at("department").await;
    let li = app.person("li").await;
    let act = forward(1);
    let answers = join_all((0..8).map(|_| li.send_act(case, &act))).await;
    let first: Acted = answers[0].ok();
    for answer in answers {
        assert_eq!(answer.ok::<Acted>(), first);
    }
    assert_eq!(li.send_act(case, &act).await.ok::<Acted>(), first);
    assert_eq!(app.count("select count(*) from subflows").await, 1);
    assert_eq!(app.count("select count(*) from cases where kind = 'subflow'").await, 1);
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_ends_a_sub_flow_by_hand() {
    let app = city_with_subflow().await;
    let (parent, child) = waiting(&app).await;
    let visit = flow::VisitId(2);
    let command = Command::EndSubflow { visit, outcome: Outcome::Completed };
    let act = Act::new(Uuid::new_v4(), 3, command);
    for account in ["zhang", "li", "feng"] {
        app.person(account).await.send_act(parent, &act).await.refused(Code::NotAllowed);
    }
    // Both at once: whoever comes second is told to look again, and nothing is half done.
    let (zhou, feng) = (app.person("zhou").await, app.person("feng").await);
    let approve = Command::Approve { item: ItemId(1), opinion: None, choices: Default::default() };
    let approve = Act::new(Uuid::new_v4(), 2, approve);
    let to = flow::StepId("draft".to_owned());
    let jump = Command::Jump { to, reason: "材料不全".to_owned(), choices: Default::default() };
    let jump = Act::new(Uuid::new_v4(), 3, jump);
    let (ended, jumped) = tokio::join!(zhou.send_act(child, &approve), feng.send_act(parent, &jump));
    assert!(ended.is_ok() || jumped.is_ok());
    app.assert_sound().await;
}

/// How the last event of the case says that its child ended.
async fn ended(reader: &Client, parent: CaseId) -> Option<Outcome> {
    let events = reader.view(parent).await.case.events;
    let payload: Payload = serde_json::from_str(&events.last().unwrap().record.payload).unwrap();
    payload.events.iter().find_map(|event| match event {
        Event::SubflowEnded { outcome, .. } => Some(*outcome),
        _ => None,
    })
}
