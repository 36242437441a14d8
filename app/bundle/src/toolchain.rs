//! Which compiler can make WASM on this machine.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

pub const TARGET: &str = "wasm32-unknown-unknown";

/// Leptos 0.8 asks for it; Debian's plain `rustc` may be far older.
const OLDEST_MINOR: u32 = 88;

const NOTHING_FOUND: &str = "no Rust compiler here can make WASM. Either of these gives one:
  rustup target add wasm32-unknown-unknown
  apt-get install rustc-web cargo-web rust-web-src rust-web-llvm";

/// Where the standard library for WASM comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Std {
    /// It came with the compiler, optimised for speed.
    Prebuilt,
    /// We compile it, with our own flags and optimisation.
    Source,
}

pub struct Toolchain {
    rustc: PathBuf,
    cargo: PathBuf,
    linker: Option<PathBuf>,
    std: Std,
}

/// The first that can: what is on the PATH (rustup's, as a rule), then Debian's. In each, a ready standard library
/// goes before one that has to be compiled. Only the one in `folder`, where that is given.
pub fn find(folder: Option<&Path>) -> Result<Toolchain> {
    let on_path = (PathBuf::from("rustc"), PathBuf::from("cargo"));
    let within = |folder: &Path| (folder.join("rustc"), folder.join("cargo"));
    let candidates =
        folder.map_or(vec![on_path, within(Path::new("/usr/bin"))], |folder| vec![within(folder)]);
    for (rustc, cargo) in candidates {
        if let Some(std) = standard_library(&rustc) {
            let linker = linker(&rustc);
            return Ok(Toolchain { rustc, cargo, linker, std });
        }
    }
    bail!(NOTHING_FOUND)
}

impl Toolchain {
    /// `cargo build`, with the environment this compiler needs.
    pub fn build(&self) -> Command {
        let mut command = Command::new(&self.cargo);
        command.arg("build").args(["--target", TARGET]);
        if self.rustc.is_absolute() {
            // What rustup's cargo leaves behind would lead Debian's cargo back to rustup's compiler.
            for variable in ["RUSTUP_TOOLCHAIN", "RUSTDOC", "CARGO", "RUSTC_WRAPPER"] {
                command.env_remove(variable);
            }
            command.env("RUSTC", &self.rustc);
        }
        if let Some(linker) = &self.linker {
            command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        }
        // build-std and the smaller code are not stable yet; this is what makes a stable compiler accept them.
        command.env("RUSTC_BOOTSTRAP", "1");
        if self.std == Std::Source {
            command.arg("-Zbuild-std=std,panic_abort");
        }
        command
    }

    /// As it is delivered: a panic says what, not where. The names of the places are 4 KiB of every first visit.
    pub fn build_small(&self) -> Command {
        let mut command = self.build();
        command.args(["--config", &format!("target.{TARGET}.rustflags=['-Zlocation-detail=none']")]);
        command
    }

    /// Told to the person who waits.
    pub fn describe(&self) -> String {
        let version = ask(&self.rustc, &["--version"]).unwrap_or_default();
        let std = match self.std {
            Std::Prebuilt => "its own std",
            Std::Source => "std from source",
        };
        format!("{version}, {std}")
    }
}

fn standard_library(rustc: &Path) -> Option<Std> {
    let version = ask(rustc, &["--version"])?;
    let minor: u32 = version.split('.').nth(1)?.parse().ok()?;
    if minor < OLDEST_MINOR {
        return None;
    }
    // `rustup target list` would not see a compiler that came without rustup.
    let libraries = ask(rustc, &["--print", "target-libdir", "--target", TARGET])?;
    let prebuilt = std::fs::read_dir(libraries).is_ok_and(|mut folder| {
        folder.any(|file| file.is_ok_and(|file| file.file_name().to_string_lossy().starts_with("libstd-")))
    });
    if prebuilt {
        return Some(Std::Prebuilt);
    }
    let sysroot = ask(rustc, &["--print", "sysroot"])?;
    Path::new(&sysroot).join("lib/rustlib/src/rust/library/Cargo.lock").exists().then_some(Std::Source)
}

/// Another linker than the compiler would take, where its own is not there: Debian's `rust-lld` is a dangling link
/// unless its `lld` package is installed; rustup's serves as well.
fn linker(rustc: &Path) -> Option<PathBuf> {
    let own = |rustc: &Path| {
        let sysroot = ask(rustc, &["--print", "sysroot"])?;
        let host = ask(rustc, &["--print", "host-tuple"])?;
        let linker = Path::new(&sysroot).join("lib/rustlib").join(host).join("bin/rust-lld");
        linker.exists().then_some(linker)
    };
    let on_path = std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join("rust-lld").exists()));
    if own(rustc).is_some() || on_path { None } else { own(Path::new("rustc")) }
}

fn ask(program: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
