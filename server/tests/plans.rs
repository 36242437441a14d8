//! The lists read an index, however much there is; an act is a bounded number of statements.

use std::{fs, path::Path};

use serde_json::Value;
use sqlx::{AssertSqlSafe, Executor, PgConnection, Row};

use crate::support::{TestApp, city, cluster, documents::forward};

/// Work items in the database when the plans are asked for.
const ITEMS: i32 = 20_000;

#[tokio::test(flavor = "multi_thread")]
async fn the_inbox_reads_its_index_at_twenty_thousand_items() {
    let app = TestApp::new().await;
    app.notice_at("department").await;
    let mut owner = app.owner().await;
    fill(&mut owner).await;
    let id = city::person("li").0;
    let items = stored_query("from work_items where person_id = $1 and state = 'open' and $2 = 'open'");
    let participated = stored_query("select * from participations");
    for cursor in ["null, null", "'2026-11-23T01:00:00Z', '01900000-0000-7000-8000-000000000000'"] {
        for state in ["open", "reading"] {
            let values = format!("'{id}', '{state}', {cursor}, null, 21");
            let plan = plan(&mut owner, "uuid, text, timestamptz, uuid, text, bigint", &items, &values).await;
            assert!(!plan.contains("Seq Scan on work_items"), "{plan}");
            assert!(!plan.contains("Seq Scan on cases"), "{plan}");
        }
        for (why, running) in [("handler", "true"), ("handler", "false"), ("drafter", "null")] {
            let values = format!("'{id}', '{why}', {running}, {cursor}, null, 21");
            let types = "uuid, text, boolean, timestamptz, uuid, text, bigint";
            let plan = plan(&mut owner, types, &participated, &values).await;
            assert!(!plan.contains("Seq Scan on participations"), "{plan}");
            assert!(!plan.contains("Seq Scan on work_items"), "{plan}");
            assert!(!plan.contains("Seq Scan on cases"), "{plan}");
        }
    }
}

/// Counted, not timed: what one approval asks of the database.
#[tokio::test(flavor = "multi_thread")]
async fn an_approval_is_a_bounded_number_of_statements() {
    let app = TestApp::new().await;
    let (first, second) = (app.notice_at("department").await, app.notice_at("department").await);
    let li = app.person("li").await;
    li.send_act(first, &forward(1)).await.ok::<api::cases::Acted>();
    let mut owner = app.owner().await;
    let database: String =
        sqlx::query_scalar("select current_database()").fetch_one(&mut owner).await.unwrap();
    // Connections that are open keep what they logged before; new ones log everything.
    owner
        .execute(AssertSqlSafe(format!("alter database {database} set log_statement = 'all'")))
        .await
        .unwrap();
    let cut = "select pg_terminate_backend(pid) from pg_stat_activity
               where datname = current_database() and pid <> pg_backend_pid()";
    owner.execute(cut).await.unwrap();
    let again = app.owner.clone();
    let database_now = server::database::Database::connect(again, 1).await.unwrap();
    drop(database_now);
    let before = statements(&database);
    loop {
        // The pool finds out that its connections are gone.
        if li.send_act(second, &forward(1)).await.is_ok() {
            break;
        }
    }
    let all = statements(&database);
    let act: Vec<&String> = all[before.len()..].iter().collect();
    let begin = act.iter().rposition(|line| line.to_uppercase().contains("BEGIN")).unwrap();
    let commit = act.iter().rposition(|line| line.to_uppercase().contains("COMMIT")).unwrap();
    println!("{} statements in an approval", commit - begin - 1);
    assert!(commit - begin - 1 <= 6, "{act:#?}");
}

/// What PostgreSQL was asked in this database, in order.
fn statements(database: &str) -> Vec<String> {
    let start = format!("{database} LOG:  ");
    let log = cluster().log();
    let lines = log.lines().filter_map(|line| line.strip_prefix(&start));
    lines
        .filter(|line| line.starts_with("execute") || line.starts_with("statement"))
        .map(str::to_owned)
        .collect()
}

/// The very text of a query, as stored for compiling.
fn stored_query(part: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.sqlx");
    let entries = fs::read_dir(folder).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap());
    let texts = entries
        .map(|bytes| serde_json::from_slice::<Value>(&bytes).unwrap()["query"].as_str().unwrap().to_owned());
    let found: Vec<String> = texts.filter(|text| text.contains(part)).collect();
    assert_eq!(found.len(), 1, "{part}");
    found[0].clone()
}

/// The plan of a statement that was prepared and used for a while, as the server's are.
async fn plan(owner: &mut PgConnection, types: &str, query: &str, values: &str) -> String {
    owner.execute(AssertSqlSafe(format!("prepare asked ({types}) as {query}"))).await.unwrap();
    for _ in 0..6 {
        owner.execute(AssertSqlSafe(format!("execute asked ({values})"))).await.unwrap();
    }
    let rows = owner.fetch_all(AssertSqlSafe(format!("explain execute asked ({values})"))).await.unwrap();
    owner.execute("deallocate asked").await.unwrap();
    rows.iter().map(|row| row.get::<String, _>(0) + "\n").collect()
}

/// Copies of the one case, their items spread over everybody and over the states.
async fn fill(owner: &mut PgConnection) {
    let cases = format!(
        "insert into cases select (x).* from (
             select jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'title', '第' || n || '件',
                 'created_at', c.created_at - n * interval '1 minute')) as x
             from cases c, generate_series(1, {ITEMS}) n) copies"
    );
    let items = "insert into work_items (case_id, item, step, step_chinese, step_english, post_id, person_id, state, opened_at)
        select c.id, 0, 'draft', '拟稿', 'Drafting', p.id, p.person_id,
               (array['open', 'done', 'reading', 'done', 'done'])[1 + c.n % 5], c.created_at
        from (select *, row_number() over (order by id) as n from cases where title like '第%') c
        join (select id, person_id, row_number() over (order by id) as n from posts) p on p.n = 1 + c.n % 15";
    let seen = "insert into participations (case_id, holder, why, at, running)
        select case_id, person_id, case when item % 2 = 0 then 'handler' else 'drafter' end, opened_at, true
        from work_items on conflict do nothing";
    // Nobody searches these: what keeps the search up to date stands still.
    owner.execute("set session_replication_role = replica").await.unwrap();
    owner.execute(AssertSqlSafe(cases)).await.unwrap();
    owner.execute(items).await.unwrap();
    owner.execute(seen).await.unwrap();
    owner.execute("analyze").await.unwrap();
}
