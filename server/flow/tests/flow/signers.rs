//! Added and removed signers (加减签) and transfers (转办).

use flow::{Event, Mode};

use crate::definitions::*;
use crate::support::check;

fn handled(mode: Mode, who: &str) -> flow::Definition {
    sound(vec![start("handle"), work("handle", mode, who, "sign"), one("sign", "S", "end"), end()])
}

#[test]
fn a_signer_before_is_waited_for() {
    check(
        handled(Mode::One, "B"),
        "
        A submit       = handle:B
        B before CD    = handle:CD(B)
        B approve      ! item_waiting
        C approve      = handle:D(B)
        C withdraw     = handle:CD(B)
        C approve      = handle:D(B)
        D approve      = handle:B
        B approve      = sign:S
    ",
    );
}

#[test]
fn a_signer_after_follows() {
    check(
        handled(Mode::InOrder, "BC"),
        "
        A submit       = handle:B(C)
        B after DE     = handle:B(CDE)
        B approve      = handle:DE(C)
        D approve      = handle:E(C)
        E approve      = handle:C
        C approve      = sign:S
        S return handle = handle:B(CDE)
    ",
    );
}

#[test]
fn a_signer_may_add_further_ones() {
    check(
        handled(Mode::Any, "BC"),
        "
        A submit       = handle:BC
        B before D     = handle:CD(B)
        D before E     = handle:CE(BD)
        D approve      ! item_waiting
        E approve      = handle:CD(B)
        D after F      = handle:CD(BF)
        D approve      = handle:CF(B)
        F approve      = handle:BC
        B approve      = sign:S
    ",
    );
}

#[test]
fn the_first_to_decide_keeps_those_it_added() {
    check(
        handled(Mode::Any, "BC"),
        "
        A submit       = handle:BC
        B after D      = handle:BC(D)
        B transfer E   = handle:CE(D)
        E approve      = handle:D
        D approve      = sign:S
    ",
    );
}

#[test]
fn nobody_is_added_twice() {
    check(
        handled(Mode::All, "BC"),
        "
        A submit       = handle:BC
        B before C     ! bad_posts
        B before B     ! bad_posts
        B after DD     ! bad_posts
        A before D     ! item_closed
    ",
    );
}

#[test]
fn a_signer_is_removed_by_who_added_or_sent_it() {
    check(
        handled(Mode::All, "BC"),
        "
        A submit       = handle:BC
        B before D     = handle:CD(B)
        C remove D     ! not_permitted
        D remove D     ! not_permitted
        B remove D     = handle:BC
        A remove C     = handle:B
        A remove B     ! last_candidate
        B approve      = sign:S
        Z remove S     ! last_candidate
    ",
    );
}

#[test]
fn removing_the_last_unfinished_signer_moves_the_case_on() {
    check(
        handled(Mode::All, "BC"),
        "
        A submit       = handle:BC
        B approve      = handle:C
        A remove C     = sign:S
        B withdraw     ! next_has_acted
        S return handle = handle:B
    ",
    );
}

#[test]
fn removing_signers_opens_whose_turn_it_is() {
    check(
        handled(Mode::InOrder, "BCD"),
        "
        A submit       = handle:B(CD)
        Z remove C     = handle:B(D)
        Z remove B     = handle:D
        D approve      = sign:S
    ",
    );
    check(
        handled(Mode::Claim, "BC"),
        "
        A submit       = handle:BC
        B claim        = handle:B(C)
        Z remove B     = handle:C
        C claim        = handle:C
    ",
    );
    check(
        handled(Mode::Vote { more_than: 50 }, "BCDE"),
        "
        A submit       = handle:BCDE
        B approve      = handle:CDE
        C approve      = handle:DE
        Z remove E     = sign:S
    ",
    );
}

#[test]
fn a_vote_lost_by_removal_can_be_reopened() {
    check(
        handled(Mode::Vote { more_than: 50 }, "BCD"),
        "
        A submit       = handle:BCD
        B approve      = handle:CD
        C reject       = handle:D
        Z remove D     = rejected
        Z reopen       = handle:BC
        B approve      = handle:C
        C approve      = sign:S
    ",
    );
}

#[test]
fn the_lead_is_handed_over_but_not_removed() {
    check(
        handled(Mode::Lead { wait: true }, "BCD"),
        "
        A submit       = handle:BCD
        Z remove B     ! not_a_signer
        B remove C     = handle:BD
        B transfer D   ! bad_posts
        B transfer E   = handle:DE
        D approve      = handle:E
        E approve      = sign:S
    ",
    );
}

#[test]
fn a_transfer_hands_over_all_that_waits() {
    check(
        handled(Mode::InOrder, "BC"),
        "
        A submit       = handle:B(C)
        B transfer D   = handle:D(C)
        B approve      ! item_closed
        D approve      = handle:C
        C approve      = sign:S
    ",
    );
    check(
        handled(Mode::Claim, "BC"),
        "
        A submit       = handle:BC
        B transfer D   ! not_claimed
        B claim        = handle:B(C)
        B transfer D   = handle:D(C)
        D release      = handle:CD
        C claim        = handle:C(D)
        C approve      = sign:S
    ",
    );
}

/// What one was asked to sign stays a signature when the step is taken up again: nobody claims twice.
#[test]
fn an_added_signer_is_no_candidate_after_a_return() {
    check(
        handled(Mode::Claim, "B"),
        "
        A submit                   = handle:B
        B claim                    = handle:B
        B before C                 = handle:C(B)
        C approve                  = handle:B
        B return drafter straight  = draft:A
        A submit                   = handle:B
        B return drafter           = draft:A
        A submit                   = handle:B
        B claim                    = handle:B
        B approve                  = sign:S
        S return handle            = handle:B
    ",
    );
    check(
        handled(Mode::Claim, "B"),
        "
        A submit                   = handle:B
        B claim                    = handle:B
        B before C                 = handle:C(B)
        C approve                  = handle:B
        B return drafter straight  = draft:A
        A submit                   = handle:B
        B approve                  = sign:S
        S return handle            = handle:C(B)
        C claim                    ! not_a_claim
        C approve                  = handle:B
        B approve                  = sign:S
    ",
    );
}

/// The order of a step stays when it is handled again after it was taken up.
#[test]
fn the_order_of_signing_survives_two_returns() {
    check(
        handled(Mode::InOrder, "BCD"),
        "
        A submit                   = handle:B(CD)
        B approve                  = handle:C(D)
        C approve                  = handle:D
        D return drafter straight  = draft:A
        A submit                   = handle:D
        D approve                  = sign:S
        S return handle            = handle:B(CD)
    ",
    );
}

/// Those whom a decision spared are not asked again because a later signer sends the case back.
#[test]
fn a_decision_stands_when_a_signer_after_it_returns() {
    check(
        handled(Mode::Any, "BC"),
        "
        A submit                   = handle:BC
        B after D                  = handle:BC(D)
        B approve                  = handle:D
        D return drafter straight  = draft:A
        A submit                   = handle:D
        D approve                  = sign:S
    ",
    );
}

/// steedos-platform #3287 (domain A10.12): the note of a transfer reaches the one who has to handle it.
#[test]
fn the_transfer_note_reaches_the_real_handler() {
    let story = check(
        handled(Mode::One, "B"),
        "
        A submit       = handle:B
        B transfer C   = handle:C
    ",
    );
    let note = story.events.iter().rev().find_map(|event| match event {
        Event::ItemOpened { post: to, note, .. } if *to == post('C') => note.clone(),
        _ => None,
    });
    assert_eq!(note.as_deref(), Some("转办备注"));
}

#[test]
fn an_administrator_hands_over_for_one_who_left() {
    check(
        handled(Mode::All, "BC"),
        "
        A submit       = handle:BC
        C transfer BD  ! not_your_item
        Z transfer BD  = handle:CD
        D approve      = handle:C
    ",
    );
}
