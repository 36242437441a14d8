//! Searching: how a question is taken apart, and where its words stand in a text. The server finds by it, the app marks
//! by it; the database folds texts in the same way (`search_fold`).

use serde::{Deserialize, Serialize};

use crate::cases::CaseSummary;

/// Most words of a question.
const WORDS: usize = 8;
/// Longest word, characters.
const LONGEST: usize = 40;

/// `GET /api/search?q=&module=&status=&organ=&from=&to=&after=`: one case that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Found {
    pub case: CaseSummary,
    /// Some of the text around the first word that stands in it; folded.
    pub excerpt: Option<String>,
}

/// The same character for everybody who types it: lower case, half width, one kind of bracket and dash.
pub fn fold(character: char) -> char {
    match character {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            char::from_u32(character as u32 - 0xfee0).unwrap_or(character).to_ascii_lowercase()
        }
        '〔' | '［' | '【' | '（' | '[' | '{' | '｛' => '(',
        '〕' | '］' | '】' | '）' | ']' | '}' | '｝' => ')',
        '－' | '—' | '–' => '-',
        '　' => ' ',
        _ => {
            let mut lower = character.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(one), None) => one,
                _ => character,
            }
        }
    }
}

/// The folded words that a case must contain. A 文号 in any notation (〔2021〕3号, [2021]3, 2021-3, (2021)3) becomes the one
/// it is kept in; marks part words.
pub fn words(question: &str) -> Vec<String> {
    let folded: String = question.chars().map(fold).collect();
    let mut words: Vec<String> = Vec::new();
    for piece in folded.split_whitespace() {
        match number(piece) {
            Some((before, number, after)) => {
                let whole = format!("{before}{number}");
                words.push(if before.chars().all(is_letter) { whole } else { number });
                words.extend(parts(after));
            }
            None => words.extend(parts(piece)),
        }
    }
    words.retain(|word| word.chars().count() <= LONGEST);
    words.truncate(WORDS);
    words.dedup();
    words
}

fn parts(piece: &str) -> impl Iterator<Item = String> {
    piece.split(|character| !is_letter(character)).filter(|part| !part.is_empty()).map(str::to_owned)
}

/// Whether a folded character is part of a word. The database parts texts in the same way (`search_tokens`).
pub fn is_letter(character: char) -> bool {
    match character {
        '0'..='9' | 'a'..='z' | '々' | '〇' => true,
        '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff65}' => false,
        _ => character >= '\u{c0}',
    }
}

/// What stands before a 文号, the 文号 as it is kept, and what follows it.
fn number(piece: &str) -> Option<(&str, String, &str)> {
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
    for (start, _) in piece.match_indices(|character: char| character.is_ascii_digit()) {
        let before = &piece[..start];
        if before.ends_with(|character: char| character.is_ascii_digit()) || digits(&piece[start..]) != 4 {
            continue;
        }
        let (year, rest) = piece[start..].split_at(4);
        let bracket = before.strip_suffix('(');
        let rest = match (bracket, rest.strip_prefix(')'), rest.strip_prefix('-')) {
            (Some(_), Some(rest), _) => rest,
            (None, _, Some(rest)) => rest,
            _ => continue,
        };
        let rest = rest.strip_prefix('第').unwrap_or(rest);
        let count = digits(rest);
        if !(1..=5).contains(&count) {
            continue;
        }
        let (number, after) = rest.split_at(count);
        // A date such as 2021-3-1 is none.
        if after.starts_with('-') {
            continue;
        }
        let number = number.trim_start_matches('0');
        let after = after.strip_prefix('号').unwrap_or(after);
        return Some((bracket.unwrap_or(before), format!("({year}){number}号"), after));
    }
    None
}

/// Where words stand in a text: ranges of characters, in order, without overlap.
pub fn marks(text: &str, words: &[String]) -> Vec<(usize, usize)> {
    let folded: Vec<char> = text.chars().map(fold).collect();
    let words: Vec<Vec<char>> = words.iter().map(|word| word.chars().collect()).collect();
    let mut marks: Vec<(usize, usize)> = Vec::new();
    let mut place = 0;
    while place < folded.len() {
        let here = words.iter().filter(|word| folded[place..].starts_with(word)).map(Vec::len).max();
        match here {
            Some(length) if length > 0 => {
                marks.push((place, place + length));
                place += length;
            }
            _ => place += 1,
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_in_any_notation() {
        for question in
            ["〔2021〕3号", "[2021]3", "2021-3", "(2021)3", "（２０２１）３号", "【2021】第3号", "2021-03"]
        {
            assert_eq!(words(question), ["(2021)3号"], "{question}");
        }
        assert_eq!(words("舟大数据发[2021]3"), ["舟大数据发(2021)3号"]);
        assert_eq!(words("舟大数据发2021-3号 通知"), ["舟大数据发(2021)3号", "通知"]);
        assert_eq!(words("2021-03-01"), ["2021", "03", "01"]);
        assert_eq!(words("2021"), ["2021"]);
        assert_eq!(words("12021-3"), ["12021", "3"]);
    }

    #[test]
    fn marks_and_widths_part_and_fold() {
        assert_eq!(words("ＡＩ，数据　共享"), ["ai", "数据", "共享"]);
        assert_eq!(words("“十四五”规划"), ["十四五", "规划"]);
        assert_eq!(words(" %_'; "), [] as [&str; 0]);
    }

    #[test]
    fn marks_stand_where_the_words_are() {
        let words = words("数据 〔2021〕3");
        assert_eq!(marks("大数据发〔2021〕3号：数据", &words), [(1, 3), (4, 12), (13, 15)]);
        assert_eq!(marks("没有", &words), []);
    }
}
