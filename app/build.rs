//! Turns the catalogues in `text/` (one file a namespace) into Rust, so that a missing key, a missing language or a
//! placeholder that one language lacks stops the build.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=text");
    let mut files: Vec<PathBuf> =
        fs::read_dir("text")?.map(|entry| Ok(entry?.path())).collect::<Result<_, std::io::Error>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    let mut code = String::new();
    for file in &files {
        namespace(file, &mut code).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    let out = PathBuf::from(env::var("OUT_DIR")?);
    Ok(fs::write(out.join("text.rs"), code)?)
}

/// One module: a constant for each plain text, a struct for each text with placeholders.
fn namespace(file: &Path, code: &mut String) -> Result<(), Box<dyn Error>> {
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let table: toml::Table = fs::read_to_string(file)?.parse()?;
    writeln!(code, "pub mod {name} {{ use super::Text;")?;
    for (key, entry) in &table {
        let words = |language: &str| {
            let words = entry.get(language).and_then(toml::Value::as_str);
            words.ok_or_else(|| format!("`{key}` has no words in `{language}`"))
        };
        let (chinese, english) = (words("zh")?, words("en")?);
        let names = placeholders(chinese)?;
        if names != placeholders(english)? {
            return Err(format!("`{key}` has different placeholders in its two languages").into());
        }
        if names.is_empty() {
            writeln!(code, "pub const {key}: Text = Text({chinese:?}, {english:?});")?;
            continue;
        }
        let fields: Vec<String> =
            names.iter().map(|name| format!("pub {name}: &'a dyn std::fmt::Display")).collect();
        let pairs: Vec<String> = names.iter().map(|name| format!("({name:?}, self.{name})")).collect();
        writeln!(code, "pub struct {key}<'a> {{ {} }}", fields.join(", "))?;
        writeln!(code, "impl {key}<'_> {{ pub fn words(&self) -> String {{")?;
        writeln!(code, "super::fill(Text({chinese:?}, {english:?}), &[{}]) }} }}", pairs.join(", "))?;
    }
    writeln!(code, "}}")?;
    Ok(())
}

/// The names in braces.
fn placeholders(text: &str) -> Result<BTreeSet<String>, String> {
    let mut names = BTreeSet::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or_else(|| format!("unclosed brace in {text:?}"))?;
        names.insert(name.to_owned());
        rest = after;
    }
    Ok(names)
}
