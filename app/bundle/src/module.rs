//! Rust to WASM: compile, split by module, make the JavaScript around it, optimise.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::{iter, thread};

use anyhow::{Context, Result, anyhow, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::Settings;
use crate::islands::BROWSERS;
use crate::packs;
use crate::stamp;
use crate::toolchain::{self, TARGET};

/// Files that must be there before a split module can run, by the module's name.
pub type Chunks = BTreeMap<String, Vec<String>>;

/// Written beside the files, so that a second run knows the chunks without making them.
pub const CHUNKS: &str = "chunks.json";

/// Brings `settings.stage("module")` up to date.
pub fn build(settings: &Settings) -> Result<()> {
    let folder = settings.stage("module");
    let made = stamp(settings);
    if stamp::matches(&made, &inputs(settings)) && folder.join(CHUNKS).exists() {
        return Ok(());
    }
    compile(settings)?;
    let linked = fs::read(compiled(settings)).context("the compiler left no module")?;
    crate::empty(&folder)?;
    let chunks = split(settings, &linked, &folder)?;
    optimise(settings, &folder, "wasm")?;
    let chunks = packs::pack(&folder, &chunks)?;
    optimise(settings, &folder, "js")?;
    fs::write(folder.join(CHUNKS), serde_json::to_vec(&chunks)?)?;
    stamp::write(&made, &inputs(settings))
}

/// Written anew whenever the module is.
pub fn stamp(settings: &Settings) -> PathBuf {
    settings.stage("module.stamp")
}

/// What each named module needs, as the last build left it.
pub fn chunks(settings: &Settings) -> Result<Chunks> {
    let written = fs::read(settings.stage("module").join(CHUNKS))?;
    Ok(serde_json::from_slice(&written)?)
}

/// Every file the module is made of: what the compiler says it read, and the manifests.
fn inputs(settings: &Settings) -> Vec<PathBuf> {
    let mut files = vec![settings.root.join("Cargo.lock"), settings.root.join(".cargo/config.toml")];
    let read = fs::read_to_string(compiled(settings).with_extension("d")).unwrap_or_default();
    let sources = read.split_once(": ").map_or("", |(_, sources)| sources);
    for source in sources.split_whitespace().map(PathBuf::from) {
        let above = source.ancestors().skip(1);
        let within = above.take_while(|folder| folder.starts_with(&settings.root));
        files.extend(within.map(|folder| folder.join("Cargo.toml")));
        // A build script may name a folder.
        files.extend(crate::files(&source).unwrap_or_default());
        files.push(source);
    }
    files
}

fn profile(settings: &Settings) -> &'static str {
    if settings.quick { "wasm-quick" } else { "wasm" }
}

fn compiled(settings: &Settings) -> PathBuf {
    settings.root.join("target/wasm").join(TARGET).join(profile(settings)).join("entry.wasm")
}

fn compile(settings: &Settings) -> Result<()> {
    let toolchain = toolchain::find(settings.compiler.as_deref())?;
    println!("bundle: compiling the app ({})", toolchain.describe());
    let mut command = if settings.quick { toolchain.build() } else { toolchain.build_small() };
    let status = command
        .args(["--package", "entry", "--lib", "--profile", profile(settings), "--target-dir", "target/wasm"])
        .current_dir(&settings.root)
        .status()
        .context("cargo does not start")?;
    ensure!(status.success(), "the app does not compile");
    Ok(())
}

/// One file for what every page needs, one for each named module, loaded when a page of it is first shown.
fn split(settings: &Settings, linked: &[u8], folder: &Path) -> Result<Chunks> {
    let main = settings.stage("main.wasm");
    let mut options = wasm_split_cli_support::Options::new(linked);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.link_name = "./__wasm_split.js";
    options.main_module = "./app.js";
    let split = wasm_split_cli_support::transform(options).map_err(|report| anyhow!("{report:#}"))?;

    Bindgen::new()
        .input_bytes("app", without_feature_note(&fs::read(&main)?)?)
        .web(true)?
        .typescript(false)
        // The chunks refer to the main module by names that the linker exported.
        .demangle(false)
        .keep_lld_exports(true)
        .remove_name_section(!settings.quick)
        .remove_producers_section(true)
        .generate(folder)?;

    let file = |name: String| format!("{name}.wasm");
    let chunks = split.prefetch_map.into_iter();
    Ok(chunks.map(|(module, files)| (module, files.into_iter().map(file).collect())).collect())
}

/// Shrinks every file of a kind in place, unless the build is a quick one. Without the npm packages the build is complete too: it transfers about the same
/// (brotli finds what wasm-opt finds) but the browser has a fifth more to parse.
fn optimise(settings: &Settings, folder: &Path, kind: &str) -> Result<()> {
    if settings.quick {
        return Ok(());
    }
    let (Some(wasm_opt), Some(esbuild)) = (settings.tool("wasm-opt"), settings.tool("esbuild")) else {
        println!("bundle: {kind} not optimised further; `npm ci` in app/bundle gives the programs for it");
        return Ok(());
    };
    let program = |file: &Path| {
        let mut command = Command::new(if kind == "wasm" { &wasm_opt } else { &esbuild });
        match kind {
            "wasm" => {
                command.arg("-Oz").args(FEATURES).arg(file).arg("-o").arg(file);
                command.args(["--strip-debug", "--strip-producers", "--strip-target-features"]);
            }
            _ => {
                command.arg(file).arg(format!("--outfile={}", file.display()));
                command.args(["--allow-overwrite", "--minify", BROWSERS]);
            }
        }
        command
    };
    let mut files = crate::files(folder)?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == kind));
    at_once(files, |file| succeeds(program(file), file))
}

/// Both programs have something to say about any machine-made file; it matters only where they fail.
fn succeeds(mut command: Command, file: &Path) -> Result<()> {
    let done = command.output().with_context(|| format!("{command:?} does not start"))?;
    let complaint = String::from_utf8_lossy(&done.stderr);
    ensure!(done.status.success(), "{}: {complaint}", file.display());
    Ok(())
}

/// Does it to every file, as many at once as the machine has cores.
fn at_once(files: Vec<PathBuf>, each: impl Fn(&Path) -> Result<()> + Sync) -> Result<()> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let left = Mutex::new(files);
    let take = || left.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let work = || iter::from_fn(take).try_for_each(|file| each(&file));
    thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().map_err(|_| anyhow!("a worker panicked"))?)
    })
}

/// What `.cargo/config.toml` allows, and nothing else. By name and never `--all-features`: browsers refuse the result of that.
const FEATURES: [&str; 5] = [
    "--mvp-features",
    "--enable-bulk-memory",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
];

/// Takes the compiler's note on features away. A standard library that came compiled says that it wants reference
/// types (it does not use them), and wasm-bindgen would then look for a runtime that our own flags leave out.
fn without_feature_note(module: &[u8]) -> Result<Vec<u8>> {
    const NOTE: &[u8] = b"\x0ftarget_features";
    let (header, mut rest) = module.split_at_checked(8).context("not a WASM module")?;
    let mut kept = header.to_vec();
    while let [id, after_id @ ..] = rest {
        let (size, content) = unsigned(after_id).context("a WASM section without a size")?;
        let (content, next) = content.split_at_checked(size).context("a WASM section that is cut off")?;
        if *id != 0 || !content.starts_with(NOTE) {
            kept.extend_from_slice(&rest[..rest.len() - next.len()]);
        }
        rest = next;
    }
    Ok(kept)
}

/// A LEB128 number and what follows it.
fn unsigned(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let length = bytes.iter().position(|byte| byte & 0x80 == 0)? + 1;
    let number = bytes[..length]
        .iter()
        .rev()
        .try_fold(0_usize, |number, byte| number.checked_mul(128)?.checked_add(usize::from(byte & 0x7f)))?;
    Some((number, &bytes[length..]))
}

#[cfg(test)]
mod tests {
    use super::without_feature_note;

    #[test]
    fn only_the_note_goes() {
        let header = b"\0asm\x01\0\0\0".as_slice();
        let types = b"\x01\x81\x00\x00".as_slice();
        let note = b"\x00\x13\x0ftarget_features\x01+\x00".as_slice();
        let names = b"\x00\x05\x04name".as_slice();
        let kept = without_feature_note(&[header, types, note, names].concat()).expect("well-formed");
        assert_eq!(kept, [header, types, names].concat());
    }

    #[test]
    fn a_broken_module_is_refused() {
        assert!(without_feature_note(b"\0asm\x01\0\0\0\x01\x09abc").is_err());
        assert!(without_feature_note(b"\0asm").is_err());
    }
}
