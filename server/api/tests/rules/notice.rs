//! The first document of the house: a 通知 that issues the plan of the sample as its attachment.

use api::documents::{Attachment, Block, HeadingLevel, rules::check};

use crate::{
    city::{City, outside, paragraphs},
    marks,
};

fn block(line: &str) -> Block {
    let heading = |level| Block::Heading { level, text: line.to_owned() };
    match line.chars().next() {
        Some('一' | '二' | '三') if line.chars().nth(1) == Some('、') => heading(HeadingLevel::ONE),
        Some('（') => heading(HeadingLevel::TWO),
        _ => Block::Paragraph { text: line.to_owned() },
    }
}

#[test]
fn a_circular_that_issues_the_plan_may_be_signed() {
    let city = City::read();
    let mut draft = city.circular();
    draft.title = "舟山市大数据局关于印发舟山市数字政府\n建设“十四五”规划的通知".into();
    draft.recipients =
        vec![outside("各县（区）人民政府"), city.recipient("六横管委会"), city.recipient("市司法局")];
    draft.copies =
        vec![city.recipient("市委办公室"), city.recipient("市府办公室"), city.recipient("市档案局")];
    draft.body = paragraphs(&[
        "《舟山市数字政府建设“十四五”规划》已经市政府同意，现印发给你们，请结合实际，认真组织实施。",
    ]);
    draft.note = Some("此件公开发布".into());
    draft.attachments = vec![Attachment {
        title: "舟山市数字政府建设“十四五”规划".into(),
        body: include_str!("../samples/plan.txt").lines().map(block).collect(),
        ..Attachment::default()
    }];
    let findings = check(&draft, &city.context());
    // The sample begins at the second chapter of the plan: its first heading is 二、.
    assert_eq!(marks(&findings), ["F05"], "{findings:#?}");
    assert_eq!(findings[0].fix.as_deref(), Some("一、总体要求"));
}
