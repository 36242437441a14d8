//! Conditions over fields.

use flow::{Condition, Fields};
use serde_json::json;

fn check(condition: serde_json::Value, expected: bool) {
    let fields: Fields = serde_json::from_value(json!({
        "kind": "通知", "copies": 3, "secret": false, "blank": " ", "to": ["a", "b"], "none": [], "nothing": null,
    }))
    .expect("fields");
    let parsed: Condition = serde_json::from_value(condition.clone()).expect("a condition");
    assert_eq!(parsed.holds(&fields), expected, "{condition}");
    assert_eq!(serde_json::to_value(&parsed).expect("JSON"), condition);
}

#[test]
fn each_kind() {
    check(json!({"equals": {"field": "kind", "value": "通知"}}), true);
    check(json!({"equals": {"field": "kind", "value": "通报"}}), false);
    check(json!({"equals": {"field": "absent", "value": null}}), true);
    for (field, expected) in [
        ("kind", true),
        ("copies", true),
        ("to", true),
        ("secret", false),
        ("blank", false),
        ("none", false),
        ("nothing", false),
        ("absent", false),
    ] {
        check(json!({"not_empty": {"field": field}}), expected);
    }
    check(json!({"one_of": {"field": "kind", "values": ["通报", "通知"]}}), true);
    check(json!({"one_of": {"field": "kind", "values": []}}), false);
    check(json!({"contains": {"field": "to", "value": "b"}}), true);
    check(json!({"contains": {"field": "kind", "value": "通"}}), false);
    check(json!({"and": []}), true);
    check(json!({"or": []}), false);
    check(json!({"and": [{"not_empty": {"field": "to"}}, {"not": {"not_empty": {"field": "none"}}}]}), true);
    check(json!({"or": [{"not_empty": {"field": "none"}}, {"not_empty": {"field": "to"}}]}), true);
}

#[test]
fn unknown_words_are_refused() {
    assert!(
        serde_json::from_value::<Condition>(json!({"equals": {"field": "a", "value": 1, "or": 2}})).is_err()
    );
    assert!(serde_json::from_value::<Condition>(json!({"matches": {"field": "a"}})).is_err());
}
