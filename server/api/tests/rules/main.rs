//! The rules of correspondence on real organs and a real text: one `check` a case, both what breaks a rule and
//! what comes close without breaking it.

mod city;
mod correspondence;
mod elements;
mod formats;
mod hostile;
mod notice;
mod text;
mod wordings;

use api::documents::{
    Draft,
    rules::{Finding, check as findings_of},
};
use city::City;

/// The rules that a draft breaks, in order: `R02!` where the finding is binding, `R02` where it is advice.
fn marks(findings: &[Finding]) -> Vec<String> {
    findings
        .iter()
        .map(|finding| format!("{}{}", finding.rule, if finding.binds() { "!" } else { "" }))
        .collect()
}

/// Edits a faultless 通知 of 市大数据局 and compares the findings.
#[track_caller]
fn check(edit: impl FnOnce(&mut Draft, &City), expected: &[&str]) -> Vec<Finding> {
    let city = City::read();
    let mut draft = city.circular();
    edit(&mut draft, &city);
    let findings = findings_of(&draft, &city.context());
    assert_eq!(marks(&findings), expected, "{findings:#?}");
    findings
}

/// Edits a faultless 请示 of 市大数据局 to the city government and compares the findings.
#[track_caller]
fn check_request(edit: impl FnOnce(&mut Draft, &City), expected: &[&str]) -> Vec<Finding> {
    check(
        |draft, city| {
            *draft = city.request();
            edit(draft, city);
        },
        expected,
    )
}

#[test]
fn faultless_drafts_have_no_findings() {
    check(|_, _| {}, &[]);
    check_request(|_, _| {}, &[]);
}

#[test]
fn findings_survive_the_wire() {
    let findings = check(|draft, _| draft.title.clear(), &["F01!"]);
    let json = serde_json::to_string(&findings).expect("findings are plain data");
    assert!(json.contains(r#""rule":"F01","severity":"binding","field":{"element":"title"}"#), "{json}");
    assert_eq!(serde_json::from_str::<Vec<Finding>>(&json).expect("what was written is read"), findings);
}
