//! What bad input gets: a problem with a stable code, and nothing changes.

use api::{
    CaseId, Code,
    cases::{Act, Acted},
    documents::{Opened, Saved, Secrecy},
};
use flow::{AfterReturn, Command, ItemId};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{
    TestApp, city,
    documents::{forward, notice, notice_about, paragraph},
};

#[tokio::test(flavor = "multi_thread")]
async fn state_secrets_are_refused_at_the_door() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let case = zhang.open(&notice()).await;
    let before = app.fingerprint().await;
    for grade in [Secrecy::Confidential, Secrecy::Secret, Secrecy::TopSecret] {
        let mut draft = notice();
        draft.secrecy = grade;
        let problem = zhang.try_open(&draft).await.refused(Code::SecretGrade);
        assert!(
            problem.title.contains("国家秘密") && problem.title.contains("条例第二十六条"),
            "{}",
            problem.title
        );
        zhang.try_save(case, 1, &draft).await.refused(Code::SecretGrade);
    }
    assert_eq!(app.fingerprint().await, before);
    let sql = "update documents set draft = jsonb_set(draft, '{secrecy}', '\"机密\"')";
    let refused = sqlx::query(sql).execute(&mut app.owner().await).await.unwrap_err();
    assert!(refused.to_string().contains("documents_no_secrets"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_version_is_refused_with_the_present_one() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let case = zhang.open(&notice()).await;
    zhang.try_save(case, 1, &notice_about("第一次修改")).await.ok::<Saved>();
    zhang.submit(case).await;
    app.person("li").await.send_back(case, AfterReturn::Again, "请改").await;
    let before = app.fingerprint().await;
    let stale = zhang.try_save(case, 1, &notice_about("第二次修改")).await.refused(Code::StaleVersion);
    assert_eq!((stale.current_version, stale.changed_by.as_deref()), (Some(2), Some("张明")));
    for version in [0, 2, 4, -1, i32::MAX] {
        let act = Act { version, ..forward(0) };
        let stale = zhang.send_act(case, &act).await.refused(Code::StaleVersion);
        assert_eq!((stale.current_version, stale.changed_by.as_deref()), (Some(3), Some("李华")));
    }
    assert_eq!(app.fingerprint().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_double_tap_acts_once_and_answers_alike() {
    let app = TestApp::new().await;
    let case = app.notice_at("department").await;
    let li = app.person("li").await;
    let act = forward(1);
    let answers = join_all((0..8).map(|_| li.send_act(case, &act))).await;
    let first: Acted = answers[0].ok();
    for answer in &answers {
        assert_eq!(answer.ok::<Acted>(), first);
    }
    app.person("chen").await.approve(case, "同意").await;
    assert_eq!(li.send_act(case, &act).await.ok::<Acted>(), first, "also when the case has moved on");
    assert_eq!(app.count("select count(*) from events where kind = 'approve'").await, 2);

    let zhang = app.person("zhang").await;
    let open = json!({ "key": Uuid::new_v4(), "post": city::post("zhang"), "draft": notice() });
    let answers = join_all((0..8).map(|_| zhang.post("/api/documents", &open))).await;
    let opened: Vec<Opened> = answers.iter().map(|answer| answer.ok()).collect();
    assert!(opened.iter().all(|answer| *answer == opened[0]), "{opened:#?}");
    assert_eq!(app.count("select count(*) from cases").await, 2);
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_with_another_content_is_refused() {
    let app = TestApp::new().await;
    let (case, other) = (app.notice_at("department").await, app.notice_at("department").await);
    let li = app.person("li").await;
    let act = forward(1);
    li.send_act(case, &act).await.ok::<Acted>();
    let before = app.fingerprint().await;
    li.send_act(other, &act).await.refused(Code::KeyReused);
    let changed = Act { key: act.key, ..forward(2) };
    li.send_act(case, &changed).await.refused(Code::KeyReused);
    assert_eq!(app.fingerprint().await, before);
    let mine = Act { key: act.key, ..forward(2) };
    app.person("chen").await.send_act(case, &mine).await.ok::<Acted>();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_may_not_act_is_refused() {
    let app = TestApp::new().await;
    let case = app.notice_at("sign").await;
    let before = app.fingerprint().await;
    // The signer's item, tried by everybody else who sees the case.
    for account in ["zhang", "li", "chen", "qian"] {
        let person = app.person(account).await;
        let problem = person.send_act(case, &forward(3)).await.refused(Code::NotAllowed);
        assert_eq!(problem.detail.as_deref(), Some("not_your_item"));
        person.try_save(case, 1, &notice()).await.refused(Code::NotAllowed);
        let reason = || "试一试".to_owned();
        for command in [
            Command::Jump { to: "end".into(), reason: reason(), choices: Default::default() },
            Command::FinishSpecially { reason: reason() },
            Command::Start,
            Command::Note,
            Command::EndSubflow { visit: flow::VisitId(0), outcome: flow::Outcome::Completed },
        ] {
            person.try_act(case, command).await.refused(Code::NotAllowed);
        }
    }
    let zhang = app.person("zhang").await;
    let foreign = json!({ "key": Uuid::new_v4(), "post": city::post("wu"), "draft": notice() });
    zhang.post("/api/documents", &foreign).await.refused(Code::NotAllowed);
    let closed = Act { version: 4, ..forward(0) };
    assert_eq!(
        zhang.send_act(case, &closed).await.refused(Code::Refused).detail.as_deref(),
        Some("item_closed")
    );
    let none = Command::Approve { item: ItemId(4_000_000_000), opinion: None, choices: Default::default() };
    assert_eq!(
        zhang.try_act(case, none).await.refused(Code::Refused).detail.as_deref(),
        Some("no_such_item")
    );
    assert_eq!(app.fingerprint().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_case_answers_like_none() {
    let app = TestApp::new().await;
    let foreign = app.notice_at("seal").await;
    let none = CaseId(Uuid::new_v4());
    let before = app.fingerprint().await;
    for account in ["wang", "jiang", "he"] {
        let outsider = app.person(account).await;
        let hash = "0".repeat(64);
        let mut answers = Vec::new();
        for case in [foreign, none] {
            let mut all = Vec::new();
            for path in ["", "/versions/1", "/pages", &format!("/pages/{hash}/0"), "/pdf"] {
                all.push(outsider.get(&format!("/api/documents/{case}{path}")).await);
            }
            all.push(outsider.try_save(case, 1, &notice()).await);
            all.push(
                outsider
                    .post(
                        &format!("/api/documents/{case}/urging"),
                        &json!({ "key": Uuid::nil(), "organ": null }),
                    )
                    .await,
            );
            all.push(outsider.post(&format!("/api/cases/{case}/verification"), &json!({})).await);
            for position in 0..8 {
                all.push(outsider.send_act(case, &forward(position)).await);
            }
            answers.push(all);
        }
        for (foreign, none) in answers[0].iter().zip(&answers[1]) {
            let without_name = |problem: api::Problem| api::Problem { request: None, ..problem };
            assert_eq!(
                without_name(foreign.refused(Code::NotFound)),
                without_name(none.refused(Code::NotFound))
            );
        }
    }
    assert_eq!(app.fingerprint().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_refused_and_changes_nothing() {
    let app = TestApp::new().await;
    let case = app.notice_at("department").await;
    let (zhang, li) = (app.person("zhang").await, app.person("li").await);
    let draft = zhang.open(&notice()).await;
    let before = app.fingerprint().await;
    let act = |command: Value| json!({ "key": Uuid::new_v4(), "version": 2, "command": command }).to_string();
    let approve = json!({ "kind": "approve", "item": 1 });
    let acts = [
        String::new(),
        "null".to_owned(),
        "[]".to_owned(),
        "{".to_owned(),
        "{\"key\":".to_owned(),
        act(json!({ "kind": "erase", "item": 1 })),
        act(json!({ "kind": "approve", "item": -1 })),
        act(json!({ "kind": "approve", "item": "1" })),
        act(json!({ "kind": "approve", "item": 1, "force": true })),
        act(json!({ "kind": "approve" })),
        act(json!({ "kind": "return", "item": 1, "to": "nowhere", "then": "again", "opinion": "改" })),
        json!({ "key": "1", "version": 2, "command": approve }).to_string(),
        json!({ "key": Uuid::new_v4(), "version": 2.5, "command": approve }).to_string(),
        json!({ "key": Uuid::new_v4(), "version": 99_999_999_999_i64, "command": approve }).to_string(),
        json!({ "key": Uuid::new_v4(), "version": 2, "command": approve, "person": city::person("wu") })
            .to_string(),
        act(json!({ "kind": "approve", "item": 1, "opinion": "前\u{0}后" })),
        act(approve.clone()).replace("\"item\":1", "\"item\":1,\"opinion\":\"\\ud800\""),
        nested(1_000),
        act(approve.clone()).replace("\"item\":1", &format!("\"item\":1,\"opinion\":{}", nested(1_000))),
    ];
    for body in acts {
        let shown: String = body.chars().take(120).collect();
        let answer = li.send(Method::POST, &format!("/api/cases/{case}/acts"), body).await;
        assert_eq!(answer.problem().code, "malformed_request", "{shown}");
    }
    let bytes =
        li.send(Method::POST, &format!("/api/cases/{case}/acts"), b"{\"key\":\"\xff\xfe\"}".to_vec()).await;
    bytes.refused(Code::MalformedRequest);
    let text =
        li.request(Method::POST, &format!("/api/cases/{case}/acts")).header("content-type", "text/plain");
    let answer = crate::support::Answer::of("text".to_owned(), text.body(act(approve)).send().await).await;
    answer.refused(Code::MalformedRequest);

    let save = |change: &dyn Fn(&mut Value)| {
        let mut body = json!({ "save": 1, "draft": notice() });
        change(&mut body["draft"]);
        body.to_string()
    };
    let saves = [
        save(&|draft| draft["genre"] = json!("诏书")),
        save(&|draft| draft["secrecy"] = json!("绝密★")),
        save(&|draft| draft["urgency"] = json!("URGENT")),
        save(&|draft| draft["direction"] = json!(null)),
        save(&|draft| draft["body"][0]["type"] = json!("script")),
        save(&|draft| draft["body"][0]["html"] = json!("<b>")),
        save(&|draft| draft["attachments"][0]["body"][0]["level"] = json!(5)),
        save(&|draft| draft["issuers"] = json!(["市大数据局"])),
        save(&|draft| draft["number"] = json!("舟大数据发〔2026〕1号")),
        save(&|draft| draft["title"] = json!("标题\u{0}")),
        save(&|draft| draft["body"][0]["text"] = json!("正文\u{0}")),
        save(&|_| {}).replace("\"title\":\"", "\"title\":\"\\ud800"),
    ];
    for body in saves {
        let answer = zhang.send(Method::PUT, &format!("/api/documents/{draft}/draft"), body.clone()).await;
        assert_eq!(answer.problem().code, "malformed_request", "{body}");
    }
    assert_eq!(app.fingerprint().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_is_refused() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let case = zhang.open(&notice()).await;
    let before = app.fingerprint().await;
    let mut huge = notice();
    huge.body = vec![paragraph(&"长".repeat(4_000_000))];
    zhang.try_save(case, 1, &huge).await.refused(Code::TooLarge);
    zhang.try_act(case, Command::Suspend { reason: "长".repeat(4_000_000) }).await.refused(Code::TooLarge);
    let mut long = notice();
    long.body = vec![paragraph(&"长".repeat(20_001))];
    zhang.try_save(case, 1, &long).await.refused(Code::InvalidDraft);
    long.body = vec![paragraph("段"); 5_001];
    zhang.try_save(case, 1, &long).await.refused(Code::InvalidDraft);
    long = notice();
    long.title = "题".repeat(201);
    zhang.try_save(case, 1, &long).await.refused(Code::InvalidDraft);
    long = notice();
    long.copies = vec![long.copies[0].clone(); 501];
    zhang.try_save(case, 1, &long).await.refused(Code::InvalidDraft);
    let opinion = Some("长".repeat(4_001));
    let submit = Command::Submit { item: ItemId(0), opinion, choices: Default::default() };
    let problem = zhang.try_act(case, submit).await.problem();
    assert!(
        (400..500).contains(&problem.status),
        "an opinion beyond its limit is the asker's fault: {problem:?}"
    );
    assert_eq!(app.fingerprint().await, before);
    long = notice();
    long.body = vec![paragraph(&"长".repeat(20_000))];
    zhang.try_save(case, 1, &long).await.ok::<Saved>();
}

#[tokio::test(flavor = "multi_thread")]
async fn references_to_nothing_are_refused() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let case = zhang.open(&notice()).await;
    let before = app.fingerprint().await;
    let strange = Uuid::new_v4();
    let mut draft = notice();
    draft.recipients[0].organ = Some(api::OrganId(strange));
    zhang.try_save(case, 1, &draft).await.refused(Code::InvalidDraft);
    draft = notice();
    draft.issuers = vec![city::organ(city::EDUCATION)];
    zhang.try_save(case, 1, &draft).await.refused(Code::InvalidDraft);
    draft = notice();
    draft.issuers = Vec::new();
    zhang.try_save(case, 1, &draft).await.refused(Code::InvalidDraft);
    draft = notice();
    draft.countersigners = vec![api::DepartmentId(strange)];
    zhang.try_save(case, 1, &draft).await.refused(Code::InvalidDraft);
    draft = notice();
    draft.files = vec![api::FileId(strange)];
    zhang.try_save(case, 1, &draft).await.refused(Code::NotFound);
    let nobody = flow::PostId(strange);
    let problem = zhang.try_act(case, Command::Circulate { posts: vec![nobody], note: None }).await;
    assert_eq!(problem.refused(Code::Refused).detail.as_deref(), Some("bad_posts"));
    let problem = zhang.try_act(case, Command::Transfer { item: ItemId(0), to: nobody, note: None }).await;
    assert_eq!(problem.refused(Code::Refused).detail.as_deref(), Some("bad_posts"));
    assert_eq!(app.fingerprint().await, before);
}

/// `[[[…]]]`.
fn nested(depth: usize) -> String {
    "[".repeat(depth) + &"]".repeat(depth)
}
