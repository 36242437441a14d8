//! Server CPU for one page of the inbox, session and permissions included, against a bare axum + sqlx handler
//! that runs the same query. Both serve from processes of their own, in turn, in one run; CPU is read from the
//! kernel's accounting, which is steadier than any clock. `cargo bench --bench inbox` (or `make bench`).

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Instant,
};

use anyhow::{Context, Result};
use axum::{Router, extract::State, routing::get};
use clap::Parser;
use server::{
    clock::Clock, config::Config, database, database::PrivateCluster, platform::session::hash_password,
    router, serve,
};
use sqlx::{ConnectOptions, Executor, PgPool, postgres::PgConnectOptions};
use uuid::Uuid;

const CASES: i64 = 100_000;
const REQUESTS: usize = 20_000;
const CONNECTIONS: usize = 8;
const ROUNDS: usize = 3;
const PASSWORD: &str = "bench password";

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
    fill(options).await?;
    let url = options.to_url_lossy().to_string();
    let ours = Served::start("ours", "127.0.0.1:8391".parse()?, folder, &url).await?;
    let bare = Served::start("bare", "127.0.0.1:8392".parse()?, folder, &url).await?;
    let cookie = ours.sign_in().await?;
    let mut ratios = Vec::new();
    println!("inbox page of 20 out of {CASES} cases, {CONNECTIONS} connections, {REQUESTS} requests a round");
    for round in 1..=ROUNDS {
        let a = ours.load("/api/inbox?box=todo", &cookie).await?;
        let b = bare.load("/inbox", "").await?;
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

/// One organ, one person with a full inbox among many.
async fn fill(options: &PgConnectOptions) -> Result<()> {
    let mut owner = options.connect().await?;
    let hash = hash_password(PASSWORD).map_err(|error| anyhow::anyhow!("{error}"))?;
    let sql = include_str!("fill.sql").replace(":hash", &hash).replace(":cases", &CASES.to_string());
    owner.execute(sqlx::AssertSqlSafe(sql)).await?;
    Ok(())
}

struct Served {
    child: Child,
    address: SocketAddr,
    client: reqwest::Client,
}

struct Load {
    cpu_ms: f64,
    rate: f64,
    p50_ms: f64,
    p99_ms: f64,
    resident_kib: u64,
}

impl Served {
    async fn start(role: &str, address: SocketAddr, folder: &Path, url: &str) -> Result<Self> {
        let app = folder.join("app");
        std::fs::create_dir_all(&app)?;
        std::fs::write(app.join("index.html"), "")?;
        let child = Command::new(std::env::current_exe()?)
            .args(["--role", role, "--listen", &address.to_string(), "--database-url", url])
            .arg("--data")
            .arg(folder.join(role))
            .arg("--app")
            .arg(&app)
            .arg("--typeset")
            .arg(PathBuf::from("typeset"))
            .stdout(Stdio::null())
            .spawn()?;
        let served = Self { child, address, client: reqwest::Client::new() };
        for _ in 0..500 {
            if tokio::net::TcpStream::connect(address).await.is_ok() {
                return Ok(served);
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        anyhow::bail!("{role} did not start")
    }

    async fn sign_in(&self) -> Result<String> {
        let answer = self
            .client
            .post(format!("http://{}/api/session", self.address))
            .header("x-tongzhou", "desktop")
            .json(&serde_json::json!({ "account": "bench", "password": PASSWORD }))
            .send()
            .await?
            .error_for_status()?;
        let cookie = answer.headers().get("set-cookie").context("no cookie")?.to_str()?;
        Ok(cookie.split(';').next().unwrap_or_default().to_owned())
    }

    async fn load(&self, path: &str, cookie: &str) -> Result<Load> {
        let url = format!("http://{}{path}", self.address);
        let before = self.cpu_ticks()?;
        let began = Instant::now();
        let workers = (0..CONNECTIONS).map(|_| {
            let (url, cookie) = (url.clone(), cookie.to_owned());
            tokio::spawn(async move {
                let client = reqwest::Client::new();
                let mut times = Vec::with_capacity(REQUESTS / CONNECTIONS);
                for _ in 0..REQUESTS / CONNECTIONS {
                    let sent = Instant::now();
                    let answer =
                        client.get(&url).header("cookie", &cookie).send().await?.error_for_status()?;
                    let length = answer.bytes().await?.len();
                    anyhow::ensure!(length > 1000, "an answer of {length} bytes");
                    times.push(sent.elapsed().as_secs_f64() * 1000.0);
                }
                Ok::<_, anyhow::Error>(times)
            })
        });
        let mut times = Vec::new();
        for worker in workers.collect::<Vec<_>>() {
            times.extend(worker.await??);
        }
        let seconds = began.elapsed().as_secs_f64();
        let ticks = self.cpu_ticks()? - before;
        times.sort_by(f64::total_cmp);
        Ok(Load {
            cpu_ms: ticks as f64 * 10.0 / times.len() as f64,
            rate: times.len() as f64 / seconds,
            p50_ms: times[times.len() / 2],
            p99_ms: times[times.len() * 99 / 100],
            resident_kib: self.resident_kib()?,
        })
    }

    /// User and system time of the process, in hundredths of a second.
    fn cpu_ticks(&self) -> Result<u64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
        Ok(fields[11].parse::<u64>()? + fields[12].parse::<u64>()?)
    }

    fn resident_kib(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS")).context("VmRSS")?;
        Ok(line.split_whitespace().nth(1).context("VmRSS")?.parse()?)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn serve_ours(config: Config) -> Result<()> {
    let options = database::parse_url(config.database_url.as_deref().context("database")?)
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    let app = serve::assemble(config, options, Clock::default()).await?;
    let listener = tokio::net::TcpListener::bind(app.config.listen).await?;
    Ok(axum::serve(listener, router::router(app)).await?)
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
    step_chinese: String,
    step_english: String,
    urged: i32,
    from: Option<String>,
    since: String,
    due_at: Option<String>,
}

async fn bare(State(pool): State<PgPool>) -> axum::Json<Vec<Row>> {
    let rows = sqlx::query_as(
        r#"select c.id, c.module, c.kind, c.title, c.number, c.status, c.urgency, c.steps, c.version,
                  n.name as drafter, d.name as drafter_department, o.name as organ,
                  c.created_at::text, c.updated_at::text, w.step_chinese, w.step_english, w.urged, f.name as "from",
                  w.opened_at::text as since, w.due_at::text
           from work_items w
           join cases c on c.id = w.case_id
           join posts p on p.id = c.drafter_post
           join people n on n.id = p.person_id
           join departments d on d.id = p.department_id
           join organs o on o.id = c.organ_id
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
