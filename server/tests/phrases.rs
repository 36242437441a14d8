//! `/api/phrases` (常用意见): everybody's own, and the organ's for whoever has none.

use api::{
    Code,
    phrases::{Occasion, PhraseList, Phrases},
    settings::SettingChange,
};
use serde_json::json;
use uuid::Uuid;

use crate::support::{
    Client, TestApp, city,
    settings::{change, make},
};

async fn phrases(client: &Client) -> Phrases {
    client.get("/api/phrases").await.ok()
}

fn list(occasion: Occasion, phrases: &[&str]) -> PhraseList {
    PhraseList { occasion, phrases: phrases.iter().map(|phrase| (*phrase).to_owned()).collect() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_ones_own_in_the_order_one_keeps() {
    let app = TestApp::new().await;
    let (li, wang) = (app.person("li").await, app.person("wang").await);
    assert_eq!(phrases(&li).await, Phrases::default());
    let saved = json!({ "phrases": ["同意，速办。", " 同意。 ", "同意，速办。"] });
    for _ in 0..2 {
        assert_eq!(li.put("/api/phrases/own/approve", &saved).await.status, 204);
    }
    li.put("/api/phrases/own/read", &json!({ "phrases": ["已阅。"] })).await;
    let mut own = phrases(&li).await.own;
    own.sort_by_key(|list| list.occasion.as_str());
    assert_eq!(
        own,
        [list(Occasion::Approve, &["同意，速办。", "同意。"]), list(Occasion::Read, &["已阅。"])]
    );
    assert_eq!(phrases(&wang).await, Phrases::default());
    li.put("/api/phrases/own/approve", &json!({ "phrases": [] })).await;
    assert_eq!(phrases(&li).await.own, [list(Occasion::Read, &["已阅。"])]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_organs_list_is_kept_by_its_system_administrator_and_offered_to_its_people_only() {
    let app = TestApp::new().await;
    let (admin, li, jiang) = (app.person("xitong").await, app.person("li").await, app.person("jiang").await);
    let organ = city::organ(city::BUREAU).0.to_string();
    let values = [
        ("organ", organ.as_str()),
        ("occasion", "approve"),
        ("phrases", "同意上报。\n 同意。\n\n同意上报。"),
    ];
    let id = Uuid::new_v4();
    for other in [&li, &jiang] {
        make(other, "phrases", id, &values).await.refused(Code::NotAllowed);
    }
    make(&admin, "phrases", id, &values).await.ok::<SettingChange>();
    assert_eq!(phrases(&li).await.organ, [list(Occasion::Approve, &["同意上报。", "同意。"])]);
    let twice = make(&admin, "phrases", Uuid::new_v4(), &values).await.refused(Code::SettingRefused);
    assert_eq!(twice.detail.as_deref(), Some("occasion"));
    for wrong in ["长".repeat(101), (0..21).map(|number| format!("{number}\n")).collect()] {
        let wrong = change(&admin, "phrases", id, &[("phrases", &wrong)]).await;
        assert_eq!(wrong.refused(Code::InvalidValue).detail.as_deref(), Some("phrases"));
    }
    assert_eq!(phrases(&jiang).await.organ, []);
    change(&admin, "phrases", id, &[("ended_on", "2026-11-23")]).await.ok::<SettingChange>();
    assert_eq!(phrases(&li).await.organ, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_phrase_is_refused() {
    let app = TestApp::new().await;
    let li = app.person("li").await;
    let many: Vec<String> = (0..21).map(|number| number.to_string()).collect();
    for wrong in [json!([""]), json!(["长".repeat(101)]), json!(many)] {
        li.put("/api/phrases/own/approve", &json!({ "phrases": wrong })).await.refused(Code::InvalidValue);
    }
    li.put("/api/phrases/own/urge", &json!({ "phrases": ["快"] })).await.refused(Code::NotFound);
    assert_eq!(phrases(&li).await, Phrases::default());
}
