//! What the browser has to fetch, against the budgets. All sizes are those of the brotli forms, in bytes.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

/// The workspace's first visit, data included.
const FIRST_VISIT: u64 = 184 * 1024;
/// What a further module adds.
const MODULE: u64 = 60_000;

/// Prints a line for each file of the shell and for each module.
pub fn report(out: &Path) -> Result<()> {
    let about = fs::read(out.join("assets.json")).context("nothing is bundled yet")?;
    let about: Value = serde_json::from_slice(&about)?;
    let mut first = size(out, "/index.html")?;
    println!("{first:>9}  /index.html");
    for url in urls(&about["shell"]) {
        let bytes = size(out, url)?;
        println!("{bytes:>9}  {url}");
        first += bytes;
    }
    println!("{first:>9}  first visit without its data, of {FIRST_VISIT}");
    for (name, files) in about["modules"].as_object().into_iter().flatten() {
        let (mut bytes, mut once) = (0, 0);
        for url in urls(files) {
            let fetched =
                if url.ends_with("/common.pack") || url.ends_with(".js") { &mut once } else { &mut bytes };
            *fetched += size(out, url)?;
        }
        let files = urls(files).count();
        println!("{bytes:>9}  module {name}, of {MODULE}; {once} more where it is the first; {files} files");
    }
    for url in urls(&about["islands"]) {
        println!("{:>9}  {url}", size(out, url)?);
    }
    Ok(())
}

fn urls(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}

fn size(out: &Path, url: &str) -> Result<u64> {
    let file = out.join(url.trim_start_matches('/'));
    let about = fs::metadata(file.with_added_extension("br")).or_else(|_| fs::metadata(&file));
    Ok(about.with_context(|| format!("{} is missing", file.display()))?.len())
}
