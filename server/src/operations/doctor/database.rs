//! PostgreSQL: version, settings that durability rests on, rights, schema.

use jiff::Timestamp;
use sqlx::{PgConnection, Row, postgres::PgRow};

use super::Finding;
use crate::{clock::Clock, config::Config, database, operations::backup::SCRATCH};

/// The oldest version that is supported, as `server_version_num` counts.
const OLDEST: i32 = 150_000;
/// Connections that others need beside ours.
const SPARE: i64 = 10;
/// Clocks that differ by more, seconds, tell of a machine without time service.
const ASTRAY: f64 = 2.0;

/// Each looks at one thing; one that cannot look says so.
pub async fn examine(owner: &mut PgConnection, config: &Config) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut note = |what, looked: Result<Finding, sqlx::Error>| {
        found.push(
            looked.unwrap_or_else(|error| Finding::fail(what, error.to_string(), "see PostgreSQL's log")),
        );
    };
    note("database", version(owner).await);
    note("durability", durability(owner).await);
    note("connections", connections(owner, config).await);
    note("clock", clock(owner).await);
    note("schema", schema(owner).await);
    note("rights", rights(owner).await);
    note("scratch", scratch(owner).await);
    found
}

async fn version(owner: &mut PgConnection) -> Result<Finding, sqlx::Error> {
    let what = "database";
    let row: PgRow = sqlx::query(
        "select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
                current_setting('server_encoding') as encoding,
                exists (select from pg_extension where extname = 'btree_gist') as gist",
    )
    .fetch_one(owner)
    .await?;
    let (version, encoding): (String, String) = (row.try_get("version")?, row.try_get("encoding")?);
    let detail = format!("PostgreSQL {version}, {encoding}");
    Ok(if row.try_get::<i32, _>("number")? < OLDEST {
        Finding::fail(what, detail, "PostgreSQL 15 or later is needed")
    } else if encoding != "UTF8" {
        Finding::fail(what, detail, "make the database with encoding UTF8")
    } else if !row.try_get::<bool, _>("gist")? {
        Finding::fail(
            what,
            format!("{detail}, without btree_gist"),
            "`server migrate` adds it; Debian has it in postgresql",
        )
    } else {
        Finding::ok(what, detail)
    })
}

async fn durability(owner: &mut PgConnection) -> Result<Finding, sqlx::Error> {
    let what = "durability";
    let off: Vec<String> = sqlx::query_scalar(
        "select name from pg_settings
         where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums') and setting = 'off'
         order by name",
    )
    .fetch_all(owner)
    .await?;
    Ok(if off.is_empty() {
        Finding::ok(what, "what is acknowledged has reached the disk; pages have checksums")
    } else if off == ["data_checksums"] {
        Finding::warn(what, "pages have no checksums", "pg_checksums --enable, with PostgreSQL stopped")
    } else {
        Finding::fail(
            what,
            format!("off: {}", off.join(", ")),
            "switch them on: acknowledged work is lost in a power cut otherwise",
        )
    })
}

async fn connections(owner: &mut PgConnection, config: &Config) -> Result<Finding, sqlx::Error> {
    let most: i64 =
        sqlx::query_scalar("select current_setting('max_connections')::bigint").fetch_one(owner).await?;
    let wanted = i64::from(config.connections);
    let detail = format!("{most} allowed, {wanted} for each server process");
    Ok(if most < wanted + SPARE {
        Finding::warn("connections", detail, "raise max_connections, or lower --connections")
    } else {
        Finding::ok("connections", detail)
    })
}

async fn clock(owner: &mut PgConnection) -> Result<Finding, sqlx::Error> {
    let what = "clock";
    let row = sqlx::query(
        "select extract(epoch from clock_timestamp())::float8 as there,
                (select extract(epoch from max(at))::float8 from audit_seals) as sealed",
    )
    .fetch_one(owner)
    .await;
    let now = Clock::default().now();
    let here = now.as_microsecond() as f64 / 1e6;
    let (there, sealed): (f64, Option<f64>) = match row {
        Ok(row) => (row.try_get("there")?, row.try_get("sealed")?),
        // No schema yet.
        Err(_) => return Ok(Finding::ok(what, words(now))),
    };
    Ok(if (here - there).abs() > ASTRAY {
        Finding::fail(
            what,
            format!("this machine and PostgreSQL's differ by {:.0} s", (here - there).abs()),
            "run a time service (chrony) on both",
        )
    } else if sealed.is_some_and(|sealed| sealed > here + ASTRAY) {
        Finding::fail(
            what,
            format!("{}: earlier than what is recorded", words(now)),
            "set the clock right before serving",
        )
    } else {
        Finding::ok(what, words(now))
    })
}

fn words(now: Timestamp) -> String {
    now.to_zoned(crate::clock::china()).strftime("%F %T in China").to_string()
}

async fn schema(owner: &mut PgConnection) -> Result<Finding, sqlx::Error> {
    let (what, known) = ("schema", database::known_schema());
    Ok(match database::schema_of(owner).await? {
        Some(found) if found == known => Finding::ok(what, format!("version {found}")),
        Some(found) if found > known => Finding::fail(
            what,
            format!("version {found}, this program knows {known}"),
            "install the newer program, or restore a backup made before the upgrade",
        ),
        found => Finding::warn(
            what,
            found.map_or("the database is empty".to_owned(), |found| format!("version {found} of {known}")),
            "`server backup`, then `server migrate`; serving migrates too",
        ),
    })
}

/// The role the server works as can neither change history nor switch the triggers off.
async fn rights(owner: &mut PgConnection) -> Result<Finding, sqlx::Error> {
    let what = "rights";
    let role: Option<bool> = sqlx::query_scalar(
        "select rolsuper or rolcreaterole or rolcreatedb or rolbypassrls from pg_roles where rolname = 'tongzhou_app'",
    )
    .fetch_optional(&mut *owner)
    .await?;
    let excess: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class
         where relnamespace = 'public'::regnamespace and relkind = 'r'
           and exists (select from pg_roles where rolname = 'tongzhou_app')
           and (pg_get_userbyid(relowner) = 'tongzhou_app'
                or relname in ('events', 'opinions', 'handwriting', 'security_events', 'audit_log', 'audit_seals', 'audit_epochs')
                   and has_table_privilege('tongzhou_app', oid, 'update, delete, truncate, trigger'))
         order by relname",
    )
    .fetch_all(owner)
    .await?;
    Ok(match role {
        None => Finding::warn(what, "there is no role tongzhou_app yet", "`server migrate` makes it"),
        Some(true) => Finding::fail(
            what,
            "the role tongzhou_app may do more than it must",
            "alter role tongzhou_app nosuperuser nocreaterole nocreatedb nobypassrls",
        ),
        Some(false) if !excess.is_empty() => Finding::fail(
            what,
            format!("the server may change what must never change: {}", excess.join(", ")),
            "revoke update, delete, truncate, trigger on these from tongzhou_app; find out who granted it",
        ),
        Some(false) => Finding::ok(what, "the server's role can change no history"),
    })
}

async fn scratch(owner: &mut PgConnection) -> Result<Finding, sqlx::Error> {
    let left: Vec<String> = sqlx::query_scalar(
        "select datname::text from pg_database where datname like $1 || '%' order by datname",
    )
    .bind(SCRATCH)
    .fetch_all(owner)
    .await?;
    Ok(if left.is_empty() {
        Finding::ok("scratch", "no proof of a backup was left behind")
    } else {
        Finding::warn("scratch", left.join(", "), "drop database, unless a backup is being proved now")
    })
}
