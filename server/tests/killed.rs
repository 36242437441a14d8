//! kill -9 of the real server under a load of approvals (T1): whatever was acknowledged is there, a command whose
//! outcome is unknown is sent again with its key and acts once, and the chain verifies. `TONGZHOU_KILLS` sets how often.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc,
    },
    time::Duration,
};

use api::{
    CaseId,
    cases::{Act, Acted},
    documents::{OpenDraft, Opened},
};
use server::database::{self, PrivateCluster};
use sqlx::{ConnectOptions, PgConnection};
use tokio::sync::watch;
use uuid::Uuid;

use crate::support::{
    Client, built, chain, city, cluster,
    documents::{WAY, forward, notice},
    wait,
};

const WRITERS: usize = 8;
/// Time for the server, with its database, to serve again.
const BACK_WITHIN: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_when_the_server_is_killed() {
    let kills: usize = std::env::var("TONGZHOU_KILLS").map_or(3, |kills| kills.parse().unwrap());
    let data = cluster().folder().join("killed");
    let options = settled(&data);
    let mut process = Process::start(&data);
    let (tell, address) = watch::channel(process.address);
    let load = Arc::new(Load { address, acknowledged: AtomicUsize::new(0), over: AtomicBool::new(false) });
    let people = sign_in_all(process.address).await;
    let writers: Vec<_> = (0..WRITERS).map(|_| tokio::spawn(write(load.clone(), people.clone()))).collect();
    for round in 0..kills {
        let enough = load.acknowledged.load(Ordering::SeqCst) + 40 + round * 7 % 30;
        wait::until("approvals go on", BACK_WITHIN, async || {
            (load.acknowledged.load(Ordering::SeqCst) >= enough).then_some(())
        })
        .await;
        process.kill();
        process = Process::start(&data);
        tell.send(process.address).unwrap();
    }
    load.over.store(true, Ordering::SeqCst);
    let mut acknowledged = Vec::new();
    for writer in writers {
        acknowledged.extend(writer.await.unwrap());
    }
    let mut owner = options.connect().await.unwrap();
    for (case, act) in &acknowledged {
        assert_eq!(decisions(&mut owner, *case, act).await, 1, "acknowledged: {case} {act:?}");
    }
    let cases = chain::sound(&mut owner, std::panic::Location::caller()).await;
    assert!(acknowledged.len() > kills * 40 && cases > 0);
    drop(owner);
    process.kill();
    let verified = command(&data).arg("verify").output().unwrap();
    let said = String::from_utf8_lossy(&verified.stdout).into_owned();
    assert!(
        verified.status.success() && said == format!("{cases} cases verified, 0 broken\n"),
        "{verified:?}"
    );
    println!("{kills} kills, {} acts acknowledged, {cases} cases, nothing lost", acknowledged.len());
}

struct Load {
    address: watch::Receiver<SocketAddr>,
    acknowledged: AtomicUsize,
    over: AtomicBool,
}

/// Moves documents on, one after another, until the load is over. What was acknowledged.
async fn write(load: Arc<Load>, people: Vec<Client>) -> Vec<(CaseId, Act)> {
    let mut address = load.address.clone();
    let mut acknowledged = Vec::new();
    loop {
        let open = OpenDraft { key: Uuid::new_v4(), post: city::post("zhang"), draft: notice() };
        let opened: Opened =
            insist(&mut address, &people[0], "/api/documents", &serde_json::to_value(&open).unwrap()).await;
        for (position, person) in people.iter().enumerate() {
            if load.over.load(Ordering::SeqCst) {
                return acknowledged;
            }
            let act = forward(position);
            let path = format!("/api/cases/{}/acts", opened.case);
            let acted: Acted =
                insist(&mut address, person, &path, &serde_json::to_value(&act).unwrap()).await;
            assert_eq!(acted.version, act.version + 1);
            load.acknowledged.fetch_add(1, Ordering::SeqCst);
            acknowledged.push((opened.case, act));
        }
    }
}

/// Sends the same command until it is answered, wherever the server is now.
async fn insist<T: serde::de::DeserializeOwned>(
    address: &mut watch::Receiver<SocketAddr>,
    person: &Client,
    path: &str,
    body: &serde_json::Value,
) -> T {
    loop {
        let now = *address.borrow_and_update();
        let request = person.moved_to(now).request(reqwest::Method::POST, path).json(body);
        let answered = match request.send().await {
            Ok(response) => Some((response.status(), response.bytes().await)),
            Err(_) => None,
        };
        match answered {
            Some((status, Ok(bytes))) if status.is_success() => {
                return serde_json::from_slice(&bytes).unwrap();
            }
            // The server is busy, or its database is going down with it: both say so, and nothing was done.
            Some((status, Ok(_))) if status.as_u16() == 503 => {}
            Some((status, Ok(bytes))) => panic!("{path}: {status} {}", String::from_utf8_lossy(&bytes)),
            _ => {
                let back = tokio::time::timeout(BACK_WITHIN, address.changed()).await;
                back.expect("the server comes back").unwrap();
            }
        }
    }
}

async fn sign_in_all(address: SocketAddr) -> Vec<Client> {
    let mut people = Vec::new();
    // Without sealing and what follows: those wait for the typesetter, not for the disk.
    for (_, account, _) in &WAY[..6] {
        people.push(Client::new(address).signed_in(account).await);
    }
    people
}

/// How many events of the case decided the item of this act.
async fn decisions(owner: &mut PgConnection, case: CaseId, act: &Act) -> i64 {
    let item = match &act.command {
        flow::Command::Submit { item, .. } | flow::Command::Approve { item, .. } => item.0,
        other => panic!("{other:?}"),
    };
    let sql = "select count(*) from events e, jsonb_array_elements(e.payload::jsonb -> 'events') v
               where e.case_id = $1 and e.sequence = $2 and v ->> 'kind' = 'item_closed' and v ->> 'item' = $3";
    sqlx::query_scalar(sql)
        .bind(case.0)
        .bind(act.version + 1)
        .bind(item.to_string())
        .fetch_one(owner)
        .await
        .unwrap()
}

/// The server's own cluster with the city in it, at rest; how its owner reaches it once it runs.
fn settled(data: &Path) -> sqlx::postgres::PgConnectOptions {
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

struct Process {
    child: Child,
    address: SocketAddr,
}

impl Process {
    /// Starts the server and waits until it listens.
    fn start(data: &Path) -> Self {
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
    fn kill(&mut self) {
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

fn command(data: &Path) -> Command {
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
