//! 发文字号: its form (R17) and a reader that forgives.

use super::text::is_han;

/// A 发文字号 taken apart: 机关代字, year and running number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DocumentNumber {
    /// 机关代字; empty where only year and number were written.
    pub word: String,
    pub year: u16,
    pub serial: u32,
}

/// Whether the text is a document number as printed: 机关代字, the year in 〔〕, a running number without
/// leading zeros or "第", 号 (GB/T 9704-2012 7.2.5).
pub fn number_is_well_formed(text: &str) -> bool {
    DocumentNumber::parse(text).is_some_and(|number| !number.word.is_empty() && number.to_string() == text)
}

impl DocumentNumber {
    /// Reads what people write and search for: 舟政发〔2021〕3号, 舟政发[2021]3, (2021)第003号, 舟政发2021-3, full-width
    /// digits and spaces. `None` where it is no document number.
    pub fn parse(text: &str) -> Option<Self> {
        let text: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).map(narrow).collect();
        let start = text.iter().position(|c| !is_han(*c))?;
        let (word, rest) = text.split_at(start);
        let (bracketed, rest) = match rest.split_first() {
            Some((first, rest)) if opens(*first) => (true, rest),
            _ => (false, rest),
        };
        let (year, rest) = rest.split_at_checked(4)?;
        let year = figures(year)?;
        let (after, rest) = rest.split_first()?;
        if bracketed != closes(*after) || !(bracketed || matches!(after, '-' | '－' | '—' | '–')) {
            return None;
        }
        let rest = rest.strip_prefix(&['第']).unwrap_or(rest);
        let serial = figures(rest.strip_suffix(&['号']).unwrap_or(rest))?;
        if serial == 0 {
            return None;
        }
        Some(Self { word: word.iter().collect(), year: u16::try_from(year).ok()?, serial })
    }
}

impl std::fmt::Display for DocumentNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}〔{:04}〕{}号", self.word, self.year, self.serial)
    }
}

/// The text with every document number in it written properly: 舟政发[2021]03号 becomes 舟政发〔2021〕3号.
/// Only what carries a 机关代字, brackets and 号 is taken for a number.
pub(super) fn with_numbers_mended(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut mended = String::with_capacity(text.len());
    let mut at = 0;
    while at < characters.len() {
        let follows_word = at > 0 && is_han(characters[at - 1]);
        match bracketed_number(&characters[at..]).filter(|_| follows_word) {
            Some((number, length)) => {
                mended.push_str(&number.to_string());
                at += length;
            }
            None => {
                mended.push(characters[at]);
                at += 1;
            }
        }
    }
    mended
}

/// A number that starts here with its bracket, and its length in characters.
fn bracketed_number(text: &[char]) -> Option<(DocumentNumber, usize)> {
    // The longest that is read: brackets, year, 第, nine figures, 号.
    const LONGEST: usize = 17;
    if !opens(*text.first()?) {
        return None;
    }
    let length = text.iter().take(LONGEST).position(|c| *c == '号')? + 1;
    let number = DocumentNumber::parse(&text[..length].iter().collect::<String>())?;
    Some((number, length))
}

fn opens(c: char) -> bool {
    matches!(c, '〔' | '[' | '［' | '【' | '(' | '（' | '{' | '「' | '〈')
}

fn closes(c: char) -> bool {
    matches!(c, '〕' | ']' | '］' | '】' | ')' | '）' | '}' | '」' | '〉')
}

/// Full-width figures as Arabic ones.
fn narrow(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        _ => c,
    }
}

/// At most nine Arabic figures, so that every value fits.
fn figures(text: &[char]) -> Option<u32> {
    if text.is_empty() || text.len() > 9 {
        return None;
    }
    text.iter().try_fold(0, |value, c| c.to_digit(10).map(|digit| value * 10 + digit))
}
