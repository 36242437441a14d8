//! One private PostgreSQL cluster a test process, with a template that is migrated and settled once.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    thread,
};

use nix::{sys::signal::kill, unistd::Pid};
use server::database::{self, PrivateCluster};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, postgres::PgConnectOptions};

use super::city;

const TEMPLATE: &str = "settled";
/// Nothing outlives the process, so nothing need reach the disk. Each line of the log names its database.
const SETTINGS: &[&str] = &[
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=400",
    "log_line_prefix=%d ",
];

pub struct Cluster {
    options: PgConnectOptions,
    folder: PathBuf,
}

/// The cluster of this process.
pub fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| {
        let (tell, told) = mpsc::channel();
        // PostgreSQL ends with the thread that started it: this one lives as long as the process.
        thread::spawn(move || {
            let folder = own_folder();
            let cluster =
                PrivateCluster::start(&folder.join("postgres"), SETTINGS).expect("PostgreSQL starts");
            let options = cluster.options("postgres");
            run(make_template(&options));
            tell.send(Cluster { options, folder }).unwrap();
            loop {
                thread::park();
            }
        });
        told.recv().expect("the cluster of the tests did not start; the reason is above")
    })
}

impl Cluster {
    /// A folder that is swept by a later run.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What PostgreSQL has said.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.join("postgres/log")).unwrap()
    }

    /// A database of its own for a test: its name, and how its owner reaches it.
    pub async fn clone_template(&self) -> (String, PgConnectOptions) {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let mut owner = self.options.connect().await.unwrap();
        let sql = AssertSqlSafe(format!("create database {name} template {TEMPLATE}"));
        sqlx::query(sql).execute(&mut owner).await.unwrap();
        owner.close().await.unwrap();
        let options = self.options.clone().database(&name);
        (name, options)
    }

    pub fn drop_database(&self, name: &str) {
        let (options, name) = (self.options.clone(), name.to_owned());
        // A test's runtime cannot wait inside a drop; a thread's can.
        let dropped = thread::spawn(move || {
            run(async move {
                let mut owner = options.connect().await.unwrap();
                let sql = AssertSqlSafe(format!("drop database {name} with (force)"));
                sqlx::query(sql).execute(&mut owner).await.unwrap();
            });
        });
        let _ = dropped.join();
    }
}

async fn make_template(options: &PgConnectOptions) {
    let mut owner = options.connect().await.unwrap();
    sqlx::query(AssertSqlSafe(format!("create database {TEMPLATE}"))).execute(&mut owner).await.unwrap();
    let template = options.clone().database(TEMPLATE);
    database::migrate(&template).await.unwrap();
    let mut owner = template.connect().await.unwrap();
    city::settle(&mut owner).await;
    owner.close().await.unwrap();
}

/// A folder named after this process; those of processes that have ended are swept.
fn own_folder() -> PathBuf {
    let all = Path::new(env!("CARGO_TARGET_TMPDIR")).join("api");
    fs::create_dir_all(&all).unwrap();
    for entry in fs::read_dir(&all).unwrap().flatten() {
        let owner = entry.file_name().to_str().and_then(|name| name.parse().ok());
        if owner.is_none_or(|pid| kill(Pid::from_raw(pid), None).is_err()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    let own = all.join(std::process::id().to_string());
    fs::create_dir_all(&own).unwrap();
    own
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
