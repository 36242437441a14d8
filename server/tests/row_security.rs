//! Row-level security (T10): where a query forgets whom it is for, the server's role still reads nothing of anybody else's.

use std::collections::BTreeMap;

use api::{PersonId, organization::Role, session::Channel};
use jiff_sqlx::ToSqlx;
use server::{
    App,
    platform::{cases::administered_organs, organization, session::Actor},
};
use sqlx::{AssertSqlSafe, Executor, PgConnection};
use uuid::Uuid;

use crate::support::{TestApp, city, documents::notice_about};

/// What hangs on a case, and is seen with it.
const WITH_CASE: &[&str] = &[
    "events",
    "opinions",
    "handwriting",
    "documents",
    "document_versions",
    "deliveries",
    "seal_uses",
    "incoming_documents",
];
/// The same, and one's own besides.
const OWN_OR_WITH_CASE: &[&str] = &["work_items", "notices"];

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_asks_nothing_is_seen() {
    let app = TestApp::new().await;
    app.notice_at("end").await;
    let mut owner = app.owner().await;
    for table in protected() {
        let sql = format!("select count(*) from {table}");
        let there: i64 = sqlx::query_scalar(AssertSqlSafe(sql.clone())).fetch_one(&mut owner).await.unwrap();
        assert!(there > 0 || table == "handwriting", "{table} has rows to hide");
        let mut connection = app.app.database.acquire().await.unwrap();
        let seen: i64 = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut *connection).await.unwrap();
        assert_eq!(seen, 0, "{table}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_asked_for_is_not_the_next_ones_to_see() {
    let app = TestApp::with(|config| config.connections = 1).await;
    app.notice_at("department").await;
    let zhang = actor(&app.app, city::person("zhang")).await;
    assert_eq!(seen(&app.app, &zhang).await.len(), 1);
    let mut office = app.app.database.read_as_office().await.unwrap();
    assert_eq!(count(&mut office, "select count(*) from cases").await, 1);
    drop(office);
    let mut connection = app.app.database.acquire().await.unwrap();
    assert_eq!(count(&mut connection, "select count(*) from cases").await, 0);
}

/// Drafter, handlers, registrars of recipients, flow administrators, delegates, and those whom it does not concern.
#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_what_they_may_see_and_nothing_else() {
    let app = TestApp::new().await;
    app.notice_at("end").await;
    app.draft_at("department", &notice_about("值班安排")).await;
    let days = serde_json::json!({ "key": Uuid::new_v4(), "post": city::post("li"), "to": city::post("wang"),
        "from": "2026-11-23", "until": "2026-11-25" });
    app.person("li").await.post("/api/delegations", &days).await.ok::<serde_json::Value>();
    app.person("zhang").await.upload("附件.txt", "内容").await.ok::<api::files::File>();
    let seen = compare(&app.app, &mut app.owner().await).await;
    let of = |account: &str| seen[&city::person(account).0];
    assert_eq!((of("zhang"), of("wang"), of("he"), of("xitong")), (2, 1, 0, 0));
    assert!(of("feng") >= 2 && of("jiang") == 1, "{seen:?}");
}

/// Every person of the database against every case in it, and all that hangs on them. How many each sees.
pub async fn compare(app: &App, owner: &mut PgConnection) -> BTreeMap<Uuid, usize> {
    let people: Vec<Uuid> = sqlx::query_scalar("select id from people").fetch_all(&mut *owner).await.unwrap();
    let mut numbers = BTreeMap::new();
    for person in people {
        let actor = actor(app, PersonId(person)).await;
        let may: Vec<Uuid> =
            sqlx::query_scalar("select id from cases c where may_see(c, $1, $2, $3, $4) order by id")
                .bind(&actor.holders)
                .bind(administered_organs(&actor))
                .bind(person)
                .bind(actor.today.to_sqlx())
                .fetch_all(&mut *owner)
                .await
                .unwrap();
        assert_eq!(seen(app, &actor).await, may, "{}", actor.account);
        hangs_on(app, owner, &actor, &may).await;
        numbers.insert(person, may.len());
    }
    assert!(numbers.values().any(|seen| *seen == 0) && numbers.values().any(|seen| *seen > 0), "{numbers:?}");
    numbers
}

/// The queries forget whom they are for.
async fn seen(app: &App, actor: &Actor) -> Vec<Uuid> {
    let mut reading = app.database.read(actor).await.unwrap();
    sqlx::query_scalar("select id from cases order by id").fetch_all(&mut *reading).await.unwrap()
}

async fn hangs_on(app: &App, owner: &mut PgConnection, actor: &Actor, cases: &[Uuid]) {
    let own = OWN_OR_WITH_CASE.iter().map(|table| (*table, "or person_id = $2"));
    let file = "or case_id is null and uploaded_by = $2
                or id in (select pdf_file from documents d where d.case_id = any($1))";
    let tables = WITH_CASE.iter().map(|table| (*table, "")).chain(own).chain([("files", file)]);
    let mut reading = app.database.read(actor).await.unwrap();
    for (table, besides) in tables {
        let may: i64 = sqlx::query_scalar(AssertSqlSafe(format!(
            "select count(*) from {table} where $2::uuid is not null and (case_id = any($1) {besides})"
        )))
        .bind(cases)
        .bind(actor.person.0)
        .fetch_one(&mut *owner)
        .await
        .unwrap();
        let seen = count(&mut reading, &format!("select count(*) from {table}")).await;
        assert_eq!(seen, may, "{table}, {}", actor.account);
    }
}

async fn count(connection: &mut PgConnection, sql: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(connection).await.unwrap()
}

fn protected() -> Vec<&'static str> {
    [&["cases", "files"], WITH_CASE, OWN_OR_WITH_CASE].concat()
}

/// The tables are the protected ones of the schema, no fewer: a new one is named here.
#[tokio::test(flavor = "multi_thread")]
async fn no_table_is_left_out() {
    let app = TestApp::new().await;
    let mut owner = app.owner().await;
    let under: Vec<String> =
        sqlx::query_scalar("select relname::text from pg_class where relrowsecurity order by 1")
            .fetch_all(&mut owner)
            .await
            .unwrap();
    let mut named = protected();
    named.sort_unstable();
    assert_eq!(under, named);
    // Those with a case that are not: ids, numbers and hints, and what the search shows as rows of cases only.
    let without: Vec<String> = sqlx::query_scalar(
        "select c.relname::text from pg_class c join pg_attribute a on a.attrelid = c.oid
         where a.attname = 'case_id' and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
           and not c.relrowsecurity order by 1",
    )
    .fetch_all(&mut owner)
    .await
    .unwrap();
    let known =
        ["case_search", "outbox", "participations", "register_numbers", "security_events", "system_urgings"];
    assert_eq!(without, known);
    // The role cannot take the lock off.
    let mut connection = app.app.database.acquire().await.unwrap();
    for sql in ["alter table cases disable row level security", "drop policy seen_by_asker on cases"] {
        assert!(connection.execute(sql).await.is_err(), "{sql}");
    }
    let bypasses: bool =
        sqlx::query_scalar("select rolbypassrls or rolsuper from pg_roles where rolname = 'tongzhou_app'")
            .fetch_one(&mut owner)
            .await
            .unwrap();
    assert!(!bypasses);
}

/// As the session would give them.
async fn actor(app: &App, person: PersonId) -> Actor {
    let mut connection = app.database.acquire().await.unwrap();
    let posts = organization::posts_of(&mut connection, person).await.unwrap();
    let registries =
        posts.iter().filter(|post| post.roles.contains(&Role::Registrar)).map(|post| post.organ.0);
    Actor {
        person,
        name: String::new(),
        account: person.to_string(),
        holders: [person.0].into_iter().chain(registries).collect(),
        posts,
        channel: Channel::Api,
        session: Uuid::nil(),
        proven_until: jiff::Timestamp::UNIX_EPOCH,
        due: None,
        emergency: None,
        today: app.clock.today(),
        stands_in: true,
    }
}
