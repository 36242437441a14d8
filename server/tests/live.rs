//! `GET /api/live`: who is told what, and what a browser that was away hears.

use std::{pin::Pin, time::Duration};

use api::{CaseId, Code, live::Touched};
use futures_util::{Stream, StreamExt};
use jiff::SignedDuration;
use reqwest::Method;
use server::platform::live;

use crate::pages::boot;
use crate::support::{Client, TestApp, documents::forward, wait};

const SOON: Duration = Duration::from_secs(20);

/// One connection, read event by event.
struct Ear {
    bytes: Pin<Box<dyn Stream<Item = reqwest::Result<bytes::Bytes>> + Send>>,
    rest: String,
    /// What the browser would send as Last-Event-ID.
    last: String,
}

impl Ear {
    async fn of(client: &Client, last: Option<&str>) -> Self {
        Self::at(client, "/api/live", last).await
    }

    async fn at(client: &Client, address: &str, last: Option<&str>) -> Self {
        let mut request = client.request(Method::GET, address);
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        let header = |name: &str| response.headers().get(name).unwrap().to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "text/event-stream");
        assert_eq!(header("x-accel-buffering"), "no");
        let mut ear =
            Self { bytes: Box::pin(response.bytes_stream()), rest: String::new(), last: String::new() };
        // The server says where it begins before anything else.
        assert_eq!(ear.block().await.as_deref(), Some("retry"));
        ear
    }

    /// The next block: the name of its event, `retry` for one without; nothing at the end.
    async fn block(&mut self) -> Option<String> {
        let text = loop {
            if let Some((block, rest)) = self.rest.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.rest = rest;
                break block;
            }
            let chunk = tokio::time::timeout(SOON, self.bytes.next()).await.expect("something is said")?;
            self.rest += std::str::from_utf8(&chunk.ok()?).unwrap();
        };
        let value = |name: &str| {
            text.lines().find_map(|line| line.strip_prefix(name)).map(|value| value.trim().to_owned())
        };
        if let Some(id) = value("id:") {
            self.last = id;
        }
        match value("event:") {
            Some(event) => Some(format!("{event} {}", value("data:").unwrap_or_default())),
            None => Some("retry".to_owned()),
        }
    }

    async fn touched(&mut self) -> Touched {
        let block = self.block().await.expect("the connection stands");
        let data = block.strip_prefix("touched ").unwrap_or_else(|| panic!("{block}"));
        serde_json::from_str(data).unwrap()
    }
}

fn case(touched: Touched) -> (CaseId, i32, bool) {
    (touched.case.unwrap(), touched.version.unwrap(), touched.mine)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_takes_part_is_told_and_nobody_else() {
    let app = TestApp::new().await;
    let first = app.notice_at("department").await;
    let [zhang, li, he] = ["zhang", "li", "he"].map(|account| app.person(account));
    let (zhang, li, he) = (zhang.await, li.await, he.await);
    let (mut drafter, mut head, mut foreign) =
        (Ear::of(&zhang, None).await, Ear::of(&li, None).await, Ear::of(&he, None).await);
    li.send_act(first, &forward(1)).await.ok::<api::cases::Acted>();
    while case(drafter.touched().await) != (first, 3, false) {}
    while case(head.touched().await) != (first, 3, true) {}
    // What concerns him is the first thing he hears: the other case was none of his.
    let his = app.person("he").await;
    let mut owner = app.owner().await;
    let people = [his.person()];
    live::touch_notices(&mut owner, &people, app.clock.now()).await.unwrap();
    app.app.database.bell().ring();
    let heard = foreign.touched().await;
    assert!(heard.notices && heard.case.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_away_hears_what_was_missed() {
    let app = TestApp::new().await;
    let (li, zhang) = (app.person("li").await, app.person("zhang").await);
    let (first, second) = (app.notice_at("department").await, app.notice_at("department").await);
    let mut before = Ear::of(&zhang, None).await;
    li.send_act(first, &forward(1)).await.ok::<api::cases::Acted>();
    // What happened before may be told a little later.
    while case(before.touched().await) != (first, 3, false) {}
    let last = before.last.clone();
    drop(before);
    li.send_act(second, &forward(1)).await.ok::<api::cases::Acted>();
    let mut after = Ear::of(&zhang, Some(&last)).await;
    // Hints may come twice, never not at all.
    while case(after.touched().await) != (second, 3, false) {}
    // Too long ago, of another database, or no place at all: everything anew.
    app.later(SignedDuration::from_mins(61));
    let again = app.sign_in("zhang").await;
    for strange in [last.as_str(), "99999999999.1795397400", "x"] {
        let mut ear = Ear::of(&again, Some(strange)).await;
        assert_eq!(ear.block().await.unwrap(), "refresh {}", "{strange}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_before_a_page_listens_is_told_to_it() {
    let app = TestApp::new().await;
    let (li, zhang) = (app.person("li").await, app.person("zhang").await);
    let case_of_li = app.notice_at("department").await;
    let made = boot(&zhang.get("/").await.text()).live.unwrap();
    li.send_act(case_of_li, &forward(1)).await.ok::<api::cases::Acted>();
    let mut ear = Ear::at(&zhang, &format!("/api/live?after={made}"), None).await;
    while case(ear.touched().await) != (case_of_li, 3, false) {}
    // What the browser itself heard last goes before the address it began with.
    let mut again = Ear::at(&zhang, "/api/live?after=0.0", Some(&ear.last)).await;
    let second = app.notice_at("department").await;
    li.send_act(second, &forward(1)).await.ok::<api::cases::Acted>();
    while case(again.touched().await) != (second, 3, false) {}
}

/// A row gets its number before another that is committed first.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_committed_out_of_order_is_told() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let people = [zhang.person()];
    let mut ear = Ear::of(&zhang, None).await;
    let mut slow = app.app.database.begin().await.unwrap();
    live::touch_notices(&mut slow, &people, app.clock.now()).await.unwrap();
    for _ in 0..3 {
        let mut quick = app.app.database.begin().await.unwrap();
        live::touch_notices(&mut quick, &people, app.clock.now()).await.unwrap();
        quick.commit().await.unwrap();
        assert!(ear.touched().await.notices);
    }
    let last = ear.last.clone();
    slow.commit().await.unwrap();
    assert!(ear.touched().await.notices);
    // The one that resumes from before hears it, too.
    let mut other = Ear::of(&zhang, Some(&last)).await;
    assert!(other.touched().await.notices);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ends_hears_no_more() {
    let app = TestApp::new().await;
    let (here, there) = (app.sign_in("zhang").await, app.sign_in("zhang").await);
    let (mut ending, mut staying) = (Ear::of(&here, None).await, Ear::of(&there, None).await);
    here.delete("/api/session").await;
    assert_eq!(ending.block().await.as_deref(), Some("ended {}"));
    assert_eq!(ending.block().await, None);
    here.get("/api/live").await.refused(Code::NotSignedIn);
    app.stranger().get("/api/live").await.refused(Code::NotSignedIn);
    // The other session of the same person goes on, until it has idled away.
    let case = app.notice_at("department").await;
    assert_eq!(staying.touched().await.case, Some(case));
    app.later(SignedDuration::from_mins(31));
    wait::until("the end", SOON, async || (app.app.live.connected() == 0).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_oldest_connection_of_a_session_gives_way() {
    let app = TestApp::new().await;
    let (zhang, other) = (app.sign_in("zhang").await, app.sign_in("li").await);
    let _other = Ear::of(&other, None).await;
    let mut first = Ear::of(&zhang, None).await;
    let mut more = Vec::new();
    for _ in 0..6 {
        more.push(Ear::of(&zhang, None).await);
    }
    assert_eq!(first.block().await, None);
    assert_eq!(app.app.live.connected(), 7);
    drop(more);
    wait::until("they are gone", SOON, async || (app.app.live.connected() == 1).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_lets_its_listeners_go() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let mut ear = Ear::of(&zhang, None).await;
    app.app.live.stop();
    assert_eq!(ear.block().await.as_deref(), Some("retry"));
    assert_eq!(ear.block().await, None);
    zhang.get("/api/live").await.refused(Code::Busy);
}

/// Two servers over one database: the second is told by NOTIFY, after the commit of the first.
#[tokio::test(flavor = "multi_thread")]
async fn another_process_is_told_as_well() {
    let app = TestApp::new().await;
    let other = app.beside().await;
    let zhang = app.person("zhang").await.moved_to(other.address);
    let mut ear = Ear::of(&zhang, None).await;
    let case = app.notice_at("department").await;
    assert_eq!(ear.touched().await.case, Some(case));
}
