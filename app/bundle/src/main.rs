//! Turns the app into the files the server serves: compile, split by module, bind to JavaScript, optimise, compress.
//!
//! `bundle` makes what is delivered, `bundle --quick` what a developer looks at, both into `target/app` (see
//! [`site`] for what lies there). What has not changed is not made again.
//!
//! # How a page gets into a module's file
//!
//! Everything that `app::start` reaches is in `app_bg.wasm`, except what is reached only through a function marked
//! `#[wasm_split(MODULE, fallible, wasm_split_path = leptos::wasm_split)]`. Functions with the same MODULE share one
//! file, `MODULE.pack`; what several use and the main file does not is in a pack that comes with each (see [`packs`]). The marked function must be a plain one (no generics, not `async`) and return
//! `Result<_, SplitLoaderError>`; calling it is `async`, loads the file the first time, and answers an error where
//! that fails, so that the page can offer to try again: without `fallible` a lost file would end the app. One such
//! function a module, told which page to draw, is enough: see `app/src/lazy.rs`. Everything that reaches a page
//! by another way (a route's `view`, a shared component) takes it back into the main file: `bundle --sizes` shows it.
//!
//! # Islands
//!
//! `app/islands/NAME.js` becomes `islands/NAME.js`, an ES module with its packages inside. The page's script gives
//! the app a function for it, `island("NAME")`, which answers the promise of the module.
//!
//! # Files of `public/`
//!
//! They keep their names. In a page `{assets}` stands for the URL of the build's folder; in a script (the service
//! worker) `__BUILD__` stands for what `assets.json` says of the build.

mod compress;
mod islands;
mod module;
mod packs;
mod page;
mod site;
mod sizes;
mod stamp;
mod style;
mod toolchain;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use clap::Parser;

/// Turns the app into the files the server serves.
#[derive(Parser)]
#[command(name = "bundle")]
struct Arguments {
    /// For development: no link-time optimisation, no wasm-opt, light compression
    #[arg(long)]
    quick: bool,
    /// Where the files go
    #[arg(long, default_value = "target/app")]
    out: PathBuf,
    /// The workspace
    #[arg(long, default_value = ".")]
    root: PathBuf,
    /// Build nothing; say what the browser has to fetch of the last build
    #[arg(long)]
    sizes: bool,
    /// The folder of the rustc and cargo to use, instead of the first that can make WASM
    #[arg(long)]
    compiler: Option<PathBuf>,
}

/// What is to be built, and where.
pub struct Settings {
    pub quick: bool,
    /// The workspace, absolute.
    pub root: PathBuf,
    /// The folder the server serves, absolute.
    pub out: PathBuf,
    /// Where the compiler must come from, if that matters.
    pub compiler: Option<PathBuf>,
}

impl Settings {
    /// Half-made things, kept between runs; one set for each way of building.
    pub fn stage(&self, name: &str) -> PathBuf {
        let way = if self.quick { "quick" } else { "full" };
        self.root.join("target/wasm/bundle").join(way).join(name)
    }

    /// A program from the npm packages of this folder, where they are installed.
    pub fn tool(&self, name: &str) -> Option<PathBuf> {
        let program = self.root.join("app/bundle/node_modules/.bin").join(name);
        program.exists().then_some(program)
    }
}

fn main() -> ExitCode {
    match bundle(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bundle: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn bundle(arguments: &Arguments) -> Result<()> {
    let root = fs::canonicalize(&arguments.root)?;
    let settings = Settings {
        quick: arguments.quick,
        out: root.join(&arguments.out),
        root,
        compiler: arguments.compiler.clone(),
    };
    if arguments.sizes {
        return sizes::report(&settings.out);
    }
    let started = Instant::now();
    fs::create_dir_all(settings.stage(""))?;
    let _alone = alone(&settings)?;
    module::build(&settings)?;
    islands::build(&settings)?;
    if !site::build(&settings)? {
        println!("bundle: nothing has changed");
        return Ok(());
    }
    println!("bundle: {} in {:.1} s", settings.out.display(), started.elapsed().as_secs_f64());
    Ok(())
}

/// Two bundlers at once would mix their files. Held until dropped.
fn alone(settings: &Settings) -> Result<fs::File> {
    let lock = fs::File::create(settings.root.join("target/wasm/bundle/lock"))?;
    if lock.try_lock().is_err() {
        println!("bundle: waiting for another one to finish");
        lock.lock()?;
    }
    Ok(lock)
}

/// All files below a folder, sorted; none where there is no such folder.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                found.extend(files(&path)?);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The same, without what npm put there.
pub fn files_outside_packages(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.ends_with("node_modules") {
                continue;
            }
            found.extend(if path.is_dir() { files(&path)? } else { vec![path] });
        }
    }
    found.sort();
    Ok(found)
}

/// An empty folder of that name.
pub fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(fs::create_dir_all(folder)?)
}
