//! 收文登记簿: gapless, filtered, paged by key, and only what one may see.

use std::collections::BTreeSet;

use api::{
    Code, Page,
    cases::Urgency,
    documents::{Handling, Opened, RegisterRow, Registration},
};

use crate::support::{
    Client, TestApp,
    incoming::{registration, registration_of},
};

/// A10.8: pages never begin again, whatever is registered meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn a10_8_pages_go_on_where_the_last_one_ended() {
    let app = TestApp::new().await;
    let sun = app.person("sun").await;
    for number in 1..=35 {
        app.registered(&registration_of(number)).await;
    }
    let first = page(&sun, "").await;
    assert_eq!(first.rows.len(), 30);
    assert_eq!(first.rows[0].registered_as, "舟大数据收〔2026〕35号");
    app.registered(&registration_of(99)).await;
    let second = page(&sun, &format!("after={}", first.next.unwrap())).await;
    assert_eq!((second.rows.len(), second.next), (5, None));
    let numbers: BTreeSet<&str> =
        first.rows.iter().chain(&second.rows).map(|row| row.registered_as.as_str()).collect();
    assert_eq!(numbers.len(), 35, "none twice, none left out");
    sun.get("/api/documents/incoming?after=x").await.refused(Code::MalformedRequest);
    sun.get("/api/documents/incoming?from=x").await.refused(Code::MalformedRequest);
}

/// A10.7: number in any notation, full-width marks, parts of words.
#[tokio::test(flavor = "multi_thread")]
async fn a10_7_what_is_looked_for_is_found() {
    let app = TestApp::new().await;
    let sun = app.person("sun").await;
    app.registered(&registration()).await;
    let other = Registration {
        sender: "市财政局".to_owned(),
        reference: Some("舟财〔2026〕7号".to_owned()),
        title: "市财政局关于（试行）办法的函".to_owned(),
        urgency: Urgency::Flash,
        handling: Handling::Reading,
        ..registration()
    };
    let other = sun.try_register("sun", &other).await.ok::<Opened>().case;
    for question in [
        "q=舟财[2026]第007号",
        "q=（试行）",
        "q=(试行)",
        "q=财政",
        "q=舟大数据收〔2026〕2号",
        "handling=reading",
        "urgency=flash",
        "status=running&handling=reading",
        "from=2026-11-23&to=2026-11-23&urgency=flash",
    ] {
        let rows = page(&sun, question).await.rows;
        assert_eq!(rows.iter().map(|row| row.case).collect::<Vec<_>>(), [other], "{question}");
    }
    for question in ["q=舟财〔2026〕70号", "status=finished", "to=2026-11-22", "circulating=true"] {
        assert_eq!(page(&sun, question).await.rows, [], "{question}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sees_what_one_takes_part_in() {
    let app = TestApp::new().await;
    app.registered(&registration_of(1)).await;
    let mine = app.checked(&registration_of(2)).await;
    let rows = |account: &'static str| {
        let app = &app;
        async move { page(&app.person(account).await, "").await.rows.len() }
    };
    assert_eq!((rows("sun").await, rows("chen").await), (2, 1));
    assert_eq!((rows("zhang").await, rows("jiang").await, rows("xitong").await), (0, 0, 0));
    assert_eq!(page(&app.person("chen").await, "").await.rows[0].case, mine);
}

#[tokio::test(flavor = "multi_thread")]
async fn registered_at_once_the_numbers_have_no_gap() {
    let app = TestApp::new().await;
    let sun = app.person("sun").await;
    let all: Vec<Registration> = (1..=12).map(registration_of).collect();
    let answers = futures_util::future::join_all(all.iter().map(|one| sun.try_register("sun", one))).await;
    assert!(answers.iter().all(|answer| answer.is_ok()));
    let numbers = app.count("select count(distinct registered_as) from incoming_documents").await;
    assert_eq!((numbers, app.count("select max(number)::bigint from register_numbers").await), (12, 12));
    app.assert_sound().await;
}

async fn page(client: &Client, question: &str) -> Page<RegisterRow> {
    client.get(&format!("/api/documents/incoming?{question}")).await.ok()
}
