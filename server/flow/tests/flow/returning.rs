//! Returns (退回): whatever they cut off and wherever they lead, everybody concerned gets the right item.

use flow::{Assign, Mode, OnReject, Step};

use crate::definitions::*;
use crate::support::check;

/// yudao #668: a return into a 会签 lost its tasks.
#[test]
fn a10_1_a_return_from_a_step_of_several_creates_the_right_items() {
    check(
        countersigned(),
        "
        A submit                = countersign:BCD
        B approve               = countersign:CD
        C approve               = countersign:D
        D approve               = sign:S
        S return countersign    = countersign:BCD
        C approve               = countersign:BD
        B approve               = countersign:D
        D approve               = sign:S
        S return drafter        = draft:A
        A submit                = countersign:BCD
    ",
    );
    let twice = sound(vec![start("first"), all("first", "BC", "second"), all("second", "DE", "end"), end()]);
    check(
        twice,
        "
        A submit         = first:BC
        B approve        = first:C
        C approve        = second:DE
        D approve        = second:E
        E return first   = first:BC
        C approve        = first:B
        B approve        = second:DE
        E approve        = second:D
        D approve        = completed
    ",
    );
}

/// steedos #1466: a signer returns, its siblings are cancelled; steedos #1377: the sender takes back.
#[test]
fn a10_2_a_signer_returns_and_the_sender_takes_back() {
    check(
        countersigned(),
        "
        A submit            = countersign:BCD
        B approve           = countersign:CD
        C return drafter    = draft:A
        D approve           ! item_closed
        A submit            = countersign:BCD
        A withdraw          = draft:A
        B approve           ! item_closed
        A submit            = countersign:BCD
        B approve           = countersign:CD
        A withdraw          ! next_has_acted
    ",
    );
}

#[test]
fn returns_need_an_opinion_and_a_passed_step() {
    check(
        countersigned(),
        "
        A submit            = countersign:BCD
        B return sign       ! no_such_target
        B return countersign ! no_such_target
        A return drafter    ! item_closed
        B return previous   = draft:A
        A return drafter    ! wrong_part
    ",
    );
}

#[test]
fn straight_back_asks_only_those_who_have_not_signed() {
    check(
        countersigned(),
        "
        A submit                      = countersign:BCD
        B approve                     = countersign:CD
        C return drafter straight     = draft:A
        A submit                      = countersign:CD
        D approve                     = countersign:C
        C approve                     = sign:S
        S return drafter straight     = draft:A
        A submit                      = sign:S
        S approve                     = completed
    ",
    );
}

#[test]
fn from_an_arm_to_before_the_split_cancels_the_other_arm() {
    check(
        parallel(),
        "
        A submit            = head:H
        H approve           = b:B d:D
        B return previous   = head:H
        D approve           ! item_closed
        H approve           = b:B d:D
        B approve           = d:D c:C
        D approve           = c:C
        C return drafter    = draft:A
        A submit            = head:H
    ",
    );
}

#[test]
fn within_an_arm_the_other_arm_goes_on() {
    check(
        parallel(),
        "
        A submit            = head:H
        H approve           = b:B d:D
        B approve           = d:D c:C
        C return b          = d:D b:B
        D approve           = b:B
        B approve           = c:C
        C approve           = sign:S
    ",
    );
}

#[test]
fn straight_back_into_a_split_restores_both_arms() {
    check(
        parallel(),
        "
        A submit                    = head:H
        H approve                   = b:B d:D
        B approve                   = d:D c:C
        C return drafter straight   = draft:A
        A submit                    = c:C d:D
        D approve                   = c:C
        C approve                   = sign:S
    ",
    );
    check(
        parallel(),
        "
        A submit                    = head:H
        H approve                   = b:B d:D
        D approve                   = b:B
        B return drafter straight   = draft:A
        A submit                    = b:B
        B approve                   = c:C
        C approve                   = sign:S
    ",
    );
}

#[test]
fn from_behind_a_join_into_one_arm_keeps_the_other() {
    check(
        parallel(),
        "
        A submit            = head:H
        H approve           = b:B d:D
        B approve           = d:D c:C
        D approve           = c:C
        C approve           = sign:S
        S return previous   ! ambiguous_target
        S return b          = b:B
        B approve           = c:C
        C approve           = sign:S
        S return d straight = d:D
        D approve           = sign:S
        S return d          = d:D
        D return head       = head:H
        H approve           = b:B d:D
    ",
    );
}

#[test]
fn a_return_out_of_a_reopened_arm_and_straight_back() {
    check(
        parallel(),
        "
        A submit                    = head:H
        H approve                   = b:B d:D
        B approve                   = d:D c:C
        D approve                   = c:C
        C approve                   = sign:S
        S return c straight         = c:C
        C return drafter straight   = draft:A
        A submit                    = c:C
        C approve                   = sign:S
        S approve                   = completed
    ",
    );
}

#[test]
fn a_return_of_a_returned_step_goes_on_forward() {
    check(
        outgoing(),
        "
        A submit              = head:B
        B approve             = edit:F
        F approve             = lead:H
        H return edit         = edit:F
        F return previous     = head:B
        B approve             = edit:F
        F approve             = lead:H
    ",
    );
}

#[test]
fn return_into_claimed_ordered_and_lead_steps() {
    let definition = |mode| {
        sound(vec![start("handle"), work("handle", mode, "BCD", "sign"), one("sign", "S", "end"), end()])
    };
    check(
        definition(Mode::Claim),
        "
        A submit         = handle:BCD
        C claim          = handle:C(BD)
        C approve        = sign:S
        S return handle  = handle:C(BD)
        C release        = handle:BCD
        B claim          = handle:B(CD)
        B approve        = sign:S
    ",
    );
    check(
        definition(Mode::InOrder),
        "
        A submit         = handle:B(CD)
        B approve        = handle:C(D)
        C return drafter straight = draft:A
        A submit         = handle:C(D)
        C approve        = handle:D
        D approve        = sign:S
        S return handle  = handle:B(CD)
    ",
    );
    check(
        definition(Mode::Lead { wait: true }),
        "
        A submit         = handle:BCD
        C approve        = handle:BD
        D approve        = handle:B
        B approve        = sign:S
        S return handle  = handle:BCD
    ",
    );
    check(
        definition(Mode::Any),
        "
        A submit         = handle:BCD
        C approve        = sign:S
        S return handle  = handle:BCD
        D approve        = sign:S
    ",
    );
}

#[test]
fn a_transferred_item_returns_to_its_last_holder() {
    check(
        countersigned(),
        "
        A submit              = countersign:BCD
        B transfer E          = countersign:CDE
        C approve             = countersign:DE
        D approve             = countersign:E
        E approve             = sign:S
        S return countersign  = countersign:CDE
    ",
    );
}

#[test]
fn a_failed_vote_goes_to_the_drafter() {
    let handle = rejecting(OnReject::ToDrafter, work("handle", Mode::Vote { more_than: 70 }, "BCD", "end"));
    check(
        sound(vec![start("handle"), handle, end()]),
        "
        A submit   = handle:BCD
        B approve  = handle:CD
        C reject   = draft:A
        A submit   = handle:BCD
    ",
    );
}

#[test]
fn a_chosen_countersign_may_be_chosen_anew_after_a_return() {
    assert!(matches!(assign("?CDE"), Assign::Chosen { from: Some(_) }));
    check(
        outgoing(),
        "
        A submit                   = head:B
        B approve countersign>CD   = countersign:CD
        C return head              = head:B
        B approve countersign>E    = countersign:E
        E approve                  = edit:F
    ",
    );
}

/// What another organ delivered never goes back to its desk: neither by a return nor by an administrator's hand.
#[test]
fn a_closed_start_takes_nothing_back() {
    let delivery = Step { no_return: true, ..start("receive") };
    let definition =
        sound(vec![delivery, one("receive", "B", "register"), one("register", "C", "end"), end()]);
    check(
        definition,
        "
        A submit            = receive:B
        B return drafter    ! no_such_target
        B return previous   ! no_such_target
        B approve           = register:C
        C return drafter    ! no_such_target
        Z jump draft        ! no_such_target
        C return receive    = receive:B
    ",
    );
}
