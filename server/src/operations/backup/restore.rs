//! `server restore`: a backup into an empty installation. Everything is checked before anything is written.

use std::{path::Path, time::Instant};

use anyhow::{Context, ensure};
use sqlx::{ConnectOptions, PgConnection, postgres::PgConnectOptions};

use super::{
    DUMP, FILES, ROOTS, fingerprint, manifest::Manifest, pieces, postgres, prove, seconds, secret_file,
};
use crate::{
    config::Config,
    database,
    platform::{audit::roots, files::FileStore},
};

/// As in the first migration: a dump of a database does not hold the roles of its cluster.
const ROLE: &str = "do $$ begin
    if not exists (select from pg_roles where rolname = 'tongzhou_app') then create role tongzhou_app nologin; end if;
end $$;
grant tongzhou_app to current_user;";

/// Restores, brings the schema up to date and verifies what has come.
///
/// # Errors
/// A backup that is damaged or of a newer program, and a target that is not empty, are refused and nothing is changed.
pub async fn restore(from: &Path, config: &Config, options: &PgConnectOptions) -> anyhow::Result<()> {
    let began = Instant::now();
    let manifest = Manifest::open(from)?;
    ensure!(
        manifest.schema <= database::known_schema(),
        "the backup has schema {}, this program knows {}: restore with the newer program",
        manifest.schema,
        database::known_schema()
    );
    let mut owner = options.connect().await.context("cannot connect to PostgreSQL")?;
    let files = FileStore::local(&config.data.join("files"))?;
    let published = roots::file(&config.data);
    ensure_empty(&mut owner, &files, &published).await?;
    manifest.check(from)?;
    sqlx::raw_sql(ROLE).execute(&mut owner).await.context("cannot make the role tongzhou_app")?;
    if let Err(error) = bring(from, &manifest, &files, &published, options).await {
        take_back(&manifest, &files, &published).await;
        return Err(error.context("nothing was restored"));
    }
    prove::compare(&manifest, &mut owner).await?;
    database::migrate(options).await?;
    let (cases, events, met) = prove::verify(from, &manifest, &mut owner).await?;
    println!(
        "restored the backup of {} in {}: {} rows, {} files; {cases} cases and {events} audit events verify, {met} \
         published roots met",
        manifest.made_at,
        seconds(began.elapsed()),
        manifest.contents.rows(),
        manifest.blobs.len(),
    );
    if manifest.secret.is_some() && fingerprint(config)? != manifest.secret {
        println!(
            "put the installation's own secret back to {} before serving: this is not the one of the backup, and second \
             factors cannot be read without it",
            secret_file(config).display()
        );
    }
    Ok(())
}

async fn ensure_empty(owner: &mut PgConnection, files: &FileStore, published: &Path) -> anyhow::Result<()> {
    let sql = "select count(*) from pg_class where relnamespace = 'public'::regnamespace";
    let tables: i64 = sqlx::query_scalar(sql).fetch_one(owner).await?;
    ensure!(tables == 0, "the database is not empty: a backup is restored into a new one");
    ensure!(
        files.is_empty().await?,
        "the data folder holds files already: a backup is restored into a new one"
    );
    ensure!(
        !published.exists(),
        "{} is there already: a backup is restored into a new data folder",
        published.display()
    );
    Ok(())
}

/// The database last: where that fails, the rest is easily taken back.
async fn bring(
    from: &Path,
    manifest: &Manifest,
    files: &FileStore,
    published: &Path,
    options: &PgConnectOptions,
) -> anyhow::Result<()> {
    let kept = FileStore::local(&from.join(FILES))?;
    for blob in &manifest.blobs {
        pieces::transfer(&kept, files, blob).await?;
    }
    if manifest.roots.is_some() {
        pieces::copy(&from.join(ROOTS), published)?;
    }
    postgres::restore(options, &from.join(DUMP)).await
}

async fn take_back(manifest: &Manifest, files: &FileStore, published: &Path) {
    for blob in &manifest.blobs {
        // What never came cannot be taken back.
        let _ = files.remove(&blob.sha256).await;
    }
    let _ = std::fs::remove_file(published);
}
