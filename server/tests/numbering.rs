//! Registers of numbers: gapless, never twice (T6).

use std::collections::BTreeSet;

use api::{
    CaseId,
    cases::{Act, Acted},
};
use futures_util::future::join_all;
use server::platform::numbering;

use crate::support::{Answer, TestApp, chaos, city, documents::forward};

const CLIENTS: usize = 64;

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_at_once_leave_no_gap_and_no_double() {
    for _ in 0..chaos(1, 8) {
        number_all_at_once().await;
    }
    println!("T6: {CLIENTS} at once, as many failing half-way, {} times: no gap, no double", chaos(1, 8));
}

async fn number_all_at_once() {
    let app = TestApp::new().await;
    let cases = app.notices_at("number", CLIENTS).await;
    let sun = app.person("sun").await;
    let acts: Vec<(CaseId, Act)> = cases.iter().map(|case| (*case, forward(5))).collect();
    // Half of the acts come twice; as many transactions again take a number and fail.
    let taking = acts.iter().chain(&acts[..CLIENTS / 2]).map(|(case, act)| {
        let sun = sun.clone();
        async move { number(&sun, *case, act).await }
    });
    let failing = cases.iter().map(|case| fail_after_taking(&app, *case));
    let (answers, _) = tokio::join!(join_all(taking), join_all(failing));
    assert!(answers.iter().all(|acted| acted.version == 7));
    let numbers = taken(&app).await;
    assert_eq!(numbers.len(), CLIENTS);
    assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), CLIENTS, "no double");
    assert_eq!((numbers.iter().min(), numbers.iter().max()), (Some(&1), Some(&(CLIENTS as i32))), "no gap");
    assert_eq!(app.count("select last::bigint from register_years").await, CLIENTS as i64);
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_year_begins_at_one_in_beijing() {
    let app = TestApp::new().await;
    app.clock.set("2026-12-31T15:59:59Z".parse().unwrap());
    let sun = app.person("sun").await;
    let numbers = async |case: CaseId| app.person("zhang").await.view(case).await.issue.number.unwrap();
    let old = app.notice_at("number").await;
    sun.send_act(old, &forward(5)).await.ok::<Acted>();
    assert_eq!(numbers(old).await, "舟大数据发〔2026〕1号");
    let new = app.notice_at("number").await;
    app.clock.set("2026-12-31T16:00:00Z".parse().unwrap());
    sun.send_act(new, &forward(5)).await.ok::<Acted>();
    assert_eq!(numbers(new).await, "舟大数据发〔2027〕1号");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_numbered_again_keeps_its_number() {
    let app = TestApp::new().await;
    let case = app.notice_at("seal").await;
    let zhou = app.person("zhou").await;
    zhou.send_back(case, flow::AfterReturn::Again, "版式有误").await;
    app.person("zhang").await.submit(case).await;
    for account in ["li", "chen", "wu", "qian", "sun"] {
        app.person(account).await.approve(case, "同意").await;
    }
    assert_eq!(zhou.view(case).await.issue.number.as_deref(), Some("舟大数据发〔2026〕1号"));
    assert_eq!(taken(&app).await, [1]);
    app.assert_sound().await;
}

/// A busy server is asked again with the same key.
async fn number(sun: &crate::support::Client, case: CaseId, act: &Act) -> Acted {
    loop {
        let answer: Answer = sun.send_act(case, act).await;
        if answer.status != 503 {
            return answer.ok();
        }
    }
}

async fn fail_after_taking(app: &TestApp, case: CaseId) {
    let mut transaction = app.app.database.begin().await.unwrap();
    // Where the case has its number already, there is nothing to fail at.
    let _ = numbering::take(
        &app.app,
        &mut transaction,
        city::organ(city::BUREAU),
        case,
        numbering::Series::Outgoing,
    )
    .await;
    transaction.rollback().await.unwrap();
}

async fn taken(app: &TestApp) -> Vec<i32> {
    sqlx::query_scalar("select number from register_numbers where voided_at is null")
        .fetch_all(&mut app.owner().await)
        .await
        .unwrap()
}
