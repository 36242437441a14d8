//! 版头: mark, number, signers, red line.

use api::sheet::Sheet;

use crate::support::*;

/// The head without what stands above the mark.
const ABOVE_LINE: Area = Area { left: 20.0, top: 60.0, right: 190.0, bottom: 105.0 };

fn red_line(paper: &Paper) -> (f64, f64) {
    let rules = paper.rules(1, 28.5, is_red);
    *rules.last().expect("a red line")
}

#[test]
fn the_mark_stands_35_mm_below_the_frame_in_red() {
    let paper = print(&notice());
    let mark = paper.line(1, "舟山市人民政府文件");
    assert_eq!((mark.font.as_str(), mark.color.as_str()), ("NotoSerifCJKsc", "#e60012"));
    let ink = paper.ink(1, ABOVE_LINE, 50, is_red).expect("a mark");
    near("the mark's top", ink.top - FRAME.top, 35.0, 0.1);
    near("the mark's middle", (ink.left + ink.right) / 2.0, 106.0, 0.5);
}

#[test]
fn a_long_name_narrows_the_mark_and_stays_in_the_frame() {
    let paper =
        print(&Sheet { mark: vec!["舟山市普陀区人力资源和社会保障局".into()], ..notice() });
    let ink = paper.ink(1, ABOVE_LINE, 20, is_red).expect("a mark");
    near("the mark's top", ink.top - FRAME.top, 35.0, 0.1);
    assert!(ink.left >= FRAME.left && ink.right <= FRAME.right && ink.right - ink.left > 140.0, "{ink:?}");
}

#[test]
fn joint_names_are_spread_to_one_width() {
    let paper = print(&joint(&["舟山市大数据发展管理局", "舟山市司法局", "舟山市财政局"]));
    let ink = paper.ink(1, Area { bottom: 130.0, ..ABOVE_LINE }, 50, is_red).expect("a mark");
    near("the mark's top", ink.top - FRAME.top, 35.0, 0.1);
    // Poppler reads 文件, beside the middle of the group, as the end of the middle name.
    let [first, middle, last] = ["舟山市大数据发展管理局", "舟 山 市 司 法 局 文件", "舟 山 市 财 政 局"]
        .map(|text| paper.line(1, text));
    near("left edges", last.area.left, first.area.left, 0.1);
    near("right edges", last.area.right, first.area.right, 0.1);
    assert!(middle.area.right > first.area.right + 20.0 && middle.area.right <= FRAME.right);
    near(
        "文件 beside the middle",
        (middle.area.top + middle.area.bottom) / 2.0,
        (ink.top + ink.bottom) / 2.0,
        1.5,
    );
}

#[test]
fn the_number_follows_two_lines_below_and_the_red_line_4_mm() {
    let paper = print(&notice());
    let mark = paper.ink(1, ABOVE_LINE, 50, is_red).expect("a mark");
    let number = paper.line(1, "舟政发〔2021〕5号");
    near("two lines below the mark", number.area.top - mark.bottom, 2.0 * PITCH, 0.2);
    near("the number's middle", (number.area.left + number.area.right) / 2.0, 106.0, 0.2);
    let (top, weight) = red_line(&paper);
    near("the red line below the number", top - number.area.bottom, 4.0, 0.1);
    near("its weight", weight, 0.5, 0.05);
    let row = Area { left: 20.0, top, right: 190.0, bottom: top + weight };
    let ink = paper.ink(1, row, 20, is_red).expect("a red line");
    near("its start", ink.left, FRAME.left, 0.1);
    near("its length", ink.right - ink.left, 156.0, 0.1);
}

#[test]
fn an_unnumbered_draft_keeps_the_place_of_the_number() {
    let numbered = red_line(&print(&notice()));
    let draft = red_line(&print(&Sheet { number: None, ..notice() }));
    assert_eq!(numbered, draft);
}

#[test]
fn upward_documents_name_their_signers_right_of_the_number() {
    let signers = ["王海波", "李舟山", "张定海"].map(String::from).to_vec();
    let paper = print(&Sheet { signers, ..notice() });
    let (first, last) = (paper.line(1, "签发人："), paper.line(1, "张定海"));
    let number = paper.line(1, "舟政发〔2021〕5号");
    near("the number a character from the left", number.area.left - FRAME.left, CELL, 0.2);
    near("on the line of the last signer", number.area.top, last.area.top, 0.1);
    near("the first a line above", last.area.top - first.area.top, PITCH, 0.1);
    near("below the first name", last.area.left, first.area.left + 4.0 * CELL, 0.2);
    assert_eq!(last.font, "FandolKai");
    near("a character from the right", FRAME.right - first.area.right.max(last.area.right), CELL, 0.3);
}

#[test]
fn copy_number_grade_and_urgency_stand_in_the_corner() {
    let copy_number = Some("000001".to_owned());
    let paper =
        print(&Sheet {
            copy_number, secrecy: Some("内部".into()), urgency: Some("特急".into()), ..notice()
        });
    for (index, (text, font)) in
        [("000001", "FandolFang"), ("内部", "FandolHei"), ("特急", "FandolHei")].into_iter().enumerate()
    {
        let line = paper.line(1, text);
        assert_eq!((line.font.as_str(), line.size), (font, 16.0));
        near("left", line.area.left, FRAME.left, 0.1);
        near("top", line.area.top, FRAME.top + index as f64 * PITCH, 0.1);
    }
    let mark = paper.ink(1, ABOVE_LINE, 50, is_red).expect("a mark");
    near("the mark stays", mark.top - FRAME.top, 35.0, 0.1);
}

#[test]
fn a_joint_upward_document_keeps_its_number_on_the_line_of_the_last_of_many_signers() {
    let signers = ["王海波", "李舟山", "张定海", "赵岱山", "钱嵊泗"].map(String::from).to_vec();
    let organs = ["舟山市大数据发展管理局", "舟山市司法局", "舟山市财政局", "舟山市教育局", "舟山市档案局"];
    let paper = print(&Sheet { signers, ..joint(&organs) });
    let mark = paper.ink(1, Area { bottom: 160.0, ..ABOVE_LINE }, 50, is_red).expect("a mark");
    let (first, third, last) = (paper.line(1, "签发人："), paper.line(1, "张定海"), paper.line(1, "钱嵊泗"));
    let number = paper.line(1, "舟政发〔2021〕5号");
    let (line, _) = red_line(&paper);
    assert!(mark.bottom < line + 0.6, "{mark:?}");
    near("two names a line", third.area.top - first.area.top, PITCH, 0.1);
    near("the number on the last line", number.area.top, last.area.top, 0.1);
    near("the red line below it", line - number.area.bottom, 4.0, 0.1);
    assert!(paper.pages_with("《舟山市").contains(&1), "the first page shows text");
}
