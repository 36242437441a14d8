//! `/api/phrases` (常用意见): everybody's own, and the organ's for whoever has none.

use api::{
    Code,
    phrases::{Occasion, PhraseList, Phrases},
};
use serde_json::json;

use crate::support::{Client, TestApp};

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
    let saved = json!({ "phrases": ["同意上报。"] });
    for other in [&li, &jiang] {
        other.put("/api/phrases/organ/approve", &saved).await.refused(Code::NotAllowed);
    }
    assert_eq!(admin.put("/api/phrases/organ/approve", &saved).await.status, 204);
    assert_eq!(phrases(&li).await.organ, [list(Occasion::Approve, &["同意上报。"])]);
    assert_eq!(phrases(&jiang).await.organ, []);
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
