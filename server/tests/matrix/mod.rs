//! Who may do what to whose (T8): every operation of the router × object of {own, same department, other department,
//! other organ} × {stranger, clerk, leader, the three administrators}. What is expected stands in `table.txt`, one line an
//! operation; an operation without its line fails, and the failure prints the line as the server answers now. Nothing
//! answered may hold a word of an object that is not the asker's to see.

mod objects;

use std::collections::BTreeMap;

use axum::http::Method;
use futures_util::{StreamExt, stream};
use objects::{Object, Objects};
use server::{openapi::Operation, router};

use crate::support::{Answer, Client, TestApp, concrete};

/// Whose session, by the name of the column.
const ROLES: &[(&str, Option<&str>)] = &[
    ("stranger", None),
    ("clerk", Some("zhang")),
    ("leader", Some("wu")),
    ("system", Some("xitong")),
    ("security", Some("anquan")),
    ("audit", Some("shenji")),
];

/// `GET /api/inbox?box=todo | body | stranger | clerk | …`: what is asked, and a cell for each role. A cell holds the
/// status for each object from one's own to another organ's, or one status for all.
struct Line {
    query: String,
    body: String,
    cells: Vec<String>,
}

fn table() -> BTreeMap<String, Line> {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/matrix/table.txt")).unwrap();
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut table = BTreeMap::new();
    for text in lines {
        let mut parts = text.split('|').map(|part| part.trim().to_owned());
        let (asked, body) = (parts.next().unwrap(), parts.next().unwrap());
        let (operation, query) = asked.split_once('?').unwrap_or((&asked, ""));
        let line = Line { query: query.to_owned(), body, cells: parts.collect() };
        assert_eq!(line.cells.len(), ROLES.len(), "cells of {text}");
        assert!(table.insert(operation.to_owned(), line).is_none(), "twice: {text}");
    }
    table
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_do_what_to_whose() {
    let mut table = table();
    let routes = router::routes();
    let asked: Vec<_> = routes
        .operations()
        .iter()
        .filter(|operation| !operation.streams())
        .map(|operation| {
            let line = table.remove(&format!("{} {}", operation.method, operation.path));
            (operation.clone(), line)
        })
        .collect();
    let gone: Vec<_> = table.keys().collect();
    assert!(gone.is_empty(), "lines of operations that are no more: {gone:?}");
    let count = asked.len();
    // What changes nothing shares one city.
    let reading = City::found().await;
    let checks = asked.into_iter().map(|(operation, line)| check(&reading, operation, line));
    let wrong: Vec<String> =
        stream::iter(checks).buffer_unordered(3).filter_map(async |wrong| wrong).collect().await;
    assert!(
        wrong.is_empty(),
        "the table says otherwise, or nothing; where the answers are right, the lines are:\n{}",
        wrong.join("\n")
    );
    println!(
        "T8: {count} operations, {} answers as the table says, no word leaked",
        count * (ROLES.len() * 4 - 6)
    );
}

struct City {
    app: TestApp,
    objects: Objects,
}

impl City {
    async fn found() -> Self {
        let app = TestApp::new().await;
        let objects = Objects::make(&app).await;
        Self { app, objects }
    }
}

/// The line as it should be, where it is not.
async fn check(reading: &City, operation: Operation, line: Option<Line>) -> Option<String> {
    let usual = if operation.method == Method::GET { "-" } else { "{}" };
    let line =
        line.unwrap_or_else(|| Line { query: String::new(), body: usual.to_owned(), cells: Vec::new() });
    let own = match operation.method {
        Method::GET => None,
        _ => Some(City::found().await),
    };
    let City { app, objects } = own.as_ref().unwrap_or(reading);
    // What is permitted may change the object: it comes last.
    let mut cells = Vec::new();
    for (role, account) in ROLES.iter().rev() {
        let mut statuses = Vec::new();
        for object in objects.of(role).iter().rev() {
            statuses.push(match object {
                Some(object) => ask(app, &operation, &line, *account, object, objects).await.to_string(),
                None => "-".to_owned(),
            });
        }
        statuses.reverse();
        let first = statuses.iter().find(|status| *status != "-").cloned().unwrap_or_default();
        let alike = statuses.iter().all(|status| *status == first || status == "-");
        cells.push(if alike { first } else { statuses.join(" ") });
    }
    cells.reverse();
    let query = if line.query.is_empty() { String::new() } else { format!("?{}", line.query) };
    let asked = format!("{} {}{query}", operation.method, operation.path);
    (cells != line.cells).then(|| format!("{asked} | {} | {}", line.body, cells.join(" | ")))
}

async fn ask(
    app: &TestApp,
    operation: &Operation,
    line: &Line,
    account: Option<&str>,
    object: &Object,
    objects: &Objects,
) -> u16 {
    let client = match account {
        Some(account) => app.person(account).await,
        None => app.stranger(),
    };
    let mut path = concrete(&operation.path, |parameter| object.value(parameter));
    if !line.query.is_empty() {
        path = format!("{path}?{}", object.fill(&line.query, account));
    }
    let answer = send(&client, operation, &path, &object.fill(&line.body, account)).await;
    let asked = format!("{} {path} by {account:?}", operation.method);
    assert!(answer.status < 500, "{asked}: {} {}", answer.status, answer.text());
    let text = answer.text();
    for (canary, may_see) in objects.canaries(account) {
        let own = answer.is_ok() && may_see;
        assert!(own || !text.contains(canary), "{asked}: {} tells of {canary}: {text}", answer.status);
    }
    answer.status
}

async fn send(client: &Client, operation: &Operation, path: &str, body: &str) -> Answer {
    let asked = format!("{} {path}", operation.method);
    let mut request = client.request(operation.method.clone(), path);
    if operation.method != Method::GET {
        let kind = if body.starts_with('{') { "application/json" } else { "application/octet-stream" };
        request = request.header("content-type", kind).body(body.to_owned());
    }
    Answer::of(asked, request.send().await).await
}
