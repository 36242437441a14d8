//! How several handlers of one step add up.

use flow::{Closed, Mode, OnReject};

use crate::definitions::*;
use crate::support::{acts, check, story};

fn handled(mode: Mode, who: &str) -> flow::Definition {
    sound(vec![start("handle"), work("handle", mode, who, "end"), end()])
}

#[test]
fn one_after_another_in_series() {
    let story = check(
        outgoing(),
        "
        A submit                   = head:B
        B approve countersign>CD   = countersign:CD
        D approve                  = countersign:C
        C approve                  = edit:F
        F approve                  = lead:H
        H approve                  = recheck:F
        F approve                  = seal:K
        K approve                  = completed reading:BC
        B read                     = completed reading:C
        C read                     = completed
    ",
    );
    assert_eq!(story.effects(), ["number", "seal"]);
}

#[test]
fn one_of_several_is_chosen() {
    check(
        handled(Mode::One, "BC"),
        "
        A submit                ! choose_handler
        A submit handle>D       ! not_a_candidate
        A submit handle>BC      ! choose_handler
        A submit handle>C       = handle:C
        C approve               = completed
    ",
    );
}

#[test]
fn any_first_decides() {
    check(
        handled(Mode::Any, "BCD"),
        "
        A submit   = handle:BCD
        C approve  = completed
        B approve  ! case_finished
    ",
    );
}

#[test]
fn all_must_act() {
    check(
        handled(Mode::All, "BCB"),
        "
        A submit   = handle:BC
        B approve  = handle:C
        B approve  ! item_closed
        C approve  = completed
    ",
    );
}

#[test]
fn in_order_each_waits_for_the_one_before() {
    check(
        handled(Mode::InOrder, "BCD"),
        "
        A submit   = handle:B(CD)
        C approve  ! item_waiting
        B approve  = handle:C(D)
        C approve  = handle:D
        D approve  = completed
    ",
    );
}

#[test]
fn a_vote_passes_with_more_than_the_share() {
    check(
        handled(Mode::Vote { more_than: 50 }, "BCDE"),
        "
        A submit   = handle:BCDE
        B approve  = handle:CDE
        C reject   = handle:DE
        D approve  = handle:E
        E approve  = completed
    ",
    );
    check(
        handled(Mode::Vote { more_than: 50 }, "BCD"),
        "
        A submit   = handle:BCD
        B approve  = handle:CD
        C approve  = completed
    ",
    );
}

#[test]
fn a_vote_fails_once_it_cannot_pass() {
    check(
        handled(Mode::Vote { more_than: 50 }, "BCDE"),
        "
        A submit   = handle:BCDE
        B reject   = handle:CDE
        C reject   = rejected
    ",
    );
}

#[test]
fn a_claimed_item_is_the_claimers_until_released() {
    check(
        handled(Mode::Claim, "BCD"),
        "
        A submit   = handle:BCD
        B approve  ! not_claimed
        B claim    = handle:B(CD)
        C claim    ! already_claimed
        B release  = handle:BCD
        C claim    = handle:C(BD)
        C approve  = completed
    ",
    );
}

#[test]
fn declining_leaves_one_candidate() {
    check(
        handled(Mode::Claim, "BC"),
        "
        A submit   = handle:BC
        B decline  = handle:C
        C decline  ! last_candidate
        C claim    = handle:C
        C approve  = completed
    ",
    );
}

#[test]
fn only_the_lead_moves_on() {
    check(
        handled(Mode::Lead { wait: true }, "BCD"),
        "
        A submit        = handle:BCD
        C return previous ! lead_only
        C approve       = handle:BD
        B approve       ! joint_unfinished
        D approve       = handle:B
        B approve       = completed
    ",
    );
    check(
        handled(Mode::Lead { wait: false }, "BCD"),
        "
        A submit   = handle:BCD
        C approve  = handle:BD
        B approve  = completed
    ",
    );
}

#[test]
fn nobody_to_handle_is_refused_or_skipped() {
    check(
        handled(Mode::All, ""),
        "
        A submit   ! no_handler
    ",
    );
    check(
        handled(Mode::All, "~"),
        "
        A submit   = completed
    ",
    );
}

#[test]
fn nobody_chosen_for_an_optional_step_skips_it() {
    check(
        outgoing(),
        "
        A submit   = head:B
        B approve  = edit:F
    ",
    );
}

#[test]
fn handlers_come_from_fields_and_earlier_steps() {
    let definition = sound(vec![
        start("joint"),
        all("joint", "$posts", "back"),
        all("back", "=joint", "own"),
        one("own", "@", "end"),
        end(),
    ]);
    story(definition).field("posts", "CB".into()).play(
        "
        A submit   = joint:CB
        B approve  = joint:C
        C approve  = back:CB
        B approve  = back:C
        C approve  = own:A
        A approve  = completed
    ",
    );
}

#[test]
fn an_opinion_may_be_required() {
    let definition = sound(vec![start("handle"), must_opine(one("handle", "B", "end")), end()]);
    check(
        definition,
        "
        A submit   = handle:B
        B assent   ! opinion_required
        B approve  = completed
    ",
    );
}

#[test]
fn only_the_holder_acts() {
    check(
        handled(Mode::One, "B"),
        "
        A submit   = handle:B
        A submit   ! item_closed
        A approve  ! item_closed
        X approve  ! no_such_item
    ",
    );
}

/// 一键核准/驳回 with mixed results (domain A10.3): each rule decides a mixed 会签 in its own way, and loses nobody.
#[test]
fn a10_3_mixed_results_of_several_signers() {
    let mixed = |rule| {
        let handle = rejecting(rule, all("handle", "BCD", "sign"));
        sound(vec![start("handle"), handle, one("sign", "S", "end"), end()])
    };
    let story = check(
        mixed(OnReject::Record),
        "
        A submit   = handle:BCD
        B approve  = handle:CD
        C reject   = handle:D
        D approve  = sign:S
    ",
    );
    assert_eq!(acts(&story, 'C'), [Closed::Rejected]);
    check(
        mixed(OnReject::End),
        "
        A submit   = handle:BCD
        B approve  = handle:CD
        C reject   = rejected
        D approve  ! case_finished
    ",
    );
    check(
        mixed(OnReject::ToDrafter),
        "
        A submit   = handle:BCD
        B approve  = handle:CD
        C reject   = draft:A
        D approve  ! item_closed
        A submit   = handle:BCD
    ",
    );
}

#[test]
fn a_time_limit_goes_with_the_item() {
    let definition = sound(vec![start("handle"), due(5, one("handle", "B", "end")), end()]);
    let story = check(
        definition,
        "
        A submit   = handle:B
        B transfer C = handle:C
    ",
    );
    let limits: Vec<_> = story.state.items.iter().map(|item| item.due).collect();
    assert_eq!(limits, [None, Some(flow::Due::WorkingDays(5)), Some(flow::Due::WorkingDays(5))]);
}

/// 批示 names the time in which the departments are to act.
#[test]
fn a_time_limit_in_a_field_of_the_case_counts_instead_of_the_steps_own() {
    let limited = |field: serde_json::Value| {
        let step = flow::Step { due_field: Some("limit".into()), ..due(5, one("handle", "B", "end")) };
        let definition = sound(vec![start("handle"), step, end()]);
        story(definition).field("limit", field).play("A submit = handle:B").state.items[1].due
    };
    assert_eq!(limited(serde_json::json!({ "working_days": 3 })), Some(flow::Due::WorkingDays(3)));
    assert_eq!(limited(serde_json::json!({ "days": 7 })), Some(flow::Due::Days(7)));
    for nothing in [serde_json::json!(null), serde_json::json!("soon")] {
        assert_eq!(limited(nothing), Some(flow::Due::WorkingDays(5)));
    }
}
