//! Recomputing the chain of all events from the rows as they lie in the database now.

use std::collections::HashMap;

use api::audit::{Fault, Finding, Source, Verified};
use jiff::Timestamp;
use sqlx::PgConnection;

use super::{
    digest::{link, of_keys},
    roots::Root,
};
use crate::{Result, error::internal};

/// Entries compared at once.
const BATCH: i64 = 1_000;

struct Entry {
    number: i64,
    source: Source,
    key: String,
    digest: String,
    link: String,
}

/// Walks the whole chain and compares it with what was published. The first bad row is the finding.
///
/// # Errors
/// Only where the database cannot be read.
pub async fn verify_log(connection: &mut PgConnection, roots: &[Root], now: Timestamp) -> Result<Verified> {
    let mut published: HashMap<i64, Vec<&Root>> = HashMap::new();
    for root in roots {
        published.entry(root.number).or_default().push(root);
    }
    let (mut number, mut last, mut finding, mut met) = (0, String::new(), None, 0);
    while finding.is_none() {
        let entries = entries(connection, number).await?;
        if entries.is_empty() {
            break;
        }
        let keys: Vec<_> = entries.iter().map(|entry| (entry.source, entry.key.clone())).collect();
        let rows = of_keys(connection, &keys).await?;
        for entry in entries {
            let here = published.get(&entry.number).map_or(&[][..], Vec::as_slice);
            let row = rows.get(&(entry.source, entry.key.clone()));
            let fault = if entry.number != number + 1 {
                Some(Fault::Deleted)
            } else if entry.link != link(&last, entry.number, entry.source, &entry.key, &entry.digest) {
                Some(Fault::Link)
            } else if row.is_none() {
                Some(Fault::Deleted)
            } else if row.is_some_and(|row| row.digest != entry.digest) {
                Some(Fault::Changed)
            } else if here.iter().any(|root| root.link != entry.link) {
                Some(Fault::RolledBack)
            } else {
                None
            };
            if let Some(fault) = fault {
                finding = Some(Finding {
                    fault,
                    number: Some(entry.number),
                    source: Some(entry.source),
                    key: Some(entry.key),
                });
                break;
            }
            met += here.len() as i64;
            (number, last) = (entry.number, entry.link);
        }
    }
    let finding = match finding {
        Some(found) => Some(found),
        None => after_the_end(connection, roots, number, &last).await?,
    };
    Ok(Verified { at: now.to_string(), events: number, root: last, roots: met, finding })
}

async fn entries(connection: &mut PgConnection, after: i64) -> Result<Vec<Entry>> {
    let rows = sqlx::query!(
        "select number, source, key, digest, link from audit_log where number > $1 order by number limit $2",
        after,
        BATCH
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Entry {
                number: row.number,
                source: row.source.parse().map_err(|error| internal(&error))?,
                key: row.key,
                digest: row.digest,
                link: row.link,
            })
        })
        .collect()
}

/// What a walk along the chain cannot meet: its tail, and rows that never were in it.
async fn after_the_end(
    connection: &mut PgConnection,
    roots: &[Root],
    number: i64,
    last: &str,
) -> Result<Option<Finding>> {
    let bare = |fault, number| Finding { fault, number: Some(number), source: None, key: None };
    let end = sqlx::query!(
        "select epoch, upto, number, link from audit_seals order by epoch desc, upto desc limit 1"
    )
    .fetch_optional(&mut *connection)
    .await?;
    let sealed = end.as_ref().map_or((0, ""), |end| (end.number, end.link.as_str()));
    if sealed != (number, last) {
        return Ok(Some(bare(Fault::Truncated, sealed.0.min(number) + 1)));
    }
    if let Some(lost) = roots.iter().find(|root| root.number > number) {
        return Ok(Some(bare(Fault::RolledBack, lost.number)));
    }
    let Some(end) = end else { return Ok(None) };
    let stray = sqlx::query!(
        r#"select source as "source!", key as "key!" from (
             (select 'case' as source, e.case_id || ':' || lpad(e.sequence::text, 8, '0') as key
              from events e where (e.epoch, e.xid) < ($1, $2))
             union all
             (select 'security', s.id::text from security_events s where (s.epoch, s.xid) < ($1, $2))) as old
           where not exists (select from audit_log l where l.source = old.source and l.key = old.key)
           order by key limit 1"#,
        end.epoch,
        end.upto
    )
    .fetch_optional(connection)
    .await?;
    Ok(match stray {
        Some(stray) => Some(Finding {
            fault: Fault::Inserted,
            number: None,
            source: Some(stray.source.parse().map_err(|error| internal(&error))?),
            key: Some(stray.key),
        }),
        None => None,
    })
}
