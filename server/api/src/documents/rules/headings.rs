//! 结构层次: 一、（一）1.（1）, without gaps (F05).

use super::{
    Field, Finding, Rule,
    text::{numeral, numeral_of, squeezed},
};
use crate::documents::{Block, Draft};

pub(super) fn check(draft: &Draft, findings: &mut Vec<Finding>) {
    check_text(&draft.body, |block| Field::Body { block: Some(block) }, findings);
    for (index, attachment) in draft.attachments.iter().enumerate() {
        check_text(&attachment.body, |block| Field::Attachment { index, block: Some(block) }, findings);
    }
}

fn check_text(blocks: &[Block], field: impl Fn(usize) -> Field, findings: &mut Vec<Finding>) {
    let headings = || {
        blocks.iter().enumerate().filter_map(|(at, block)| match block {
            Block::Heading { level, text } => Some((at, usize::from(level.number()), text.as_str())),
            Block::Paragraph { .. } | Block::Table { .. } | Block::Picture { .. } => None,
        })
    };
    let mut used = [false; 5];
    for (_, level, _) in headings() {
        used[level] = true;
    }
    let mut last = [0_u32; 5];
    let mut above = 0;
    for (at, level, text) in headings() {
        // Two levels may be 一、 and 1.: a level is skipped only where the text has it elsewhere (GB/T 9704 7.3.3).
        if (above + 1..level).any(|between| used[between]) {
            let (chinese, english) = (
                "标题跳级：请补上一级标题，或提高本标题的级别",
                "A heading level is skipped; add the level above or raise this one",
            );
            findings.push(Finding::advice(Rule::F05, field(at), chinese, english));
        }
        above = level;
        last[level + 1..].fill(0);
        let Some((written_level, number, rest)) = numbered(text) else { continue };
        let expected = last[level].saturating_add(1);
        last[level] = if written_level == level { number } else { expected };
        let proper = format!("{}{rest}", numbering(level, expected));
        if squeezed(text) == squeezed(&proper) {
            continue;
        }
        let due = numbering(level, expected);
        let finding = if written_level == level && number == expected {
            Finding::advice(
                Rule::F05,
                field(at),
                format!("本级标题的序数应写作“{due}”"),
                format!("The number of this heading is written “{due}”"),
            )
        } else {
            Finding::advice(
                Rule::F05,
                field(at),
                format!("序数应为“{due}”，请核对层次和顺序"),
                format!("The number here should be “{due}”; check level and order"),
            )
        };
        findings.push(finding.with_fix(proper));
    }
}

/// How the number of a heading is written at its level.
fn numbering(level: usize, number: u32) -> String {
    match level {
        1 => format!("{}、", numeral_of(number)),
        2 => format!("（{}）", numeral_of(number)),
        3 => format!("{number}."),
        _ => format!("（{number}）"),
    }
}

/// Level, number and words of a heading as written, however the brackets and stops are.
/// `None` where it has no number.
fn numbered(text: &str) -> Option<(usize, u32, &str)> {
    let text = text.trim();
    if let Some(inside) = text.strip_prefix(['（', '(']) {
        let (number, rest) = inside.split_once(['）', ')'])?;
        let level_and_number = match numeral(number.trim()) {
            Some(number) => (2, number),
            None => (4, arabic(number.trim())?),
        };
        return Some((
            level_and_number.0,
            level_and_number.1,
            rest.trim_start_matches(['、', '.', ' ', '\u{3000}']),
        ));
    }
    let end = text.find(['、', '.', '．', ',', '，'])?;
    let (number, rest) = text.split_at(end);
    let mark = rest.chars().next()?;
    let rest = rest[mark.len_utf8()..].trim_start();
    if let Some(number) = numeral(number) {
        return Some((1, number, rest));
    }
    // 2.5亿元 is a quantity, not a number of a heading.
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    Some((3, arabic(number)?, rest))
}

fn arabic(text: &str) -> Option<u32> {
    (!text.is_empty() && text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}
