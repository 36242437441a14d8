//! 附件: the city's own plan, bound with its notice.

use api::documents::Block;
use api::sheet::{Sheet, SheetAttachment};

use crate::support::*;

fn plan() -> Vec<Block> {
    serde_json::from_str(include_str!("plan.json")).expect("the plan is blocks")
}

fn notice_with_plan() -> Sheet {
    let title = "舟山市数字政府建设“十四五”规划";
    Sheet {
        attachments: vec![SheetAttachment { title: title.into(), body: plan(), separate: false }],
        ..notice()
    }
}

#[test]
fn an_attachment_starts_a_page_with_its_label_and_title() {
    let paper = print(&notice_with_plan());
    let page = paper.pages_with("二、总体要求")[0];
    let (label, title) = (paper.line(page, "附件"), paper.line(page, "舟山市数字政府建设“十四五”规划"));
    assert_eq!((label.text.as_str(), label.font.as_str(), label.size), ("附件", "FandolHei", 16.0));
    near("the label's top", label.area.top, FRAME.top, 0.1);
    near("the label's left", label.area.left, FRAME.left, 0.1);
    near(
        "the title in line 3",
        (title.area.top + title.area.bottom) / 2.0,
        FRAME.top + 2.0 * PITCH + CHARACTER / 2.0,
        0.3,
    );
    near("centred", (title.area.left + title.area.right) / 2.0, 106.0, 0.3);
    near("text after an empty line", paper.line(page, "二、总体要求").area.top, FRAME.top + 4.0 * PITCH, 0.1);
}

#[test]
fn the_whole_plan_reads_in_order_and_pages_count_on() {
    let paper = print(&notice_with_plan());
    let text = paper.text();
    let mut rest = text.as_str();
    for block in plan() {
        // Page numbers fall between the lines of a paragraph, so its beginning is looked for.
        let beginning: String = block.text().chars().filter(|c| !c.is_whitespace()).take(20).collect();
        rest =
            rest.split_once(&beginning).unwrap_or_else(|| panic!("{beginning} is missing or out of order")).1;
    }
    let last = *paper.pages_with("市档案局").last().expect("the plan's end");
    for page in 1..=last {
        assert_eq!(paper.line(page, "— ").text.replace(' ', ""), format!("—{page}—"));
    }
}

#[test]
fn several_attachments_are_numbered() {
    let attachment =
        |title: &str| SheetAttachment {
            title: title.into(), body: vec![paragraph("内容")], separate: false
        };
    let paper = print(&Sheet { attachments: vec![attachment("方案"), attachment("办法")], ..notice() });
    for (label, title) in [("附件1", "方案"), ("附件2", "办法")] {
        let page = *paper.pages_with(label).last().expect("its page");
        assert_eq!(paper.line(page, label).text, label);
        near("top", paper.line(page, label).area.top, FRAME.top, 0.1);
        assert_eq!(paper.line(page, title).size, 22.0);
    }
    let imprint = paper.pages_with("抄送：");
    assert_eq!(imprint, [paper.pages], "the imprint follows the attachments");
}

#[test]
fn what_is_not_bound_begins_a_sheet_and_a_numbering_of_its_own_with_the_documents_number() {
    let attachment = |title: &str, separate| SheetAttachment {
        title: title.into(),
        body: vec![paragraph("内容")],
        separate,
    };
    let attachments = vec![attachment("方案", false), attachment("图册", true), attachment("表册", true)];
    let paper = print(&Sheet { attachments, ..notice() });
    let imprint = paper.pages_with("抄送：")[0];
    let first = *paper.pages_with("附件2").last().expect("the second attachment");
    assert!(first > imprint && first % 2 == 1, "a sheet behind the imprint");
    let label = paper.line(first, "舟政发");
    assert_eq!(label.text.replace('\u{3000}', " "), "舟政发〔2021〕5号 附件2");
    near("in the first line", label.area.top, FRAME.top, 0.1);
    assert_eq!(paper.line(first, "— ").text.replace(' ', ""), "—1—");
    let second = *paper.pages_with("附件3").last().expect("the third attachment");
    assert_eq!((second, paper.line(second, "— ").text.replace(' ', "")), (first + 2, "—1—".to_owned()));
}
