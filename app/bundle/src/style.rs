//! One style sheet from `style/`, in the order of its layers.

use std::fs;
use std::path::Path;

use anyhow::Result;

/// The order in which the layers stand; sheets that are not named here follow `ui`, by name.
const FIRST: [&str; 4] = ["tokens.css", "base.css", "shell.css", "ui.css"];
/// Paper has the last word.
const LAST: [&str; 1] = ["print.css"];

/// All sheets in one, without comments and needless space.
pub fn sheet(folder: &Path) -> Result<String> {
    let mut sheets: Vec<_> = crate::files(folder)?
        .into_iter()
        .filter(|file| file.extension().is_some_and(|it| it == "css"))
        .collect();
    sheets.sort_by_key(|file| {
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let place = FIRST.iter().position(|first| *first == name).unwrap_or(
            match LAST.contains(&name.as_str()) {
                true => FIRST.len() + 1,
                false => FIRST.len(),
            },
        );
        (place, name)
    });
    let mut all = String::new();
    for sheet in sheets {
        all.push_str(&fs::read_to_string(sheet)?);
        all.push('\n');
    }
    Ok(minify(&all))
}

/// Leaves strings as they are; elsewhere drops comments and the space that no rule needs.
fn minify(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '/' if rest.peek() == Some(&'*') => {
                rest.next();
                let mut before = ' ';
                for c in rest.by_ref() {
                    if before == '*' && c == '/' {
                        break;
                    }
                    before = c;
                }
            }
            '"' | '\'' => {
                out.push(c);
                let mut escaped = false;
                for inner in rest.by_ref() {
                    out.push(inner);
                    if inner == c && !escaped {
                        break;
                    }
                    escaped = inner == '\\' && !escaped;
                }
            }
            c if c.is_whitespace() => {
                let needless = out.is_empty() || out.ends_with([' ', '{', '}', ';', ',', '>']);
                if !needless {
                    out.push(' ');
                }
            }
            '{' | '}' | ';' | ',' | '>' => {
                if out.ends_with(' ') {
                    out.pop();
                }
                if c == '}' && out.ends_with(';') {
                    out.pop();
                }
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::minify;

    #[test]
    fn space_and_comments_go() {
        assert_eq!(
            minify("/* why */ a > b ,\n c {\n  color : red;\n}\n"),
            "a>b,c{color : red}"
        );
    }

    #[test]
    fn space_that_means_something_stays() {
        assert_eq!(
            minify("a :hover { margin: calc(1px + 2px) 0 }"),
            "a :hover{margin: calc(1px + 2px) 0}"
        );
        assert_eq!(
            minify("@media (width > 40rem) and (hover) {}"),
            "@media (width>40rem) and (hover){}"
        );
    }

    #[test]
    fn strings_stay() {
        assert_eq!(
            minify(r#"a::before { content: "a  /* b */ \" ; }" ; }"#),
            r#"a::before{content: "a  /* b */ \" ; }"}"#
        );
    }
}
