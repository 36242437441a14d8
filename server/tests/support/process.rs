//! The real server as a process of its own, with a private cluster under its data folder.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::Duration,
};

use server::database::{self, PrivateCluster};
use sqlx::ConnectOptions;

use super::{built, city, cluster};

/// Time for the server, with its database, to serve again.
pub const BACK_WITHIN: Duration = Duration::from_secs(60);

/// The server's own cluster with the city in it, at rest; how its owner reaches it once it runs.
pub fn settled(data: &Path) -> sqlx::postgres::PgConnectOptions {
    let folder = data.join("postgres");
    // The cluster ends with the thread that started it.
    std::thread::spawn(move || {
        let cluster = PrivateCluster::start(&folder, &[]).unwrap();
        let options = cluster.options("postgres");
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            database::migrate(&options).await.unwrap();
            city::settle(&mut options.connect().await.unwrap()).await;
        });
        options
    })
    .join()
    .unwrap()
}

pub struct Process {
    child: Child,
    pub address: SocketAddr,
}

impl Process {
    /// Starts the server and waits until it listens.
    pub fn start(data: &Path) -> Self {
        let mut child = command(data)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let (tell, told) = mpsc::channel();
        // Reads on to the end, so that the server never waits to be heard.
        std::thread::spawn(move || {
            let mut said = Vec::new();
            for line in lines.map_while(Result::ok) {
                if let Some((_, address)) = line.split_once("listening address=") {
                    let _ = tell.send(Ok(address.trim().parse().unwrap()));
                }
                said.push(line);
            }
            let _ = tell.send(Err(said.join("\n")));
        });
        match told.recv_timeout(BACK_WITHIN) {
            Ok(Ok(address)) => Self { child, address },
            other => panic!("the server does not listen: {other:?}"),
        }
    }

    /// kill -9.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program with the settings of a test.
pub fn command(data: &Path) -> Command {
    let site: PathBuf = cluster().folder().join("site");
    let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
    command
        .env_remove("DATABASE_URL")
        .env("NO_COLOR", "1")
        .env("RUST_LOG", "info")
        .env("TONGZHOU_DATA", data)
        .env("TONGZHOU_APP", site)
        .env("TONGZHOU_TYPESET", built().join("typeset"));
    command
}
