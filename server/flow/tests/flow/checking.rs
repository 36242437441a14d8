//! Checks of definitions: each flaw is found, and only it.

use flow::{Definition, Flaw, Mode, Name, Outcome, Slot, StepKind};

use crate::definitions::*;

fn check(steps: Vec<flow::Step>, expected: &[Flaw]) {
    let flaws = definition(steps).check().err().unwrap_or_default();
    assert_eq!(flaws, expected);
}

#[test]
fn sound_definitions_have_none() {
    for definition in [outgoing(), countersigned(), parallel()] {
        assert_eq!(definition.check(), Ok(()));
        let json = serde_json::to_string(&definition).expect("JSON");
        assert_eq!(serde_json::from_str::<Definition>(&json).expect("a definition"), definition);
    }
}

#[test]
fn flaws_of_single_steps() {
    check(vec![end()], &[Flaw::NotOneStart { starts: 0 }]);
    check(vec![start("end"), end(), end()], &[Flaw::DuplicateId { step: "end".into() }]);
    check(vec![start("gone"), end()], &[Flaw::UnknownStep { step: "draft".into(), names: "gone".into() }]);
    let who = one("a", "=gone", "end");
    check(vec![start("a"), who, end()], &[Flaw::UnknownStep { step: "a".into(), names: "gone".into() }]);
    check(vec![step("draft", StepKind::Start, None), end()], &[Flaw::BadNext { step: "draft".into() }]);
    let onward = step("end", StepKind::End { outcome: Outcome::Completed }, Some("draft"));
    check(vec![start("end"), onward], &[Flaw::BadNext { step: "end".into() }]);
    let idle = step("idle", StepKind::Automatic, Some("end"));
    check(vec![start("idle"), idle, end()], &[Flaw::Blank { step: "idle".into() }]);
    let vote = work("vote", Mode::Vote { more_than: 100 }, "B", "end");
    check(vec![start("vote"), vote, end()], &[Flaw::BadShare { step: "vote".into() }]);
}

#[test]
fn flaws_of_ways() {
    check(
        vec![start("a"), one("a", "B", "draft"), end()],
        &[
            Flaw::NoEnd { step: "draft".into() },
            Flaw::IntoStart { step: "a".into() },
            Flaw::NoEnd { step: "a".into() },
            Flaw::Unreachable { step: "end".into() },
        ],
    );
    check(vec![start("end"), one("a", "B", "end"), end()], &[Flaw::Unreachable { step: "a".into() }]);
    let circle = || {
        vec![start("again"), branch("again", &[("go", "end")], "a"), automatic("a", "log", "again"), end()]
    };
    check(circle(), &[Flaw::EndlessLoop { step: "again".into() }, Flaw::EndlessLoop { step: "a".into() }]);
    let chosen = vec![start("sub"), subflow("sub", true, "a"), one("a", "?", "end"), end()];
    check(chosen, &[Flaw::NobodyChooses { step: "a".into() }]);
}

#[test]
fn flaws_of_splits() {
    let b = || one("b", "B", "meet");
    check(
        vec![start("fork"), split("fork", &["b"], "b"), one("b", "B", "end"), end()],
        &[Flaw::BadJoin { split: "fork".into(), join: "b".into() }],
    );
    check(vec![start("meet"), join("meet", "end"), end()], &[Flaw::StrayJoin { join: "meet".into() }]);
    let escapes = vec![
        start("fork"),
        split("fork", &["b", "c"], "meet"),
        b(),
        one("c", "C", "end"),
        join("meet", "end"),
        end(),
    ];
    check(
        escapes,
        &[
            Flaw::ArmEscapes { split: "fork".into(), step: "end".into() },
            Flaw::EntersSplit { split: "fork".into(), step: "meet".into() },
        ],
    );
    let enters = vec![
        start("which"),
        branch("which", &[("b", "b")], "fork"),
        split("fork", &["b", "meet"], "meet"),
        b(),
        join("meet", "end"),
        end(),
    ];
    check(enters, &[Flaw::EntersSplit { split: "fork".into(), step: "which".into() }]);
    let circle = vec![
        start("fork"),
        split("fork", &["b", "c"], "meet"),
        b(),
        one("c", "C", "fork"),
        join("meet", "end"),
        end(),
    ];
    check(
        circle,
        &[
            Flaw::ArmEscapes { split: "fork".into(), step: "fork".into() },
            Flaw::EntersSplit { split: "fork".into(), step: "draft".into() },
        ],
    );
}

#[test]
fn unknown_words_are_refused() {
    let mut json = serde_json::to_value(outgoing()).expect("JSON");
    json["steps"][0]["colour"] = "red".into();
    assert!(serde_json::from_value::<Definition>(json).is_err());
}

#[test]
fn flaws_of_places_for_opinions() {
    let slot = |id: &str| Slot {
        id: id.into(),
        name: Name { zh: "意见".into(), en: "Opinion".into() },
        by_department: false,
    };
    let with = |slots: Vec<Slot>| {
        let mut signed = one("a", "B", "end");
        signed.opinion_slot = Some("sign".into());
        Definition { slots, ..definition(vec![start("a"), signed, end()]) }.check().err().unwrap_or_default()
    };
    assert_eq!(with(vec![slot("sign"), slot("review")]), []);
    assert_eq!(with(vec![slot("review")]), [Flaw::UnknownSlot { step: "a".into(), slot: "sign".into() }]);
    assert_eq!(with(vec![slot("sign"), slot("sign")]), [Flaw::BadSlot { slot: "sign".into() }]);
    assert_eq!(with(vec![slot("sign"), slot(" ")]), [Flaw::BadSlot { slot: " ".into() }]);
}
