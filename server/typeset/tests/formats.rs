//! 特定格式: 信函, 命令（令）, 纪要 (GB/T 9704-2012 ch. 10).

use api::documents::{Attendance, Format};
use api::sheet::{Sheet, Signatory};

use crate::support::*;

fn letter() -> Sheet {
    Sheet {
        format: Format::Letter,
        mark: vec!["舟山市大数据发展管理局".into()],
        number: Some("舟数函〔2021〕12号".into()),
        title: "舟山市大数据发展管理局关于商请共享不动产登记数据的函".into(),
        recipients: Some("市自然资源和规划局".into()),
        body: vec![paragraph(&long(50)), paragraph("请予支持，专此致函。")],
        signatures: vec!["舟山市大数据发展管理局".into()],
        copies: Some("市司法局".into()),
        ..notice()
    }
}

fn order() -> Sheet {
    let signatory = Signatory { title: "市长".into(), name: "王海波".into(), stamp: None };
    Sheet {
        format: Format::Order,
        number: Some("第68号".into()),
        title: "舟山市国家海洋公园管理办法发布令".into(),
        recipients: None,
        body: vec![paragraph(
            "《舟山市国家海洋公园管理办法》已经市人民政府第5次常务会议审议通过，现予公布，自2021年8月1日起施行。",
        )],
        signatories: vec![signatory],
        seals: vec![],
        note: None,
        ..notice()
    }
}

fn minutes() -> Sheet {
    Sheet {
        format: Format::Minutes,
        mark: vec!["舟山市人民政府专题会议纪要".into()],
        number: Some("〔2021〕3号".into()),
        title: "关于数字政府建设工作的会议纪要".into(),
        recipients: None,
        body: vec![paragraph(&long(60))],
        signatures: vec!["舟山市人民政府办公室".into()],
        seals: vec![],
        unsealed: true,
        note: None,
        attendance: Attendance {
            present: Some(
                "市政府张舟，市大数据局李山、王海，市财政局赵定海，市司法局孙岱山，市自然资源和规划局钱嵊泗"
                    .into(),
            ),
            absent: Some("市教育局周普陀".into()),
            observing: Some("定海区人民政府吴盐仓".into()),
        },
        ..notice()
    }
}

/// Ink of a mark near the top of the first page.
fn mark(paper: &Paper, top: f64, bottom: f64) -> Area {
    paper.ink(1, Area { left: 20.0, top, right: 190.0, bottom }, 50, is_red).expect("a mark")
}

#[test]
fn a_letter_has_its_mark_30_mm_from_the_edge_between_double_lines_of_170_mm() {
    let paper = print(&letter());
    let rules = paper.rules(1, 21.0, is_red);
    assert_eq!(rules.len(), 4, "two double lines: {rules:?}");
    let mark = mark(&paper, 20.0, rules[0].0 - 1.0);
    near("the mark's top from the paper's edge", mark.top, 30.0, 0.1);
    near("the first line below the mark", rules[0].0 - mark.bottom, 4.0, 0.1);
    assert!(rules[0].1 > rules[1].1 && rules[3].1 > rules[2].1, "thick above, thick below: {rules:?}");
    near("the second line from the lower edge", 297.0 - rules[3].0 - rules[3].1, 20.0, 0.05);
    for (top, weight) in [rules[0], rules[3]] {
        let row = Area { left: 10.0, top, right: 200.0, bottom: top + weight };
        let ink = paper.ink(1, row, 20, is_red).expect("a line");
        near("its start, centred on the paper", ink.left, 20.0, 0.1);
        near("its length", ink.right - ink.left, 170.0, 0.1);
    }
}

#[test]
fn a_letters_number_stands_at_the_right_7_8_of_a_character_below_the_line() {
    let sheet = Sheet { copy_number: Some("000001".into()), urgency: Some("特急".into()), ..letter() };
    let paper = print(&sheet);
    let rules = paper.rules(1, 21.0, is_red);
    let line = rules[1].0 + rules[1].1;
    let (number, copy) = (paper.line(1, "舟数函"), paper.line(1, "000001"));
    near("the number below the line", number.area.top - line, CHARACTER * 7.0 / 8.0, 0.1);
    near("the number's end", number.area.right, FRAME.right, 0.2);
    near("the copy number beside it", copy.area.top, number.area.top, 0.1);
    near("flush left", copy.area.left, FRAME.left, 0.1);
    let urgency = paper.line(1, "特急");
    let title = paper.lines(1).into_iter().find(|line| line.size == 22.0).expect("a title");
    near("urgency in the next line", urgency.area.top - copy.area.top, PITCH, 0.1);
    let middle = |line: &Line| (line.area.top + line.area.bottom) / 2.0;
    near("the title two lines below the last element", middle(&title) - middle(&urgency), 3.0 * PITCH, 0.4);
}

#[test]
fn a_letters_first_page_has_no_number_and_its_imprint_neither_rules_nor_printer() {
    let paper = print(&letter());
    assert_eq!(paper.pages, 1, "copies stand at the foot of the letter's only page");
    assert!(paper.pages_with("— 1 —").is_empty() && paper.pages_with("印发").is_empty());
    let copies = paper.line(1, "抄送：");
    let rules = paper.rules(1, 29.0, is_black);
    assert!(rules.iter().all(|(top, _)| *top < copies.area.top - 8.0), "no rules: {rules:?}");
    assert_eq!(copies.text, "抄送：市司法局。");
    near("at the foot of the frame", copies.area.bottom, FRAME.bottom, 0.6);
    near("a character from the left", copies.area.left - FRAME.left, 14.0 / 72.0 * 25.4, 0.1);

    let long = print(&Sheet { body: vec![paragraph(&long(28 * 20))], ..letter() });
    assert_eq!(long.pages, 2);
    assert!(long.rules(2, 21.0, is_red).is_empty(), "double lines on the first page only");
    assert_eq!(long.line(2, "— 2").text.replace(' ', ""), "—2—");
    assert_eq!(long.pages_with("抄送："), [2]);
}

#[test]
fn a_joint_letter_bears_the_lead_organs_mark_and_every_signature() {
    let organs = ["舟山市大数据发展管理局", "舟山市财政局"];
    let paper = print(&Sheet {
        mark: organs.map(String::from).to_vec(),
        signatures: organs.map(String::from).to_vec(),
        seals: vec![seal(42.0); 2],
        ..letter()
    });
    let large: Vec<String> =
        paper.lines(1).into_iter().filter(|line| line.size > 23.0).map(|line| line.text).collect();
    assert_eq!(large, ["舟山市大数据发展管理局"]);
    assert!(!paper.pages_with("舟山市财政局").is_empty());
}

#[test]
fn an_orders_mark_stands_20_mm_below_the_frame_with_number_and_text_two_lines_apart() {
    let paper = print(&order());
    let ink = mark(&paper, 45.0, 90.0);
    near("the mark's top", ink.top - FRAME.top, 20.0, 0.1);
    assert_eq!(paper.line(1, "舟山市人民政府").text, "舟山市人民政府令");
    let (number, text) = (paper.line(1, "第68号"), paper.line(1, "《舟山市国家海洋公园"));
    // The last stroke of 令 runs out so thin that less of it is seen than there is.
    near("the number two lines below", number.area.top - ink.bottom, 2.0 * PITCH, 0.5);
    near("the number's middle", (number.area.left + number.area.right) / 2.0, 106.0, 0.3);
    near("the text two lines below", text.area.top - number.area.top, 3.0 * PITCH, 0.1);
    assert!(paper.rules(1, 28.5, is_red).is_empty(), "no red line");
    assert!(paper.pages_with("发布令").is_empty(), "the title is not printed");
}

#[test]
fn an_order_is_signed_by_stamp_with_the_office_beside_it_and_the_date_below() {
    let stamped = Signatory { title: "市长".into(), name: "王海波".into(), stamp: Some(stamp(30.0)) };
    let paper = print(&Sheet { signatories: vec![stamped], ..order() });
    let lines = paper.lines(1);
    let text = lines.iter().find(|line| line.text.ends_with("施行。")).expect("the last line");
    let below = Area { left: 20.0, top: text.area.bottom, right: 200.0, bottom: 265.0 };
    let ink = paper.ink(1, below, 20, is_red).expect("a stamp");
    near("two lines below the text", ink.top - text.area.bottom, 2.0 * PITCH + PITCH - CHARACTER, 0.2);
    near("four characters from the right", FRAME.right - ink.right, 4.0 * CELL, 0.2);
    near("its width", ink.right - ink.left, 30.0, 0.1);
    let (office, date) = (paper.line(1, "市长"), paper.line(1, "2021年7月1日"));
    near("the office two characters to the left", ink.left - office.area.right, 2.0 * CELL, 0.2);
    near(
        "on the stamp's middle",
        (office.area.top + office.area.bottom) / 2.0,
        (ink.top + ink.bottom) / 2.0,
        0.3,
    );
    near("the date an empty line below", date.area.top - ink.bottom, 2.0 * PITCH - CHARACTER, 0.2);
    near("the date four characters from the right", FRAME.right - date.area.right, 4.0 * CELL, 0.3);

    let drafted = print(&order());
    assert_eq!(drafted.line(1, "王海波").font, "FandolKai", "the name keeps the stamp's place");
}

#[test]
fn a_joint_order_names_its_signatories_one_below_the_other() {
    let signatories = [("市长", "王海波"), ("司令员", "李定海")]
        .map(|(title, name)| Signatory { title: title.into(), name: name.into(), stamp: Some(stamp(25.0)) })
        .to_vec();
    let mark = ["舟山市人民政府", "舟山警备区"].map(String::from).to_vec();
    let paper = print(&Sheet { mark, signatories, title: "联合命令".into(), ..order() });
    let (first, second) = (paper.line(1, "市长"), paper.line(1, "司令员"));
    near("offices end alike", first.area.right, second.area.right, 0.2);
    assert!(second.area.top > first.area.bottom, "the lead organ's first");
    assert!(paper.lines(1).iter().any(|line| line.text.contains("命令")), "the title says 命令");
}

#[test]
fn minutes_name_who_took_part_below_the_text() {
    let paper = print(&minutes());
    let ink = mark(&paper, 60.0, 95.0);
    near("the mark's top", ink.top - FRAME.top, 35.0, 0.1);
    let text: Vec<Line> = paper.lines(1).into_iter().filter(|line| line.size == 16.0).collect();
    let at = text.iter().position(|line| line.text.starts_with("出席：")).expect("who was there");
    near("an empty line below the text", text[at].area.top - text[at - 1].area.top, 2.0 * PITCH, 0.1);
    near("indented by two", text[at].area.left, FRAME.left + 2.0 * CELL, 0.2);
    near("later lines below the first name", text[at + 1].area.left, FRAME.left + 5.0 * CELL, 0.3);
    let absent = paper.line(1, "请假：");
    assert!(absent.area.top > text[at + 1].area.top && paper.line(1, "列席：").area.top > absent.area.top);
    assert_eq!(paper.line(1, "请假：").font, "FandolHei");
    let (organ, date) = (paper.line(1, "舟山市人民政府办公室"), paper.line(1, "2021年7月1日"));
    near("organ and date on one line", organ.area.top, date.area.top, 0.1);
    let (line, _) = *paper.rules(1, 28.5, is_red).last().expect("a red line");
    near("the red line below them", line - organ.area.bottom, 4.0, 0.1);
    assert!(
        paper.ink(1, Area { left: 20.0, top: line + 2.0, right: 200.0, bottom: 265.0 }, 20, is_red).is_none()
    );
}

#[test]
fn every_format_keeps_ink_inside_and_reads_without_fail_when_it_is_long() {
    let mut worker = Worker::start();
    for sheet in [letter(), order(), minutes()] {
        let body: Vec<_> = (0..40).map(|n| paragraph(&long(90 + n))).collect();
        let title = "关于".to_owned() + &"进一步加强数字政府建设工作".repeat(15) + "的通知";
        let sheet =
            Sheet {
                body, title, mark: vec!["舟山市普陀区人力资源和社会保障局联合办公室".into()], ..sheet
            };
        let paper = worker.print(&sheet);
        assert!(paper.pages > 4);
        for page in 2..=paper.pages {
            let whole = Area { left: 0.0, top: 0.0, right: 210.0, bottom: 264.0 };
            let Some(ink) = paper.ink(page, whole, 10, |rgb| rgb != [255; 3]) else { continue };
            assert!(ink.left >= FRAME.left - 0.3 && ink.right <= FRAME.right + 0.3, "{page}: {ink:?}");
            assert!(ink.top >= FRAME.top - 1.1 && ink.bottom <= FRAME.bottom + 0.3, "{page}: {ink:?}");
        }
    }
}
