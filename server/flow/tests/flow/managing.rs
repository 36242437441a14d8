//! The case as a whole: suspending, jumping, ending and reopening it.

use flow::{Command, ItemId, Refusal};

use crate::definitions::*;
use crate::support::{check, story};

#[test]
fn a_refusal_is_serialised_under_its_code() {
    for refusal in
        [Refusal::NotYourItem, Refusal::NoHandler { step: "sign".into() }, Refusal::AdministratorOnly]
    {
        let json = serde_json::to_value(&refusal).expect("JSON");
        let named = json.as_str().or_else(|| json.as_object()?.keys().next().map(String::as_str));
        assert_eq!(named, Some(refusal.code()));
        assert_eq!(serde_json::from_value::<Refusal>(json).expect("a refusal"), refusal);
    }
}

#[test]
fn commands_with_unknown_words_are_refused() {
    let parse = |json: &str| serde_json::from_str::<Command>(json);
    assert_eq!(parse(r#"{"kind":"withdraw","item":3}"#).ok(), Some(Command::Withdraw { item: ItemId(3) }));
    assert!(parse(r#"{"kind":"withdraw","item":3,"as":"administrator"}"#).is_err());
    assert!(parse(r#"{"kind":"delete","item":3}"#).is_err());
    assert!(parse(r#"{"kind":"withdraw","item":-1}"#).is_err());
}

#[test]
fn nothing_moves_before_the_start_and_nothing_starts_twice() {
    story(countersigned()).go_on(
        "
        A start        = draft:A
        A start        ! already_started
    ",
    );
    story(countersigned()).go_on(
        "
        A submit       ! not_started
        A suspend      ! not_started
        A resume       ! not_started
        A finish       ! not_started
        A reopen       ! not_started
        A circulate B  ! not_started
    ",
    );
}

#[test]
fn a_suspended_case_rests() {
    check(
        countersigned(),
        "
        A submit       = countersign:BCD
        S suspend      ! not_permitted
        B resume       ! not_suspended
        B suspend      = suspended countersign:BCD
        B approve      ! case_suspended
        A withdraw     ! case_suspended
        Z jump sign    ! case_suspended
        S resume       ! not_permitted
        Z resume       = countersign:BCD
        B approve      = countersign:CD
    ",
    );
}

#[test]
fn an_administrator_jumps_anywhere() {
    check(
        parallel(),
        "
        A submit       = head:H
        H jump sign    ! administrator_only
        Z jump meet    ! no_such_target
        Z jump nowhere ! no_such_target
        Z jump c       = c:C
        C approve      = sign:S
        S return head  ! no_such_target
        S return drafter = draft:A
        A submit       = head:H
        H approve      = b:B d:D
        D approve      = b:B
        Z jump d       = d:D
        D return head  = head:H
        Z jump draft   = draft:A
        A submit       = head:H
    ",
    );
}

#[test]
fn a_jump_still_needs_handlers() {
    check(
        outgoing(),
        "
        A submit                        = head:B
        Z jump countersign countersign>X ! not_a_candidate
        Z jump countersign countersign>D = countersign:D
        D return drafter                = draft:A
    ",
    );
}

#[test]
fn a_special_finish_cuts_everything_off_and_reopening_restores_it() {
    check(
        parallel(),
        "
        A submit       = head:H
        H approve      = b:B d:D
        B approve      = d:D c:C
        A finish       ! not_permitted
        Z finish       = special
        C approve      ! case_finished
        Z finish       ! case_finished
        C reopen       ! not_permitted
        Z reopen       = d:D c:C
        D approve      = c:C
        C approve      = sign:S
    ",
    );
}

#[test]
fn the_drafter_gives_a_draft_up() {
    check(
        countersigned(),
        "
        A finish            = special
        Z reopen            = draft:A
        A submit            = countersign:BCD
        B return drafter    = draft:A
        A finish            = special
    ",
    );
}

#[test]
fn who_ended_a_case_reopens_it() {
    check(
        countersigned(),
        "
        A submit       = countersign:BCD
        B approve      = countersign:CD
        C approve      = countersign:D
        D approve      = sign:S
        S reopen       ! not_finished
        S approve      = completed
        D reopen       ! not_permitted
        S reopen       = sign:S
        S return countersign = countersign:BCD
        C reject       = rejected
        C reopen       = countersign:BCD
        D approve      = countersign:BC
    ",
    );
}

#[test]
fn reopening_behind_a_join_goes_into_the_deciding_arm() {
    let definition = sound(vec![
        start("fork"),
        split("fork", &["b", "c"], "meet"),
        one("b", "B", "meet"),
        one("c", "C", "meet"),
        join("meet", "end"),
        end(),
    ]);
    check(
        definition,
        "
        A submit       = b:B c:C
        B approve      = c:C
        C approve      = completed
        C reopen       = c:C
        C approve      = completed
        Z reopen       = c:C
    ",
    );
}
