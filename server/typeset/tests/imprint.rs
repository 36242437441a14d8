//! 版记: at the foot of the last, even page.

use api::sheet::Sheet;

use crate::support::*;

#[test]
fn rules_and_rows_have_their_weights_and_places() {
    let paper = print(&notice());
    let rules = paper.rules(2, 29.0, is_black);
    let weights: Vec<f64> = rules.iter().map(|(_, weight)| *weight).collect();
    for (weight, expected) in weights.iter().zip([0.35, 0.25, 0.35]) {
        near("a rule's weight", *weight, expected, 0.03);
    }
    assert_eq!(rules.len(), 3);
    let (top, weight) = rules[2];
    near("the last rule on the frame's edge", top + weight, FRAME.bottom, 0.03);
    let row = Area { left: 20.0, top, right: 190.0, bottom: top + weight };
    let ink = paper.ink(2, row, 20, is_black).expect("a rule");
    near("its start", ink.left, FRAME.left, 0.1);
    near("its length", ink.right - ink.left, 156.0, 0.1);

    let four = 14.0 / 72.0 * 25.4;
    let (copies, printer) = (paper.line(2, "抄送："), paper.line(2, "舟山市人民政府办公室"));
    assert_eq!((copies.font.as_str(), copies.size, printer.size), ("FandolFang", 14.0, 14.0));
    near("copies from the left", copies.area.left - FRAME.left, four, 0.1);
    near("printer from the left", printer.area.left - FRAME.left, four, 0.1);
    let wrapped = paper
        .lines(2)
        .into_iter()
        .find(|line| line.text.ends_with("各人民团体。"))
        .expect("the last line, with a full stop");
    near("later lines below the first name", wrapped.area.left - FRAME.left, 4.0 * four, 0.2);
    let date = paper.line(2, "2021年7月2日");
    assert_eq!(date.text, "2021年7月2日印发");
    near("date from the right", FRAME.right - date.area.right, four, 0.2);
}

#[test]
fn an_odd_last_page_is_followed_by_the_imprint_on_its_back() {
    let paper = print(&notice());
    assert_eq!(paper.pages, 2);
    assert_eq!(paper.pages_with("抄送："), [2]);
    assert_eq!(paper.line(2, "—").text.replace(' ', ""), "—2—");
}

#[test]
fn an_even_last_page_with_room_takes_the_imprint() {
    let paper = print(&Sheet { body: vec![paragraph(&long(28 * 16))], ..notice() });
    assert_eq!(paper.pages, 2);
    assert!(paper.pages_with("2021年7月1日").contains(&2) && paper.pages_with("抄送：").contains(&2));
}

#[test]
fn a_full_even_page_is_followed_by_a_blank_page_and_both_last_carry_no_number() {
    let mut worker = Worker::start();
    let full =
        (20..32).map(|lines| worker.print(&Sheet { body: vec![paragraph(&long(28 * lines))], ..notice() }));
    let paper = full.into_iter().find(|paper| paper.pages == 4).expect("some length fills the second page");
    assert_eq!(paper.line(2, "—").text.replace(' ', ""), "—2—");
    assert!(paper.lines(3).is_empty(), "{:?}", paper.lines(3));
    assert_eq!(paper.pages_with("抄送："), [4]);
    assert!(paper.pages_with("— ").iter().all(|page| *page <= 2));
}

#[test]
fn a_document_without_imprint_ends_with_its_text() {
    let paper = print(&Sheet { copies: None, printer: None, printed_on: None, ..notice() });
    assert_eq!(paper.pages, 1);
    assert_eq!(paper.lines(1).iter().rev().nth(1).expect("a line above the number").text, "（此件公开发布）");
}
