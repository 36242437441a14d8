//! The demonstration city: filled once, whole, and never over real people.

use server::{clock::Clock, database, demo, platform::cases, serve};
use sqlx::{AssertSqlSafe, ConnectOptions, PgConnection, postgres::PgConnectOptions};

use crate::support::{NOW, TestApp};

/// How much there is of everything.
async fn counted(owner: &mut PgConnection) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in
        ["organs", "people", "posts", "registers", "seals", "cases", "events", "work_items", "installation"]
    {
        let sql = AssertSqlSafe(format!("select count(*) from {table}"));
        counts.push(sqlx::query_scalar(sql).fetch_one(&mut *owner).await.unwrap());
    }
    counts
}

async fn empty_database(app: &TestApp) -> PgConnectOptions {
    let sql = AssertSqlSafe("create database empty_city".to_owned());
    sqlx::query(sql).execute(&mut app.owner().await).await.unwrap();
    let options = app.owner.clone().database("empty_city");
    database::migrate(&options).await.unwrap();
    options
}

#[tokio::test(flavor = "multi_thread")]
async fn real_people_are_left_alone() {
    let app = TestApp::new().await;
    let before = counted(&mut app.owner().await).await;
    let refused = demo::fill(&app.app, &app.owner).await.unwrap_err();
    assert!(refused.to_string().contains("real people"), "{refused}");
    assert_eq!(counted(&mut app.owner().await).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_database_is_filled_once_with_histories_that_hold() {
    let app = TestApp::new().await;
    let options = empty_database(&app).await;
    let clock = Clock::fixed(NOW.parse().unwrap());
    let demonstrated = serve::assemble(app.app.config.clone(), options.clone(), clock).await.unwrap();
    demo::fill_with(&demonstrated, &options, 40).await.unwrap();
    let mut owner = options.connect().await.unwrap();
    let filled = counted(&mut owner).await;
    let outgoing: i64 = sqlx::query_scalar("select count(*) from cases where kind = 'outgoing'")
        .fetch_one(&mut owner)
        .await
        .unwrap();
    assert_eq!(outgoing, 40);
    let mut broken = Vec::new();
    let verified = cases::verify_all(&mut owner, &server::serve::modules(), |case, found| {
        broken.push((case, found.clone()))
    })
    .await
    .unwrap();
    assert!(verified >= 40);
    assert_eq!(broken, []);
    crate::row_security::compare(&demonstrated, &mut owner).await;
    crate::search::nothing_is_lost_against_reading_every_text(&demonstrated, &mut owner).await;
    demo::fill_with(&demonstrated, &options, 40).await.unwrap();
    assert_eq!(counted(&mut owner).await, filled, "the second time nothing happens");
    demonstrated.database.close().await;
}
