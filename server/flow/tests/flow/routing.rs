//! Splits, joins, branches, automatic steps, circulation and sub-flows.

use flow::Event;

use crate::definitions::*;
use crate::support::{check, story};

#[test]
fn a_split_joins_when_all_arms_have_arrived() {
    check(
        parallel(),
        "
        A submit   = head:H
        H approve  = b:B d:D
        B approve  = d:D c:C
        D approve  = c:C
        C approve  = sign:S
        S approve  = completed
    ",
    );
}

#[test]
fn arms_start_on_condition() {
    let definition = || {
        sound(vec![
            start("fork"),
            split_when("fork", &[("b", "b"), ("c", "c")], "meet"),
            one("b", "B", "meet"),
            one("c", "C", "meet"),
            join("meet", "sign"),
            one("sign", "S", "end"),
            end(),
        ])
    };
    story(definition()).field("b", true.into()).field("c", true.into()).play(
        "
        A submit   = b:B c:C
        C approve  = b:B
        B approve  = sign:S
    ",
    );
    story(definition()).field("c", "是".into()).play(
        "
        A submit   = c:C
        C approve  = sign:S
    ",
    );
    check(
        definition(),
        "
        A submit   = sign:S
    ",
    );
}

#[test]
fn nested_splits_and_empty_arms() {
    let definition = sound(vec![
        start("outer"),
        split("outer", &["inner", "log", "meet"], "meet"),
        split("inner", &["b", "c"], "inner-meet"),
        one("b", "B", "inner-meet"),
        one("c", "C", "inner-meet"),
        join("inner-meet", "meet"),
        automatic("log", "log", "meet"),
        join("meet", "sign"),
        one("sign", "S", "end"),
        end(),
    ]);
    check(
        definition,
        "
        A submit   = b:B c:C
        C approve  = b:B
        B approve  = sign:S
    ",
    );
}

#[test]
fn a_branch_takes_the_first_case_that_holds() {
    let script = "
        A submit   = head:B
        B approve  = edit:F
    ";
    story(outgoing()).field("normative", "规范性文件".into()).play(script).play("F approve = legality:G");
    story(outgoing()).field("normative", " ".into()).play(script).play("F approve = lead:H");
}

#[test]
fn a_subflow_is_waited_for_or_not() {
    let definition =
        |wait| sound(vec![start("reply"), subflow("reply", wait, "sign"), one("sign", "S", "end"), end()]);
    let story = check(
        definition(true),
        "
        A submit       = reply:
        A child reply  ! not_permitted
        - child reply  = sign:S
        - child reply  ! no_such_target
    ",
    );
    assert!(story.events.iter().any(|event| matches!(event, Event::SubflowStarted { wait: true, .. })));
    check(
        definition(false),
        "
        A submit       = sign:S
        A withdraw     ! effect_done
    ",
    );
}

#[test]
fn behind_a_subflow_nobody_can_choose_so_the_first_to_act_decides() {
    let definition =
        sound(vec![start("reply"), subflow("reply", true, "sign"), one("sign", "ST", "end"), end()]);
    check(
        definition,
        "
        A submit       = reply:
        - child reply  = sign:ST
        T approve      = completed
    ",
    );
}

#[test]
fn circulation_never_blocks() {
    let definition =
        sound(vec![start("copy"), circulate("copy", "BC", "sign"), one("sign", "S", "end"), end()]);
    check(
        definition,
        "
        A submit   = sign:S reading:BC
        B read     = sign:S reading:C
        C approve  ! wrong_part
        S approve  = completed reading:C
        C read     = completed
        C read     ! item_closed
    ",
    );
}

#[test]
fn a_forward_circle_is_walked_by_people() {
    let definition = || {
        sound(vec![
            start("do"),
            one("do", "B", "verify"),
            one("verify", "C", "good"),
            branch("good", &[("good", "end")], "do"),
            end(),
        ])
    };
    let mut story = check(
        definition(),
        "
        A submit   = do:B
        B approve  = verify:C
        C approve  = do:B
        B return previous = verify:C
        C approve  = do:B
        B approve  = verify:C
    ",
    );
    story = story.field("good", true.into());
    story.play("C approve = completed");
}
