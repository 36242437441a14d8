//! The sealer: links what was committed, in the order of transactions, without any writer waiting for it.

use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use super::digest::{Row, between, link};
use crate::{App, Result};

/// Events linked in one transaction; a single act is never cut.
const BATCH: i64 = 2_000;
/// One sealer at a time in the whole installation.
const LOCK: i64 = 0x7365_616c;

/// How far the chain goes.
struct End {
    epoch: i32,
    upto: i64,
    number: i64,
    link: String,
}

/// Links everything that is older than every running transaction. Returns how many events were linked; none where
/// another process is at it.
///
/// # Errors
/// Where the database cannot be reached; nothing is linked in part.
pub async fn seal(app: &App) -> Result<i64> {
    let mut sealed = 0;
    loop {
        let linked = seal_some(app).await?;
        sealed += linked;
        if linked == 0 {
            return Ok(sealed);
        }
    }
}

async fn seal_some(app: &App) -> Result<i64> {
    let mut transaction = app.database.begin().await?;
    let free = sqlx::query_scalar!(r#"select pg_try_advisory_xact_lock($1) as "free!""#, LOCK)
        .fetch_one(&mut *transaction)
        .await?;
    if !free {
        return Ok(0);
    }
    let end = end(&mut transaction).await?;
    let current = sqlx::query!(
        r#"select coalesce((select max(epoch) from audit_epochs), 1) as "epoch!",
                  pg_snapshot_xmin(pg_current_snapshot())::text::bigint as "horizon!""#
    )
    .fetch_one(&mut *transaction)
    .await?;
    for epoch in end.epoch..=current.epoch {
        let from = if epoch == end.epoch { end.upto } else { 0 };
        // Nothing of an earlier life of the installation can still be running.
        let horizon = if epoch == current.epoch { current.horizon } else { i64::MAX };
        let to = boundary(&mut transaction, epoch, from, horizon).await?;
        let rows = between(&mut transaction, epoch, from, to).await?;
        if !rows.is_empty() {
            append(app, &mut transaction, &end, (epoch, to), &rows).await?;
            transaction.commit().await?;
            return Ok(rows.len() as i64);
        }
    }
    Ok(0)
}

/// Where the chain ends; before the first seal, at nothing.
async fn end(connection: &mut PgConnection) -> Result<End> {
    let last = sqlx::query_as!(
        End,
        "select epoch, upto, number, link from audit_seals order by epoch desc, upto desc limit 1"
    )
    .fetch_optional(connection)
    .await?;
    Ok(last.unwrap_or(End { epoch: 1, upto: 0, number: 0, link: String::new() }))
}

/// The transaction before which to stop, so that a batch is bounded and an act is whole.
async fn boundary(connection: &mut PgConnection, epoch: i32, from: i64, horizon: i64) -> Result<i64> {
    let last = sqlx::query_scalar!(
        r#"select xid as "xid!" from
             (select xid from events where epoch = $1 and xid >= $2 and xid < $3
              union all select xid from security_events where epoch = $1 and xid >= $2 and xid < $3) as waiting
           order by xid offset $4 limit 1"#,
        epoch,
        from,
        horizon,
        BATCH
    )
    .fetch_optional(connection)
    .await?;
    Ok(last.map_or(horizon, |last| last + 1))
}

async fn append(
    app: &App,
    connection: &mut PgConnection,
    end: &End,
    (epoch, upto): (i32, i64),
    rows: &[Row],
) -> Result<()> {
    let (mut number, mut last) = (end.number, end.link.clone());
    let (mut numbers, mut sources, mut keys, mut digests, mut links) =
        (vec![], vec![], vec![], vec![], vec![]);
    for row in rows {
        number += 1;
        last = link(&last, number, row.source, &row.key, &row.digest);
        numbers.push(number);
        sources.push(row.source.as_str().to_owned());
        keys.push(row.key.clone());
        digests.push(row.digest.clone());
        links.push(last.clone());
    }
    sqlx::query!(
        "insert into audit_log (number, source, key, digest, link)
         select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[])",
        &numbers,
        &sources,
        &keys,
        &digests,
        &links
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "insert into audit_seals (epoch, upto, number, link, at) values ($1, $2, $3, $4, $5)",
        epoch,
        upto,
        number,
        last,
        app.clock.now().to_sqlx() as _
    )
    .execute(connection)
    .await?;
    Ok(())
}
