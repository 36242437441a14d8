//! Consultation, reading and urging: beside the flow.

use crate::definitions::*;
use crate::support::check;

fn handled() -> flow::Definition {
    sound(vec![start("handle"), one("handle", "B", "end"), end()])
}

#[test]
fn a_consultation_blocks_only_when_asked_so() {
    check(
        handled(),
        "
        A submit              = handle:B
        B consult CD          = handle:B asked:CD
        B consult C           ! bad_posts
        C reply               = handle:B asked:D
        C reply               ! item_closed
        D approve             ! wrong_part
        B consult E blocking  = handle:B asked:DE
        B approve             ! reply_awaited
        E reply               = handle:B asked:D
        B approve             = completed
        D reply               ! case_finished
    ",
    );
}

#[test]
fn a_question_goes_with_its_asker() {
    check(
        handled(),
        "
        A consult X           = draft:A asked:X
        A submit              = handle:B
        B consult C blocking  = handle:B asked:C
        B return drafter      = draft:A
        C reply               ! item_closed
        A submit              = handle:B
        B consult C blocking  = handle:B asked:C
        B transfer D          = handle:D
        D approve             = completed
    ",
    );
}

#[test]
fn anyone_who_took_part_circulates_in_any_state() {
    check(
        handled(),
        "
        X circulate Y         ! not_permitted
        A circulate EF        = draft:A reading:EF
        A circulate EE        ! bad_posts
        E circulate G         = draft:A reading:EFG
        A recall F            = draft:A reading:EG
        A recall G            ! not_permitted
        Z recall G            = draft:A reading:E
        A suspend             = suspended draft:A reading:E
        E read                = suspended draft:A
        A resume              = draft:A
        A submit              = handle:B
        B approve             = completed
        B circulate A         = completed reading:A
        A read                = completed
    ",
    );
}

#[test]
fn urging_names_all_who_keep_the_case() {
    let story = check(
        countersigned(),
        "
        A urge                ! nothing_open
        A submit              = countersign:BCD
        X urge                ! not_permitted
        B approve             = countersign:CD
        A urge                = countersign:CD
    ",
    );
    let urged = story.events.iter().find_map(|event| match event {
        flow::Event::Urged { posts, .. } => Some(posts.clone()),
        _ => None,
    });
    assert_eq!(urged, Some(posts("CD")));
}

#[test]
fn a_note_moves_nothing_and_is_the_servers_to_make() {
    check(
        handled(),
        "
        A note                ! not_permitted
        - note                = draft:A
        A submit              = handle:B
        A suspend             = suspended handle:B
        - note                = suspended handle:B
        A resume              = handle:B
        B approve             = completed
        - note                = completed
    ",
    );
}
