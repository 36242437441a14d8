//! Taking back (收回) before the next acts.

use flow::Mode;

use crate::definitions::*;
use crate::support::check;

#[test]
fn a_decision_is_taken_back_until_the_next_acts() {
    check(
        outgoing(),
        "
        A withdraw    ! nothing_to_withdraw
        A submit      = head:B
        A withdraw    = draft:A
        A submit      = head:B
        B approve     = edit:F
        A withdraw    ! next_has_acted
        B withdraw    = head:B
        B approve countersign>C  = countersign:C
        B withdraw    = head:B
        X withdraw    ! no_such_item
    ",
    );
}

#[test]
fn one_of_several_takes_back_its_own() {
    check(
        countersigned(),
        "
        A submit      = countersign:BCD
        B approve     = countersign:CD
        B withdraw    = countersign:BCD
        B approve     = countersign:CD
        C approve     = countersign:D
        D approve     = sign:S
        B withdraw    ! next_has_acted
        D withdraw    = countersign:D
        D approve     = sign:S
        S approve     = completed
        S withdraw    ! case_finished
    ",
    );
}

#[test]
fn those_cancelled_by_the_first_are_asked_again() {
    let definition = |mode| {
        sound(vec![start("handle"), work("handle", mode, "BCD", "sign"), one("sign", "S", "end"), end()])
    };
    check(
        definition(Mode::Any),
        "
        A submit      = handle:BCD
        C approve     = sign:S
        C withdraw    = handle:BCD
        D approve     = sign:S
    ",
    );
    check(
        definition(Mode::InOrder),
        "
        A submit      = handle:B(CD)
        B approve     = handle:C(D)
        B withdraw    = handle:B(CD)
        B approve     = handle:C(D)
        C approve     = handle:D
        B withdraw    ! next_has_acted
    ",
    );
    check(
        definition(Mode::Claim),
        "
        A submit      = handle:BCD
        C claim       = handle:C(BD)
        A withdraw    ! next_has_acted
        C after E     = handle:C(BDE)
        C approve     = handle:E
        C withdraw    = handle:C(BDE)
    ",
    );
}

#[test]
fn a_vote_is_taken_back_while_undecided() {
    let definition =
        sound(vec![start("handle"), work("handle", Mode::Vote { more_than: 50 }, "BCD", "end"), end()]);
    check(
        definition,
        "
        A submit      = handle:BCD
        B reject      = handle:CD
        B withdraw    = handle:BCD
        B approve     = handle:CD
        C approve     = completed
    ",
    );
}

#[test]
fn a_return_is_taken_back() {
    check(
        countersigned(),
        "
        A submit           = countersign:BCD
        B approve          = countersign:CD
        C return drafter   = draft:A
        C withdraw         = countersign:CD
        D approve          = countersign:C
        C approve          = sign:S
    ",
    );
    check(
        parallel(),
        "
        A submit           = head:H
        H approve          = b:B d:D
        B approve          = d:D c:C
        C return head      = head:H
        C withdraw         = c:C d:D
        D approve          = c:C
        C approve          = sign:S
        S return b         = b:B
        S withdraw         = sign:S
        S approve          = completed
    ",
    );
}

#[test]
fn a_join_is_undone() {
    check(
        parallel(),
        "
        A submit      = head:H
        H approve     = b:B d:D
        D approve     = b:B
        D withdraw    = b:B d:D
        D approve     = b:B
        B approve     = c:C
        C approve     = sign:S
        D withdraw    ! next_has_acted
        C withdraw    = c:C
        D withdraw    = c:C d:D
        D approve     = c:C
        C approve     = sign:S
    ",
    );
}

#[test]
fn a_split_is_undone() {
    check(
        parallel(),
        "
        A submit      = head:H
        H approve     = b:B d:D
        H withdraw    = head:H
        H approve     = b:B d:D
        D approve     = b:B
        H withdraw    ! next_has_acted
    ",
    );
}

#[test]
fn a_straight_submission_is_taken_back_and_sent_again() {
    check(
        parallel(),
        "
        A submit                    = head:H
        H approve                   = b:B d:D
        B approve                   = d:D c:C
        C return drafter straight   = draft:A
        A submit                    = c:C d:D
        A withdraw                  = draft:A
        A submit                    = c:C d:D
        D approve                   = c:C
        A withdraw                  ! next_has_acted
    ",
    );
}

#[test]
fn effects_cannot_be_taken_back() {
    let definition = sound(vec![
        start("recheck"),
        one("recheck", "F", "number"),
        automatic("number", "number", "seal"),
        one("seal", "K", "end"),
        end(),
    ]);
    check(
        definition,
        "
        A submit      = recheck:F
        F approve     = seal:K
        F withdraw    ! effect_done
    ",
    );
}

#[test]
fn readings_sent_by_the_way_are_called_back() {
    let definition =
        sound(vec![start("copy"), circulate("copy", "BC", "sign"), one("sign", "S", "end"), end()]);
    check(
        definition,
        "
        A submit      = sign:S reading:BC
        B read        = sign:S reading:C
        A withdraw    = draft:A
        A submit      = sign:S reading:BC
    ",
    );
}

/// What has moved on in one arm since is the act of another: a submission that began the run again stays.
#[test]
fn a_submission_stays_once_another_arm_was_taken_back() {
    let steps = vec![
        start("fork"),
        split("fork", &["b", "c"], "meet"),
        one("b", "B", "meet"),
        one("c", "C", "meet"),
        join("meet", "end"),
        end(),
    ];
    check(
        sound(steps),
        "
        A submit                   = b:B c:C
        C approve                  = b:B
        B return drafter straight  = draft:A
        A submit                   = b:B
        C withdraw                 = b:B c:C
        A withdraw                 ! next_has_acted
    ",
    );
}
