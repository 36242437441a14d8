//! `/api/statistics/mobile`: how much is handled on the phone.

use api::{
    Code,
    cases::Act,
    statistics::{MobileShare, Share},
};
use flow::Command;
use reqwest::Method;
use uuid::Uuid;

use crate::support::{Client, TestApp, documents::notice};

const TODAY: &str = "/api/statistics/mobile?from=2026-11-23&to=2026-11-23";

async fn approve_from(client: &Client, channel: &str, case: api::CaseId) {
    let (item, version) = client.standing(case).await;
    let command = Command::Approve { item, opinion: None, choices: Default::default() };
    let act = Act::new(Uuid::new_v4(), version, command);
    let request = client.bare(Method::POST, &format!("/api/cases/{case}/acts"));
    let answer = request.header("x-tongzhou", channel).json(&act).send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn acts_on_a_phone_by_all_acts_of_hands() {
    let app = TestApp::new().await;
    let (zhang, li) = (app.person("zhang").await, app.person("li").await);
    for channel in ["phone", "phone", "desktop", "a machine"] {
        let case = zhang.open(&notice()).await;
        zhang.submit(case).await;
        approve_from(&li, channel, case).await;
    }
    let own: MobileShare = li.get(TODAY).await.ok();
    assert_eq!(own.own, Share { phone: 2, all: 3 }, "what came through the API is no act of a hand");
    assert_eq!(own.own.percent(), Some(67));
    assert_eq!(own.actions.len(), 1);
    let kinds: Vec<_> =
        own.kinds.iter().map(|it| (it.kind.as_str(), it.name.chinese.as_str(), it.share)).collect();
    assert_eq!(kinds, [("outgoing", "发文", own.own)]);
    let names: Vec<&str> = own.departments.iter().map(|it| it.department.as_str()).collect();
    assert_eq!(names, ["数据资源处"], "a head sees their department");
    assert_eq!(own.departments[0].share, Share { phone: 2, all: 7 });
    let clerk: MobileShare = zhang.get(TODAY).await.ok();
    assert_eq!(clerk.own, Share { phone: 0, all: 4 }, "beginning a case is no handling");
    assert!(clerk.departments.is_empty());
    let leader: MobileShare = app.person("wu").await.get(TODAY).await.ok();
    assert_eq!((leader.own, leader.own.percent()), (Share::default(), None));
    assert!(leader.departments.len() > 1, "those without acts are listed too");
    assert!(leader.departments.iter().any(|each| each.share == Share { phone: 2, all: 7 }));
    let before: MobileShare = li.get("/api/statistics/mobile?from=2026-11-01&to=2026-11-22").await.ok();
    assert_eq!(before.own, Share::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_period_that_is_none_is_refused() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    for period in ["from=x", "from=2026-11-23&to=2026-11-01", "from=2020-01-01&to=2026-01-01", "days=3"] {
        zhang.get(&format!("/api/statistics/mobile?{period}")).await.refused(Code::MalformedRequest);
    }
    app.stranger().get(TODAY).await.refused(Code::NotSignedIn);
}
