//! 主体 up to the note of attachments.

use api::sheet::{Sheet, SheetAttachment};

use crate::support::*;

fn attached(titles: &[&str]) -> Vec<SheetAttachment> {
    titles
        .iter()
        .map(|title| SheetAttachment {
            title: (*title).into(),
            body: vec![paragraph("内容")],
            separate: false,
        })
        .collect()
}

/// A notice that leaves room on its page.
fn unsealed() -> Sheet {
    Sheet { seals: vec![], unsealed: true, note: None, ..notice() }
}

#[test]
fn the_title_is_centred_two_lines_below_the_red_line() {
    let paper = print(&notice());
    let (line, weight) = *paper.rules(1, 28.5, is_red).last().expect("a red line");
    let title: Vec<Line> = paper.lines(1).into_iter().filter(|line| line.size == 22.0).collect();
    assert_eq!(
        title.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(),
        ["舟山市人民政府关于印发", "舟山市数字政府建设“十四五”规划的通知",]
    );
    for line in &title {
        assert_eq!(line.font, "NotoSerifCJKsc");
        near("centred", (line.area.left + line.area.right) / 2.0, 106.0, 0.3);
    }
    // A character of 二号 is 2.1 mm higher than the grid's.
    let middle = (title[0].area.top + title[0].area.bottom) / 2.0;
    near("two lines below the red line", middle - CHARACTER / 2.0 - line - weight, 2.0 * PITCH, 0.3);
    near("its second line", title[1].area.top - title[0].area.top, PITCH, 0.1);
    let recipients = paper.line(1, "各县");
    near("the recipients one line below", recipients.area.top - title[1].area.top, 2.0 * PITCH + 1.2, 0.3);
    near("flush left", recipients.area.left, FRAME.left, 0.1);
    assert!(recipients.text.ends_with('：'));
    let text = paper.line(1, "《舟山市");
    near("the text in the next line", text.area.top - recipients.area.top, PITCH, 0.1);
}

#[test]
fn headings_have_their_faces_and_paragraphs_their_indent() {
    let body = vec![
        heading(1, "一、总体要求"),
        heading(2, "（一）指导思想"),
        heading(3, "1.工作目标"),
        heading(4, "（1）近期目标"),
        paragraph(&long(20)),
    ];
    let paper = print(&Sheet { body, ..unsealed() });
    for (text, font) in [
        ("一、", "FandolHei"),
        ("（一）", "FandolKai"),
        ("1.", "FandolFang"),
        ("（1）", "FandolFang"),
        ("舟山市数字政府建设规划实施", "FandolFang"),
    ] {
        let line = paper.line(1, text);
        assert_eq!((line.font.as_str(), line.size), (font, 16.0), "{text}");
        near(text, line.area.left, FRAME.left + 2.0 * CELL, 0.2);
    }
    let tops: Vec<f64> =
        paper.lines(1).iter().filter(|line| line.size == 16.0).map(|line| line.area.top).collect();
    let start = tops.iter().position(|top| *top == paper.line(1, "一、").area.top).expect("the heading");
    for pair in tops[start..start + 5].windows(2) {
        near("headings keep the grid", pair[1] - pair[0], PITCH, 0.1);
    }
}

#[test]
fn one_attachment_is_noted_without_number_or_mark() {
    let paper = print(&Sheet { attachments: attached(&["舟山市数字政府建设规划"]), ..unsealed() });
    let note = paper.line(1, "附件：");
    assert_eq!(note.text, "附件：舟山市数字政府建设规划");
    near("indented by two", note.area.left, FRAME.left + 2.0 * CELL, 0.1);
    let text = paper.line(1, "现印发");
    near("one empty line below the text", note.area.top - text.area.top, 2.0 * PITCH, 0.1);
}

#[test]
fn several_attachments_align_with_their_names() {
    let long_title = "舟山市政务协同平台投资估算以及分年度资金安排情况一览表";
    let paper = print(&Sheet { attachments: attached(&["建设方案", long_title]), ..notice() });
    let page = *paper.pages_with("附件：").first().expect("a note");
    let lines = paper.lines(page);
    let at = lines.iter().position(|line| line.text.starts_with("附件：")).expect("a note");
    assert_eq!(lines[at].text.replace(' ', ""), "附件：1.建设方案");
    let (second, wrapped) = (&lines[at + 1], &lines[at + 2]);
    assert!(second.text.starts_with("2."), "{second:?}");
    near("2. below 1.", second.area.left, FRAME.left + 5.0 * CELL, 0.2);
    let number = wrapped.area.left - second.area.left;
    assert!((2.0..7.0).contains(&number), "wrapped lines align with the name, not the number: {number}");
    assert!(long_title.ends_with(&wrapped.text), "{wrapped:?}");
}

#[test]
fn recipients_that_would_take_the_first_page_go_to_the_imprint() {
    let recipients = vec!["舟山市人民政府办公室直属单位"; 30].join("、");
    let paper = print(&Sheet { recipients: Some(recipients), ..notice() });
    assert_eq!(paper.pages_with("主送："), [paper.pages]);
    assert!(paper.pages_with("现印发给你们").contains(&1));
    let (sent, copied) = (paper.line(paper.pages, "主送："), paper.line(paper.pages, "抄送："));
    assert!(sent.area.top < copied.area.top);
    assert_eq!(sent.size, 14.0);
    assert_eq!(paper.rules(paper.pages, 29.0, is_black).len(), 3, "no rule between recipients and copies");
}
