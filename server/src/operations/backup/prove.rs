//! The proof of a backup: restored into a scratch database beside the others, it must hold what the original held.

use std::{fmt, path::Path, time::Instant};

use anyhow::{Context, bail};
use sqlx::{AssertSqlSafe, ConnectOptions, PgConnection, postgres::PgConnectOptions};

use super::{DUMP, ROOTS, contents::Contents, manifest::Manifest, postgres, seconds};
use crate::{
    clock::Clock,
    database,
    platform::{
        audit::{self, roots},
        cases, id,
    },
    serve::modules,
};

/// Scratch databases are named like this; one that is left over comes from a proof that was killed.
pub const SCRATCH: &str = "tongzhou_proof_";

/// What a restored database has shown.
pub struct Proof {
    cases: i64,
    events: i64,
    /// Published roots that the chain went through.
    roots: i64,
    took: std::time::Duration,
}

impl fmt::Display for Proof {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "proved by restoring in {}: row counts and chain root are the same; {} cases and {} audit events verify, \
             {} published roots met",
            seconds(self.took),
            self.cases,
            self.events,
            self.roots
        )
    }
}

/// Restores into a scratch database, which is dropped afterwards whatever comes of it.
pub async fn prove(folder: &Path, manifest: &Manifest, options: &PgConnectOptions) -> anyhow::Result<Proof> {
    let began = Instant::now();
    manifest.check(folder)?;
    let mut owner = options.connect().await?;
    let name = format!("{SCRATCH}{}", id::new().simple());
    let create = AssertSqlSafe(format!("create database {name} template template0"));
    sqlx::query(create)
        .execute(&mut owner)
        .await
        .context("cannot make a scratch database to prove the backup (grant createdb, or use --no-prove)")?;
    let scratch = options.clone().database(&name);
    let proof = async {
        postgres::restore(&scratch, &folder.join(DUMP)).await?;
        compare(manifest, &mut scratch.connect().await?).await?;
        database::migrate(&scratch).await?;
        verify(folder, manifest, &mut scratch.connect().await?).await
    }
    .await;
    let drop = AssertSqlSafe(format!("drop database {name} with (force)"));
    sqlx::query(drop).execute(&mut owner).await.with_context(|| format!("cannot drop {name}"))?;
    let (cases, events, roots) = proof.context("the backup does not restore")?;
    Ok(Proof { cases, events, roots, took: began.elapsed() })
}

/// # Errors
/// Where a table has more or fewer rows than when the backup was made, or the chain ends elsewhere.
pub async fn compare(manifest: &Manifest, restored: &mut PgConnection) -> anyhow::Result<()> {
    let differences = Contents::read(restored).await?.differences(&manifest.contents);
    if !differences.is_empty() {
        bail!("what was restored is not what was backed up:\n  {}", differences.join("\n  "));
    }
    Ok(())
}

/// Recomputes every chain, in a schema that is up to date. Returns cases, audit events and roots met.
pub async fn verify(
    folder: &Path,
    manifest: &Manifest,
    restored: &mut PgConnection,
) -> anyhow::Result<(i64, i64, i64)> {
    let mut broken = Vec::new();
    let cases = cases::verify_all(restored, &modules(), |case, found| {
        broken.push(format!("case {case} at event {}: {:?}", found.sequence, found.reason));
    })
    .await?;
    if !broken.is_empty() {
        bail!(
            "chains are broken (`server verify` on the original names them too):\n  {}",
            broken.join("\n  ")
        );
    }
    let published = match manifest.roots {
        Some(_) => roots::read(&folder.join(ROOTS))?,
        None => Vec::new(),
    };
    let verified = audit::verify_log(restored, &published, Clock::default().now()).await?;
    if let Some(finding) = verified.finding {
        bail!("the audit chain is broken: {finding:?}");
    }
    Ok((i64::try_from(cases)?, verified.events, verified.roots))
}
