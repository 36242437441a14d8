//! `/api/inbox`.

use std::collections::BTreeSet;

use api::{CaseId, Code, Page, cases::InboxRow, session::Session};
use flow::{AfterReturn, Command};
use jiff::SignedDuration;

use crate::support::{
    Client, TestApp, city,
    documents::{notice, notice_about},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_case_moves_through_the_boxes() {
    let app = TestApp::new().await;
    let (zhang, li) = (app.person("zhang").await, app.person("li").await);
    let case = zhang.open(&notice()).await;
    assert_eq!(boxes(&zhang, case).await, ["todo", "mine"]);
    zhang.submit(case).await;
    assert_eq!(boxes(&zhang, case).await, ["following", "mine"]);
    assert_eq!(boxes(&li, case).await, ["todo"]);
    assert_eq!(zhang.get("/api/session").await.ok::<Session>().todo, 0);
    assert_eq!(li.get("/api/session").await.ok::<Session>().todo, 1);
    li.send_back(case, AfterReturn::Again, "请修改").await;
    assert_eq!(boxes(&zhang, case).await, ["todo", "mine"]);
    assert_eq!(boxes(&li, case).await, ["following"]);
    let post = city::post("wang");
    li.act(case, Command::Circulate { posts: vec![post], note: Some("请阅".to_owned()) }).await;
    let wang = app.person("wang").await;
    assert_eq!(boxes(&wang, case).await, ["to_read"]);
    assert_eq!(wang.get("/api/session").await.ok::<Session>().unread, 1);
    wang.with_item(case, |item| Command::MarkRead { item, opinion: None }).await;
    assert_eq!(boxes(&wang, case).await, [] as [&str; 0]);
    zhang.act(case, Command::FinishSpecially { reason: "撤件".to_owned() }).await;
    assert_eq!(boxes(&zhang, case).await, ["done", "mine"]);
    assert_eq!(boxes(&li, case).await, ["done"]);
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_their_own_and_nothing_else() {
    let app = TestApp::new().await;
    let case = app.notice_at("review").await;
    for account in ["wang", "zhao", "zhou", "sun", "jiang", "he", "feng"] {
        assert_eq!(boxes(&app.person(account).await, case).await, [] as [&str; 0], "{account}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn paging_loses_and_repeats_nothing_while_new_work_arrives() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let mut wanted = BTreeSet::new();
    for index in 0..45 {
        // Many at the same instant: the cursor must tell them apart.
        if index % 15 == 0 {
            app.later(SignedDuration::from_secs(1));
        }
        wanted.insert(zhang.open(&notice_about(&format!("第{index}项工作"))).await);
    }
    for name in ["todo", "mine"] {
        let mut seen = Vec::new();
        let mut after = String::new();
        let mut sizes = Vec::new();
        loop {
            let page: Page<InboxRow> = zhang.get(&format!("/api/inbox?box={name}{after}")).await.ok();
            sizes.push(page.rows.len());
            seen.extend(page.rows.into_iter().map(|row| row.case.id));
            app.later(SignedDuration::from_secs(1));
            zhang.open(&notice_about("中途到来的工作")).await;
            let Some(next) = page.next else { break };
            after = format!("&after={next}");
        }
        let first_time: BTreeSet<CaseId> =
            seen.iter().copied().filter(|case| wanted.contains(case)).collect();
        assert_eq!(first_time, wanted, "{name}: nothing is lost");
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), seen.len(), "{name}: nothing comes twice");
        assert!(sizes[..sizes.len() - 1].iter().all(|size| *size == 20), "{name}: {sizes:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn search_forgives_brackets_and_takes_wildcards_as_text() {
    let app = TestApp::new().await;
    let numbered = app.notice_at("seal").await;
    let zhang = app.person("zhang").await;
    let percent = zhang.open(&notice_about("完成率达到100%（含）")).await;
    for words in ["舟大数据发〔2026〕1号", "舟大数据发[2026]1", "［2026］1号", "【2026】1", "〔2026〕"]
    {
        assert_eq!(zhang.search("mine", words).await, [numbered], "{words}");
    }
    assert_eq!(zhang.search("mine", "100%").await, [percent]);
    assert_eq!(zhang.search("mine", "100%（含）").await, [percent]);
    assert_eq!(zhang.search("mine", "1_0%").await, []);
    assert_eq!(zhang.search("mine", "\\").await, []);
    assert_eq!(zhang.search("mine", "'; drop table cases; --").await, []);
    assert_eq!(zhang.search("mine", "  ").await.len(), 2);
    assert_eq!(zhang.search("todo", "完成率").await, [percent]);
    assert_eq!(zhang.search("following", "数字政府").await, [numbered]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_question_is_refused() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let id = city::person("zhang");
    for query in [
        "box=all".to_owned(),
        String::new(),
        "box=todo&after=x".to_owned(),
        format!("box=todo&after=99999999999999999999_{id}"),
        format!("box=todo&after={}_{id}", i64::MAX),
        "box=todo&size=5".to_owned(),
        "box=todo&limit=0".to_owned(),
        "box=todo&limit=21".to_owned(),
        "box=todo&q=%00".to_owned(),
    ] {
        zhang.get(&format!("/api/inbox?{query}")).await.refused(Code::MalformedRequest);
    }
}

async fn boxes(client: &Client, case: CaseId) -> Vec<&'static str> {
    let mut found = Vec::new();
    for name in ["todo", "to_read", "following", "done", "mine"] {
        if client.inbox_cases(name).await.contains(&case) {
            found.push(name);
        }
    }
    found
}
