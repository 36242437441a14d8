//! Half-width punctuation in Chinese text (F06, 条例 art. 11) and document numbers quoted in it (R17).

use super::{
    Field, Finding, Rule,
    number::with_numbers_mended,
    text::{is_chinese, running_text},
};
use crate::documents::Draft;

pub(super) fn check(draft: &Draft, findings: &mut Vec<Finding>) {
    for (field, text) in running_text(draft) {
        check_text(field, text, findings);
    }
    check_text(Field::Note, draft.note.as_deref().unwrap_or_default(), findings);
}

/// One text of the draft.
pub(super) fn check_text(field: Field, text: &str, findings: &mut Vec<Finding>) {
    let numbered = with_numbers_mended(text);
    if numbered != text {
        let chinese = "发文字号书写不规范：年份用六角括号〔〕，序号不加“第”、不编虚位，如舟政发〔2021〕3号";
        let english = "A document number is not written properly: the year in 〔〕, no 第, no leading zeros, as in 舟政发〔2021〕3号";
        findings.push(Finding::advice(Rule::R17, field, chinese, english).with_fix(numbered.clone()));
    }
    let full = full_width(&numbered);
    if full != numbered {
        let (chinese, english) = (
            "中文里有半角标点，请改用全角标点",
            "Half-width punctuation among Chinese words; use full-width marks",
        );
        findings.push(Finding::advice(Rule::F06, field, chinese, english).with_fix(full));
    }
}

/// The text with half-width marks that touch Chinese characters made full-width. Figures, Latin words and
/// addresses keep theirs.
fn full_width(text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let mut brackets = Vec::new();
    let mut quotes: Option<(usize, bool)> = None;
    for at in 0..characters.len() {
        let before = at.checked_sub(1).map(|before| characters[before]);
        let after = characters.get(at + 1).copied();
        let touches = before.is_some_and(is_chinese) || after.is_some_and(is_chinese);
        match characters[at] {
            '(' => brackets.push((at, touches)),
            ')' => {
                let Some((open, opened)) = brackets.pop() else { continue };
                if opened || touches {
                    characters[open] = '（';
                    characters[at] = '）';
                }
            }
            '"' => match quotes.take() {
                None => quotes = Some((at, touches)),
                Some((open, opened)) if opened || touches => {
                    characters[open] = '“';
                    characters[at] = '”';
                }
                Some(_) => {}
            },
            // A heading's 1. and a decimal point stand after figures, an abbreviation's after letters.
            '.' if before.is_some_and(is_chinese) && after.is_none_or(is_chinese) => characters[at] = '。',
            mark if touches => characters[at] = widened(mark),
            _ => {}
        }
    }
    characters.into_iter().collect()
}

fn widened(mark: char) -> char {
    match mark {
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '?' => '？',
        '!' => '！',
        _ => mark,
    }
}
