//! 署名, 成文日期, 印章, 附注.

use api::sheet::{Sheet, SheetAttachment};

use crate::support::*;

/// Where seals are on a page that has no other red.
fn seal_ink(paper: &Paper, page: usize, area: Area) -> Area {
    paper.ink(page, area, 20, is_red).expect("a seal")
}

fn below_text(paper: &Paper, page: usize, last_line: &str) -> Area {
    Area { left: 20.0, top: paper.line(page, last_line).area.bottom, right: 200.0, bottom: 265.0 }
}

#[test]
fn the_seal_presses_name_and_date() {
    for diameter in [38.0, 42.0, 45.0] {
        let paper = print(&Sheet { seals: vec![seal(diameter)], note: None, ..notice() });
        let text = paper.line(1, "现印发");
        let lines = paper.lines(1);
        let name = lines.iter().rev().find(|line| line.text == "舟山市人民政府").expect("a name");
        let date = paper.line(1, "2021年7月1日");
        near("four characters right of the date", FRAME.right - date.area.right, 4.0 * CELL, 0.3);
        let middle = |line: &Line| (line.area.left + line.area.right) / 2.0;
        near("the name above the date's middle", middle(name), middle(&date), 0.2);
        near("the date below the name", date.area.top - name.area.top, PITCH, 0.1);

        let ink = seal_ink(&paper, 1, below_text(&paper, 1, "现印发"));
        near("the seal's width", ink.right - ink.left, diameter, 0.3);
        near("the seal's middle", (ink.left + ink.right) / 2.0, middle(&date), 0.2);
        let gap = ink.top - text.area.bottom;
        assert!(
            (0.0..PITCH).contains(&gap),
            "{diameter}: the seal is {gap} mm below the text, at most a line"
        );
        let centre = (ink.top + ink.bottom) / 2.0;
        assert!(
            (name.area.top + name.area.bottom) / 2.0 > centre,
            "{diameter}: the name is below the seal's centre"
        );
        assert!(date.area.bottom < ink.bottom, "{diameter}: the seal presses the date");
    }
}

#[test]
fn an_unsealed_draft_keeps_the_place_of_the_seal() {
    let (draft, sealed) = (print(&Sheet { seals: vec![], ..notice() }), print(&notice()));
    let places =
        |paper: &Paper| paper.lines(1).into_iter().map(|line| (line.text, line.area)).collect::<Vec<_>>();
    assert_eq!(places(&draft), places(&sealed));
}

#[test]
fn without_a_seal_the_date_starts_two_characters_after_the_name() {
    let unsealed = Sheet { seals: vec![], unsealed: true, note: None, ..notice() };
    let paper = print(&unsealed);
    let name = paper.lines(1).into_iter().rev().find(|line| line.text == "舟山市人民政府").expect("a name");
    let date = paper.line(1, "2021年7月1日");
    near("after one empty line", name.area.top - paper.line(1, "现印发").area.top, 2.0 * PITCH, 0.1);
    near("two characters further", date.area.left - name.area.left, 2.0 * CELL, 0.2);
    near("the next line", date.area.top - name.area.top, PITCH, 0.1);
    // The date is the longer one here, so it is the one to keep two characters from the right.
    near("two characters from the right", FRAME.right - date.area.right, 2.0 * CELL, 0.3);

    let longer =
        print(&Sheet { signatures: vec!["舟山市人力资源和社会保障局".into()], ..unsealed });
    let name = longer.line(1, "舟山市人力资源");
    near("a longer name from the right", FRAME.right - name.area.right, 2.0 * CELL, 0.3);
}

#[test]
fn joint_seals_stand_in_rows_and_do_not_touch() {
    let organs = ["舟山市委办公室", "舟山市司法局", "舟山市财政局", "舟山市档案局", "舟山市教育局"];
    let paper = print(&Sheet { note: None, ..joint(&organs) });
    let page = paper.pages_with("2021年7月1日")[0];
    let names: Vec<Line> = organs
        .iter()
        .map(|organ| paper.lines(page).into_iter().rev().find(|line| line.text == *organ).expect("a name"))
        .collect();
    let seals: Vec<Area> = names
        .iter()
        .map(|name| {
            let middle = (name.area.left + name.area.right) / 2.0;
            let around = Area {
                left: middle - 22.5,
                right: middle + 22.5,
                top: name.area.top - 26.0,
                bottom: name.area.top + 20.5,
            };
            seal_ink(&paper, page, around)
        })
        .collect();
    for (index, seal) in seals.iter().enumerate() {
        near("a whole seal", seal.right - seal.left, 42.0, 0.3);
        near("a whole seal", seal.bottom - seal.top, 42.0, 0.3);
        assert!(seal.left >= FRAME.left && seal.right <= FRAME.right, "{seal:?}");
        for other in &seals[..index] {
            let apart = other.right < seal.left || seal.right < other.left || other.bottom < seal.top;
            assert!(apart, "{other:?} touches {seal:?}");
        }
    }
    let date = paper.line(page, "2021年7月1日");
    let last = seals.last().expect("five seals");
    near(
        "the last seal presses the date",
        (last.left + last.right) / 2.0,
        (date.area.left + date.area.right) / 2.0,
        0.2,
    );
    assert!(date.area.top > last.top && date.area.bottom < last.bottom);
}

/// Fails unless text of the body stands on the first page and on that of the signature.
#[track_caller]
fn assert_together(worker: &mut Worker, what: &str, sheet: &Sheet) {
    let paper = worker.print(sheet);
    let words: Vec<char> = long(19).chars().collect();
    let text_on = |page| {
        let lines = paper.lines(page).into_iter().filter(|line| line.size == 16.0);
        lines.filter(|line| line.text.chars().all(|c| words.contains(&c) || c == ' ')).count()
    };
    let page = paper.pages_with("2021年7月1日")[0];
    assert!(text_on(page) > 0, "{what}: no text on page {page}, that of the signature");
    assert!(text_on(1) > 0, "{what}: no text on the first page");
}

#[test]
fn a_seal_never_stands_on_a_page_without_text() {
    let mut worker = Worker::start();
    let signatures = vec!["署名机关".to_owned()];
    for lines in 1..=36 {
        let body = vec![paragraph(&long(28 * lines - 3))];
        let sheet = Sheet { body, signatures: signatures.clone(), ..notice() };
        assert_together(&mut worker, &format!("{lines} lines"), &sheet);
    }
    let attachment =
        SheetAttachment { title: "附件甲".repeat(3), body: vec![paragraph("内容")], separate: false };
    for lines in [2, 4, 8, 26, 27, 28] {
        let (body, attachments) = (vec![paragraph(&long(28 * lines - 3))], vec![attachment.clone(); 3]);
        let sheet = Sheet { body, attachments, signatures: signatures.clone(), ..notice() };
        assert_together(&mut worker, &format!("{lines} lines, three attachments"), &sheet);
    }
    // One line stays on the first page; the note of attachments accompanies the seal.
    let (body, attachments) = (vec![paragraph(&long(20))], vec![attachment; 3]);
    let paper = worker.print(&Sheet { body, attachments, ..notice() });
    assert_eq!(
        (paper.pages_with(&long(20)), paper.pages_with("附件：")),
        (vec![1], paper.pages_with("2021年7月1日"))
    );
    for paragraphs in [1, 3, 5, 7, 17, 19, 21] {
        let body = vec![paragraph(&long(25)); paragraphs];
        let sheet = Sheet { body, ..joint(&["甲署名机关", "乙署名机关", "丙署名机关"]) };
        assert_together(&mut worker, &format!("{paragraphs} paragraphs, joint"), &sheet);
    }
}

#[test]
fn the_note_stands_in_parentheses_below_the_date() {
    let paper = print(&notice());
    let (note, date) = (paper.line(1, "（此件公开发布）"), paper.line(1, "2021年7月1日"));
    near("the line below the date", note.area.top - date.area.top, PITCH, 0.1);
    // An opening bracket's empty left half is trimmed at the line's start.
    near("indented by two", note.area.left, FRAME.left + 2.0 * CELL, CELL / 2.0 + 0.1);
}
