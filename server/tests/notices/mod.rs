//! Notices, and the system's own urging before and at a deadline.

mod mail;
mod mail_settings;
mod platforms;
mod push;

use api::{
    Page,
    notices::{Notice, NoticeKind, ReadNotices},
    session::Session,
};
use flow::Command;
use futures_util::future::join_all;
use jiff::Timestamp;
use serde_json::json;
use server::platform::{
    cases::UrgeDue,
    jobs::{Handler, Job},
};

use crate::support::{Client, TestApp, documents::forward};

async fn notices(client: &Client) -> Vec<Notice> {
    client.get("/api/notices").await.ok::<Page<Notice>>().rows
}

async fn kinds(client: &Client) -> Vec<NoticeKind> {
    notices(client).await.into_iter().map(|notice| notice.kind).collect()
}

/// One round of the job, as any process may run it.
async fn urge(app: &TestApp) {
    let job = Job { id: uuid::Uuid::nil(), kind: "cases.urge".to_owned(), payload: json!(null), attempt: 1 };
    UrgeDue.run(&app.app, &job).await.unwrap();
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_to_do_is_told_of_and_withdrawn_when_it_is_done() {
    let app = TestApp::new().await;
    let case = app.notice_at("department").await;
    let (zhang, li, he) = (app.person("zhang").await, app.person("li").await, app.person("he").await);
    let told = notices(&li).await;
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].kind, told[0].case.id, told[0].read), (NoticeKind::Assigned, case, false));
    // What one gives oneself, and what is another's, is no news.
    assert!(notices(&zhang).await.is_empty() && notices(&he).await.is_empty());
    li.send_act(case, &forward(1)).await.ok::<api::cases::Acted>();
    assert!(notices(&li).await.is_empty());
    assert_eq!(kinds(&app.person("chen").await).await, [NoticeKind::Assigned]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_read_stays_in_the_list() {
    let app = TestApp::new().await;
    let (first, second) = (app.notice_at("department").await, app.notice_at("department").await);
    let (li, chen) = (app.person("li").await, app.person("chen").await);
    let told = notices(&li).await;
    assert_eq!(told.iter().map(|notice| notice.case.id).collect::<Vec<_>>(), [second, first]);
    // Another's reading reads nothing of mine.
    let up_to = |id: i64| ReadNotices { up_to: id, case: None };
    chen.post("/api/notices/read", &up_to(told[0].id)).await;
    for _ in 0..2 {
        assert_eq!(li.post("/api/notices/read", &up_to(told[1].id)).await.status, 204);
    }
    assert_eq!(notices(&li).await.iter().map(|notice| notice.read).collect::<Vec<_>>(), [false, true]);
    li.send_act(first, &forward(1)).await.ok::<api::cases::Acted>();
    assert_eq!(notices(&li).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn those_about_one_case_are_read_by_themselves_and_the_bell_counts_the_rest() {
    let app = TestApp::new().await;
    let (first, second) = (app.notice_at("department").await, app.notice_at("department").await);
    let li = app.person("li").await;
    let bell = async || li.get("/api/session").await.ok::<Session>().notices;
    assert_eq!(bell().await, 2);
    let newest = notices(&li).await[0].id;
    let seen = ReadNotices { up_to: newest, case: Some(first) };
    assert_eq!(li.post("/api/notices/read", &seen).await.status, 204);
    let left: Vec<_> = notices(&li).await.iter().map(|notice| (notice.case.id, notice.read)).collect();
    assert_eq!(left, [(second, false), (first, true)]);
    assert_eq!(bell().await, 1);
    li.send_act(second, &forward(1)).await.ok::<api::cases::Acted>();
    assert_eq!(bell().await, 0, "what is done is told no more");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_urging_is_told_of() {
    let app = TestApp::new().await;
    let case = app.notice_at("department").await;
    let (zhang, li) = (app.person("zhang").await, app.person("li").await);
    let item = li.item(case).await;
    zhang.act(case, Command::Urge { items: vec![item], note: None }).await;
    assert_eq!(kinds(&li).await, [NoticeKind::Urged, NoticeKind::Assigned]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_system_urges_once_before_and_once_at_a_deadline() {
    let app = TestApp::new().await;
    app.clock.set(at("2026-11-23T00:00:00Z"));
    let case = app.notice_at("department").await;
    // Two working days: until Wednesday 17:30. Seven tenths of the time are over on Wednesday at two in the morning.
    let steps = [
        ("2026-11-24T08:00:00Z", 0),
        ("2026-11-24T20:00:00Z", 1),
        ("2026-11-25T09:29:00Z", 1),
        ("2026-11-25T09:30:00Z", 2),
        ("2026-11-27T09:30:00Z", 2),
    ];
    for (time, expected) in steps {
        app.clock.set(at(time));
        // Several processes, and one that was killed in between: the same round again.
        join_all((0..4).map(|_| urge(&app))).await;
        urge(&app).await;
        assert_eq!(app.count("select count(*) from system_urgings").await, expected, "{time}");
        let told = app.count("select count(*) from notices where kind in ('near', 'due')").await;
        assert_eq!(told, expected, "{time}");
    }
    let li = app.sign_in("li").await;
    assert_eq!(kinds(&li).await, [NoticeKind::Due, NoticeKind::Near, NoticeKind::Assigned]);
    li.send_act(case, &forward(1)).await.ok::<api::cases::Acted>();
    assert!(notices(&li).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_whose_clock_stands_is_left_in_peace() {
    let app = TestApp::new().await;
    let case = app.notice_at("department").await;
    app.person("feng").await.act(case, Command::Suspend { reason: "等待上级答复".to_owned() }).await;
    app.clock.set(at("2026-12-20T00:00:00Z"));
    urge(&app).await;
    assert_eq!(app.count("select count(*) from system_urgings").await, 0);
    app.sign_in("feng").await.act(case, Command::Resume { note: None }).await;
    urge(&app).await;
    assert_eq!(app.count("select count(*) from system_urgings").await, 0);
}
