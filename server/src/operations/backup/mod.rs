//! `server backup` and `server restore`: the database and the files at one instant, in a folder that can be checked by
//! itself, and proves that it restores.
//!
//! | in the folder | |
//! |---|---|
//! | `database.dump` | `pg_dump`'s custom format, of one snapshot |
//! | `files/sha256/…` | every content that the snapshot refers to |
//! | `roots.txt` | the published roots of the audit chain |
//! | `manifest.json` | what all of it is, each piece with SHA-256 and SM3; what the database holds, counted |
//! | `manifest.sums` | the sums of the manifest, for `cksum --check` |
//!
//! Deliberately absent: the installation's secret. With it beside the database, whoever finds a backup could read what
//! the secret protects (second factors). It is kept elsewhere; `restore` says where it does not fit.
//!
//! Queries here are not checked at compile time: they are put to databases of any version of the schema.

mod contents;
mod manifest;
mod pieces;
mod postgres;
mod prove;
mod restore;

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use sqlx::{ConnectOptions, PgConnection, postgres::PgConnectOptions};

pub use prove::SCRATCH;
pub use restore::restore;

use self::{contents::Contents, manifest::Manifest, pieces::Piece};
use crate::{
    clock::Clock,
    config::Config,
    database,
    platform::{audit::roots, files::FileStore, secret::Secret},
};

const DUMP: &str = "database.dump";
const ROOTS: &str = "roots.txt";
const FILES: &str = "files";

/// Where the folder stands that is being written, until it is whole.
fn unfinished(to: &Path) -> PathBuf {
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(".unfinished");
    to.with_file_name(name)
}

/// Makes a backup in a new folder, beside running servers. What is left half-way is named `….unfinished`.
///
/// # Errors
/// With words for the operator: a folder that is there already, a content that is missing or damaged, a proof that fails.
pub async fn backup(
    to: &Path,
    prove: bool,
    config: &Config,
    options: &PgConnectOptions,
) -> anyhow::Result<()> {
    let began = Instant::now();
    ensure!(!to.exists(), "{} is there already: a backup goes into a new folder", to.display());
    let folder = unfinished(to);
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot clear {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    restrict(&folder)?;
    let manifest = write(&folder, config, options).await?;
    let made = began.elapsed();
    if prove {
        let proof = prove::prove(&folder, &manifest, options).await?;
        println!("{proof}");
    }
    manifest.close(&folder)?;
    fs::rename(&folder, to)?;
    println!(
        "backed up to {} in {}: {} rows in {} tables, {} files, {} events in the audit chain",
        to.display(),
        seconds(made),
        manifest.contents.rows(),
        manifest.contents.tables.len(),
        manifest.blobs.len(),
        manifest.contents.audit.number,
    );
    let secret = secret_file(config);
    if secret.exists() {
        println!(
            "not in it: {} (second factors cannot be read without it); keep a copy elsewhere",
            secret.display()
        );
    }
    Ok(())
}

/// Everything but the manifest's own file.
async fn write(folder: &Path, config: &Config, options: &PgConnectOptions) -> anyhow::Result<Manifest> {
    // Before the snapshot: a root published after it is none of its chain.
    let published = roots::file(&config.data);
    let roots = match published.exists() {
        true => Some(pieces::copy(&published, &folder.join(ROOTS))?),
        false => None,
    };
    let mut reader = options.connect().await.context("cannot connect to PostgreSQL")?;
    sqlx::raw_sql("begin isolation level repeatable read read only").execute(&mut reader).await?;
    let snapshot: String = sqlx::query_scalar("select pg_export_snapshot()").fetch_one(&mut reader).await?;
    postgres::dump(options, &snapshot, &folder.join(DUMP)).await?;
    let contents = Contents::read(&mut reader).await?;
    let schema = database::schema_of(&mut reader)
        .await?
        .context("the database is empty: there is nothing to back up")?;
    let blobs = blobs(&mut reader).await?;
    let postgresql: String = sqlx::query_scalar("show server_version").fetch_one(&mut reader).await?;
    drop(reader);
    let from = FileStore::local(&config.data.join("files"))?;
    let target = FileStore::local(&folder.join(FILES))?;
    for blob in &blobs {
        pieces::transfer(&from, &target, blob).await?;
    }
    Ok(Manifest {
        format: manifest::FORMAT,
        made_at: Clock::default().now(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        postgresql,
        schema,
        database: pieces::read(&folder.join(DUMP))?,
        roots,
        blobs,
        contents,
        secret: fingerprint(config)?,
    })
}

/// Every content that a row refers to, once.
async fn blobs(reader: &mut PgConnection) -> anyhow::Result<Vec<Piece>> {
    let sql = "select distinct sha256, sm3, size from files order by sha256";
    let rows: Vec<(String, String, i64)> = sqlx::query_as(sql).fetch_all(reader).await?;
    rows.into_iter().map(|(sha256, sm3, size)| Ok(Piece { sha256, sm3, size: size.try_into()? })).collect()
}

fn secret_file(config: &Config) -> PathBuf {
    config.secret_file.clone().unwrap_or_else(|| config.data.join("secret"))
}

/// Tells two secrets apart and nothing else about them; none where there is no secret.
fn fingerprint(config: &Config) -> anyhow::Result<Option<String>> {
    let file = secret_file(config);
    if !file.exists() {
        return Ok(None);
    }
    Ok(Some(hex::encode(Secret::open(&file)?.derive("backup fingerprint", b""))))
}

/// Only its owner may enter: a backup holds everything.
fn restrict(folder: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?)
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
