//! Working days and deadlines: properties of the counting, and what a case tells of its own.

use api::{
    Code,
    calendar::{DayReason, Deadlines, Lamp},
};
use flow::{Command, Due};
use jiff::{SignedDuration, Timestamp, civil::date};
use proptest::prelude::*;
use server::{
    clock::date_in_china,
    platform::calendar::{Calendar, Pause, Term, deadline},
};

use serde_json::json;

use crate::support::{TestApp, city, documents::forward};

/// Any instant from 2025 to 2028: with leap day, year ends and years that nobody has ordered yet.
fn instants() -> impl Strategy<Value = Timestamp> {
    let first = date(2025, 1, 1).at(0, 0, 0, 0).in_tz("Asia/Shanghai").unwrap().timestamp();
    (0..4 * 366 * 24 * 60_i64).prop_map(move |minutes| first + SignedDuration::from_mins(minutes))
}

fn terms() -> impl Strategy<Value = Term> {
    prop_oneof![(0..60_u16).prop_map(Term::WorkingDays), (0..90_u16).prop_map(Term::Days)]
}

fn due(from: Timestamp, term: Term, pauses: &[Pause]) -> Timestamp {
    deadline(Calendar::official(), from, term, pauses).at.unwrap()
}

fn working(at: Timestamp) -> bool {
    Calendar::official().day(date_in_china(at)).working
}

/// Days worked after one instant's day, up to another's.
fn worked_between(from: Timestamp, to: Timestamp) -> usize {
    let days = date_in_china(from).series(jiff::Span::new().days(1)).skip(1);
    days.take_while(|day| *day <= date_in_china(to))
        .filter(|day| Calendar::official().day(*day).working)
        .count()
}

proptest! {
    #[test]
    fn a_deadline_never_falls_on_a_day_off(from in instants(), term in terms()) {
        prop_assert!(working(due(from, term, &[])));
    }

    #[test]
    fn a_longer_term_never_ends_earlier(from in instants(), days in 0..60_u16, more in 0..30_u16) {
        prop_assert!(due(from, Term::WorkingDays(days), &[]) <= due(from, Term::WorkingDays(days + more), &[]));
        prop_assert!(due(from, Term::Days(days), &[]) <= due(from, Term::Days(days + more), &[]));
        prop_assert!(due(from, Term::Days(days), &[]) <= due(from, Term::WorkingDays(days), &[]));
    }

    #[test]
    fn who_begins_later_never_ends_earlier(from in instants(), minutes in 0..100_000_i64, term in terms()) {
        prop_assert!(due(from, term, &[]) <= due(from + SignedDuration::from_mins(minutes), term, &[]));
    }

    #[test]
    fn exactly_the_days_of_the_term_are_counted(from in instants(), days in 1..60_u16) {
        let found = deadline(Calendar::official(), from, Term::WorkingDays(days), &[]);
        let numbers: Vec<u16> = found.days.iter().filter_map(|day| day.number).collect();
        prop_assert_eq!(numbers, (1..=days).collect::<Vec<_>>());
        prop_assert_eq!(worked_between(from, found.at.unwrap()), usize::from(days));
    }

    /// A pause of so many working days within the term moves its end by as many.
    #[test]
    fn a_pause_moves_the_end_by_its_working_days(
        from in instants(), days in 1..40_u16, begins in 0..20_000_i64, lasts in 0..40_000_i64,
    ) {
        let whole = due(from, Term::WorkingDays(days), &[]);
        let begun = from + SignedDuration::from_mins(begins);
        prop_assume!(date_in_china(begun) < date_in_china(whole));
        let ended = begun + SignedDuration::from_mins(lasts);
        let pause = Pause { from: begun, to: Some(ended) };
        let stood = worked_between(begun, ended);
        let paused = due(from, Term::WorkingDays(days), &[pause]);
        prop_assert_eq!(worked_between(from, paused), usize::from(days) + stood);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_tells_which_days_count() {
    let app = TestApp::new().await;
    // The Tuesday before the National Day of 2026; the office has two working days.
    app.clock.set("2026-09-29T02:00:00Z".parse().unwrap());
    let case = app.notice_at("department").await;
    let told: Deadlines = app.person("li").await.get(&format!("/api/cases/{case}/deadline")).await.ok();
    let [item] = told.items.as_slice() else { panic!("{told:?}") };
    assert_eq!((item.term, item.due_at.as_str()), (Due::WorkingDays(2), "2026-10-08T09:30:00Z"));
    assert_eq!((item.lamp, told.paused), (Lamp::Green, false));
    assert_eq!(told.sources, ["国办发明电〔2025〕7号"]);
    let days: Vec<_> = item.days.iter().map(|day| (day.date.as_str(), day.number, day.reason)).collect();
    assert_eq!(days[0], ("2026-09-30", Some(1), DayReason::Weekday));
    assert_eq!(days[1], ("2026-10-01", None, DayReason::Holiday));
    assert_eq!(days[8], ("2026-10-08", Some(2), DayReason::Weekday));
    assert_eq!(item.days[1].holiday.as_deref(), Some("国庆节"));
    app.person("he").await.get(&format!("/api/cases/{case}/deadline")).await.refused(Code::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_case_has_its_time_stand() {
    let app = TestApp::new().await;
    app.clock.set("2026-11-23T02:00:00Z".parse().unwrap());
    let case = app.notice_at("department").await;
    let (li, feng) = (app.person("li").await, app.person("feng").await);
    let told = async || li.get(&format!("/api/cases/{case}/deadline")).await.ok::<Deadlines>();
    assert_eq!(told().await.items[0].due_at, "2026-11-25T09:30:00Z");
    feng.act(case, Command::Suspend { reason: "等待上级答复".to_owned() }).await;
    app.later(SignedDuration::from_hours(4 * 24));
    let (li, feng) = (app.sign_in("li").await, app.sign_in("feng").await);
    let told = async || li.get(&format!("/api/cases/{case}/deadline")).await.ok::<Deadlines>();
    let standing = told().await;
    assert!(standing.paused);
    assert_eq!(standing.items[0].lamp, Lamp::Green);
    // Tuesday to Friday it stood: four working days.
    feng.act(case, Command::Resume { note: None }).await;
    let after = told().await;
    assert!(!after.paused);
    assert_eq!(after.items[0].due_at, "2026-12-01T09:30:00Z");
    let paused = after.items[0].days.iter().filter(|day| day.reason == DayReason::Paused).count();
    assert_eq!(paused, 4);
    li.send_act(case, &forward(1)).await.refused(Code::StaleVersion);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_a_reply_has_their_time_stand() {
    let app = TestApp::new().await;
    app.clock.set("2026-11-23T02:00:00Z".parse().unwrap());
    let case = app.notice_at("department").await;
    let posts = vec![city::post("wang")];
    let consult =
        |item| Command::Consult { item, posts, question: "是否涉及窗口？".to_owned(), blocking: true };
    app.person("li").await.with_item(case, consult).await;
    app.later(SignedDuration::from_hours(2 * 24));
    let (li, wang) = (app.sign_in("li").await, app.sign_in("wang").await);
    let told = async || li.get(&format!("/api/cases/{case}/deadline")).await.ok::<Deadlines>();
    wang.with_item(case, |item| Command::Reply { item, opinion: "不涉及。".to_owned() }).await;
    // Due on Wednesday; Tuesday and Wednesday it stood.
    let item = told().await.items.remove(0);
    assert_eq!((item.name.as_str(), item.due_at.as_str()), ("李华", "2026-11-27T09:30:00Z"));
    assert_eq!(item.opened_at, "2026-11-23T02:00:00Z");
    let reasons: Vec<_> = item.days.iter().map(|day| (day.number, day.reason)).collect();
    assert_eq!(reasons[..2], [(None, DayReason::Paused); 2]);
    assert_eq!(reasons[2..], [(Some(1), DayReason::Weekday), (Some(2), DayReason::Weekday)]);
    // What was taken back goes on with its clock.
    app.later(SignedDuration::from_hours(24));
    let li = app.sign_in("li").await;
    let asked = li.item(case).await;
    li.approve(case, "同意").await;
    li.act(case, Command::Withdraw { item: asked }).await;
    assert_eq!(told().await.items[0].due_at, "2026-11-27T09:30:00Z");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flow_counts_in_natural_days_where_it_says_so() {
    let app = TestApp::new().await;
    app.clock.set("2026-11-23T02:00:00Z".parse().unwrap());
    let definition = json!({
        "key": "outgoing", "version": 2, "name": { "zh": "发文", "en": "Outgoing document" },
        "steps": [
            { "id": "draft", "name": { "zh": "拟稿", "en": "Drafting" }, "kind": "start", "next": "department" },
            { "id": "department", "name": { "zh": "部门负责人审核", "en": "Review by the department head" },
              "kind": { "work": { "mode": "one", "assign": "head_of_drafters_department" } },
              "due": { "days": 5 }, "next": "end" },
            { "id": "end", "name": { "zh": "办结", "en": "Finished" }, "kind": { "end": { "outcome": "completed" } } },
        ],
    });
    sqlx::query("insert into flow_definitions (key, version, body) values ('outgoing', 2, $1)")
        .bind(definition)
        .execute(&mut app.owner().await)
        .await
        .unwrap();
    let case = app.notice_at("department").await;
    let told: Deadlines = app.person("li").await.get(&format!("/api/cases/{case}/deadline")).await.ok();
    let [item] = told.items.as_slice() else { panic!("{told:?}") };
    // The fifth day is a Saturday.
    assert_eq!((item.term, item.due_at.as_str()), (Due::Days(5), "2026-11-30T09:30:00Z"));
    let days: Vec<_> = item.days.iter().map(|day| (day.number, day.reason)).collect();
    assert_eq!(
        days[4..],
        [(Some(5), DayReason::Weekend), (None, DayReason::Weekend), (None, DayReason::Weekday)]
    );
}
