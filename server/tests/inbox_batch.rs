//! `POST /api/inbox/batch`: one act on many items, each for itself.

use api::{
    CaseId, Code,
    cases::CaseStatus,
    inbox::{Batch, BatchItem, BatchResult, BatchVerb, Outcome},
};
use flow::{AfterReturn, Command};
use uuid::Uuid;

use crate::support::{
    Client, TestApp, city,
    documents::{notice, notice_about},
};

async fn entry(client: &Client, case: CaseId) -> BatchItem {
    let (item, version) = client.standing(case).await;
    BatchItem { key: Uuid::new_v4(), case, version, item: Some(item) }
}

async fn send(client: &Client, verb: BatchVerb, items: &[BatchItem]) -> Vec<BatchResult> {
    client.post("/api/inbox/batch", &Batch { verb, items: items.to_vec() }).await.ok()
}

fn code(result: &BatchResult) -> &str {
    match &result.outcome {
        Outcome::Acted(_) => "acted",
        Outcome::Refused(problem) => &problem.code,
    }
}

fn codes(results: &[BatchResult]) -> Vec<&str> {
    results.iter().map(code).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_item_reports_for_itself_and_one_refusal_holds_up_nothing() {
    let app = TestApp::new().await;
    let (zhang, li) = (app.person("zhang").await, app.person("li").await);
    let mut entries = Vec::new();
    for _ in 0..4 {
        let case = zhang.open(&notice()).await;
        zhang.submit(case).await;
        entries.push(entry(&li, case).await);
    }
    // Meanwhile the second was sent back by another window, and the third was seen in an older version.
    li.send_back(entries[1].case, AfterReturn::Again, "请修改").await;
    entries[2].version -= 1;
    let foreign = app.person("wang").await.open(&notice_about("别人的事")).await;
    entries.push(BatchItem { key: Uuid::new_v4(), case: foreign, version: 1, item: entries[0].item });
    entries.push(BatchItem { key: Uuid::new_v4(), case: CaseId(Uuid::new_v4()), version: 1, item: None });
    let results = send(&li, BatchVerb::Approve, &entries).await;
    let wanted = ["acted", "stale_version", "stale_version", "acted", "not_found", "not_found"];
    assert_eq!(codes(&results), wanted);
    assert_eq!(
        results.iter().map(|result| result.case).collect::<Vec<_>>(),
        entries.iter().map(|it| it.case).collect::<Vec<_>>()
    );
    let again = send(&li, BatchVerb::Approve, &entries).await;
    assert_eq!(codes(&again), wanted, "sent twice, it acts once and answers the same");
    let approvals = "select count(*) from events where kind = 'approve'";
    assert_eq!(app.count(approvals).await, 2);
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_and_urging_many() {
    let app = TestApp::new().await;
    let (zhang, li, wang) = (app.person("zhang").await, app.person("li").await, app.person("wang").await);
    let mut cases = Vec::new();
    for _ in 0..3 {
        let case = zhang.open(&notice()).await;
        zhang.submit(case).await;
        li.act(case, Command::Circulate { posts: vec![city::post("wang")], note: None }).await;
        cases.push(case);
    }
    let mut reading = Vec::new();
    for case in &cases {
        reading.push(entry(&wang, *case).await);
    }
    // Somebody else's item is nobody's to confirm.
    assert_eq!(codes(&send(&zhang, BatchVerb::MarkRead, &reading[..1]).await), ["not_allowed"]);
    assert_eq!(codes(&send(&wang, BatchVerb::MarkRead, &reading).await), ["acted"; 3]);
    assert_eq!(wang.inbox_cases("to_read").await, []);
    let mut urging = Vec::new();
    for row in zhang.inbox("following").await {
        urging.push(BatchItem {
            key: Uuid::new_v4(),
            case: row.case.id,
            version: row.case.version,
            item: None,
        });
    }
    assert_eq!(urging.len(), 3);
    assert_eq!(codes(&send(&zhang, BatchVerb::Urge, &urging).await), ["acted"; 3]);
    assert_eq!(li.inbox_cases("urged").await.len(), 3);
    assert_eq!(app.count("select count(*) from cases where status = 'draft'").await, 0);
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_asks_more_than_a_tap_is_left_to_be_opened() {
    let app = TestApp::new().await;
    let mut owner = app.owner().await;
    // A flow that asks an opinion of whoever reviews.
    sqlx::query(
        "update flow_definitions set body = jsonb_set(body, '{steps,1,kind,work,opinion_required}', 'true') where key = 'outgoing'",
    )
    .execute(&mut owner)
    .await
    .unwrap();
    let (zhang, li) = (app.person("zhang").await, app.person("li").await);
    let case = zhang.open(&notice()).await;
    zhang.submit(case).await;
    assert_eq!(li.inbox("todo").await[0].quick, None);
    let entry = entry(&li, case).await;
    assert_eq!(codes(&send(&li, BatchVerb::Approve, &[entry]).await), ["needs_opening"]);
    assert_eq!(li.view(case).await.case.summary.status, CaseStatus::Running);
    assert_eq!(li.inbox_cases("todo").await, [case], "nothing was done");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_bounded_and_its_form_is_checked() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let item = BatchItem { key: Uuid::new_v4(), case: CaseId(Uuid::new_v4()), version: 1, item: None };
    let batch = Batch { verb: BatchVerb::Urge, items: vec![item.clone(); 101] };
    zhang.post("/api/inbox/batch", &batch).await.refused(Code::TooLarge);
    assert!(send(&zhang, BatchVerb::Urge, &[]).await.is_empty());
    let case = zhang.open(&notice()).await;
    let nameless = BatchItem { case, version: 1, ..item };
    assert_eq!(codes(&send(&zhang, BatchVerb::MarkRead, &[nameless]).await), ["malformed_request"]);
    let wrong = serde_json::json!({ "verb": "reject", "items": [] });
    zhang.post("/api/inbox/batch", &wrong).await.refused(Code::MalformedRequest);
    app.stranger().post("/api/inbox/batch", &wrong).await.refused(Code::NotSignedIn);
}
