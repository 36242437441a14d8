//! Requests that nobody waits for any more: nothing acknowledged is lost (T4, F1).

use std::{
    pin::pin,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use api::{
    CaseId,
    cases::{Act, Acted},
    documents::Saved,
};
use flow::{Command, ItemId};
use futures_util::{future::join_all, poll};
use server::database::Database;
use tokio::{io::AsyncWriteExt, net::TcpStream};
use uuid::Uuid;

use crate::support::{Client, TestApp, chaos, documents::notice_about, wait};

const WRITERS: usize = 64;

/// Polls a future so often, then drops it.
async fn give_up_after<F: Future>(polls: usize, future: F) {
    let mut future = pin!(future);
    for _ in 0..polls {
        if poll!(future.as_mut()).is_ready() {
            return;
        }
        tokio::task::yield_now().await;
    }
}

/// The trap of sqlx 0.9 (sqlx#4385): a `begin` dropped half-way returned its connection inside an open transaction, and
/// what the next borrower wrote was lost without an error.
#[tokio::test(flavor = "multi_thread")]
async fn a_begin_dropped_half_way_loses_nothing() {
    let app = TestApp::new().await;
    let sql = "create table acknowledged (n integer primary key)";
    sqlx::query(sql).execute(&mut app.owner().await).await.unwrap();
    let sql = "grant insert, select on acknowledged to tongzhou_app";
    sqlx::query(sql).execute(&mut app.owner().await).await.unwrap();
    let database = Database::connect(app.owner.clone(), 4).await.unwrap();
    let acknowledged = Mutex::new(Vec::new());
    let insert = async |n: i32| {
        let mut connection = database.acquire().await.unwrap();
        let sql = "insert into acknowledged values ($1)";
        sqlx::query(sql).bind(n).execute(&mut *connection).await.unwrap();
        acknowledged.lock().unwrap().push(n);
    };
    let rounds = chaos(200, 2_000);
    for round in 0..rounds {
        let dropped = (0..8).map(|index| give_up_after((round + index) % 12, database.begin()));
        let inserts = (0..4).map(|index| insert(round as i32 * 4 + index));
        tokio::join!(join_all(dropped), join_all(inserts));
    }
    nobody_idles_in_a_transaction(&app).await;
    let acknowledged = acknowledged.into_inner().unwrap();
    assert_eq!(acknowledged.len(), rounds * 4);
    let written = app.count("select count(*) from acknowledged").await;
    assert_eq!(written, rounds as i64 * 4, "acknowledged inserts are missing");
    println!("T4: {} transactions dropped half-way, {written} acknowledged writes, nothing lost", rounds * 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_cut_at_every_point_while_sixty_four_write() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let target = zhang.open(&notice_about("被打断的请求")).await;
    let drafts = join_all((0..WRITERS).map(|index| {
        let zhang = zhang.clone();
        async move { zhang.open(&notice_about(&format!("第{index}件事"))).await }
    }));
    let drafts = drafts.await;
    let cookie = app.stranger().try_sign_in("zhang", crate::support::city::PASSWORD).await;
    let cookie = cookie.header("set-cookie").split(';').next().unwrap().to_owned();
    let done = AtomicBool::new(false);
    let writing = async {
        let written = join_all(drafts.iter().map(|case| write(&zhang, *case))).await;
        done.store(true, Ordering::SeqCst);
        written
    };
    let (written, cut, dropped) = tokio::join!(
        writing,
        cut_connections(&app, &cookie, target, &done),
        drop_requests(&zhang, target, &done)
    );
    assert!(cut > 50 && dropped > 50, "{cut} connections cut, {dropped} requests dropped");
    nobody_idles_in_a_transaction(&app).await;
    for (case, (save, version)) in drafts.iter().zip(written) {
        let view = zhang.view(*case).await;
        assert_eq!((view.save, view.case.summary.version), (save, version), "acknowledged and missing");
    }
    app.assert_sound().await;
    println!(
        "T4: {cut} connections cut and {dropped} requests dropped beside {WRITERS} writers, nothing lost"
    );
}

/// Saves, submits and takes back; the numbers of the last save and act that were acknowledged.
async fn write(zhang: &Client, case: CaseId) -> (i32, i32) {
    let (mut save, mut version) = (1, 1);
    for round in 0..2u32 {
        let draft = notice_about(&format!("第{round}轮"));
        save = until_served(|| zhang.try_save(case, save, &draft)).await.ok::<Saved>().save;
        let submit = Command::Submit { item: ItemId(round * 2), opinion: None, choices: Default::default() };
        let withdraw = Command::Withdraw { item: ItemId(round * 2) };
        for command in [submit, withdraw] {
            let act = Act::new(Uuid::new_v4(), version, command);
            version = until_served(|| zhang.send_act(case, &act)).await.ok::<Acted>().version;
        }
    }
    (save, version)
}

/// A busy server refuses before it begins; then one asks again.
async fn until_served<F: Future<Output = crate::support::Answer>>(
    mut ask: impl FnMut() -> F,
) -> crate::support::Answer {
    loop {
        let answer = ask().await;
        if answer.status != 503 {
            return answer;
        }
    }
}

/// Sends a part of a request, a byte more each time, or the whole, and hangs up.
async fn cut_connections(app: &TestApp, cookie: &str, case: CaseId, done: &AtomicBool) -> usize {
    let body = format!(
        r#"{{"key":"{}","version":1,"command":{{"kind":"suspend","reason":"打断"}}}}"#,
        Uuid::new_v4()
    );
    let request = format!(
        "POST /api/cases/{case}/acts HTTP/1.1\r\nhost: {}\r\nx-tongzhou: desktop\r\ncookie: {cookie}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        app.address,
        body.len()
    );
    let mut cut = 0;
    while !done.load(Ordering::SeqCst) {
        let length = (cut * 7) % (request.len() + request.len() / 2);
        let mut connection = TcpStream::connect(app.address).await.unwrap();
        connection.write_all(&request.as_bytes()[..length.min(request.len())]).await.unwrap();
        if cut % 3 == 0 {
            connection.set_zero_linger().unwrap();
        }
        drop(connection);
        cut += 1;
        tokio::task::yield_now().await;
    }
    cut
}

/// Drops requests while they are under way, a moment later each time.
async fn drop_requests(zhang: &Client, case: CaseId, done: &AtomicBool) -> usize {
    let mut dropped = 0;
    while !done.load(Ordering::SeqCst) {
        let draft = notice_about("被打断的保存");
        let moment = Duration::from_micros(100 * (dropped as u64 % 200));
        let _ = tokio::time::timeout(moment, zhang.try_save(case, 1, &draft)).await;
        dropped += 1;
    }
    dropped
}

async fn nobody_idles_in_a_transaction(app: &TestApp) {
    wait::until("no connection idles in a transaction", Duration::from_secs(5), async || {
        let sql = "select count(*) from pg_stat_activity
                   where datname = current_database() and state like 'idle in transaction%'";
        (app.count(sql).await == 0).then_some(())
    })
    .await;
}
