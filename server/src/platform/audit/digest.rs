//! What is hashed: rows of both sources as they lie in the database, and the links between them.

use std::collections::HashMap;

use api::{
    audit::Source,
    chain::{self, Record},
};
use sm3::{Digest, Sm3};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::Result;

/// A row as it lies in the database now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub epoch: i32,
    pub xid: i64,
    pub source: Source,
    pub key: String,
    pub digest: String,
}

/// The key of an event of a case. Padded, so that keys sort as sequences do.
pub fn case_key(case: Uuid, sequence: i32) -> String {
    format!("{case}:{sequence:08}")
}

/// The link of a row: SM3 over the link before it and what it says.
pub fn link(previous: &str, number: i64, source: Source, key: &str, digest: &str) -> String {
    hash(&[
        previous.as_bytes(),
        &number.to_be_bytes(),
        source.as_str().as_bytes(),
        key.as_bytes(),
        digest.as_bytes(),
    ])
}

/// SM3 over length-prefixed fields, hex.
fn hash(fields: &[&[u8]]) -> String {
    let mut hasher = Sm3::new();
    for field in fields {
        hasher.update((field.len() as u64).to_be_bytes());
        hasher.update(field);
    }
    chain::hex(&hasher.finalize())
}

/// Rows of transactions `from..to` of one epoch, in the order of the chain.
pub async fn between(connection: &mut PgConnection, epoch: i32, from: i64, to: i64) -> Result<Vec<Row>> {
    let mut rows = case_rows(connection, Range { epoch, from, to }, None).await?;
    rows.extend(security_rows(connection, Range { epoch, from, to }, None).await?);
    rows.sort_by(|a, b| (a.xid, a.source, &a.key).cmp(&(b.xid, b.source, &b.key)));
    Ok(rows)
}

/// Rows of these keys, by source and key.
pub async fn of_keys(
    connection: &mut PgConnection,
    keys: &[(Source, String)],
) -> Result<HashMap<(Source, String), Row>> {
    let of = |source| keys.iter().filter(move |(of, _)| *of == source).map(|(_, key)| key.clone());
    let all = Range { epoch: 0, from: 0, to: 0 };
    let cases: Vec<String> = of(Source::Case).collect();
    let security: Vec<String> = of(Source::Security).collect();
    let mut rows = case_rows(connection, all, Some(&cases)).await?;
    rows.extend(security_rows(connection, all, Some(&security)).await?);
    Ok(rows.into_iter().map(|row| ((row.source, row.key.clone()), row)).collect())
}

#[derive(Clone, Copy)]
struct Range {
    epoch: i32,
    from: i64,
    to: i64,
}

async fn case_rows(connection: &mut PgConnection, range: Range, keys: Option<&[String]>) -> Result<Vec<Row>> {
    let parts = keys.map(|keys| keys.iter().filter_map(|key| split(key)).unzip());
    let (cases, sequences): (Option<Vec<Uuid>>, Option<Vec<i32>>) = parts.unzip();
    macro_rules! row {
        ($row:expr) => {{
            let row = $row;
            let record = Record {
                case: row.case_id,
                sequence: row.sequence,
                kind: row.kind,
                person: row.person_id,
                post: row.post_id,
                on_behalf_of: row.on_behalf_of,
                channel: row.channel,
                at: row.at.to_jiff().as_microsecond(),
                payload: row.payload,
                previous: row.previous,
                hash: row.hash,
            };
            let (computed, place) = (record.compute_hash(), place(row.epoch, row.xid));
            Row {
                epoch: row.epoch,
                xid: row.xid,
                source: Source::Case,
                key: case_key(record.case, record.sequence),
                digest: hash(&[computed.as_bytes(), record.hash.as_bytes(), &place]),
            }
        }};
    }
    Ok(match (cases, sequences) {
        (Some(cases), Some(sequences)) => sqlx::query!(
            r#"select case_id, sequence, kind, person_id, post_id, on_behalf_of, channel, at as "at: jiff_sqlx::Timestamp",
                      payload, previous, hash, epoch, xid
               from events where (case_id, sequence) in (select * from unnest($1::uuid[], $2::integer[]))"#,
            &cases,
            &sequences
        )
        .map(|row| row!(row))
        .fetch_all(connection)
        .await?,
        _ => sqlx::query!(
            r#"select case_id, sequence, kind, person_id, post_id, on_behalf_of, channel, at as "at: jiff_sqlx::Timestamp",
                      payload, previous, hash, epoch, xid
               from events where epoch = $1 and xid >= $2 and xid < $3"#,
            range.epoch,
            range.from,
            range.to
        )
        .map(|row| row!(row))
        .fetch_all(connection)
        .await?,
    })
}

fn split(key: &str) -> Option<(Uuid, i32)> {
    let (case, sequence) = key.split_once(':')?;
    Some((case.parse().ok()?, sequence.parse().ok()?))
}

/// The transaction a row came with: moved elsewhere in the order, it is another row.
fn place(epoch: i32, xid: i64) -> Vec<u8> {
    [&epoch.to_be_bytes()[..], &xid.to_be_bytes()[..]].concat()
}

async fn security_rows(
    connection: &mut PgConnection,
    range: Range,
    keys: Option<&[String]>,
) -> Result<Vec<Row>> {
    let ids: Option<Vec<Uuid>> = keys.map(|keys| keys.iter().filter_map(|key| key.parse().ok()).collect());
    Ok(sqlx::query!(
        r#"select id, at as "at: jiff_sqlx::Timestamp", kind, success, person_id, account, subject, case_id, channel,
                  address, agent, detail, epoch, xid
           from security_events
           where case when $4::uuid[] is null then epoch = $1 and xid >= $2 and xid < $3 else id = any($4) end"#,
        range.epoch,
        range.from,
        range.to,
        ids.as_deref()
    )
    .map(|row| {
        let id = |id: Option<Uuid>| id.map_or_else(String::new, |id| id.to_string());
        let text = |text: Option<String>| text.unwrap_or_default();
        let digest = hash(&[
            row.id.as_bytes(),
            &row.at.to_jiff().as_microsecond().to_be_bytes(),
            row.kind.as_bytes(),
            &[u8::from(row.success)],
            id(row.person_id).as_bytes(),
            text(row.account).as_bytes(),
            id(row.subject).as_bytes(),
            id(row.case_id).as_bytes(),
            text(row.channel).as_bytes(),
            text(row.address).as_bytes(),
            text(row.agent).as_bytes(),
            row.detail.as_bytes(),
            &place(row.epoch, row.xid),
        ]);
        Row { epoch: row.epoch, xid: row.xid, source: Source::Security, key: row.id.to_string(), digest }
    })
    .fetch_all(connection)
    .await?)
}
