//! What every test stands on: a database of its own cloned from a template with a small city in it, the real server on a
//! port of its own, the real typesetting worker, and people who are signed in.

mod answer;
pub mod authenticator;
pub mod browser;
pub mod chain;
pub mod city;
mod client;
mod cluster;
pub mod documents;
pub mod gateway;
pub mod incoming;
pub mod load;
pub mod process;
pub mod settings;
pub mod smtp;
pub mod wait;

use std::{collections::HashMap, net::SocketAddr, path::PathBuf, sync::Mutex};

pub use answer::Answer;
pub use client::Client;
pub use cluster::{Cluster, cluster};
use server::{App, clock::Clock, config::Config, database, listen, platform::live, router::router, serve};
use sqlx::{ConnectOptions, PgConnection, postgres::PgConnectOptions};
use tokio::{net::TcpListener, task::JoinHandle};

/// When the tests take place: a Monday morning in Beijing.
pub const NOW: &str = "2026-11-23T01:30:00Z";

/// The server with a city of its own. Dropped, it takes its database along.
pub struct TestApp {
    pub app: App,
    pub clock: Clock,
    pub address: SocketAddr,
    /// The database as its owner, who can do what the server cannot.
    pub owner: PgConnectOptions,
    database: String,
    people: Mutex<HashMap<String, Client>>,
    tasks: [JoinHandle<()>; 2],
}

impl TestApp {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// With a configuration of the test's own.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let cluster = cluster();
        let (database, owner) = cluster.clone_template().await;
        let mut config = Config {
            listen: ([127, 0, 0, 1], 0).into(),
            metrics_listen: None,
            data: cluster.folder().join(&database),
            database_url: None,
            database_url_file: None,
            app: site(cluster),
            typeset: Some(typeset()),
            fonts: vec![built().join("../fonts")],
            connections: 16,
            workers: 0,
            secure: false,
            trusted_proxies: Vec::new(),
            secret_file: None,
            origin: None,
            clamd: None,
            clamd_required: false,
            clamd_seconds: 60,
            channels: Default::default(),
        };
        change(&mut config);
        let clock = Clock::fixed(NOW.parse().unwrap());
        let app = serve::assemble(config, owner.clone(), clock.clone()).await.unwrap();
        let listener = TcpListener::bind(app.config.listen).await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = router(app.clone());
        let server = tokio::spawn(listen::serve(listener, service, app.clone()));
        let telling = tokio::spawn(live::run(app.clone()));
        let tasks = [server, telling];
        Self { app, clock, address, owner, database, people: Mutex::default(), tasks }
    }

    /// A second server over the same database, as where several share the load.
    pub async fn beside(&self) -> Beside {
        let app =
            serve::assemble(self.app.config.clone(), self.owner.clone(), self.clock.clone()).await.unwrap();
        let listener = TcpListener::bind(app.config.listen).await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = router(app.clone());
        let tasks = [self.app.database.clone(), app.database.clone()]
            .map(|database| tokio::spawn(database::listen(database, self.owner.clone())));
        let serving = tokio::spawn(listen::serve(listener, service, app.clone()));
        let telling = tokio::spawn(live::run(app));
        Beside { address, tasks: tasks.into_iter().chain([serving, telling]).collect() }
    }

    /// Somebody without a session.
    pub fn stranger(&self) -> Client {
        Client::new(self.address)
    }

    /// The person of this account, signed in once.
    pub async fn person(&self, account: &str) -> Client {
        if let Some(known) = self.people.lock().unwrap().get(account) {
            return known.clone();
        }
        let client = self.sign_in(account).await;
        self.people.lock().unwrap().insert(account.to_owned(), client.clone());
        client
    }

    /// A new session of this account.
    pub async fn sign_in(&self, account: &str) -> Client {
        Client::new(self.address).signed_in(account).await
    }

    /// Moves the clock on; whoever waits for a time looks.
    pub fn later(&self, by: jiff::SignedDuration) {
        self.clock.set(self.clock.now() + by);
        self.app.database.bell().ring();
    }

    /// A connection of the owner's.
    pub async fn owner(&self) -> PgConnection {
        self.owner.connect().await.unwrap()
    }

    /// One number out of the database.
    pub async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&mut self.owner().await).await.unwrap()
    }
}

/// Another server; it ends when dropped.
pub struct Beside {
    pub address: SocketAddr,
    tasks: Vec<JoinHandle<()>>,
}

impl Drop for Beside {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
        cluster().drop_database(&self.database);
    }
}

/// How often a test of faults tries: `make chaos` sets `TONGZHOU_CHAOS` for the long form.
pub fn chaos(short: usize, long: usize) -> usize {
    if std::env::var_os("TONGZHOU_CHAOS").is_some() { long } else { short }
}

/// An id of nothing.
pub const ANY: &str = "01900000-0000-7000-8000-000000000000";

/// An address with each parameter replaced by its value; the parameter is named with what stands before it, such as
/// `documents/{id}`.
pub fn concrete(path: &str, value: impl Fn(&str) -> String) -> String {
    let mut before = "";
    let mut parts = Vec::new();
    for part in path.split('/') {
        parts.push(if part.starts_with('{') { value(&format!("{before}/{part}")) } else { part.to_owned() });
        before = part;
    }
    parts.join("/")
}

/// Where cargo put the programs.
pub fn built() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_server")).parent().unwrap().to_owned()
}

fn typeset() -> PathBuf {
    let program = built().join("typeset");
    assert!(program.exists(), "{} is missing: run  cargo build --package typeset", program.display());
    assert!(built().join("../fonts").exists(), "the fonts are missing: run  sh server/typeset/fonts.sh");
    program
}

/// The smallest app the server would deliver.
pub fn site(cluster: &Cluster) -> PathBuf {
    let folder = cluster.folder().join("site");
    std::fs::create_dir_all(folder.join("assets")).unwrap();
    for page in ["index.html", "sign-in.html", "check.html"] {
        std::fs::write(folder.join(page), format!("<!doctype html><title>{page}</title><!--boot-->"))
            .unwrap();
    }
    std::fs::write(folder.join("assets/app-0.css"), "body{}").unwrap();
    let about = serde_json::json!({ "modules": {
        "documents": ["/assets/shared.wasm", "/assets/read.wasm"],
        "documents_edit": ["/assets/edit.wasm"],
        "documents_new": ["/assets/new.wasm"],
        "documents_pages": ["/assets/pages.wasm"],
        "documents_record": ["/assets/record.wasm"],
    }});
    std::fs::write(folder.join("assets.json"), about.to_string()).unwrap();
    folder
}
