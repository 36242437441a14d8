//! F09: the office's own lexicon (用词库).

use api::documents::{
    Wording, WordingKind,
    rules::{Field, check},
};

use crate::{City, city::paragraphs, marks};

fn wording(wrong: &str, proper: Option<&str>) -> Wording {
    Wording {
        kind: WordingKind::Misspelt,
        wrong: wrong.to_owned(),
        proper: proper.map(str::to_owned),
        reason: None,
    }
}

#[track_caller]
fn findings(wordings: Vec<Wording>, text: &str) -> Vec<(Field, Option<String>)> {
    let city = City { wordings, ..City::read() };
    let mut draft = city.circular();
    draft.body = paragraphs(&[text]);
    let findings = check(&draft, &city.context());
    assert!(marks(&findings).iter().all(|mark| mark == "F09"), "{findings:#?}");
    findings.into_iter().map(|finding| (finding.field, finding.fix)).collect()
}

#[test]
fn every_wrong_wording_is_named_with_the_whole_text_as_it_should_be() {
    let found = findings(vec![wording("帐户", Some("账户"))], "请核对单位帐户和个人帐户。");
    assert_eq!(found, [(Field::Body { block: Some(0) }, Some("请核对单位账户和个人账户。".to_owned()))]);
}

#[test]
fn what_stands_inside_of_what_is_right_is_right() {
    let longer = || vec![wording("网信", Some("网信部门"))];
    assert_eq!(findings(longer(), "请网信部门配合。"), []);
    let mixed = findings(longer(), "请网信部门、网信干部配合。");
    assert_eq!(mixed[0].1.as_deref(), Some("请网信部门、网信部门干部配合。"));
}

#[test]
fn where_nothing_is_better_it_is_only_named() {
    let found = findings(vec![wording("最最最", None)], "这是最最最重要的工作。");
    assert_eq!(found, [(Field::Body { block: Some(0) }, None)]);
}
