//! Inbox, case and timeline among ten thousand, a million and, where asked for, ten million cases: the same person asks
//! the same things of each. `cargo bench --bench scale -- --cases 10000,1000000,10000000`. The plans of the lists come
//! behind the figures, since a figure is lucky once and a plan is not.

mod support;

use std::path::Path;

use anyhow::Result;
use api::{cases::InboxBox, inbox::InboxQuery};
use clap::Parser;
use server::{config::Config, database, database::PrivateCluster};
use sqlx::{ConnectOptions, Executor, Row, postgres::PgConnectOptions};
use support::{Served, fill, serve_ours};

const REQUESTS: usize = 4_000;
const CONNECTIONS: usize = 2;

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    config: Config,
    /// Serve only.
    #[arg(long)]
    role: Option<String>,
    /// How many cases, one after the other.
    #[arg(long, value_delimiter = ',', default_value = "10000,1000000")]
    cases: Vec<i64>,
    /// `cargo bench` passes it.
    #[arg(long)]
    bench: bool,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Runtime::new()?;
    if arguments.role.is_some() {
        return runtime.block_on(serve_ours(arguments.config));
    }
    let mut first = None;
    for cases in arguments.cases {
        let folder = std::env::temp_dir().join(format!("tongzhou-scale-{}", std::process::id()));
        let settings =
            ["fsync=off", "shared_buffers=1GB", "wal_level=minimal", "max_wal_senders=0", "max_wal_size=8GB"];
        let cluster = PrivateCluster::start(&folder.join("postgres"), &settings)?;
        let measured = runtime.block_on(measure(&cluster.options("postgres"), &folder, cases));
        drop(cluster);
        std::fs::remove_dir_all(&folder)?;
        let figures = measured?;
        let first = first.get_or_insert_with(|| figures.clone());
        for ((name, p99), (_, least)) in figures.iter().zip(first.iter()) {
            println!("{cases:>9} cases: {name}: p99 {:.2} × that of the first (budget 2)", p99 / least);
        }
    }
    Ok(())
}

async fn measure(options: &PgConnectOptions, folder: &Path, cases: i64) -> Result<Vec<(String, f64)>> {
    database::migrate(options).await?;
    let began = std::time::Instant::now();
    fill(options, cases).await?;
    println!("{cases} cases filled in {:.0} s", began.elapsed().as_secs_f64());
    let url = options.to_url_lossy().to_string();
    let ours = Served::start("ours", "127.0.0.1:8393".parse()?, folder, &url).await?;
    let cookie = ours.sign_in().await?;
    let mut asked: Vec<(String, Vec<String>)> = Vec::new();
    for of in InboxBox::ALL {
        asked.push((format!("box {of}"), vec![format!("/api/inbox?box={of}")]));
    }
    asked.push(("box done, page by page".to_owned(), pages(&ours, &cookie, "done").await?));
    asked.push(("box todo, most pressing".to_owned(), vec!["/api/inbox?box=todo&sort=due".to_owned()]));
    asked.push(("case with its timeline".to_owned(), of_cases(&ours, &cookie).await?));
    let mut figures = Vec::new();
    for (name, paths) in asked {
        ours.load(&paths, &cookie, REQUESTS / 10, CONNECTIONS).await?;
        let load = ours.load(&paths, &cookie, REQUESTS, CONNECTIONS).await?;
        println!(
            "{cases:>9} cases: {name}: p50 {:.2} ms, p99 {:.2} ms, CPU {:.3} ms",
            load.p50_ms, load.p99_ms, load.cpu_ms
        );
        figures.push((name, load.p99_ms));
    }
    for of in InboxBox::ALL {
        println!("--- plan of {of} among {cases} cases\n{}", plan(options, *of).await?);
    }
    Ok(figures)
}

/// The addresses of the first pages of a box.
async fn pages(ours: &Served, cookie: &str, of: &str) -> Result<Vec<String>> {
    let mut paths = vec![format!("/api/inbox?box={of}")];
    for _ in 0..20 {
        let text = ours.get(&paths[paths.len() - 1], cookie).await?;
        let page: serde_json::Value = serde_json::from_str(&text)?;
        let Some(next) = page["next"].as_str() else { break };
        paths.push(format!("/api/inbox?box={of}&after={next}"));
    }
    Ok(paths)
}

async fn of_cases(ours: &Served, cookie: &str) -> Result<Vec<String>> {
    let mut paths = Vec::new();
    for path in pages(ours, cookie, "done").await? {
        let page: serde_json::Value = serde_json::from_str(&ours.get(&path, cookie).await?)?;
        let ids = page["rows"].as_array().into_iter().flatten().filter_map(|row| row["case"]["id"].as_str());
        paths.extend(ids.map(|id| format!("/api/documents/{id}")));
    }
    Ok(paths)
}

async fn plan(options: &PgConnectOptions, of: InboxBox) -> Result<String> {
    let sql = server::platform::inbox::sql(&InboxQuery::new(of))?;
    let mut owner = options.connect().await?;
    owner.execute(sqlx::AssertSqlSafe(format!("prepare asked as {sql}"))).await?;
    let values = "'00000000-0000-0000-0000-000000000001', 21, 21";
    let explain = format!("explain (analyze, buffers) execute asked ({values})");
    let lines = owner.fetch_all(sqlx::AssertSqlSafe(explain)).await?;
    Ok(lines.iter().map(|line| line.get::<String, _>(0) + "\n").collect())
}
