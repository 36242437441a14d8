//! The lists read an index, however much there is; an act is a bounded number of statements.

use std::{fs, path::Path};

use api::{cases::InboxBox, inbox::InboxQuery};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Executor, PgConnection, Row};

use crate::support::{TestApp, city, cluster, documents::forward};

/// Work items in the database when the plans are asked for.
const ITEMS: i32 = 20_000;

/// Rows that a page of 20 may touch in the large tables: the page itself, its cases and their items.
const TOUCHED: f64 = 150.0;

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_the_inbox_touches_a_page_of_rows_among_twenty_thousand() {
    let app = TestApp::new().await;
    app.notice_at("department").await;
    let mut owner = app.owner().await;
    fill(&mut owner).await;
    let id = city::person("li").0;
    // With row-level security, as the server reads.
    owner
        .execute(AssertSqlSafe(format!(
            "set tongzhou.asker = '{id}'; set tongzhou.holders = '{{{id}}}'; set role tongzhou_app"
        )))
        .await
        .unwrap();
    let (at, case) = ("'2026-11-20T01:00:00Z'", "'01900000-0000-7000-8000-000000000000'");
    for of in InboxBox::ALL {
        let items = matches!(of, InboxBox::Todo | InboxBox::ToRead | InboxBox::Urged);
        let later = if items { format!("{at}, {case}, 1,") } else { format!("{at}, {case},") };
        for (after, cursor) in [(false, String::new()), (true, later)] {
            let mut query = InboxQuery::new(*of);
            query.after = after.then(|| format!("0_{}_0", city::person("li")));
            let sql = server::platform::inbox::sql(&query).unwrap();
            let values = format!("'{id}', {cursor} 21, 21");
            let plan = plan(&mut owner, &sql, &values).await;
            let (touched, sorted) = (touched(&plan), sorted(&plan));
            assert!(touched <= TOUCHED, "{of}, after a page: {after}: {touched} rows\n{plan:#}");
            assert!(sorted <= 21.0, "{of}, after a page: {after}: {sorted} rows sorted\n{plan:#}");
            assert!(
                found(&plan) > 0.0 || *of == InboxBox::Urged,
                "{of}: the test has rows to read\n{plan:#}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mobile_share_is_counted_from_its_index() {
    let app = TestApp::new().await;
    app.notice_at("seal").await;
    let mut owner = app.owner().await;
    fill(&mut owner).await;
    let sql =
        stored_query("cross join lateral (select module, kind from cases where id = e.case_id offset 0)");
    let posts = format!("'{{{}}}'", city::post("li").0);
    let values = format!("{posts}, '2026-11-22T16:00:00Z', '2026-11-22T20:00:00Z'");
    let plan = plan(&mut owner, &sql, &values).await;
    assert!(plan.to_string().contains("events_handled"), "{plan:#}");
    assert!(touched_of(&plan, &["events"]) <= 30.0, "{plan:#}");
    assert!(touched_of(&plan, &["cases"]) <= 30.0, "each act with its case and no other\n{plan:#}");
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

/// The plan of a statement that was prepared and used for a while, as the server's are, with what it really read.
async fn plan(owner: &mut PgConnection, query: &str, values: &str) -> Value {
    owner.execute(AssertSqlSafe(format!("prepare asked as {query}"))).await.unwrap();
    for _ in 0..6 {
        owner.execute(AssertSqlSafe(format!("execute asked ({values})"))).await.unwrap();
    }
    let explain = format!("explain (analyze, format json) execute asked ({values})");
    let plan: Value = owner.fetch_one(AssertSqlSafe(explain)).await.unwrap().get(0);
    owner.execute("deallocate asked").await.unwrap();
    plan[0]["Plan"].clone()
}

/// Rows of the plan's answer.
fn found(plan: &Value) -> f64 {
    plan["Actual Rows"].as_f64().unwrap()
}

/// Rows of the large tables that were looked at, kept or not.
fn touched(plan: &Value) -> f64 {
    touched_of(plan, &["work_items", "participations", "cases", "events"])
}

/// The same of these tables.
fn touched_of(plan: &Value, tables: &[&str]) -> f64 {
    sum(plan, &|node| {
        let relation = node["Relation Name"].as_str().unwrap_or_default();
        let of = |key: &str| node[key].as_f64().unwrap_or_default();
        let rows = of("Actual Rows") + of("Rows Removed by Filter") + of("Rows Removed by Index Recheck");
        if tables.contains(&relation) { rows * of("Actual Loops") } else { 0.0 }
    })
}

/// Most rows that went into one sort.
fn sorted(plan: &Value) -> f64 {
    let own = match plan["Node Type"].as_str().unwrap_or_default().contains("Sort") {
        true => plan["Plans"][0]["Actual Rows"].as_f64().unwrap_or_default(),
        false => 0.0,
    };
    let below = plan["Plans"].as_array().into_iter().flatten().map(sorted);
    below.fold(own, f64::max)
}

fn sum(plan: &Value, of: &dyn Fn(&Value) -> f64) -> f64 {
    of(plan) + plan["Plans"].as_array().into_iter().flatten().map(|below| sum(below, of)).sum::<f64>()
}

/// Copies of the one case, their items spread over everybody and over the states.
async fn fill(owner: &mut PgConnection) {
    let cases = format!(
        "insert into cases select (x).* from (
             select jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'title', '第' || n || '件',
                 'created_at', c.created_at - n * interval '1 minute')) as x
             from cases c, generate_series(1, {ITEMS}) n where c.title not like '第%' limit {ITEMS}) copies"
    );
    let items = "insert into work_items (case_id, item, step, step_chinese, step_english, post_id, person_id, state, opened_at)
        select c.id, 0, 'draft', '拟稿', 'Drafting', p.id, p.person_id,
               (array['open', 'done', 'reading', 'done', 'done'])[1 + c.n / 15 % 5], c.created_at
        from (select *, row_number() over (order by id) as n from cases where title like '第%') c
        join (select id, person_id, row_number() over (order by id) as n from posts) p on p.n = 1 + c.n % 15";
    let seen = "insert into participations (case_id, holder, why, at, running, acted, asked)
        select case_id, person_id, why, opened_at, hashtext(case_id::text) % 2 = 0, state = 'done', state = 'open'
        from work_items cross join (values ('handler'), ('drafter')) w (why) on conflict do nothing";
    let acts = "insert into events select c.id, e.sequence, e.kind, p.id, p.post, null, e.channel, c.created_at, e.payload, e.previous, e.hash
        from (select id, created_at, row_number() over (order by id) as n from cases where title like '第%') c
        join (select person_id as id, id as post, row_number() over (order by id) as n from posts) p on p.n = 1 + c.n % 15
        cross join (select * from events where kind = 'submit' limit 1) e";
    // Nobody searches these: what keeps the search up to date stands still.
    owner.execute("set session_replication_role = replica").await.unwrap();
    owner.execute(AssertSqlSafe(cases)).await.unwrap();
    owner.execute(items).await.unwrap();
    owner.execute(acts).await.unwrap();
    owner.execute(seen).await.unwrap();
    owner.execute("analyze").await.unwrap();
}
