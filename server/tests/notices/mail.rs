//! Notices by mail, to a mail server on a real socket: who gets what and when, and what an outage does.

use std::time::Duration;

use api::{
    CaseId,
    notices::{Channel, NoticeKind, NoticeSettings, Quiet, ReadNotices, SaveNoticeSettings, Silence},
};
use flow::Command;
use jiff::SignedDuration;
use jiff_sqlx::ToSqlx;
use serde_json::json;
use server::{
    platform::{
        jobs::{Failure, Handler, Job, Outcome, Workers},
        notices::{Deliver, Plan},
    },
    serve,
};

use super::{at, notices};
use crate::support::{
    Client, TestApp, city,
    documents::forward,
    smtp::{MailServer, Mood},
    wait,
};

pub(super) const SETTINGS: &str = "/api/me/notice-settings";
pub(super) const SOON: Duration = Duration::from_secs(40);

/// A city with a mail server.
pub(super) async fn with_mail() -> (TestApp, MailServer) {
    let mail = MailServer::start().await;
    let address = mail.address;
    let app = TestApp::with(|config| {
        config.origin = Some("https://tongzhou.example/".parse().unwrap());
        config.channels.mail.mail_server = Some(format!("smtp://{address}"));
        config.channels.mail.mail_from = Some("同舟 <tongzhou@office.example>".to_owned());
        config.channels.mail.mail_domains = vec!["office.example".to_owned()];
    })
    .await;
    (app, mail)
}

/// The address is proven already.
pub(super) async fn reached_at(app: &TestApp, account: &str, address: &str) {
    sqlx::query("insert into notice_settings (person_id, mail) values ($1, $2)")
        .bind(city::person(account).0)
        .bind(address)
        .execute(&mut app.owner().await)
        .await
        .unwrap();
}

pub(super) async fn run(app: &TestApp, handler: impl Handler, payload: serde_json::Value) -> Outcome {
    let job = Job { id: uuid::Uuid::nil(), kind: handler.kind().to_owned(), payload, attempt: 1 };
    handler.run(&app.app, &job).await
}

/// What the planner and the channel's job do once.
pub(super) async fn round(app: &TestApp) -> Outcome {
    run(app, Plan, json!(null)).await?;
    run(app, Deliver(Channel::Mail), json!({ "person": null })).await
}

/// Does what waits in the queue for this handler.
pub(super) async fn queued(app: &TestApp, handler: impl Handler) -> Outcome {
    let sql = "delete from jobs where id = (select id from jobs where kind = $1 order by run_at, id limit 1)
               returning payload";
    let payload = sqlx::query_scalar(sql).bind(handler.kind()).fetch_one(&mut app.owner().await).await;
    run(app, handler, payload.unwrap()).await
}

pub(super) async fn settings(client: &Client) -> NoticeSettings {
    client.get(SETTINGS).await.ok()
}

pub(super) fn choices(version: i32) -> SaveNoticeSettings {
    SaveNoticeSettings { version, silenced: Vec::new(), quiet: None, digest: None }
}

pub(super) fn quiet(from: &str, to: &str) -> Option<Quiet> {
    Some(Quiet { from: from.to_owned(), to: to.to_owned() })
}

pub(super) async fn choose(client: &Client, choose: impl FnOnce(&mut SaveNoticeSettings)) {
    let mut wanted = choices(settings(client).await.version);
    choose(&mut wanted);
    client.put(SETTINGS, &wanted).await.ok::<NoticeSettings>();
}

pub(super) async fn pending(app: &TestApp) -> i64 {
    app.count("select count(*) from notice_deliveries").await
}

pub(super) async fn title(client: &Client, case: CaseId) -> String {
    client.view(case).await.case.summary.title
}

#[tokio::test(flavor = "multi_thread")]
async fn a_to_do_is_mailed_once_with_its_title_to_the_offices_own_domain_only() {
    let (app, mail) = with_mail().await;
    reached_at(&app, "li", "li@office.example").await;
    reached_at(&app, "chen", "chen@private.example").await;
    let case = app.notice_at("department").await;
    for _ in 0..2 {
        round(&app).await.unwrap();
    }
    let title = title(&app.person("li").await, case).await;
    let arrived = mail.taken();
    assert_eq!(arrived.len(), 1);
    assert_eq!(
        (arrived[0].to.as_str(), arrived[0].subject.as_str()),
        ("li@office.example", "同舟：您有新的待办")
    );
    let text = &arrived[0].text;
    assert!(
        text.contains(&title) && text.contains(&format!("https://tongzhou.example/documents/{case}")),
        "{text}"
    );
    app.person("li").await.send_act(case, &forward(1)).await.ok::<api::cases::Acted>();
    round(&app).await.unwrap();
    let arrived = mail.taken();
    assert_eq!(arrived.len(), 1);
    assert_eq!(arrived[0].to, "chen@private.example");
    assert!(!arrived[0].text.contains(&title) && arrived[0].text.contains("新的待办"), "{}", arrived[0].text);
    assert_eq!(pending(&app).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_read_or_done_before_is_not_mailed() {
    let (app, mail) = with_mail().await;
    reached_at(&app, "li", "li@office.example").await;
    let (done, read) = (app.notice_at("department").await, app.notice_at("department").await);
    // Planned, so that only the channel can find out.
    run(&app, Plan, json!(null)).await.unwrap();
    assert_eq!(pending(&app).await, 2);
    let li = app.person("li").await;
    li.send_act(done, &forward(1)).await.ok::<api::cases::Acted>();
    let seen = ReadNotices { up_to: notices(&li).await[0].id, case: Some(read) };
    assert_eq!(li.post("/api/notices/read", &seen).await.status, 204);
    round(&app).await.unwrap();
    assert!(mail.taken().is_empty());
    assert_eq!(pending(&app).await, 0);
    // The same before it was planned.
    let third = app.notice_at("department").await;
    li.send_act(third, &forward(1)).await.ok::<api::cases::Acted>();
    round(&app).await.unwrap();
    assert!(mail.taken().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_of_one_case_comes_once_and_what_is_not_wanted_does_not_come() {
    let (app, mail) = with_mail().await;
    reached_at(&app, "li", "li@office.example").await;
    let (case, other) = (app.notice_at("department").await, app.notice_at("department").await);
    let (zhang, li) = (app.person("zhang").await, app.person("li").await);
    let item = li.item(case).await;
    zhang.act(case, Command::Urge { items: vec![item], note: None }).await;
    round(&app).await.unwrap();
    let arrived = mail.taken();
    assert_eq!(arrived.len(), 1);
    assert_eq!(arrived[0].subject, "同舟：您有2件待办事项");
    let list: Vec<&str> = arrived[0].text.lines().filter(|line| line.contains('【')).collect();
    assert!(list.len() == 2 && list[0].contains("催办") && list[1].contains("新的待办"), "{list:?}");
    let silence = Silence { channel: Channel::Mail, kind: NoticeKind::Urged };
    choose(&li, |choices| choices.silenced = vec![silence]).await;
    let item = li.item(other).await;
    zhang.act(other, Command::Urge { items: vec![item], note: None }).await;
    round(&app).await.unwrap();
    assert!(mail.taken().is_empty());
    assert_eq!(settings(&li).await.silenced, [silence]);
}

#[tokio::test(flavor = "multi_thread")]
async fn quiet_hours_put_off_over_midnight() {
    let (app, mail) = with_mail().await;
    reached_at(&app, "li", "li@office.example").await;
    let li = app.person("li").await;
    choose(&li, |choices| choices.quiet = quiet("22:00", "07:30")).await;
    let case = app.notice_at("department").await;
    // 23:50 in Beijing; the next notice is made a quarter of an hour later, on another day.
    app.clock.set(at("2026-11-23T15:50:00Z"));
    round(&app).await.unwrap();
    app.clock.set(at("2026-11-23T16:05:00Z"));
    let li = app.sign_in("li").await;
    let zhang = app.sign_in("zhang").await;
    let item = li.item(case).await;
    zhang.act(case, Command::Urge { items: vec![item], note: None }).await;
    round(&app).await.unwrap();
    app.clock.set(at("2026-11-23T23:29:00Z"));
    round(&app).await.unwrap();
    assert!(mail.taken().is_empty());
    app.clock.set(at("2026-11-23T23:30:00Z"));
    round(&app).await.unwrap();
    assert_eq!(mail.taken().len(), 1);
    assert_eq!(pending(&app).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_comes_back_at_night_keeps_still_too() {
    let (app, mail) = with_mail().await;
    reached_at(&app, "li", "li@office.example").await;
    choose(&app.person("li").await, |choices| choices.quiet = quiet("22:00", "07:30")).await;
    app.notice_at("department").await;
    mail.be(Mood::Closed);
    assert!(matches!(round(&app).await, Err(Failure::Again(_))));
    mail.be(Mood::Works);
    app.clock.set(at("2026-11-23T15:00:00Z"));
    round(&app).await.unwrap();
    assert!(mail.taken().is_empty());
    app.clock.set(at("2026-11-23T23:30:00Z"));
    round(&app).await.unwrap();
    assert_eq!(mail.taken().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_digest_is_one_mail_a_day() {
    let (app, mail) = with_mail().await;
    reached_at(&app, "li", "li@office.example").await;
    choose(&app.person("li").await, |choices| choices.digest = Some("08:30".to_owned())).await;
    for _ in 0..3 {
        app.notice_at("department").await;
        round(&app).await.unwrap();
    }
    app.clock.set(at("2026-11-24T00:29:00Z"));
    round(&app).await.unwrap();
    assert!(mail.taken().is_empty());
    app.clock.set(at("2026-11-24T00:30:00Z"));
    round(&app).await.unwrap();
    let arrived = mail.taken();
    assert_eq!(arrived.len(), 1);
    assert_eq!(arrived[0].subject, "同舟：您有3件待办事项");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_mailed_the_past() {
    let (app, mail) = with_mail().await;
    app.notice_at("department").await;
    reached_at(&app, "li", "li@office.example").await;
    app.later(SignedDuration::from_hours(25));
    round(&app).await.unwrap();
    assert!(mail.taken().is_empty());
    assert_eq!(app.count("select count(*) from notices where sent_at is null").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_is_refused_holds_nobody_up_and_is_a_dead_letter_in_the_end() {
    let (app, mail) = with_mail().await;
    mail.be(Mood::Strict);
    reached_at(&app, "li", "nobody@office.example").await;
    reached_at(&app, "chen", "chen@office.example").await;
    let case = app.notice_at("department").await;
    app.person("li").await.send_act(case, &forward(1)).await.ok::<api::cases::Acted>();
    app.notice_at("department").await;
    let workers = Workers::start(app.app.clone(), serve::handlers(&app.app), 4);
    wait::until("the other's mail, and the refused one given up", SOON, async || {
        // A leap while one runs would end its lease.
        let busy =
            "select count(*) from jobs where died_at is null and (leased_by is not null or run_at <= $1)";
        let busy = sqlx::query_scalar::<_, i64>(busy).bind(app.clock.now().to_sqlx());
        if busy.fetch_one(&mut app.owner().await).await.unwrap() == 0 {
            app.later(SignedDuration::from_mins(5));
        }
        let dead = app.count(
            "select count(*) from jobs where died_at is not null and last_error like '%no such user%'",
        );
        (dead.await == 1 && mail.arrived().len() == 1).then_some(())
    })
    .await;
    workers.stop().await;
    assert_eq!(mail.taken()[0].to, "chen@office.example");
    // Mended, an administrator has it tried again: nothing was lost.
    mail.be(Mood::Works);
    let person = json!({ "person": city::person("li") });
    run(&app, Deliver(Channel::Mail), person).await.unwrap();
    assert_eq!(mail.taken().len(), 1);
    assert_eq!(pending(&app).await, 0);
}

/// T29: the channel hangs. Acts and signing in go on, other jobs too; it is asked less and less often, and delivers when
/// it is back.
#[tokio::test(flavor = "multi_thread")]
async fn an_outage_of_the_mail_server_is_felt_by_nobody() {
    let (app, mail) = with_mail().await;
    reached_at(&app, "li", "li@office.example").await;
    mail.be(Mood::Hangs);
    // Half a minute before the planner's next round, so that it comes before the end of the lease.
    app.later(SignedDuration::from_secs(30));
    app.notice_at("department").await;
    let workers = Workers::start(app.app.clone(), serve::handlers(&app.app), 2);
    wait::until("the mail server is asked", SOON, async || (mail.connections() == 1).then_some(())).await;
    // While it hangs: people act and sign in, and other jobs are done.
    let second = app.notice_at("department").await;
    let li = app.sign_in("li").await;
    assert_eq!(li.view(second).await.case.summary.id, second);
    app.later(SignedDuration::from_secs(30));
    wait::until("the planner has seen the second", SOON, async || {
        (app.count("select count(*) from notices where sent_at is null").await == 0).then_some(())
    })
    .await;
    wait::until("the attempt is given up", SOON, async || {
        let waiting =
            "select count(*) from jobs where kind = 'notices.mail' and leased_by is null and attempts = 1";
        (app.count(waiting).await == 1).then_some(())
    })
    .await;
    mail.be(Mood::Works);
    assert_eq!(mail.connections(), 1, "one attempt at a time");
    wait::until("what waited arrives", SOON, async || {
        // Time goes on only while nobody is at it: else the lease of who is would end.
        let waiting = "select count(*) from jobs where kind = 'notices.mail' and leased_by is null";
        if app.count(waiting).await == 1 {
            app.later(SignedDuration::from_mins(1));
        }
        (mail.arrived().len() == 1).then_some(())
    })
    .await;
    workers.stop().await;
    assert_eq!(mail.taken()[0].subject, "同舟：您有2件待办事项");
    assert_eq!(pending(&app).await, 0);
}
