//! Roots outside the database: one line a day, appended to a file. Who cuts the tail off the chain, or puts an old copy
//! of the database back, cannot make these lines true again. Send the file elsewhere as well.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

use jiff::civil::Date;

/// The chain had this link at this place on this day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    pub day: Date,
    pub number: i64,
    pub link: String,
}

/// Where the roots of an installation lie.
pub fn file(data: &Path) -> PathBuf {
    data.join("roots").join("roots.txt")
}

/// Every published root, oldest first. Where there is no file, none was published.
///
/// # Errors
/// Where the file cannot be read, or a line is no root.
pub fn read(file: &Path) -> anyhow::Result<Vec<Root>> {
    if !file.exists() {
        return Ok(Vec::new());
    }
    let text = fs::read_to_string(file)?;
    text.lines().map(|line| parse(line).ok_or_else(|| anyhow::anyhow!("no root: {line}"))).collect()
}

fn parse(line: &str) -> Option<Root> {
    let mut parts = line.split(' ');
    let root = Root {
        day: parts.next()?.parse().ok()?,
        number: parts.next()?.parse().ok()?,
        link: parts.next()?.to_owned(),
    };
    parts.next().is_none().then_some(root)
}

/// Appends a root, unless the day has one. Returns whether it was written; it has reached the disk then.
///
/// # Errors
/// Where the file cannot be written.
pub fn publish(file: &Path, root: &Root) -> anyhow::Result<bool> {
    if read(file)?.last().is_some_and(|last| last.day >= root.day) {
        return Ok(false);
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut out = OpenOptions::new().create(true).append(true).open(file)?;
    writeln!(out, "{} {} {}", root.day, root.number, root.link)?;
    out.sync_all()?;
    Ok(true)
}
