//! Slow clients (T16): those who never finish their head or their body, and those who do not read the answer, hold up
//! nobody and are let go. `TONGZHOU_CHAOS` raises how many.

use std::time::{Duration, Instant};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{Client, TestApp, chaos, city};

/// The server's limits are half a minute; a loaded machine may need longer.
const LET_GO_WITHIN: Duration = Duration::from_secs(75);
const ASKED: usize = 60;

#[tokio::test(flavor = "multi_thread")]
async fn slow_clients_hold_up_nobody_and_are_let_go() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let cookie = app.stranger().try_sign_in("zhang", city::PASSWORD).await;
    let cookie = cookie.header("set-cookie").split(';').next().unwrap().to_owned();
    let before = slowest(&zhang).await;
    let count = chaos(40, 500);
    let mut slow = Vec::new();
    for index in 0..count {
        let mut stream = TcpStream::connect(app.address).await.unwrap();
        let begun = match index % 2 {
            0 => "GET /api/inbox?box=todo HTTP/1.1\r\nhost: a\r\nx-slow: ".to_owned(),
            _ => format!(
                "POST /api/documents HTTP/1.1\r\nhost: a\r\nx-tongzhou: desktop\r\ncookie: {cookie}\r\n\
                 content-type: application/json\r\ncontent-length: 4000\r\n\r\n{{"
            ),
        };
        stream.write_all(begun.as_bytes()).await.unwrap();
        slow.push(tokio::spawn(until_closed(stream)));
    }
    let meanwhile = slowest(&zhang).await;
    let began = Instant::now();
    for stream in slow {
        tokio::time::timeout(LET_GO_WITHIN, stream).await.expect("a slow client is let go").unwrap();
    }
    println!(
        "T16: {count} slow clients; the slowest of {ASKED} requests took {before:.1?} before and {meanwhile:.1?} beside \
         them; the last was let go after {:.1?}",
        began.elapsed()
    );
    assert_eq!(app.count("select count(*) from cases").await, 0);
    zhang.get("/api/inbox?box=todo").await.ok::<serde_json::Value>();
}

/// The slowest of some requests; each is answered.
async fn slowest(client: &Client) -> Duration {
    let mut slowest = Duration::ZERO;
    for _ in 0..ASKED {
        let began = Instant::now();
        client.get("/api/inbox?box=todo").await.ok::<serde_json::Value>();
        slowest = slowest.max(began.elapsed());
    }
    slowest
}

/// Keeps a drop coming now and then; ends when the server has closed.
async fn until_closed(stream: TcpStream) {
    let (mut answer, mut drops) = stream.into_split();
    let dripping = tokio::spawn(async move {
        let mut ticks = tokio::time::interval(Duration::from_secs(1));
        loop {
            ticks.tick().await;
            if drops.write_all(b"x").await.is_err() {
                return;
            }
        }
    });
    let mut read = Vec::new();
    // A reset is an end as well.
    let _ = answer.read_to_end(&mut read).await;
    dripping.abort();
}
