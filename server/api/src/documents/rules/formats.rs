//! What each 公文格式 needs, and what its page cannot hold: F08.

use super::{Field, Finding, Rule};
use crate::documents::{Block, Draft, Format};

pub(super) fn check(draft: &Draft, findings: &mut Vec<Finding>) {
    match draft.format() {
        Format::Minutes
            if draft.attendance.present.as_deref().is_none_or(|names| names.trim().is_empty()) =>
        {
            findings.push(Finding::advice(
                Rule::F08,
                Field::Attendance,
                "纪要一般标注出席人员单位、姓名，请填写",
                "Minutes name who was present, with their units; write it",
            ));
        }
        Format::Order if !draft.recipients.is_empty() => findings.push(Finding::advice(
            Rule::F08,
            Field::Recipients,
            "命令（令）正文前不标主送机关，印制时移至版记",
            "An order names no recipients above its text; they are printed in the imprint",
        )),
        _ => {}
    }
    ends_on_its_side(draft, findings);
}

/// A turned table is a sheet of its own: the signature below it would stand on a page without text (7.3.5.5).
fn ends_on_its_side(draft: &Draft, findings: &mut Vec<Finding>) {
    if draft.format() == Format::Minutes {
        return;
    }
    if let Some(Block::Table { landscape: true, .. }) = draft.body.last() {
        findings.push(Finding::advice(
            Rule::F08,
            Field::Body { block: draft.body.len().checked_sub(1) },
            "正文以横排表格结束，署名和印章会落在没有正文的一页；请在表后续写正文，或把表改作附件",
            "The text ends in a turned table, so that the signature would stand on a page without text; write on below it or attach the table",
        ));
    }
}
