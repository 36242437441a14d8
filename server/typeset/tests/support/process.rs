use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};
use std::sync::Once;

use api::sheet::{Reply, Request, Sheet};

use super::Paper;

/// A worker of its own for a test.
pub struct Worker {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Worker {
    pub fn start() -> Worker {
        Worker::start_with(&[])
    }

    pub fn start_with(options: &[&str]) -> Worker {
        let mut process = Command::new(env!("CARGO_BIN_EXE_typeset"))
            .arg("--fonts")
            .arg(fonts())
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the worker starts");
        let input = process.stdin.take().expect("a pipe");
        let output = BufReader::new(process.stdout.take().expect("a pipe"));
        Worker { process, input, output }
    }

    pub fn ask(&mut self, request: &Request) -> Reply {
        self.say(&serde_json::to_string(request).expect("a request is JSON"))
    }

    /// Sends one line as it is.
    pub fn say(&mut self, line: &str) -> Reply {
        writeln!(self.input, "{line}").expect("the worker reads");
        let mut reply = String::new();
        self.output.read_line(&mut reply).expect("the worker writes");
        serde_json::from_str(&reply).expect("a reply is JSON")
    }

    /// Whether the worker ends instead of answering.
    pub fn dies_of(&mut self, request: &Request) -> bool {
        let line = serde_json::to_string(request).expect("a request is JSON");
        writeln!(self.input, "{line}").expect("the worker reads");
        let mut reply = String::new();
        let ended = self.output.read_line(&mut reply).is_ok_and(|bytes| bytes == 0);
        ended && !self.process.wait().expect("an end").success()
    }

    /// Memory the worker holds now, in KiB (Linux).
    pub fn resident_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))
            .expect("a running process");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// The sheet on paper.
    #[track_caller]
    pub fn print(&mut self, sheet: &Sheet) -> Paper {
        match self.ask(&Request::Pdf { sheet: Box::new(sheet.clone()) }) {
            Reply::Pdf { pdf, pages } => Paper::new(&pdf, pages),
            other => panic!("no PDF but {other:?}"),
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// One sheet on paper, by a worker of its own.
#[track_caller]
pub fn print(sheet: &Sheet) -> Paper {
    Worker::start().print(sheet)
}

/// The folder of the free fonts, filled on first use.
fn fonts() -> PathBuf {
    static FILLED: Once = Once::new();
    let folder = root().join("target/fonts");
    FILLED.call_once(|| {
        let script = root().join("server/typeset/fonts.sh");
        let done = Command::new("sh").arg(script).arg(&folder).status().expect("sh runs");
        assert!(done.success(), "the fonts are missing; see above");
    });
    folder
}

pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// Runs a tool that must succeed.
#[track_caller]
pub fn tool(name: &str, arguments: &[&str]) -> Output {
    let output =
        Command::new(name).args(arguments).output().unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(output.status.success(), "{name} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}
