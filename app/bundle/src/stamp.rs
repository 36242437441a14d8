//! Nothing is made twice from the same files.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::Result;
use sha2::{Digest, Sha256};

/// Whether the stamp was written for these very files, unchanged since.
pub fn matches(stamp: &Path, inputs: &[PathBuf]) -> bool {
    fs::read(stamp).is_ok_and(|written| written == fingerprint(inputs))
}

pub fn write(stamp: &Path, inputs: &[PathBuf]) -> Result<()> {
    Ok(fs::write(stamp, fingerprint(inputs))?)
}

/// Names, sizes and times, not contents: looking at thousands of files must take milliseconds.
fn fingerprint(inputs: &[PathBuf]) -> Vec<u8> {
    let mut inputs: Vec<&PathBuf> = inputs.iter().collect();
    inputs.sort();
    inputs.dedup();
    // A new bundler makes other files from the same inputs.
    let own = std::env::current_exe().unwrap_or_default();
    let mut hash = Sha256::new();
    for file in inputs.into_iter().chain([&own]) {
        let Ok(about) = fs::metadata(file) else {
            continue;
        };
        let changed = about.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        hash.update(format!("{}\0{}\0{:?}\n", file.display(), about.len(), changed));
    }
    hash.finalize().to_vec()
}
