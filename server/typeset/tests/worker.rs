//! The process: one line in, one line out, whatever comes.

use api::sheet::{Reply, Request, Seal, Sheet};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::support::*;

fn failed(reply: Reply) -> String {
    match reply {
        Reply::Failed { reason } => reason,
        other => panic!("it succeeded: {other:?}"),
    }
}

#[test]
fn bad_requests_are_answered_and_the_next_still_served() {
    let mut worker = Worker::start();
    assert!(failed(worker.say("nonsense")).contains("unreadable request"));
    assert!(failed(worker.say("{\"kind\":\"print\"}")).contains("unreadable request"));
    assert!(failed(worker.say("\u{1}\u{ff}")).contains("unreadable request"));
    let bad_seal = Seal { png: BASE64_STANDARD.encode("no picture"), diameter_mm: 42.0 };
    let sheets = [
        (Sheet { seals: vec![bad_seal], ..notice() }, "PNG"),
        (
            Sheet { seals: vec![Seal { diameter_mm: f64::INFINITY, ..seal(42.0) }], ..notice() },
            "unreadable request",
        ),
        (Sheet { seals: vec![seal(420.0)], ..notice() }, "diameter"),
        (Sheet { made_at: "yesterday".into(), ..notice() }, "made_at"),
    ];
    for (sheet, reason) in sheets {
        let said = failed(worker.ask(&Request::Pdf { sheet: Box::new(sheet) }));
        assert!(said.contains(reason), "{said}");
    }
    worker.print(&notice());
}

#[test]
fn a_truncated_seal_is_refused() {
    let mut png = BASE64_STANDARD.decode(seal(42.0).png).expect("base64");
    png.truncate(200);
    let seals = vec![Seal { png: BASE64_STANDARD.encode(png), diameter_mm: 42.0 }];
    let mut worker = Worker::start();
    failed(worker.ask(&Request::Pdf { sheet: Box::new(Sheet { seals, ..notice() }) }));
    worker.print(&notice());
}

#[test]
fn a_page_is_drawn_small_as_webp() {
    let mut worker = Worker::start();
    let pdf = BASE64_STANDARD.encode(worker.print(&notice()).bytes());
    let Reply::Picture { webp, pages } =
        worker.ask(&Request::Picture { pdf: pdf.clone(), page: 0, width: 1080 })
    else {
        panic!("no picture")
    };
    let webp = BASE64_STANDARD.decode(webp).expect("base64");
    assert_eq!((&webp[..4], &webp[8..12], pages), (&b"RIFF"[..], &b"WEBP"[..], 2));
    assert!(webp.len() < 120_000, "{} bytes", webp.len());
    for (page, width, reason) in [(2, 1080, "no page 2 of 2"), (0, 0, "wide"), (0, 100_000, "wide")] {
        let said = failed(worker.ask(&Request::Picture { pdf: pdf.clone(), page, width }));
        assert!(said.contains(reason), "{said}");
    }
    failed(worker.ask(&Request::Picture {
        pdf: BASE64_STANDARD.encode("%PDF-1.7 nothing"),
        page: 0,
        width: 100,
    }));
}

#[test]
fn memory_stays_flat() {
    let mut worker = Worker::start();
    let mut sheet = notice();
    let mut measure = |worker: &mut Worker, round: usize| {
        sheet.body = vec![paragraph(&format!("{round}{}", long(600)))];
        worker.print(&sheet);
        worker.resident_kib()
    };
    let warm = (0..20).map(|round| measure(&mut worker, round)).last().expect("a measure");
    let later = (20..100).map(|round| measure(&mut worker, round)).last().expect("a measure");
    assert!(later < warm + 20_000, "{warm} KiB grew to {later} KiB in 80 documents");
}

#[test]
fn a_document_beyond_the_limit_ends_the_worker_not_the_machine() {
    let mut worker = Worker::start_with(&["--memory", "600"]);
    worker.print(&notice());
    let body = vec![paragraph(&"政".repeat(400)); 20_000];
    assert!(worker.dies_of(&Request::Pdf { sheet: Box::new(Sheet { body, ..notice() }) }));
}
