//! Milliseconds a warm worker takes for a one-page document, its PDF's size, and the memory it holds.
//! Budget: 50 ms warm. `cargo run -p typeset --example time -- [FONTS]...`

use std::hint::black_box;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use api::documents::Block;
use api::sheet::{Reply, Request, Sheet};
use typeset::Worker;

const ROUNDS: usize = 200;

fn main() {
    let mut directories: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    if directories.is_empty() {
        directories.push("target/fonts".into());
    }
    let start = Instant::now();
    let worker = Worker::new(&directories);
    println!("start: {:.0} ms", milliseconds(start.elapsed()));
    let (first, pdf) = pdf(&worker, 0);
    println!("first document: {:.1} ms", milliseconds(first));
    let mut times: Vec<Duration> = (1..=ROUNDS).map(|round| self::pdf(&worker, round).0).collect();
    report("one-page PDF/A", &mut times);
    println!("its size: {} KB", pdf.len() * 3 / 4 / 1000);
    let picture = Request::Picture { pdf, page: 0, width: 1080 };
    let mut size = 0;
    let mut times: Vec<Duration> = (0..20)
        .map(|_| {
            let start = Instant::now();
            if let Reply::Picture { webp, .. } = black_box(worker.answer(&picture)) {
                size = webp.len() * 3 / 4;
            }
            start.elapsed()
        })
        .collect();
    report("picture of 1080 px", &mut times);
    println!("its size: {} KB", size / 1000);
    if let Some(memory) = resident() {
        println!("resident memory: {memory}");
    }
}

fn report(what: &str, times: &mut [Duration]) {
    times.sort();
    let at = |part: f64| milliseconds(times[((times.len() - 1) as f64 * part) as usize]);
    println!("{what}, warm: median {:.1} ms, 95 % {:.1} ms, worst {:.1} ms", at(0.5), at(0.95), at(1.0));
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// One document, different every round, and how long it took.
fn pdf(worker: &Worker, round: usize) -> (Duration, String) {
    let words = "认真贯彻落实市委市政府数字化改革决策部署，加快推进机关内部协同高效。";
    let sheet = Sheet {
        mark: vec!["舟山市人民政府".into()],
        mark_suffix: true,
        number: Some(format!("舟政发〔2021〕{}号", round + 1)),
        title: "舟山市人民政府关于加快推进数字政府建设的通知".into(),
        recipients: Some("各县（区）人民政府，市政府直属各单位".into()),
        body: vec![Block::Paragraph { text: words.repeat(2) }],
        signatures: vec!["舟山市人民政府".into()],
        date: Some("2021年7月1日".into()),
        made_at: "2021-07-01T08:00:00Z".into(),
        ..Sheet::default()
    };
    let request = Request::Pdf { sheet: Box::new(sheet) };
    let start = Instant::now();
    let reply = worker.answer(&request);
    let time = start.elapsed();
    match reply {
        Reply::Pdf { pdf, pages: 1 } => (time, pdf),
        other => panic!("not one page but {other:?}"),
    }
}

/// What the process holds now (Linux).
fn resident() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:")).map(|memory| memory.trim().to_owned())
}
