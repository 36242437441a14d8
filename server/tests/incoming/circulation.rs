//! 阅件: the short way, read by all at once or one after another; who has read it and who has not; late opinions stay.

use api::{
    Page,
    cases::{CaseStatus, ItemState},
    documents::{Handling, Plan, RegisterRow, Registration},
};
use flow::Command;

use crate::support::{
    TestApp,
    incoming::{plan, registration},
};

fn reading() -> Registration {
    Registration { handling: Handling::Reading, ..registration() }
}

/// A10.5: that it circulates, how far it is and in which order, is seen in lists and on the case.
#[tokio::test(flavor = "multi_thread")]
async fn a10_5_in_order_the_next_reads_when_the_one_before_has() {
    let app = TestApp::new().await;
    let case = app.checked(&reading()).await;
    let (chen, wu, li) = (app.person("chen").await, app.person("wu").await, app.person("li").await);
    let acted = chen
        .plan(
            case,
            &Plan { in_order: true, ..plan(&[], &[], &["wu", "li", "zhang"]) },
            "请局领导和数据资源处阅。",
        )
        .await;
    assert_eq!((acted.next.len(), acted.next[0].name.as_str()), (1, "吴刚"));
    let states = |view: &api::cases::CaseView| -> Vec<(String, ItemState)> {
        let read = view.items.iter().filter(|item| item.step.as_str() == "read_in_order");
        read.map(|item| (item.name.clone(), item.state)).collect()
    };
    let named = |name: &str, state| (name.to_owned(), state);
    assert_eq!(
        states(&chen.view(case).await.case),
        [
            named("吴刚", ItemState::Open),
            named("李华", ItemState::Waiting),
            named("张明", ItemState::Waiting)
        ]
    );
    assert!(!li.inbox_cases("todo").await.contains(&case));
    wu.approve(case, "").await;
    li.approve(case, "请张明跟进。").await;
    let row = row(&app, "circulating=true").await.remove(0);
    assert_eq!((row.case, row.read, row.readers), (case, 2, 3));
    assert_eq!(row.steps[0].chinese, "依次传阅");
    let acted = app.person("zhang").await.approve(case, "").await;
    assert_eq!(acted.status, CaseStatus::Finished, "what is read needs no check of an outcome");
    assert!(row_of_circulating(&app).await.is_empty());
    app.assert_sound().await;
}

async fn row_of_circulating(app: &TestApp) -> Vec<RegisterRow> {
    row(app, "circulating=true").await
}

async fn row(app: &TestApp, question: &str) -> Vec<RegisterRow> {
    let sun = app.person("sun").await;
    sun.get(&format!("/api/documents/incoming?{question}")).await.ok::<Page<RegisterRow>>().rows
}

/// A10.4 (steedos #1635, #997): whatever circulates, no opinion is lost; a late one stays and says so.
#[tokio::test(flavor = "multi_thread")]
async fn a10_4_late_opinions_are_kept() {
    let app = TestApp::new().await;
    let case = app.checked(&reading()).await;
    app.person("chen").await.plan(case, &plan(&[], &[], &["wu", "li"]), "请阅。").await;
    app.person("li").await.approve(case, "按时阅，无意见。").await;
    // Somebody else is shown it, and reads it after everything has ended.
    let zhang = city_post("zhang");
    let circulate = Command::Circulate { posts: vec![zhang], note: Some("供参考".to_owned()) };
    app.person("li").await.act(case, circulate).await;
    app.later(jiff::SignedDuration::from_hours(14 * 24));
    let wu = app.sign_in("wu").await;
    let acted = wu.approve(case, "迟阅，同意李华意见。").await;
    assert_eq!(acted.status, CaseStatus::Finished);
    let zhang = app.sign_in("zhang").await;
    zhang
        .with_item(case, |item| Command::MarkRead {
            item, opinion: Some("已阅，补充一点。".to_owned())
        })
        .await;
    let opinions = wu.view(case).await.case.opinions;
    let said: Vec<(&str, bool)> =
        opinions.iter().map(|opinion| (opinion.text.as_str(), opinion.late)).collect();
    assert_eq!(
        said,
        [
            ("请阅。", false),
            ("按时阅，无意见。", false),
            ("迟阅，同意李华意见。", true),
            ("已阅，补充一点。", false)
        ]
    );
    app.assert_sound().await;
}

fn city_post(account: &str) -> flow::PostId {
    crate::support::city::post(account)
}
