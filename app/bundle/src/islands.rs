//! The few things that JavaScript does better (an editor, a viewer), each one ES module, loaded when first used.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::Settings;
use crate::stamp;

/// The browsers we promise: the first with all that the WASM module needs.
pub const BROWSERS: &str = "--target=chrome75,firefox78,safari15";

/// Brings `settings.stage("islands")` up to date.
pub fn build(settings: &Settings) -> Result<()> {
    let folder = settings.stage("islands");
    let source = settings.root.join("app/islands");
    let made = stamp(settings);
    let inputs: Vec<PathBuf> = crate::files_outside_packages(&source)?;
    if stamp::matches(&made, &inputs) && folder.is_dir() {
        return Ok(());
    }
    crate::empty(&folder)?;
    let entries = inputs.iter().filter(|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        file.parent() == Some(&source) && name.ends_with(".js") && !name.ends_with(".test.js")
    });
    let entries: Vec<_> = entries.collect();
    if !entries.is_empty() {
        let program =
            settings.tool("esbuild").context("app/islands needs esbuild: run `npm ci` in app/bundle")?;
        let status = Command::new(program)
            .args(entries)
            .args([
                "--bundle",
                "--splitting",
                "--format=esm",
                "--minify",
                "--charset=utf8",
                "--legal-comments=none",
            ])
            .args([BROWSERS, "--chunk-names=shared-[hash]", "--log-level=warning"])
            .arg(format!("--outdir={}", folder.display()))
            .current_dir(&source)
            .status()
            .context("esbuild does not start")?;
        ensure!(status.success(), "app/islands does not bundle");
    }
    stamp::write(&made, &inputs)
}

/// Written anew whenever the islands are.
pub fn stamp(settings: &Settings) -> PathBuf {
    settings.stage("islands.stamp")
}
