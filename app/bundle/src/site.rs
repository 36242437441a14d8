//! The folder the server serves, from everything that was made before.
//!
//! ```text
//! index.html               never cached; the server puts a session's data in place of <!--boot-->
//! assets.json              what a server or a service worker wants to know of this build
//! assets/HASH/…            everything the app loads; immutable; each text or WASM file with .br and .gz beside it
//! *                        what `public/` holds, under its own name
//! ```

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::SystemTime;

use anyhow::{Context, Result, anyhow, ensure};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{Settings, compress, islands, module, page, stamp, style};

/// Builds before this one that stay: a page opened yesterday may still want its chunks.
const KEPT_BUILDS: usize = 2;

type File = (String, Vec<u8>);

/// Brings `settings.out` up to date; false where nothing had to be done.
pub fn build(settings: &Settings) -> Result<bool> {
    let public = settings.root.join("public");
    let mut inputs = crate::files(&public)?;
    inputs.extend(crate::files(&settings.root.join("style"))?);
    // What is served must be what this way of building left: the other way, too, writes there.
    let (index, about_file) = (settings.out.join("index.html"), settings.out.join("assets.json"));
    let made = settings.stage("site.stamp");
    inputs.extend([index.clone(), about_file.clone()]);
    inputs.extend([module::stamp(settings), islands::stamp(settings)]);
    if stamp::matches(&made, &inputs) && index.exists() {
        return Ok(false);
    }
    let files = assets(settings)?;
    let hash = hash(&files);
    let url = format!("/assets/{hash}/");
    let builds = settings.out.join("assets");
    write_once(settings, &builds.join(&hash), &files)?;
    forget(&builds, &hash)?;

    let about = about(settings, &hash, &url, &files)?;
    let mut kept = vec![index.clone(), about_file.clone()];
    for file in crate::files(&public)? {
        let target = settings.out.join(file.strip_prefix(&public)?);
        let content = for_this_build(&file, fs::read(&file)?, &url, &about)?;
        kept.extend(publish(settings, &target, &content)?);
    }
    replace(&about_file, &serde_json::to_vec_pretty(&about)?)?;
    replace(&index, page::index(&url, &public).as_bytes())?;
    for file in crate::files(&settings.out)? {
        if !kept.contains(&file) && !file.starts_with(&builds) {
            fs::remove_file(file)?;
        }
    }
    stamp::write(&made, &inputs)?;
    Ok(true)
}

/// Everything with the build's hash in its URL, by name inside the folder.
fn assets(settings: &Settings) -> Result<Vec<File>> {
    let mut files: Vec<File> = vec![
        ("boot.js".into(), script(settings, page::boot())?),
        ("look.js".into(), script(settings, page::LOOK.to_owned())?),
        ("outdated.js".into(), page::OUTDATED.into()),
        ("style.css".into(), style::sheet(settings)?),
    ];
    for (from, below) in [("module", ""), ("islands", "islands/")] {
        let folder = settings.stage(from);
        for file in crate::files(&folder)? {
            let name = file.strip_prefix(&folder)?.to_string_lossy().into_owned();
            if name != module::CHUNKS {
                files.push((format!("{below}{name}"), fs::read(file)?));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// A script as small as it gets, where the build is not a quick one.
fn script(settings: &Settings, source: String) -> Result<Vec<u8>> {
    let Some(esbuild) = settings.tool("esbuild").filter(|_| !settings.quick) else {
        return Ok(source.into());
    };
    let file = settings.stage("script.js");
    fs::write(&file, source)?;
    let small = Command::new(esbuild).arg(file).args(["--minify", islands::BROWSERS]).output()?;
    ensure!(small.status.success(), "{}", String::from_utf8_lossy(&small.stderr));
    Ok(small.stdout)
}

fn hash(files: &[File]) -> String {
    let mut hash = Sha256::new();
    for (name, content) in files {
        hash.update(format!("{name}\0{}\0", content.len()));
        hash.update(content);
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// A build's folder appears whole or not at all.
fn write_once(settings: &Settings, folder: &Path, files: &[File]) -> Result<()> {
    if folder.exists() {
        // Built before, and current again: not the oldest any more.
        fs::File::open(folder)?.set_modified(SystemTime::now())?;
        return Ok(());
    }
    let growing = settings.stage("growing");
    crate::empty(&growing)?;
    thread::scope(|scope| {
        let halves = (0..2).map(|half| {
            let growing = &growing;
            scope.spawn(move || -> Result<()> {
                for (name, content) in files.iter().skip(half).step_by(2) {
                    publish(settings, &growing.join(name), content)?;
                }
                Ok(())
            })
        });
        let halves: Vec<_> = halves.collect();
        halves.into_iter().try_for_each(|half| half.join().map_err(|_| anyhow!("compression panicked"))?)
    })?;
    if let Some(builds) = folder.parent() {
        fs::create_dir_all(builds)?;
    }
    Ok(fs::rename(growing, folder)?)
}

/// Writes a file and its compressed forms, unless they are there already; answers with their names.
fn publish(settings: &Settings, target: &Path, content: &[u8]) -> Result<Vec<PathBuf>> {
    let mut written = vec![target.to_owned()];
    let unchanged = fs::read(target).is_ok_and(|old| old == content);
    if !unchanged {
        replace(target, content)?;
    }
    if compress::worthwhile(target, content) {
        for (ending, squeeze) in compress::FORMS {
            let mut name = target.as_os_str().to_owned();
            name.push(ending);
            let name = PathBuf::from(name);
            if !unchanged || !name.exists() {
                replace(&name, &squeeze(content, settings.quick)?)?;
            }
            written.push(name);
        }
    }
    Ok(written)
}

/// A reader sees the old file or the new one, never half of it.
fn replace(target: &Path, content: &[u8]) -> Result<()> {
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    let growing = target.with_added_extension("growing");
    fs::write(&growing, content)?;
    Ok(fs::rename(growing, target)?)
}

fn forget(builds: &Path, current: &str) -> Result<()> {
    let mut old = Vec::new();
    for build in fs::read_dir(builds)? {
        let build = build?;
        if build.file_name() != current {
            old.push((build.metadata()?.modified()?, build.path()));
        }
    }
    old.sort();
    old.reverse();
    for (_, build) in old.into_iter().skip(KEPT_BUILDS) {
        fs::remove_dir_all(build)?;
    }
    Ok(())
}

/// `shell`: what the first visit loads. `modules`: what the pages of a module load besides, so that a server
/// can preload it for an address and a service worker can fetch it when idle.
fn about(settings: &Settings, hash: &str, url: &str, files: &[File]) -> Result<Value> {
    let shell = ["boot.js", "app.js", "__wasm_split.js", "app_bg.wasm", "style.css"];
    let shell: Vec<String> = shell.iter().map(|name| format!("{url}{name}")).collect();
    let mut modules = module::chunks(settings)?;
    for chunk in modules.values_mut().flatten() {
        chunk.insert_str(0, url);
    }
    let islands = files.iter().filter(|(name, _)| name.starts_with("islands/"));
    let islands: Vec<String> = islands.map(|(name, _)| format!("{url}{name}")).collect();
    Ok(json!({ "build": hash, "assets": url, "shell": shell, "modules": modules, "islands": islands }))
}

/// A page of `public/` may want the style sheet: `{assets}` becomes the URL of the build's folder. A service worker is
/// replaced in the browser only when its bytes change, so it names its build: `__BUILD__` becomes what `assets.json`
/// holds.
fn for_this_build(file: &Path, content: Vec<u8>, url: &str, about: &Value) -> Result<Vec<u8>> {
    let text =
        |content| String::from_utf8(content).with_context(|| format!("{} is not text", file.display()));
    Ok(match file.extension().and_then(|ending| ending.to_str()) {
        Some("html") => text(content)?.replace("{assets}", url).into_bytes(),
        Some("js") => text(content)?.replace("__BUILD__", &about.to_string()).into_bytes(),
        _ => content,
    })
}
