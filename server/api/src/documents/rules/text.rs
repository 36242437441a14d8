//! Reading Chinese text character by character, and walking the texts of a draft.

use super::Field;
use crate::documents::{Block, Draft};

/// Every text of the body and the attachments with its place: blocks and attachment titles.
pub(super) fn running_text(draft: &Draft) -> impl Iterator<Item = (Field, &str)> {
    let body =
        draft.body.iter().enumerate().map(|(block, text)| (Field::Body { block: Some(block) }, text.text()));
    let attachments = draft.attachments.iter().enumerate().flat_map(|(index, attachment)| {
        let title = std::iter::once((Field::Attachment { index, block: None }, attachment.title.as_str()));
        let blocks = attachment.body.iter().enumerate();
        title.chain(
            blocks.map(move |(block, text)| (Field::Attachment { index, block: Some(block) }, text.text())),
        )
    });
    body.chain(attachments)
}

/// Whether the blocks hold no word.
pub(super) fn is_blank(blocks: &[Block]) -> bool {
    blocks.iter().all(|block| block.text().trim().is_empty())
}

/// 汉字.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '〇')
}

/// 汉字 or the punctuation that stands among them.
pub(super) fn is_chinese(c: char) -> bool {
    is_han(c)
        || matches!(c, '\u{3001}'..='\u{303F}' | '\u{FF01}'..='\u{FFEF}' | '“' | '”' | '‘' | '’' | '…' | '—')
}

/// The clauses of a text: what stands between its punctuation marks.
pub(super) fn clauses(text: &str) -> impl Iterator<Item = &str> {
    text.split(['，', '。', '；', '！', '？', '：', ',', '.', ';', '!', '?', ':', '\n'])
        .map(str::trim)
        .filter(|clause| !clause.is_empty())
}

/// The text without any white space.
pub(super) fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Reads a Chinese numeral from 一 to 九十九.
pub(super) fn numeral(text: &str) -> Option<u32> {
    let digit =
        |c: char| "一二三四五六七八九".chars().position(|d| d == c).and_then(|at| u32::try_from(at + 1).ok());
    let characters: Vec<char> = text.chars().collect();
    match characters.as_slice() {
        ['十'] => Some(10),
        [one] => digit(*one),
        ['十', one] => Some(10 + digit(*one)?),
        [ten, '十'] => Some(10 * digit(*ten)?),
        [ten, '十', one] => Some(10 * digit(*ten)? + digit(*one)?),
        _ => None,
    }
}

/// Writes 1 to 99 as a Chinese numeral; other numbers in Arabic figures.
pub(super) fn numeral_of(number: u32) -> String {
    let digit = |n: u32| {
        "一二三四五六七八九".chars().nth(n.saturating_sub(1) as usize).map(String::from).unwrap_or_default()
    };
    match (number / 10, number % 10) {
        (0, 0) | (10.., _) => number.to_string(),
        (0, one) => digit(one),
        (1, 0) => "十".to_owned(),
        (1, one) => format!("十{}", digit(one)),
        (ten, 0) => format!("{}十", digit(ten)),
        (ten, one) => format!("{}十{}", digit(ten), digit(one)),
    }
}
