//! What is recorded: the audit chain's head, contents of files, jobs, and who can look after all this.

use sqlx::PgConnection;

use super::Finding;
use crate::{
    config::Config,
    database,
    platform::{audit::roots, files::FileStore},
};

/// Newest files whose content is looked for; `server backup` looks at all of them.
const SAMPLE: i64 = 1_000;
/// A night may be missed, seconds.
const ROOT_AGE: f64 = 50.0 * 3600.0;
/// The sealer comes every second.
const SEAL_LAG: f64 = 300.0;
/// A job that has been due for so long waits for workers that are not there, seconds.
const JOB_LAG: f64 = 600.0;

/// Nothing in a database without the present schema.
pub async fn examine(owner: &mut PgConnection, config: &Config) -> Vec<Finding> {
    if !matches!(database::schema_of(owner).await, Ok(Some(found)) if found == database::known_schema()) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut note = |what, looked: anyhow::Result<Finding>| {
        found.push(
            looked.unwrap_or_else(|error| Finding::fail(what, format!("{error:#}"), "see PostgreSQL's log")),
        );
    };
    note("audit", chain(owner, config).await);
    note("sealing", sealing(owner).await);
    note("contents", contents(owner, config).await);
    note("dead letters", dead(owner).await);
    note("jobs", waiting(owner).await);
    note("offices", offices(owner).await);
    found
}

/// The chain's head, compared with the last root outside the database; `server verify` and each night walk all of it.
async fn chain(owner: &mut PgConnection, config: &Config) -> anyhow::Result<Finding> {
    let what = "audit";
    let sealed: Option<(i64, String)> =
        sqlx::query_as("select number, link from audit_seals order by epoch desc, upto desc limit 1")
            .fetch_optional(&mut *owner)
            .await?;
    let head: Option<(i64, String)> =
        sqlx::query_as("select number, link from audit_log order by number desc limit 1")
            .fetch_optional(&mut *owner)
            .await?;
    let restore = "find out who wrote to the database; restore the last backup that verifies";
    if sealed != head {
        return Ok(Finding::fail(what, "the chain does not end where it was sealed", restore));
    }
    let Some((number, _)) = head else { return Ok(Finding::ok(what, "nothing is sealed yet")) };
    let file = roots::file(&config.data);
    let Some(root) = roots::read(&file)?.pop() else {
        let age: f64 = sqlx::query_scalar(
            "select coalesce(extract(epoch from now() - min(at)), 0)::float8 from audit_seals",
        )
        .fetch_one(owner)
        .await?;
        return Ok(if age > ROOT_AGE {
            Finding::warn(
                what,
                format!("{number} events, no root published in {}", file.display()),
                "see that background jobs run at night",
            )
        } else {
            Finding::ok(what, format!("{number} events; the first root is published tonight"))
        });
    };
    let link: Option<String> = sqlx::query_scalar("select link from audit_log where number = $1")
        .bind(root.number)
        .fetch_optional(&mut *owner)
        .await?;
    let age: f64 = sqlx::query_scalar("select extract(epoch from now() - $1::text::date)::float8")
        .bind(root.day.to_string())
        .fetch_one(owner)
        .await?;
    Ok(if link.as_deref() != Some(&root.link) {
        Finding::fail(what, format!("the chain does not go through the root of {}", root.day), restore)
    } else if age > ROOT_AGE {
        Finding::warn(
            what,
            format!("the last root is of {}", root.day),
            "see that background jobs run at night",
        )
    } else {
        Finding::ok(what, format!("{number} events, through the root of {}", root.day))
    })
}

async fn sealing(owner: &mut PgConnection) -> anyhow::Result<Finding> {
    let lag: f64 = sqlx::query_scalar(
        "select coalesce(extract(epoch from now() - min(at)), 0)::float8 from security_events s
         where at > (select coalesce(max(at), '-infinity') from audit_seals)
           and not exists (select from audit_log l where l.source = 'security' and l.key = s.id::text)",
    )
    .fetch_one(owner)
    .await?;
    Ok(if lag > SEAL_LAG {
        Finding::warn(
            "sealing",
            format!("{lag:.0} s behind"),
            "see that a server runs and no transaction stays open",
        )
    } else {
        Finding::ok("sealing", "up to date")
    })
}

async fn contents(owner: &mut PgConnection, config: &Config) -> anyhow::Result<Finding> {
    let what = "contents";
    let newest: Vec<String> = sqlx::query_scalar("select sha256 from files order by at desc limit $1")
        .bind(SAMPLE)
        .fetch_all(owner)
        .await?;
    if newest.is_empty() {
        return Ok(Finding::ok(what, "no file is recorded yet"));
    }
    let store = FileStore::local(&config.data.join("files"))?;
    let mut missing = Vec::new();
    for sha256 in &newest {
        if !store.has(sha256).await? {
            missing.push(sha256.as_str());
        }
    }
    Ok(match missing.first() {
        Some(first) => Finding::fail(
            what,
            format!("{} of the newest {} files are missing, such as {first}", missing.len(), newest.len()),
            "see that --data is the folder it was; bring the files from a backup",
        ),
        None => Finding::ok(what, format!("the newest {} files are there", newest.len())),
    })
}

async fn dead(owner: &mut PgConnection) -> anyhow::Result<Finding> {
    let what = "dead letters";
    let (count, kinds): (i64, Option<String>) = sqlx::query_as(
        "select count(*), string_agg(distinct kind, ', ') from jobs where died_at is not null and discarded_at is null",
    )
    .fetch_one(owner)
    .await?;
    Ok(match kinds {
        None => Finding::ok(what, "none"),
        Some(kinds) => Finding::warn(
            what,
            format!("{count}: {kinds}"),
            "the system administrator retries them or gives them up in /settings/jobs",
        ),
    })
}

async fn waiting(owner: &mut PgConnection) -> anyhow::Result<Finding> {
    let (count, lag): (i64, f64) = sqlx::query_as(
        "select count(*), coalesce(max(extract(epoch from now() - run_at)), 0)::float8 from jobs
         where died_at is null and run_at < now()",
    )
    .fetch_one(owner)
    .await?;
    Ok(if lag > JOB_LAG {
        Finding::warn(
            "jobs",
            format!("{count} due, the oldest for {:.0} min", lag / 60.0),
            "start `server worker`, or serve with --workers",
        )
    } else {
        Finding::ok("jobs", format!("{count} due now"))
    })
}

/// 三员: each office must have somebody, or nobody can grant, unlock or look.
async fn offices(owner: &mut PgConnection) -> anyhow::Result<Finding> {
    let vacant: Vec<String> = sqlx::query_scalar(
        "select role from unnest(array['system_administrator', 'security_administrator', 'audit_administrator']) as role
         where not exists (select from post_roles r join posts p on p.id = r.post_id join people n on n.id = p.person_id
                           where r.role = role.role and n.active)",
    )
    .fetch_all(owner)
    .await?;
    Ok(if vacant.is_empty() {
        Finding::ok("offices", "the three administrators (三员) are appointed")
    } else {
        Finding::warn(
            "offices",
            format!("nobody is {}", vacant.join(", ")),
            "`server user create … --role ROLE`",
        )
    })
}
