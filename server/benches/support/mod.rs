//! What the measurements share: a database with so many cases, servers in processes of their own, and their load.

#![allow(dead_code, reason = "each measurement uses its part")]

pub mod corpus;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Instant,
};

use anyhow::{Context, Result};
use api::{OrganId, documents::Draft};
use flow::{Definition, PostId, State};
use server::{clock::Clock, config::Config, database, platform::session::hash_password, router, serve};
use sqlx::{ConnectOptions, Executor, postgres::PgConnectOptions};
use uuid::Uuid;

/// The password of the person who asks.
const PASSWORD: &str = "bench password";

/// So many cases in a database that was just migrated: `fill.sql`.
pub async fn fill(options: &PgConnectOptions, cases: i64) -> Result<()> {
    let mut owner = options.connect().await?;
    let hash = hash_password(PASSWORD).map_err(|error| anyhow::anyhow!("{error}"))?;
    let sql = include_str!("../fill.sql")
        .replace(":hash", &hash)
        .replace(":cases", &cases.to_string())
        .replace(":state", &serde_json::to_string(&state()?)?)
        .replace(":draft", &serde_json::to_string(&Draft::new(OrganId(Uuid::from_u128(10))))?);
    owner.execute(sqlx::AssertSqlSafe(sql)).await?;
    owner.execute("vacuum analyze").await?;
    Ok(())
}

/// A case that was begun: enough for its page to be computed.
fn state() -> Result<State> {
    let definitions = server::documents::flows()?;
    let definition: &Definition = definitions.first().context("flow")?;
    let fields = flow::Fields::default();
    let context = flow::Context::new(PostId(Uuid::from_u128((1 << 48) + 1)), &fields);
    let mut state = State::default();
    let events = flow::apply(definition, &state, &context, &flow::Command::Start);
    for event in events.map_err(|refusal| anyhow::anyhow!("{refusal:?}"))? {
        state.apply_event(&event).map_err(|refusal| anyhow::anyhow!("{refusal:?}"))?;
    }
    Ok(state)
}

/// A server in a process of its own.
pub struct Served {
    child: Child,
    address: SocketAddr,
    client: reqwest::Client,
}

/// What a load cost. CPU is that of the server, a request.
pub struct Load {
    pub cpu_ms: f64,
    pub rate: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    pub resident_kib: u64,
}

impl Served {
    pub async fn start(role: &str, address: SocketAddr, folder: &Path, url: &str) -> Result<Self> {
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
            // So that one machine can be many.
            .args(["--trusted-proxies", "127.0.0.1"])
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

    pub async fn sign_in(&self) -> Result<String> {
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

    /// An answer's text.
    pub async fn get(&self, path: &str, cookie: &str) -> Result<String> {
        let url = format!("http://{}{path}", self.address);
        let answer = self.client.get(url).header("cookie", cookie).send().await?.error_for_status()?;
        Ok(answer.text().await?)
    }

    /// An answer that goes on, over a connection of its own.
    pub async fn open(&self, path: &str, cookie: &str) -> Result<reqwest::Response> {
        let url = format!("http://{}{path}", self.address);
        Ok(reqwest::Client::new().get(url).header("cookie", cookie).send().await?.error_for_status()?)
    }

    /// Tries a wrong password from an address of its own: how it was answered.
    pub fn attempt(&self, turn: u32) -> impl Future<Output = String> + Send + 'static {
        let [_, a, b, c] = turn.to_be_bytes();
        let request = self
            .client
            .post(format!("http://{}/api/session", self.address))
            .header("x-tongzhou", "desktop")
            .header("x-forwarded-for", format!("10.{a}.{b}.{c}"))
            .json(&serde_json::json!({ "account": format!("bench{}", 2 + turn % 900), "password": "wrong" }));
        async move {
            match request.send().await {
                Ok(answer) => answer.status().as_u16().to_string(),
                Err(error) => error.to_string(),
            }
        }
    }

    /// So many requests over so many connections, the paths in turn. An empty answer is a fault.
    pub async fn load(
        &self,
        paths: &[String],
        cookie: &str,
        requests: usize,
        connections: usize,
    ) -> Result<Load> {
        self.load_of(paths, cookie, requests, connections, 1000).await
    }

    /// Likewise, where some answers hold nothing.
    pub async fn load_any(
        &self,
        paths: &[String],
        cookie: &str,
        requests: usize,
        connections: usize,
    ) -> Result<Load> {
        self.load_of(paths, cookie, requests, connections, 0).await
    }

    async fn load_of(
        &self,
        paths: &[String],
        cookie: &str,
        requests: usize,
        connections: usize,
        least: usize,
    ) -> Result<Load> {
        let urls: Vec<String> = paths.iter().map(|path| format!("http://{}{path}", self.address)).collect();
        let before = self.cpu_ticks()?;
        let began = Instant::now();
        let workers = (0..connections).map(|worker| {
            let (urls, cookie) = (urls.clone(), cookie.to_owned());
            tokio::spawn(async move {
                let client = reqwest::Client::new();
                let mut times = Vec::with_capacity(requests / connections);
                for turn in 0..requests / connections {
                    let url = &urls[(turn * connections + worker) % urls.len()];
                    let sent = Instant::now();
                    let answer =
                        client.get(url).header("cookie", &cookie).send().await?.error_for_status()?;
                    let length = answer.bytes().await?.len();
                    anyhow::ensure!(length > least, "an answer of {length} bytes");
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

    pub fn resident_kib(&self) -> Result<u64> {
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

/// The server as it is.
pub async fn serve_ours(config: Config) -> Result<()> {
    let options = database::parse_url(config.database_url.as_deref().context("database")?)
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    let app = serve::assemble(config, options, Clock::default()).await?;
    let listener = tokio::net::TcpListener::bind(app.config.listen).await?;
    Ok(axum::serve(listener, router::router(app)).await?)
}
