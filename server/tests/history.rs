//! History cannot be changed by the server, and where somebody with more power changes it, it is found and named
//! (T11, T13; `/api/cases/{id}/verification`, `server verify`).

use std::process::Command;

use api::{
    CaseId,
    chain::{Break, BreakReason},
};
use sqlx::{AssertSqlSafe, Executor};

use crate::support::{TestApp, cluster};

const KEPT: &[&str] = &["events", "opinions", "handwriting", "document_versions", "seal_uses"];

#[tokio::test(flavor = "multi_thread")]
async fn the_server_can_neither_change_nor_delete_history() {
    let app = TestApp::new().await;
    app.notice_at("end").await;
    let before = app.fingerprint().await;
    for table in KEPT {
        for sql in [
            format!("delete from {table}"),
            format!("truncate {table} cascade"),
            format!("update {table} set case_id = case_id"),
            format!("alter table {table} disable trigger all"),
            format!("drop table {table} cascade"),
            format!("drop trigger {table}_append_only on {table}"),
        ] {
            let mut connection = app.app.database.acquire().await.unwrap();
            let refused = connection.execute(AssertSqlSafe(sql.clone())).await.expect_err(&sql);
            let code = refused.into_database_error().unwrap().code().unwrap().into_owned();
            assert_eq!(code, "42501", "{sql}");
        }
    }
    for sql in [
        "delete from cases",
        "delete from work_items",
        "delete from register_numbers",
        "delete from commands",
        "update commands set answer = '{}'",
        "update flow_definitions set body = '{}'",
        "update people set active = true",
        "set session_replication_role = replica",
        "create table x ()",
    ] {
        let mut connection = app.app.database.acquire().await.unwrap();
        assert!(connection.execute(sql).await.is_err(), "{sql}");
    }
    // Not even the owner, unless the triggers are taken away first.
    for table in KEPT {
        let mut owner = app.owner().await;
        assert!(owner.execute(AssertSqlSafe(format!("delete from {table}"))).await.is_err(), "{table}");
        assert!(owner.execute(AssertSqlSafe(format!("truncate {table} cascade"))).await.is_err(), "{table}");
    }
    assert_eq!(app.fingerprint().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_tampering_is_found_and_named() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let tampering: &[(&str, i32, BreakReason)] = &[
        (
            "update events set payload = replace(payload, '同意', '反对') where sequence = 3",
            3,
            BreakReason::Content,
        ),
        ("update events set at = at - interval '1 day' where sequence = 2", 2, BreakReason::Content),
        (
            "update events set person_id = (select id from people where account = 'he') where sequence = 4",
            4,
            BreakReason::Content,
        ),
        ("update events set channel = 'phone' where sequence = 5", 5, BreakReason::Content),
        (
            "delete from opinions where sequence = 3; delete from events where sequence = 3",
            4,
            BreakReason::Sequence,
        ),
        (
            "delete from opinions where sequence = 6; delete from events where sequence = 6",
            6,
            BreakReason::Sequence,
        ),
        ("update events set previous = repeat('0', 64) where sequence = 4", 4, BreakReason::Link),
        ("update cases set state = jsonb_set(state, '{status}', '\"finished\"')", 6, BreakReason::Content),
        ("update cases set version = version - 1", 5, BreakReason::Sequence),
        ("update opinions set text = '反对' where sequence = 4", 4, BreakReason::Content),
        ("delete from opinions where sequence = 5", 5, BreakReason::Content),
        (
            "update document_versions set draft = replace(draft::text, '数字', '数宇')::jsonb",
            2,
            BreakReason::Content,
        ),
        ("delete from document_versions", 2, BreakReason::Content),
        ("update documents set signed_text = repeat('0', 64)", 5, BreakReason::Content),
        ("update documents set number = '舟大数据发〔2026〕9号'", 6, BreakReason::Content),
    ];
    for (sql, sequence, reason) in tampering {
        let case = app.notice_at("number").await;
        tamper(&app, case, sql).await;
        let expected = Break { sequence: *sequence, reason: *reason };
        assert_eq!(zhang.verification(case).await.broken, Some(expected), "{sql}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_names_the_broken_case() {
    let app = TestApp::new().await;
    let (whole, broken) = (app.notice_at("sign").await, app.notice_at("sign").await);
    let (code, said) = verify(&app);
    assert_eq!(code, Some(0));
    assert!(said.starts_with("2 cases verified, 0 broken\naudit: "), "{said}");
    tamper(&app, broken, "update events set kind = 'reject' where sequence = 3").await;
    let (code, said) = verify(&app);
    assert_eq!(code, Some(1));
    assert!(said.contains(&format!("BROKEN case {broken} at event 3: Content")), "{said}");
    assert!(!said.contains(&whole.to_string()), "{said}");
    tamper(
        &app,
        whole,
        "update document_versions set at = at + interval '1 day', draft = draft || '{\"note\": \"改\"}'",
    )
    .await;
    let (_, said) = verify(&app);
    assert!(said.contains(&format!("BROKEN case {whole} at event 2: Content")), "{said}");
}

/// Does to one case what only the owner can, with the triggers taken away.
async fn tamper(app: &TestApp, case: CaseId, sql: &str) {
    let mut owner = app.owner().await;
    owner.execute("set session_replication_role = replica").await.unwrap();
    for statement in sql.split("; ") {
        let id = if statement.contains("cases") { "id" } else { "case_id" };
        let joint = if statement.contains(" where ") { "and" } else { "where" };
        let statement = format!("{statement} {joint} {id} = '{case}'");
        let done = owner.execute(AssertSqlSafe(statement.clone())).await.unwrap();
        assert_eq!(done.rows_affected(), 1, "{statement}");
    }
}

fn verify(app: &TestApp) -> (Option<i32>, String) {
    let socket = app.owner.get_socket().unwrap();
    let url = format!(
        "postgres://{}@localhost/{}?host={}",
        app.owner.get_username(),
        app.owner.get_database().unwrap(),
        socket.display()
    );
    let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
    let output =
        command.args(["verify", "--data"]).arg(cluster().folder()).env("DATABASE_URL", url).output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}
