//! The typesetting worker: JSON requests on standard input, replies on standard output, one a line.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use nix::sys::resource::{Resource, setrlimit};
use typeset::Worker;

/// Lays out official documents (公文) after GB/T 9704-2012.
#[derive(Parser)]
struct Options {
    /// A folder with fonts, searched before the system's; may be given several times, the most wanted first.
    #[arg(long, value_name = "DIR")]
    fonts: Vec<PathBuf>,
    /// Most memory the worker may take, in MiB; a document that needs more ends it.
    #[arg(long, default_value_t = 1536)]
    memory: u64,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let bytes = options.memory.saturating_mul(1 << 20);
    if let Err(error) = setrlimit(Resource::RLIMIT_AS, bytes, bytes) {
        eprintln!("typeset: no memory limit could be set: {error}");
    }
    // A thread for every core of a large machine would use up the limit on stacks alone.
    if let Err(error) = rayon::ThreadPoolBuilder::new().num_threads(2).build_global() {
        eprintln!("typeset: {error}");
    }
    let worker = Worker::new(&options.fonts);
    match worker.serve(io::stdin().lock(), io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("typeset: {error}");
            ExitCode::FAILURE
        }
    }
}
