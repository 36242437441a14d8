//! A thousand people at once, as the server really runs: what their live connections cost and how soon each hears of a
//! commit; then a hundred sign-ins a second from as many addresses, beside people who go on reading their inbox.
//! `cargo bench --bench crowd`.

mod support;

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use api::PersonId;
use clap::Parser;
use server::{
    clock::Clock,
    config::Config,
    database::{self, PrivateCluster},
    platform::live,
    serve,
};
use sqlx::{ConnectOptions, PgConnection, postgres::PgConnectOptions};
use support::{Served, fill};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use uuid::Uuid;

/// As many as `fill.sql` makes.
const PEOPLE: usize = 1_000;
const COMMITS: usize = 50;
const ATTEMPTS_A_SECOND: u32 = 100;
const STORM: Duration = Duration::from_secs(20);
const REQUESTS: usize = 2_000;
const READERS: usize = 2;

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    config: Config,
    /// Serve only.
    #[arg(long)]
    role: Option<String>,
    /// `cargo bench` passes it.
    #[arg(long)]
    bench: bool,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Runtime::new()?;
    if arguments.role.is_some() {
        return runtime.block_on(serve_whole(arguments.config));
    }
    let folder = std::env::temp_dir().join(format!("tongzhou-crowd-{}", std::process::id()));
    let cluster = PrivateCluster::start(&folder.join("postgres"), &["fsync=off", "shared_buffers=512MB"])?;
    let options = cluster.options("postgres");
    let result = runtime.block_on(measure(&options, &folder));
    drop(cluster);
    std::fs::remove_dir_all(&folder)?;
    result
}

/// With its workers, its tailer of the outbox and its limits.
async fn serve_whole(config: Config) -> Result<()> {
    let options = database::parse_url(config.database_url.as_deref().context("database")?)
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    let app = serve::assemble(config, options.clone(), Clock::default()).await?;
    serve::serve(app, options).await
}

async fn measure(options: &PgConnectOptions, folder: &Path) -> Result<()> {
    database::migrate(options).await?;
    fill(options, 10_000).await?;
    let mut owner = options.connect().await?;
    let url = options.to_url_lossy().to_string();
    let whole = Served::start("whole", "127.0.0.1:8394".parse()?, folder, &url).await?;
    let cookie = whole.sign_in().await?;
    let (name, _) = cookie.split_once('=').context("no cookie")?;
    let people = give_sessions(&mut owner).await?;
    listen_all(&whole, name, &people, &mut owner).await?;
    sign_in_storm(&whole, &cookie).await
}

/// A session for everybody, without the second of work that each password is worth.
async fn give_sessions(owner: &mut PgConnection) -> Result<Vec<Uuid>> {
    let people: Vec<Uuid> = sqlx::query_scalar("select id from people order by id limit $1")
        .bind(PEOPLE as i64)
        .fetch_all(&mut *owner)
        .await?;
    sqlx::query(
        "insert into sessions (token_hash, person_id, created_at, seen_at, expires_at, id, proven_at)
         select sha256(convert_to('bench-' || p, 'utf8')), p, now(), now(), now() + interval '1 day', gen_random_uuid(), now()
         from unnest($1::uuid[]) p",
    )
    .bind(&people)
    .execute(owner)
    .await?;
    Ok(people)
}

async fn listen_all(whole: &Served, cookie: &str, people: &[Uuid], owner: &mut PgConnection) -> Result<()> {
    let before = whole.resident_kib()?;
    let (heard, mut hears) = unbounded_channel();
    let mut ears = Vec::new();
    for person in people {
        let response = whole.open("/api/live", &format!("{cookie}=bench-{person}")).await?;
        ears.push(tokio::spawn(listen(response, heard.clone())));
    }
    // Each is told first how long to wait before it comes back.
    all_have_heard(&mut hears, people.len()).await?;
    let mut delays = Vec::new();
    let ids: Vec<PersonId> = people.iter().copied().map(PersonId).collect();
    for _ in 0..COMMITS {
        live::touch_notices(owner, &ids, Clock::default().now())
            .await
            .map_err(|error| anyhow::anyhow!("{error}"))?;
        let committed = Instant::now();
        // As another process says that it has committed.
        sqlx::query("select pg_notify('tongzhou_committed', 'bench')").execute(&mut *owner).await?;
        for at in all_have_heard(&mut hears, people.len()).await? {
            delays.push(at.duration_since(committed).as_secs_f64() * 1000.0);
        }
    }
    delays.sort_by(f64::total_cmp);
    println!(
        "{} live sessions: {:.1} MB resident (budget 150), {:.1} KiB for each; a commit that concerns all of them is heard after p50 {:.0} ms, p95 {:.0} ms, p99 {:.0} ms",
        people.len(),
        whole.resident_kib()? as f64 / 1024.0,
        (whole.resident_kib()? - before) as f64 / people.len() as f64,
        delays[delays.len() / 2],
        delays[delays.len() * 95 / 100],
        delays[delays.len() * 99 / 100],
    );
    ears.iter().for_each(|ear| ear.abort());
    Ok(())
}

/// When each event came.
async fn listen(mut response: reqwest::Response, heard: UnboundedSender<Instant>) -> Result<()> {
    while let Some(chunk) = response.chunk().await? {
        for _ in String::from_utf8_lossy(&chunk).matches("id: ") {
            heard.send(Instant::now())?;
        }
    }
    Ok(())
}

async fn all_have_heard(hears: &mut UnboundedReceiver<Instant>, all: usize) -> Result<Vec<Instant>> {
    let mut heard = Vec::with_capacity(all);
    while heard.len() < all {
        let next = tokio::time::timeout(Duration::from_secs(10), hears.recv()).await;
        heard.push(
            next.with_context(|| format!("{} of {all} have heard", heard.len()))?
                .context("nobody listens")?,
        );
    }
    Ok(heard)
}

async fn sign_in_storm(whole: &Served, cookie: &str) -> Result<()> {
    let inbox = ["/api/inbox?box=todo".to_owned()];
    whole.load(&inbox, cookie, REQUESTS / 10, READERS).await?;
    let calm = whole.load(&inbox, cookie, REQUESTS, READERS).await?;
    let storm = async {
        let mut beat = tokio::time::interval(Duration::from_secs(1) / ATTEMPTS_A_SECOND);
        beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
        let mut attempts = tokio::task::JoinSet::new();
        for turn in 0..ATTEMPTS_A_SECOND * u32::try_from(STORM.as_secs())? {
            beat.tick().await;
            attempts.spawn(whole.attempt(turn));
        }
        Ok::<_, anyhow::Error>(attempts.join_all().await)
    };
    let reading = async {
        let (mut p50, mut p99, began) = (Vec::new(), Vec::new(), Instant::now());
        while began.elapsed() < STORM {
            let load = whole.load(&inbox, cookie, REQUESTS / 10, READERS).await?;
            p50.push(load.p50_ms);
            p99.push(load.p99_ms);
        }
        p50.sort_by(f64::total_cmp);
        p99.sort_by(f64::total_cmp);
        Ok::<_, anyhow::Error>((p50[p50.len() / 2], p99[p99.len() / 2]))
    };
    let (answers, (p50, p99)) = tokio::try_join!(storm, reading)?;
    let mut counted = std::collections::BTreeMap::<String, usize>::new();
    for answer in answers {
        *counted.entry(answer).or_default() += 1;
    }
    println!(
        "inbox while nobody signs in: p50 {:.1} ms, p99 {:.1} ms; during {ATTEMPTS_A_SECOND} attempts a second: p50 {p50:.1} ms ({:.2} ×), p99 {p99:.1} ms ({:.2} ×); {:.1} MB resident; attempts answered {counted:?}",
        calm.p50_ms,
        calm.p99_ms,
        p50 / calm.p50_ms,
        p99 / calm.p99_ms,
        whole.resident_kib()? as f64 / 1024.0,
    );
    Ok(())
}
