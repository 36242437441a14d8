//! Server CPU for one page of the inbox, session and permissions included, against a bare axum + sqlx handler
//! that runs the same query. Both serve from processes of their own, in turn, in one run; CPU is read from the
//! kernel's accounting, which is steadier than any clock. `cargo bench --bench inbox` (or `make bench`).

mod support;

use std::path::Path;

use anyhow::{Context, Result};
use axum::{Router, extract::State, routing::get};
use clap::Parser;
use server::{config::Config, database, database::PrivateCluster};
use sqlx::{ConnectOptions, PgPool, postgres::PgConnectOptions};
use support::{Served, fill, serve_ours};
use uuid::Uuid;

const CASES: i64 = 100_000;
const REQUESTS: usize = 20_000;
const CONNECTIONS: usize = 8;
const ROUNDS: usize = 3;

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    config: Config,
    /// Serve only, and which.
    #[arg(long)]
    role: Option<String>,
    /// `cargo bench` passes it.
    #[arg(long)]
    bench: bool,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Runtime::new()?;
    match arguments.role.as_deref() {
        Some("bare") => return runtime.block_on(serve_bare(arguments.config)),
        Some(_) => return runtime.block_on(serve_ours(arguments.config)),
        None => {}
    }
    let folder = std::env::temp_dir().join(format!("tongzhou-bench-{}", std::process::id()));
    let cluster = PrivateCluster::start(&folder.join("postgres"), &["fsync=off", "shared_buffers=512MB"])?;
    let options = cluster.options("postgres");
    let result = runtime.block_on(compare(&options, &folder));
    drop(cluster);
    std::fs::remove_dir_all(&folder)?;
    result
}

async fn compare(options: &PgConnectOptions, folder: &Path) -> Result<()> {
    database::migrate(options).await?;
    fill(options, CASES).await?;
    let url = options.to_url_lossy().to_string();
    let ours = Served::start("ours", "127.0.0.1:8391".parse()?, folder, &url).await?;
    let bare = Served::start("bare", "127.0.0.1:8392".parse()?, folder, &url).await?;
    let cookie = ours.sign_in().await?;
    let mut ratios = Vec::new();
    println!("inbox page of 20 out of {CASES} cases, {CONNECTIONS} connections, {REQUESTS} requests a round");
    for round in 1..=ROUNDS {
        let a = ours.load(&["/api/inbox?box=todo".to_owned()], &cookie, REQUESTS, CONNECTIONS).await?;
        let b = bare.load(&["/inbox".to_owned()], "", REQUESTS, CONNECTIONS).await?;
        ratios.push(a.cpu_ms / b.cpu_ms);
        println!(
            "round {round}: ours {:.3} ms CPU ({:.0}/s, p50 {:.2} ms, p99 {:.2} ms, {} KiB resident) | bare {:.3} ms CPU ({:.0}/s, p50 {:.2} ms) | ratio {:.2}",
            a.cpu_ms,
            a.rate,
            a.p50_ms,
            a.p99_ms,
            a.resident_kib,
            b.cpu_ms,
            b.rate,
            b.p50_ms,
            a.cpu_ms / b.cpu_ms
        );
    }
    ratios.sort_by(f64::total_cmp);
    println!("server CPU per inbox request, ours / bare: {:.2} (median; budget 1.70)", ratios[ROUNDS / 2]);
    Ok(())
}

/// The ceiling: the same rows by the same query, nothing else.
async fn serve_bare(config: Config) -> Result<()> {
    let options = database::parse_url(config.database_url.as_deref().context("database")?)
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    let pool = sqlx::postgres::PgPoolOptions::new()
        .max_connections(config.connections)
        .test_before_acquire(false)
        .connect_with(options)
        .await?;
    let router = Router::new().route("/inbox", get(bare)).with_state(pool);
    let listener = tokio::net::TcpListener::bind(config.listen).await?;
    Ok(axum::serve(listener, router).await?)
}

#[derive(serde::Serialize, sqlx::FromRow)]
struct Row {
    id: Uuid,
    module: String,
    kind: String,
    title: String,
    number: Option<String>,
    status: String,
    urgency: String,
    steps: serde_json::Value,
    version: i32,
    drafter: String,
    drafter_department: String,
    organ: String,
    created_at: String,
    updated_at: String,
    origin: String,
    item: i32,
    step_chinese: String,
    step_english: String,
    urged: i32,
    quick: Option<String>,
    from: Option<String>,
    since: String,
    due_at: Option<String>,
}

async fn bare(State(pool): State<PgPool>) -> axum::Json<Vec<Row>> {
    let rows = sqlx::query_as(
        r#"select c.id, c.module, c.kind, c.title, c.number, c.status, c.urgency, c.steps, c.version,
                  n.name as drafter, d.name as drafter_department, o.name as organ, s.name as origin, w.item, w.quick,
                  c.created_at::text, c.updated_at::text, w.step_chinese, w.step_english, w.urged, f.name as "from",
                  w.opened_at::text as since, w.due_at::text
           from work_items w
           join cases c on c.id = w.case_id
           join posts p on p.id = c.drafter_post
           join people n on n.id = p.person_id
           join departments d on d.id = p.department_id
           join organs o on o.id = c.organ_id
           join organs s on s.id = p.organ_id
           left join posts fp on fp.id = w.from_post
           left join people f on f.id = fp.person_id
           where w.person_id = $1 and w.state = 'open'
           order by w.opened_at desc, w.case_id desc, w.item desc
           limit 21"#,
    )
    .bind(Uuid::from_u128(1))
    .fetch_all(&pool)
    .await
    .unwrap_or_default();
    axum::Json(rows)
}
