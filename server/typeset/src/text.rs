//! Words as the page takes them.

/// Longest run without a place to break, in characters; a longer one could leave the frame, so it may break after
/// these and then every few.
const LONGEST_RUN: usize = 14;
const BREAK_EVERY: usize = 4;

/// One paragraph: blanks become spaces, what no font draws and no reader sees goes, the drafter's own indentation goes.
pub fn clean(text: &str) -> String {
    let shown: String = text
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| if matches!(c, '\n' | '\t' | '\u{a0}' | '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect();
    shown.trim().to_owned()
}

/// The lines of a text, cleaned, without empty ones.
pub fn lines(text: &str) -> impl Iterator<Item = String> {
    text.lines().map(clean).filter(|line| !line.is_empty())
}

/// The text with a break opportunity (U+200B, taken out again by the templates) in every over-long run.
pub fn breakable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for c in text.chars() {
        run = if c == ' ' || is_wide_letter(c) { 0 } else { run + 1 };
        if run > LONGEST_RUN && (run - LONGEST_RUN - 1).is_multiple_of(BREAK_EVERY) {
            out.push('\u{200b}');
        }
        out.push(c);
    }
    out
}

/// Zero-width characters and soft hyphens: nothing on paper, so they are left out rather than reported.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\r' | '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// Characters a line may break before and after.
fn is_wide_letter(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The width of a character in ems, as far as breaking a title needs it.
pub fn ems(c: char) -> f64 {
    match c {
        ' ' => 0.3,
        'A'..='Z' | 'm' | 'w' | '@' | '%' | '&' => 0.85,
        '\u{20}'..='\u{ff}' => 0.62,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleans_what_paper_does_not_show() {
        assert_eq!(clean("\u{3000}\u{3000}第一\u{200b}条\t内容 "), "第一条 内容");
        assert_eq!(lines("一\n\n 二 \r\n").collect::<Vec<_>>(), ["一", "二"]);
    }

    #[test]
    fn breaks_only_long_runs() {
        assert_eq!(breakable("2021年GDP"), "2021年GDP");
        assert_eq!(breakable("abcdefghijklmnopqrs"), "abcdefghijklmn\u{200b}opqr\u{200b}s");
        assert_eq!(breakable(&"—".repeat(19)).matches('\u{200b}').count(), 2);
    }
}
