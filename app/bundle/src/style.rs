//! One style sheet from `style/`, in the order of its layers.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::Settings;
use crate::islands::BROWSERS;

/// The order in which the sheets stand; the others follow by name, each in its layer.
const FIRST: [&str; 3] = ["tokens.css", "base.css", "shell.css"];
/// Paper has the last word.
const LAST: &str = "print.css";

/// All sheets in one; as small as they get where the build is not a quick one.
pub fn sheet(settings: &Settings) -> Result<Vec<u8>> {
    let mut all = Vec::new();
    for sheet in in_order(crate::files(&settings.root.join("style"))?) {
        all.extend(fs::read(sheet)?);
        all.push(b'\n');
    }
    match settings.tool("esbuild") {
        Some(esbuild) if !settings.quick => {
            let joined = settings.stage("style.css");
            fs::write(&joined, &all)?;
            let small = Command::new(esbuild)
                .arg(joined)
                .args(["--minify", "--charset=utf8", BROWSERS])
                .output()
                .context("esbuild does not start")?;
            let complaint = String::from_utf8_lossy(&small.stderr);
            ensure!(small.status.success(), "style/ is not CSS: {complaint}");
            Ok(small.stdout)
        }
        _ => Ok(all),
    }
}

fn in_order(mut sheets: Vec<PathBuf>) -> Vec<PathBuf> {
    sheets.retain(|file| file.extension().is_some_and(|ending| ending == "css"));
    sheets.sort_by_cached_key(|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let place = FIRST.iter().position(|first| *first == name);
        let place = place.unwrap_or(FIRST.len() + usize::from(name == LAST));
        (place, name)
    });
    sheets
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn modules_stand_between_the_parts_and_paper() {
        let given =
            ["base.css", "cases.css", "print.css", "readme.md", "tokens.css", "shell.css", "zoom.css"];
        let expected = ["tokens.css", "base.css", "shell.css", "cases.css", "zoom.css", "print.css"];
        assert_eq!(in_order(given.map(Into::into).to_vec()), expected.map(std::path::PathBuf::from));
    }
}
