//! Backup and restore (T14) and the doctor, with the real program on a private cluster.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::Instant,
};

use api::{documents::Draft, files::File};
use sqlx::{ConnectOptions, Executor};

use crate::support::{
    Client, cluster,
    documents::notice,
    load::Load,
    process::{self, Process, settled},
};

/// What the program said, on both channels, and whether it succeeded.
fn run(data: &Path, arguments: &[&str]) -> (bool, String) {
    let output = process::command(data).args(arguments).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

fn backup(data: &Path, to: &Path) -> (bool, String) {
    run(data, &["backup", "--to", to.to_str().unwrap()])
}

fn restore(data: &Path, from: &Path) -> (bool, String) {
    run(data, &["restore", "--from", from.to_str().unwrap()])
}

/// The files of a folder, deepest too.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() { found.extend(files(&entry.path())) } else { found.push(entry.path()) }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_made_under_load_restores_to_a_verified_installation() {
    let (data, to) = (cluster().folder().join("backed-up"), cluster().folder().join("backup"));
    settled(&data);
    let process = Process::start(&data);
    let zhang = Client::new(process.address).signed_in("zhang").await;
    let file: File = zhang.upload("附件.pdf", "%PDF-1.7\n%%EOF\n").await.ok();
    let case = zhang.open(&Draft { files: vec![file.id], ..notice() }).await;
    let load = Load::start(process.address).await;
    load.goes_on(60).await;
    let (made, said) = backup(&data, &to);
    load.goes_on(20).await;
    load.stop().await;
    assert!(made, "{said}");
    assert!(said.contains("row counts and chain root are the same"), "{said}");
    assert!(said.contains("secret"), "{said}");
    for piece in ["database.dump", "manifest.json", "manifest.sums"] {
        assert!(to.join(piece).is_file(), "{piece}");
    }
    assert!(!to.join("secret").exists() && !files(&to.join("files")).is_empty());
    assert_eq!(fs::metadata(&to).unwrap().permissions().mode() & 0o777, 0o700);
    let (again, said) = backup(&data, &to);
    assert!(!again && said.contains("a new folder"), "{said}");
    drop(process);

    let new = cluster().folder().join("restored");
    let began = Instant::now();
    let (done, said) = restore(&new, &to);
    let took = began.elapsed();
    assert!(done, "{said}");
    assert!(said.contains("put the installation's own secret back"), "{said}");
    println!(
        "T14: restore drill in {took:.1?}: {}",
        said.lines().find(|line| line.starts_with("restored")).unwrap()
    );
    fs::copy(data.join("secret"), new.join("secret")).unwrap();
    let (verified, said) = run(&new, &["verify"]);
    assert!(verified && said.contains(" 0 broken"), "{said}");
    let restored = Process::start(&new);
    let zhang = Client::new(restored.address).signed_in("zhang").await;
    assert_eq!(zhang.view(case).await.draft.title, notice().title);
    assert_eq!(zhang.get(&format!("/api/files/{}", file.id)).await.text(), "%PDF-1.7\n%%EOF\n");
    zhang.submit(case).await;
    drop(restored);
    let (done, said) = restore(&new, &to);
    assert!(!done && said.contains("not empty"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_backup_is_refused_and_changes_nothing() {
    let (data, to) = (cluster().folder().join("whole"), cluster().folder().join("whole-backup"));
    settled(&data);
    let process = Process::start(&data);
    let zhang = Client::new(process.address).signed_in("zhang").await;
    let file: File = zhang.upload("附件.pdf", "%PDF-1.7\n%%EOF\n").await.ok();
    drop(process);
    let (made, said) = backup(&data, &to);
    assert!(made, "{said}");

    let new = cluster().folder().join("refused");
    let pieces = files(&to);
    // The dump, the content, the manifest and its sums; the roots of the chain too, where the night's job has published.
    let published = server::platform::audit::roots::file(&data).exists();
    assert_eq!(pieces.len(), 4 + usize::from(published), "{pieces:?}");
    for piece in &pieces {
        let whole = fs::read(piece).unwrap();
        let mut damaged = whole.clone();
        damaged[whole.len() / 2] ^= 1;
        fs::write(piece, damaged).unwrap();
        let (done, said) = restore(&new, &to);
        assert!(!done && said.contains("damaged") || said.contains("no whole backup"), "{piece:?}: {said}");
        fs::remove_file(piece).unwrap();
        let (done, said) = restore(&new, &to);
        assert!(!done && (said.contains("missing") || said.contains("no whole backup")), "{piece:?}: {said}");
        fs::write(piece, whole).unwrap();
        assert!(files(&new.join("files")).is_empty() && !new.join("roots").exists());
    }
    let (done, said) = restore(&new, &to);
    assert!(done, "the target was still empty: {said}");

    // A damaged original is told before a backup of it is relied upon.
    let content = data.join("files").join(server::platform::files::place(&file.sha256));
    fs::write(&content, "%PDF-1.7\n%%EOX\n").unwrap();
    let later = cluster().folder().join("later-backup");
    let (made, said) = backup(&data, &later);
    assert!(!made && said.contains(&file.sha256) && said.contains("damaged"), "{said}");
    fs::remove_file(&content).unwrap();
    let (made, said) = backup(&data, &later);
    assert!(!made && said.contains(&file.sha256) && said.contains("missing"), "{said}");
    assert!(!later.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_says_what_is_wrong_and_what_to_do() {
    let data = cluster().folder().join("examined");
    let site = cluster().folder().join("site");
    fs::create_dir_all(&site).unwrap();
    fs::write(site.join("index.html"), "<!doctype html><!--boot-->").unwrap();
    let (healthy, said) = run(&data, &["doctor"]);
    assert!(said.contains("warn  database"), "{said}");
    assert!(!data.join("postgres").exists(), "the doctor makes nothing");
    assert!(healthy, "{said}");
    let options = settled(&data);
    let process = Process::start(&data);
    let (healthy, said) = run(&data, &["doctor"]);
    assert!(healthy && !said.contains("FAIL"), "{said}");
    for what in
        ["durability", "schema", "rights", "audit", "sealing", "dead letters", "secret", "files", "offices"]
    {
        assert!(said.lines().any(|line| line.starts_with(&format!("ok    {what}"))), "{what}: {said}");
    }
    let mut owner = options.connect().await.unwrap();
    for (harm, line) in [
        ("grant update on events to tongzhou_app", "FAIL  rights"),
        ("alter system set synchronous_commit = off", "FAIL  durability"),
        ("select pg_reload_conf()", "FAIL  durability"),
        (
            "insert into jobs (id, kind, payload, run_at, created_at, died_at)
             values (gen_random_uuid(), 'letters.send', '{}', now(), now(), now())",
            "warn  dead letters  1: letters.send",
        ),
        (
            "insert into files (id, sha256, sm3, size, media_type, name, uploaded_by, at)
             select gen_random_uuid(), repeat('0', 64), repeat('0', 64), 1, 'application/pdf', 'a', id, now()
             from people limit 1",
            "FAIL  contents",
        ),
        (
            "alter table post_roles disable trigger post_roles_last_administrator;
             delete from post_roles where role = 'audit_administrator'",
            "warn  offices",
        ),
        (
            "insert into _sqlx_migrations (version, description, installed_on, success, checksum, execution_time)
             values (9999, 'of a later version', now(), true, '', 0)",
            "FAIL  schema",
        ),
    ] {
        owner.execute(harm).await.unwrap();
        if harm.starts_with("alter system") {
            continue;
        }
        let (healthy, said) = run(&data, &["doctor"]);
        assert!(said.contains(line), "{harm}: {said}");
        assert!(!healthy, "{said}");
    }
    fs::set_permissions(data.join("secret"), fs::Permissions::from_mode(0o644)).unwrap();
    let (healthy, said) = run(&data, &["doctor"]);
    assert!(!healthy && said.contains("FAIL  secret") && said.contains("chmod 600"), "{said}");
    drop(process);
}
