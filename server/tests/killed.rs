//! kill -9 of the real server (T1) and of its PostgreSQL (T2, T3) under a load of approvals: whatever was acknowledged
//! is there, a command whose outcome is unknown is sent again with its key and acts once, the chain verifies, and the
//! server serves again by itself. `TONGZHOU_CHAOS` raises how often.

use std::{fs, path::Path, process::Command, time::Duration};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use sqlx::ConnectOptions;

use crate::support::{
    chaos, cluster,
    load::Load,
    process::{self, Process, settled},
    wait,
};

/// PostgreSQL serves again within this time.
const BACK_WITHIN: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_when_the_server_is_killed() {
    let kills = chaos(3, 25);
    let data = cluster().folder().join("killed");
    let options = settled(&data);
    let mut process = Process::start(&data);
    let load = Load::start(process.address).await;
    for round in 0..kills {
        load.goes_on(40 + round * 7 % 30).await;
        process.kill();
        process = Process::start(&data);
        load.moved_to(process.address);
    }
    let done = load.stop().await;
    let cases = done.assert_whole(&mut options.connect().await.unwrap()).await;
    let acts = done.acknowledged.len();
    assert!(acts > kills * 40 && cases > 0);
    process.kill();
    let verified = process::command(&data).arg("verify").output().unwrap();
    let said = String::from_utf8_lossy(&verified.stdout).into_owned();
    assert!(
        verified.status.success() && said.starts_with(&format!("{cases} cases verified, 0 broken\n")),
        "{verified:?}"
    );
    println!("T1: {kills} kills of the server, {acts} acts acknowledged, {cases} cases, nothing lost");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_when_postgresql_is_killed() {
    let kills = chaos(3, 25);
    let data = cluster().folder().join("killed-database");
    let options = settled(&data);
    let process = Process::start(&data);
    let load = Load::start(process.address).await;
    let mut longest = Duration::ZERO;
    for round in 0..kills {
        load.goes_on(40 + round * 7 % 30).await;
        let postmaster = postmaster(&data);
        for pid in children(postmaster).into_iter().chain([postmaster]) {
            // One that has gone by itself is as dead.
            let _ = kill(pid, Signal::SIGKILL);
        }
        longest = longest.max(load.goes_on(1).await);
    }
    let done = load.stop().await;
    let cases = done.assert_whole(&mut options.connect().await.unwrap()).await;
    assert!(done.acknowledged.len() > kills * 40);
    println!(
        "T2: {kills} kills of PostgreSQL, {} acts acknowledged, {cases} cases, nothing lost; {} answers said busy; \
         writing again after at most {longest:.1?}",
        done.acknowledged.len(),
        done.busy
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_when_postgresql_restarts_or_cuts_connections() {
    let kills = chaos(3, 25);
    let data = cluster().folder().join("restarted-database");
    let options = settled(&data);
    let process = Process::start(&data);
    let load = Load::start(process.address).await;
    let mut cut = 0;
    for _ in 0..kills {
        // The last act may have been answered while the shutdown had only begun.
        let mut owner =
            wait::until("PostgreSQL is back", BACK_WITHIN, async || options.connect().await.ok()).await;
        for _ in 0..10 {
            load.goes_on(5).await;
            let sql = "select count(pg_terminate_backend(pid)) from (select pid from pg_stat_activity
                       where application_name = 'tongzhou' order by random() limit 3) chosen";
            let some: i64 = sqlx::query_scalar(sql).fetch_one(&mut owner).await.unwrap();
            cut += some;
        }
        // A fast shutdown, as `pg_ctl restart` begins; the server starts its cluster again.
        kill(postmaster(&data), Signal::SIGINT).unwrap();
        load.goes_on(1).await;
    }
    let done = load.stop().await;
    let cases = done.assert_whole(&mut options.connect().await.unwrap()).await;
    println!(
        "T3: {kills} restarts of PostgreSQL, {cut} connections cut, {} acts acknowledged, {cases} cases, nothing lost; \
         {} answers said busy",
        done.acknowledged.len(),
        done.busy
    );
}

fn postmaster(data: &Path) -> Pid {
    let text = fs::read_to_string(data.join("postgres/cluster/postmaster.pid")).unwrap();
    Pid::from_raw(text.lines().next().unwrap().parse().unwrap())
}

fn children(parent: Pid) -> Vec<Pid> {
    let output = Command::new("ps").args(["-o", "pid=", "--ppid", &parent.to_string()]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_whitespace().map(|pid| Pid::from_raw(pid.parse().unwrap())).collect()
}
