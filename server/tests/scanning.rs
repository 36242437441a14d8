//! Uploads and the virus scanner (T22): what is infected does not stay, and what happens while the scanner is away is the
//! office's choice.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use api::{Code, Page, audit::AuditRow, files::File};
use jiff::SignedDuration;
use server::{config::Config, platform::jobs::Workers, serve};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::support::{TestApp, cluster, process, wait};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";
const INFECTED: &[u8] = b"%PDF-1.7\n1 0 obj\n<<WORM>>\nendobj\ntrailer\n<<>>\n%%EOF\n";
const SOON: Duration = Duration::from_secs(20);

/// The other end of the protocol of clamd(8): whoever says WORM has one. Larger than `limit` bytes it does not look at.
async fn scanner(listener: TcpListener, limit: usize, asked: Arc<AtomicUsize>) {
    while let Ok((connection, _)) = listener.accept().await {
        asked.fetch_add(1, Ordering::SeqCst);
        tokio::spawn(answer(connection, limit));
    }
}

async fn answer(mut connection: TcpStream, limit: usize) -> std::io::Result<()> {
    let mut command = Vec::new();
    loop {
        match connection.read_u8().await? {
            0 => break,
            byte => command.push(byte),
        }
    }
    if command == b"zVERSION" {
        return connection.write_all(b"ClamAV 1.4.6\0").await;
    }
    assert_eq!(command, b"zINSTREAM");
    let mut content = Vec::new();
    loop {
        let length = connection.read_u32().await? as usize;
        if length == 0 {
            break;
        }
        if content.len() + length > limit {
            return connection.write_all(b"INSTREAM size limit exceeded. ERROR\0").await;
        }
        let mut piece = vec![0; length];
        connection.read_exact(&mut piece).await?;
        content.extend(piece);
    }
    let says = |words: &[u8]| content.windows(words.len()).any(|window| window == words);
    let verdict = if says(b"WORM") || says(b"EICAR-STANDARD") {
        &b"stream: Test.Worm FOUND\0"[..]
    } else {
        &b"stream: OK\0"[..]
    };
    connection.write_all(verdict).await
}

/// A scanner, and how often it was asked.
async fn scanning() -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, asked) = (listener.local_addr().unwrap(), Arc::default());
    tokio::spawn(scanner(listener, 1 << 20, Arc::clone(&asked)));
    (address, asked)
}

/// An address where nobody listens, to be listened at later.
async fn silent() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

fn with(address: SocketAddr, required: bool) -> impl FnOnce(&mut Config) {
    move |config| {
        config.clamd = Some(address.to_string().parse().unwrap());
        config.clamd_required = required;
        config.clamd_seconds = 1;
    }
}

async fn audited(app: &TestApp, kind: &str) -> Vec<AuditRow> {
    app.person("shenji").await.get(&format!("/api/audit?kind={kind}")).await.ok::<Page<AuditRow>>().rows
}

fn contents(app: &TestApp) -> usize {
    fn all(folder: std::path::PathBuf) -> usize {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| if entry.path().is_dir() { all(entry.path()) } else { 1 }).sum()
    }
    all(app.app.config.data.join("files"))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_infected_is_refused_recorded_and_does_not_stay() {
    let (address, asked) = scanning().await;
    let app = TestApp::with(with(address, true)).await;
    let zhang = app.person("zhang").await;
    let problem = zhang.upload("方案.pdf", INFECTED).await.refused(Code::InfectedFile);
    assert_eq!(problem.detail.as_deref(), Some("Test.Worm"));
    assert_eq!((app.count("select count(*) from files").await, contents(&app)), (0, 0));
    let refused = audited(&app, "file_refused").await;
    let detail = refused[0].detail.as_ref().unwrap();
    assert!(refused.len() == 1 && !refused[0].success && detail.contains("Test.Worm"), "{refused:?}");
    assert_eq!(refused[0].account.as_deref(), Some("zhang"));
    let file: File = zhang.upload("方案.pdf", PDF).await.ok();
    assert_eq!(zhang.get(&format!("/api/files/{}", file.id)).await.body, PDF);
    assert_eq!(asked.load(Ordering::SeqCst), 2);
    assert_eq!(app.count("select count(*) from jobs where kind = 'files.scan'").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_verdict_nothing_is_taken_where_the_office_says_so() {
    let hanging = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (small, _) = scanning().await;
    let large = [PDF, &vec![b' '; 2 << 20]].concat();
    for (address, content) in [
        (silent().await, PDF),
        // It accepts and says nothing.
        (hanging.local_addr().unwrap(), PDF),
        // More than it looks at.
        (small, &large[..]),
    ] {
        let app = TestApp::with(with(address, true)).await;
        app.person("zhang").await.upload("方案.pdf", content.to_vec()).await.refused(Code::ScannerDown);
        assert_eq!((app.count("select count(*) from files").await, contents(&app)), (0, 0));
        let refused = audited(&app, "file_refused").await;
        assert!(refused.len() == 1 && refused[0].detail.as_ref().unwrap().contains("down"), "{refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_unscanned_is_scanned_when_the_scanner_is_back() {
    let address = silent().await;
    let app = TestApp::with(with(address, false)).await;
    let zhang = app.person("zhang").await;
    let clean: File = zhang.upload("方案.pdf", PDF).await.ok();
    let infected: File = zhang.upload("附件.pdf", INFECTED).await.ok();
    assert_eq!(audited(&app, "file_unscanned").await.len(), 2);
    let path = |file: &File| format!("/api/files/{}", file.id);
    assert_eq!(zhang.get(&path(&infected)).await.body, INFECTED, "nobody knows yet");

    let workers = Workers::start(app.app.clone(), serve::handlers(&app.app), 1);
    wait::until("both were tried", SOON, async || {
        let tried =
            "select count(*) from jobs where kind = 'files.scan' and attempts = 1 and leased_by is null";
        (app.count(tried).await == 2).then_some(())
    })
    .await;
    tokio::spawn(scanner(TcpListener::bind(address).await.unwrap(), 1 << 20, Arc::default()));
    app.later(SignedDuration::from_secs(60));
    wait::until("both are scanned", SOON, async || {
        (app.count("select count(*) from jobs where kind = 'files.scan'").await == 0).then_some(())
    })
    .await;
    workers.stop().await;

    assert_eq!(zhang.get(&path(&clean)).await.body, PDF);
    let problem = zhang.get(&path(&infected)).await.refused(Code::InfectedFile);
    assert_eq!(problem.detail.as_deref(), Some("Test.Worm"));
    let scanned = audited(&app, "file_scanned").await;
    assert_eq!(scanned.iter().filter(|row| row.success).count(), 1, "{scanned:?}");
    assert_eq!(scanned.iter().filter(|row| !row.success).count(), 1, "{scanned:?}");
    zhang.upload("又一次.pdf", INFECTED).await.refused(Code::InfectedFile);
}

/// Runs `server doctor` with this scanner; whether nothing fails, and the line about the scanner.
async fn doctor(address: SocketAddr, required: bool) -> (bool, String) {
    let mut command = process::command(&cluster().folder().join("scanned"));
    command.arg("doctor").env("TONGZHOU_CLAMD", address.to_string());
    if required {
        command.env("TONGZHOU_CLAMD_REQUIRED", "true");
    }
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let line = said.lines().find(|line| line.contains("scanner")).unwrap_or_else(|| panic!("{said}"));
    (output.status.success(), line.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_asks_the_scanner() {
    crate::support::site(cluster());
    let (address, _) = scanning().await;
    let (healthy, line) = doctor(address, true).await;
    assert!(healthy && line.starts_with("ok    scanner") && line.contains("ClamAV 1.4.6"), "{line}");
    let nobody = silent().await;
    let (healthy, line) = doctor(nobody, true).await;
    assert!(!healthy && line.starts_with("FAIL  scanner"), "{line}");
    let (healthy, line) = doctor(nobody, false).await;
    assert!(healthy && line.starts_with("warn  scanner"), "{line}");
}
