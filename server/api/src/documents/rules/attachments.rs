//! Attachments and what the body says of them: F01 and F07.

use super::{Field, Finding, Rule, text::is_blank};
use crate::documents::Draft;

pub(super) fn check(draft: &Draft, findings: &mut Vec<Finding>) {
    missing(draft, findings);
    names(draft, findings);
    mention(draft, findings);
}

fn missing(draft: &Draft, findings: &mut Vec<Finding>) {
    for (index, attachment) in draft.attachments.iter().enumerate() {
        let (field, number) = (Field::Attachment { index, block: None }, index + 1);
        if attachment.title.trim().is_empty() {
            let chinese = format!("附件{number}没有标题，请填写");
            findings.push(Finding::binding(
                Rule::F01,
                field,
                chinese,
                format!("Attachment {number} has no title; write one"),
            ));
        }
        if is_blank(&attachment.body) {
            let chinese = format!("附件{number}没有内容，请填写或删除");
            findings.push(Finding::binding(
                Rule::F01,
                field,
                chinese,
                format!("Attachment {number} is empty; write it or remove it"),
            ));
        }
    }
}

fn names(draft: &Draft, findings: &mut Vec<Finding>) {
    for (index, attachment) in draft.attachments.iter().enumerate() {
        let title = attachment.title.trim_end();
        let bare = title.trim_end_matches(['。', '；', '，', '、', ';', ',', '.']);
        if bare.len() < title.len() {
            let field = Field::Attachment { index, block: None };
            let english = "No punctuation follows the name of an attachment; remove it";
            findings.push(
                Finding::advice(Rule::F07, field, "附件名称后不加标点符号，请删除", english).with_fix(bare),
            );
        }
    }
}

fn mention(draft: &Draft, findings: &mut Vec<Finding>) {
    if !draft.attachments.is_empty() {
        return;
    }
    for (block, text) in draft.body.iter().enumerate() {
        if ["见附件", "附件1", "附件：", "附后）"].iter().any(|mention| text.text().contains(mention))
        {
            let field = Field::Body { block: Some(block) };
            let english = "The text mentions an attachment and there is none; add it or change the text";
            findings.push(Finding::advice(
                Rule::F07,
                field,
                "正文提到附件，但没有附件，请添加或修改正文",
                english,
            ));
        }
    }
}
