//! What a backup holds, and whether it still holds it.

use std::{fs, io::Write, path::Path};

use anyhow::{Context, bail, ensure};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    DUMP, FILES, ROOTS,
    contents::Contents,
    pieces::{self, Piece},
};

pub const FORMAT: u32 = 1;
const MANIFEST: &str = "manifest.json";
const SUMS: &str = "manifest.sums";
/// Findings that are named; further ones are counted.
const NAMED: usize = 20;

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub format: u32,
    pub made_at: Timestamp,
    /// Version of the program that made it.
    pub program: String,
    pub postgresql: String,
    /// Version of the schema.
    pub schema: i64,
    pub database: Piece,
    /// None where no root was published yet.
    pub roots: Option<Piece>,
    pub blobs: Vec<Piece>,
    pub contents: Contents,
    /// Fingerprint of the installation's secret.
    pub secret: Option<String>,
}

impl Manifest {
    /// Writes it with its sums: now the folder is a backup.
    pub fn close(&self, folder: &Path) -> anyhow::Result<()> {
        let text = format!("{}\n", serde_json::to_string_pretty(self)?);
        write(&folder.join(MANIFEST), &text)?;
        write(&folder.join(SUMS), &sums(&folder.join(MANIFEST))?)?;
        Ok(fs::File::open(folder)?.sync_all()?)
    }

    /// Reads it.
    ///
    /// # Errors
    /// Where the folder is no backup, or its manifest is not as it was written.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        let read = |name| {
            fs::read_to_string(folder.join(name))
                .with_context(|| format!("{} is no whole backup: cannot read {name}", folder.display()))
        };
        let (text, said) = (read(MANIFEST)?, read(SUMS)?);
        ensure!(
            said == sums(&folder.join(MANIFEST))?,
            "the backup is damaged: {MANIFEST} does not have the sums in {SUMS}"
        );
        let manifest: Self = serde_json::from_str(&text).context("the manifest cannot be read")?;
        ensure!(manifest.format == FORMAT, "a backup of format {}: a newer program made it", manifest.format);
        Ok(manifest)
    }

    /// Compares every piece with its sums.
    ///
    /// # Errors
    /// Naming what is missing or damaged.
    pub fn check(&self, folder: &Path) -> anyhow::Result<()> {
        let mut wrong = Vec::new();
        let mut compare = |name: &str, expected: &Piece| match pieces::read(&folder.join(name)) {
            Ok(found) if found == *expected => {}
            Ok(_) => wrong.push(format!("{name} is damaged")),
            Err(error) => wrong.push(format!("{name} is missing or unreadable: {error:#}")),
        };
        compare(DUMP, &self.database);
        if let Some(roots) = &self.roots {
            compare(ROOTS, roots);
        }
        for blob in &self.blobs {
            compare(&format!("{FILES}/{}", crate::platform::files::place(&blob.sha256)), blob);
        }
        if wrong.is_empty() {
            return Ok(());
        }
        let more = wrong.len().saturating_sub(NAMED);
        let named = wrong.into_iter().take(NAMED).collect::<Vec<_>>().join("\n  ");
        let more = if more > 0 { format!("\n  and {more} more") } else { String::new() };
        bail!("the backup is damaged:\n  {named}{more}")
    }
}

/// As `cksum --check` reads them.
fn sums(file: &Path) -> anyhow::Result<String> {
    let Piece { sha256, sm3, .. } = pieces::read(file)?;
    Ok(format!("SHA256 ({MANIFEST}) = {sha256}\nSM3 ({MANIFEST}) = {sm3}\n"))
}

fn write(file: &Path, text: &str) -> anyhow::Result<()> {
    let mut out = fs::File::create(file).with_context(|| format!("cannot write {}", file.display()))?;
    out.write_all(text.as_bytes())?;
    Ok(out.sync_all()?)
}
