//! `server verify`: every chain recomputed, and compared with the published roots: those of the data folder, and a copy kept
//! elsewhere, which nobody who writes to this machine can make true again.

use std::{collections::BTreeSet, path::Path, process::ExitCode};

use anyhow::{Context, ensure};
use api::audit::{Finding, Verified};
use sqlx::{ConnectOptions, Executor, PgConnection, postgres::PgConnectOptions};

use crate::{
    clock::Clock,
    config::Config,
    platform::{
        audit::{
            roots::{self, Root},
            verify_log,
        },
        cases,
    },
    serve::modules,
};

/// Names each broken case and the first bad row of the audit; fails where there is one.
///
/// # Errors
/// Where the database or a file of roots cannot be read.
pub async fn verify(
    copy: Option<&Path>,
    config: &Config,
    options: &PgConnectOptions,
) -> anyhow::Result<ExitCode> {
    let published = published(copy, config)?;
    let mut connection = options.connect().await?;
    // One instant: the server beside us goes on sealing.
    connection.execute("begin isolation level repeatable read read only").await?;
    let mut broken = 0;
    let cases = cases::verify_all(&mut connection, &modules(), |case, found| {
        broken += 1;
        println!("BROKEN case {case} at event {}: {:?}", found.sequence, found.reason);
    })
    .await?;
    println!("{cases} cases verified, {broken} broken");
    let whole = audit(&mut connection, &published).await?;
    Ok(if broken > 0 || !whole { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Every root of both files, once.
fn published(copy: Option<&Path>, config: &Config) -> anyhow::Result<Vec<Root>> {
    let mut published = roots::read(&roots::file(&config.data))?;
    if let Some(copy) = copy {
        ensure!(copy.exists(), "{} is not there", copy.display());
        let kept = roots::read(copy).with_context(|| format!("{} holds no roots", copy.display()))?;
        ensure!(!kept.is_empty(), "{} holds no roots", copy.display());
        println!("{} roots in {}, the last of {}", kept.len(), copy.display(), kept[kept.len() - 1].day);
        published.extend(kept);
    }
    let mut met = BTreeSet::new();
    published.retain(|root| met.insert((root.number, root.link.clone())));
    Ok(published)
}

async fn audit(connection: &mut PgConnection, published: &[Root]) -> anyhow::Result<bool> {
    let verified = verify_log(connection, published, Clock::default().now()).await?;
    let Verified { events, root, roots, finding, .. } = verified;
    match &finding {
        None => println!("audit: {events} events verified, {roots} published roots met, root {root}"),
        Some(Finding { fault, number, source, key }) => {
            let place = number.map(|number| format!(" at number {number}")).unwrap_or_default();
            let row = source.zip(key.as_ref()).map(|(source, key)| format!(" ({} {key})", source.as_str()));
            println!(
                "BROKEN audit{place}{}: {}",
                row.unwrap_or_default(),
                fault.label(api::Language::English)
            );
        }
    }
    Ok(finding.is_none())
}
