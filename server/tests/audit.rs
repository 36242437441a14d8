//! `/api/audit`: who may read it, what is in it, and that no change of it stays unnoticed (T11, T12, T13).

use std::time::Duration;

use api::{
    Code, Page,
    audit::{AuditRow, Fault, Finding, Source, Standing, Verified},
};
use server::platform::audit;
use sqlx::{AssertSqlSafe, ConnectOptions, Executor};

use crate::support::{TestApp, city, process, wait};

async fn page(app: &TestApp, query: &str) -> Page<AuditRow> {
    app.person("shenji").await.get(&format!("/api/audit?{query}")).await.ok()
}

/// Seals until everything that happened is in the chain: other databases of the cluster hold it back for a moment.
async fn sealed(app: &TestApp) {
    wait::until("everything is sealed", Duration::from_secs(20), async || {
        audit::seal(&app.app).await.unwrap();
        let left = "select (select count(*) from events) + (select count(*) from security_events)
                         - (select count(*) from audit_log)";
        (app.count(left).await == 0).then_some(())
    })
    .await;
}

/// Recomputes the chain, compared with these roots.
async fn verified(app: &TestApp, roots: &[audit::roots::Root]) -> Verified {
    audit::verify_log(&mut app.owner().await, roots, app.clock.now()).await.unwrap()
}

/// Does what only the owner can, with the triggers taken away.
async fn tamper(app: &TestApp, sql: &str) {
    let mut owner = app.owner().await;
    owner.execute("set session_replication_role = replica").await.unwrap();
    for statement in sql.split("; ") {
        let done = owner.execute(AssertSqlSafe(statement.to_owned())).await.unwrap();
        assert!(done.rows_affected() > 0, "{statement}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_room_is_the_audit_administrator_s_alone() {
    let app = TestApp::new().await;
    for account in ["zhang", "feng", "zheng", "xitong", "anquan"] {
        let client = app.person(account).await;
        for path in ["/api/audit", "/api/audit/export", "/api/audit/verification"] {
            client.get(path).await.refused(Code::NotAllowed);
        }
        client.post("/api/audit/verification", &()).await.refused(Code::NotAllowed);
    }
    let refused = page(&app, "kind=access_refused&person=anquan").await.rows;
    assert_eq!(refused.len(), 4);
    assert!(refused.iter().all(|row| !row.success && row.name.as_deref() == Some("江澜")));
    assert!(refused[0].detail.as_ref().unwrap().contains("POST /api/audit/verification"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_is_found_by_time_person_kind_and_case() {
    let app = TestApp::new().await;
    let case = app.notice_at("sign").await;
    app.stranger().try_sign_in("nobody", "wrong").await.refused(Code::WrongCredentials);
    let acts = page(&app, &format!("case={case}")).await.rows;
    assert!(acts.len() >= 3 && acts.iter().all(|row| row.source == Source::Case && row.case == Some(case)));
    let failed = page(&app, "person=nobody").await.rows;
    assert_eq!((failed.len(), failed[0].kind.as_str(), failed[0].success), (1, "sign_in_refused", false));
    assert_eq!(failed[0].address.as_deref(), Some("127.0.0.1"));
    assert!(!failed[0].detail.as_ref().unwrap().contains("wrong\":\"wrong"), "no password in it");
    let zhang = page(&app, "person=%E5%BC%A0%E6%98%8E&kind=signed_in").await.rows;
    assert!(!zhang.is_empty() && zhang.iter().all(|row| row.account.as_deref() == Some("zhang")));
    assert!(page(&app, "from=2026-11-23&to=2026-11-23").await.rows.len() > 3);
    assert!(page(&app, "from=2026-11-24").await.rows.is_empty());
    assert!(page(&app, "to=2026-11-22").await.rows.is_empty());
    let shenji = app.person("shenji").await;
    shenji.get("/api/audit?from=yesterday").await.refused(Code::MalformedRequest);
    shenji.get("/api/audit?after=x").await.refused(Code::MalformedRequest);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_meet_without_gap_or_repetition() {
    let app = TestApp::new().await;
    let fill = "insert into security_events (id, at, kind, success)
                select gen_random_uuid(), timestamptz '2026-11-20' + (number / 7) * interval '1 second', 'signed_in', true
                from generate_series(1, 333) as number";
    app.owner().await.execute(fill).await.unwrap();
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = page(&app, &format!("to=2026-11-21{after}")).await;
        seen.extend(page.rows.into_iter().map(|row| row.key));
        let Some(next) = page.next else { break };
        after = format!("&after={next}");
    }
    assert_eq!(seen.len(), 333);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 333);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_a_table_and_is_itself_recorded() {
    let app = TestApp::new().await;
    app.stranger().try_sign_in("=cmd()", "wrong").await.refused(Code::WrongCredentials);
    let answer = app.person("shenji").await.get("/api/audit/export?kind=sign_in_refused").await;
    assert!(answer.header("content-type").starts_with("text/csv"));
    assert!(answer.header("content-disposition").contains("attachment"));
    let text = answer.text();
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(text.contains("\"'=cmd()\"") && text.contains("登录失败"), "{text}");
    let noted = page(&app, "kind=audit_exported").await.rows;
    assert_eq!((noted.len(), noted[0].account.as_deref()), (1, Some("shenji")));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_tampering_is_found_and_the_first_row_named() {
    let finding = |fault, number| Finding { fault, number: Some(number), source: None, key: None };
    let tampering: &[(&str, Finding)] = &[
        (
            "update events set payload = replace(payload, '同意', '反对') where sequence = 3",
            finding(Fault::Changed, 0),
        ),
        (
            "update security_events set person_id = null where id = (select key::uuid from audit_log where number = 2)",
            finding(Fault::Changed, 2),
        ),
        (
            "update security_events set success = not success where id = (select key::uuid from audit_log where number = 1)",
            finding(Fault::Changed, 1),
        ),
        (
            "delete from security_events where id = (select key::uuid from audit_log where number = 2)",
            finding(Fault::Deleted, 2),
        ),
        ("delete from audit_log where number = 3", finding(Fault::Deleted, 4)),
        ("update audit_log set digest = repeat('0', 64) where number = 2", finding(Fault::Link, 2)),
        (
            "update audit_log set number = -1 where number = 2; update audit_log set number = 2 where number = 1; update audit_log set number = 1 where number = -1",
            finding(Fault::Link, 1),
        ),
        (
            "update security_events set xid = xid - 1 where id = (select key::uuid from audit_log where number = 1)",
            finding(Fault::Changed, 1),
        ),
        (
            "delete from audit_log where number = (select max(number) from audit_log)",
            finding(Fault::Truncated, -1),
        ),
    ];
    for (sql, expected) in tampering {
        let app = TestApp::new().await;
        app.person("zhang").await;
        app.person("shenji").await;
        app.notice_at("sign").await;
        sealed(&app).await;
        let before = verified(&app, &[]).await;
        assert_eq!(before.finding, None);
        tamper(&app, sql).await;
        let found = verified(&app, &[]).await.finding.unwrap_or_else(|| panic!("not found: {sql}"));
        assert_eq!(found.fault, expected.fault, "{sql}: {found:?}");
        match expected.number {
            Some(0) => assert!(found.key.unwrap().ends_with(":00000003"), "{sql}"),
            Some(-1) => assert_eq!(found.number, Some(before.events), "{sql}"),
            number => assert_eq!(found.number, number, "{sql}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_put_in_between_is_found() {
    let app = TestApp::new().await;
    app.person("zhang").await;
    sealed(&app).await;
    let insert = "insert into security_events (id, at, kind, success, xid)
                  select gen_random_uuid(), now(), 'signed_in', true, min(xid) from security_events";
    app.owner().await.execute(insert).await.unwrap();
    let found = verified(&app, &[]).await.finding.unwrap();
    assert_eq!((found.fault, found.source), (Fault::Inserted, Some(Source::Security)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_tail_and_an_old_copy_are_found_by_the_published_root() {
    let app = TestApp::new().await;
    app.person("zhang").await;
    sealed(&app).await;
    let old = verified(&app, &[]).await;
    app.notice_at("sign").await;
    sealed(&app).await;
    assert!(audit::publish(&app.app).await.unwrap());
    assert!(!audit::publish(&app.app).await.unwrap(), "once a day");
    let file = audit::roots::file(&app.app.config.data);
    let roots = audit::roots::read(&file).unwrap();
    let whole = verified(&app, &roots).await;
    assert_eq!((whole.finding.as_ref(), whole.roots), (None, 1));

    // Everything after the old state is taken out, seals and all: the database alone looks whole.
    let cut = format!(
        "delete from audit_log where number > {0}; delete from audit_seals where number > {0}; \
         delete from opinions where at is not null; delete from events where sequence > 0; \
         delete from security_events where not exists (select from audit_log where key = id::text)",
        old.events
    );
    let mut owner = app.owner().await;
    owner.execute("set session_replication_role = replica").await.unwrap();
    for statement in cut.split("; ") {
        owner.execute(AssertSqlSafe(statement.to_owned())).await.unwrap();
    }
    assert_eq!(verified(&app, &[]).await.finding, None, "nobody could tell from the database");
    let found = verified(&app, &roots).await.finding.unwrap();
    assert_eq!((found.fault, found.number), (Fault::RolledBack, Some(whole.events)));
}

/// Runs `server verify …` on the database of the test; whether all is whole, and what it said.
fn verify(app: &TestApp, arguments: &[&std::ffi::OsStr]) -> (bool, String) {
    let output = process::command(&app.app.config.data)
        .arg("verify")
        .args(arguments)
        .env("DATABASE_URL", app.owner.to_url_lossy().as_str())
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_the_roots_kept_elsewhere_convicts_who_rewrote_both() {
    let app = TestApp::new().await;
    app.person("zhang").await;
    sealed(&app).await;
    assert!(audit::publish(&app.app).await.unwrap());
    let file = audit::roots::file(&app.app.config.data);
    let copy = app.app.config.data.join("copy.txt");
    std::fs::copy(&file, &copy).unwrap();
    let elsewhere = ["--roots".as_ref(), copy.as_os_str()];
    let (whole, said) = verify(&app, &elsewhere);
    assert!(whole && said.contains("1 published roots met"), "{said}");

    // Whoever owns database and data folder drops the chain, changes a row, and lets it be sealed and published anew.
    let event = "update security_events set success = false where kind = 'signed_in'";
    tamper(&app, &format!("{event}; delete from audit_log; delete from audit_seals")).await;
    sealed(&app).await;
    std::fs::remove_file(&file).unwrap();
    assert!(audit::publish(&app.app).await.unwrap());
    let (whole, said) = verify(&app, &[]);
    assert!(whole, "here nobody could tell: {said}");
    let (whole, said) = verify(&app, &elsewhere);
    assert!(!whole && said.contains("BROKEN audit at number") && said.contains("published root"), "{said}");

    for useless in ["", "no root at all\n"] {
        std::fs::write(&copy, useless).unwrap();
        let (whole, said) = verify(&app, &elsewhere);
        assert!(!whole && said.contains("holds no roots"), "{said}");
    }
    std::fs::remove_file(&copy).unwrap();
    let (whole, said) = verify(&app, &elsewhere);
    assert!(!whole && said.contains("is not there"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_two_writers_are_chained_without_a_miss() {
    let app = TestApp::new().await;
    let case = app.notice_at("department").await;
    let before = app.count("select count(*) from security_events").await;
    let writers: Vec<_> = (0..32)
        .map(|writer| {
            let app = app.app.clone();
            tokio::spawn(async move {
                for number in 0..25 {
                    let mut transaction = app.database.begin().await.unwrap();
                    let what = audit::Happening {
                        person: Some(city::person("zhang").0),
                        detail: Some(serde_json::json!({ "writer": writer, "number": number })),
                        ..Default::default()
                    };
                    let origin = server::platform::session::Origin::internal();
                    let kind = api::audit::EventKind::Administered;
                    audit::note(&app, &mut transaction, kind, &origin, what).await.unwrap();
                    // Some are rolled back: their numbers are nobody's.
                    if number % 5 == 0 { drop(transaction) } else { transaction.commit().await.unwrap() }
                }
            })
        })
        .collect();
    let sealer = app.app.clone();
    let sealing = tokio::spawn(async move {
        loop {
            audit::seal(&sealer).await.unwrap();
            tokio::task::yield_now().await;
        }
    });
    for writer in writers {
        writer.await.unwrap();
    }
    sealing.abort();
    let _ = sealing.await;
    sealed(&app).await;
    assert_eq!(app.count("select count(*) from security_events").await, before + 32 * 20);
    assert_eq!(verified(&app, &[]).await.finding, None);
    assert!(app.count("select count(*) from audit_seals").await > 1, "the sealer worked beside the writers");
    let _ = case;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_cannot_turn_it_off() {
    let app = TestApp::new().await;
    app.person("zhang").await;
    sealed(&app).await;
    for table in ["security_events", "audit_log", "audit_seals", "audit_epochs", "events"] {
        for sql in [
            format!("delete from {table}"),
            format!("truncate {table} cascade"),
            format!("update {table} set epoch = epoch"),
            format!("alter table {table} disable trigger all"),
            format!("drop table {table} cascade"),
        ] {
            let sql = sql.replace("audit_log set epoch = epoch", "audit_log set key = key");
            let mut connection = app.app.database.acquire().await.unwrap();
            assert!(connection.execute(AssertSqlSafe(sql.clone())).await.is_err(), "{sql}");
            let mut owner = app.owner().await;
            if !sql.starts_with("alter") && !sql.starts_with("drop") {
                assert!(owner.execute(AssertSqlSafe(sql.clone())).await.is_err(), "the owner: {sql}");
            }
        }
    }
    // What cannot be recorded does not happen.
    app.owner().await.execute("revoke insert on security_events from tongzhou_app").await.unwrap();
    assert_eq!(app.stranger().try_sign_in("li", city::PASSWORD).await.status, 500);
    assert_eq!(
        app.count(
            "select count(*) from sessions s join people n on n.id = s.person_id where n.account = 'li'"
        )
        .await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn verifying_on_demand_names_the_row_and_is_recorded() {
    let app = TestApp::new().await;
    app.notice_at("sign").await;
    sealed(&app).await;
    let shenji = app.person("shenji").await;
    let before: Standing = shenji.get("/api/audit/verification").await.ok();
    assert_eq!((before.running, before.last), (false, None));
    let whole: Standing = shenji.post("/api/audit/verification", &()).await.ok();
    assert_eq!(whole.last.unwrap().finding, None);
    tamper(&app, "delete from security_events where id = (select key::uuid from audit_log where number = 1)")
        .await;
    let broken = shenji.post("/api/audit/verification", &()).await.ok::<Standing>().last.unwrap();
    assert_eq!(broken.finding.as_ref().unwrap().number, Some(1));
    let after: Standing = shenji.get("/api/audit/verification").await.ok();
    assert_eq!(after.last, Some(broken));
    assert_eq!(page(&app, "kind=audit_verified").await.rows.len(), 2);
}

/// One event of each kind with everything its detail can say: the room shows no JSON.
#[tokio::test(flavor = "multi_thread")]
async fn details_are_told_in_words() {
    let app = TestApp::new().await;
    let finding = r#"{"at":"2026-11-23T01:30:00Z","events":9,"root":"ab","roots":1,
                      "finding":{"fault":"changed","number":3,"source":null,"key":null}}"#;
    let told: &[(&str, &str, &str)] = &[
        ("signed_in", r#"{"factor":"passkey"}"#, "密码和通行密钥"),
        ("sign_in_refused", r#"{"wrong":"code"}"#, "动态口令或恢复码不正确"),
        ("account_locked", r#"{"wrong":"password"}"#, "账号或密码不正确"),
        ("reauthenticated", r#"{"factor":"totp"}"#, "密码和动态口令"),
        ("session_ended", r#"{"sessions":3}"#, "3 个会话"),
        ("factor_added", r#"{"recovery_codes":10}"#, "重新生成恢复码 10 个"),
        ("passkey_added", r#"{"name":"手机"}"#, "手机"),
        (
            "policy_changed",
            r#"{"version":1,"policy":{"profile":"level3","factor_roles":["seal_keeper","registrar"]}}"#,
            "第 2 版，等保三级：三类字符，90 天更换，须用第二因素：印章管理员、文书",
        ),
        (
            "access_refused",
            r#"{"asked":"GET /api/audit","code":"not_allowed"}"#,
            "GET /api/audit · 您没有办理此项操作的权限",
        ),
        (
            "seal_used",
            r#"{"pdf_sha256":"0123456789abcdef0123","seals":["a","b"]}"#,
            "印章 2 枚，版式文件 SHA-256 0123456789abcdef…",
        ),
        ("file_refused", r#"{"name":"方案.pdf","sha256":"ab","threat":"Worm"}"#, "方案.pdf，发现 Worm"),
        (
            "file_refused",
            r#"{"name":"方案.pdf","sha256":"ab","scanner":"down"}"#,
            "方案.pdf，查毒服务没有答复",
        ),
        ("file_unscanned", r#"{"name":"方案.pdf","sha256":"ab"}"#, "方案.pdf，待补行查毒"),
        ("file_scanned", r#"{"sha256":"ab","threat":"Worm"}"#, "ab…，发现 Worm，已隔离"),
        ("audit_exported", r#"{"from":"2026-11-01","person":"zhang"}"#, "自 2026-11-01，人员 zhang"),
        ("audit_verified", finding, "不完整：第 3 条，内容被改动"),
        (
            "emergency_asked",
            r#"{"role":"system_administrator","reason":"管理员出差","hours":2}"#,
            "系统管理员，2 小时，管理员出差",
        ),
        ("administered", r#"{"setting":"organs","exported":"csv"}"#, "机关，导出为 CSV"),
        (
            "administered",
            r#"{"setting":"organs","version":3,"fields":["name"],"reason":"更名","restores":1}"#,
            "机关，第 3 版，修改规范化简称，恢复自第 1 版，更名",
        ),
    ];
    let mut owner = app.owner().await;
    for (kind, detail, _) in told {
        sqlx::query(
            "insert into security_events (id, at, kind, success, detail) values (gen_random_uuid(), '2026-11-20', $1, true, $2)",
        )
        .bind(kind)
        .bind(detail)
        .execute(&mut owner)
        .await
        .unwrap();
    }
    let rows = page(&app, "to=2026-11-21").await.rows;
    for (kind, detail, words) in told {
        let row =
            rows.iter().find(|row| row.kind == *kind && row.detail.as_deref() == Some(*detail)).unwrap();
        assert_eq!(row.words.as_deref(), Some(*words), "{kind}");
    }
    let text = app.person("shenji").await.get("/api/audit/export?to=2026-11-21").await.text();
    assert!(text.contains("\"密码和通行密钥\",\"{\"\"factor\"\":\"\"passkey\"\"}\""), "{text}");
    // What the server itself has recorded is told as well, in English too.
    let shenji = app.person("shenji").await;
    let asked =
        shenji.bare(reqwest::Method::GET, "/api/audit?from=2026-11-23").header("accept-language", "en");
    let page: Page<AuditRow> = crate::support::Answer::of("english".into(), asked.send().await).await.ok();
    assert!(!page.rows.is_empty());
    for row in page.rows.iter().filter(|row| row.detail.is_some()) {
        let words = row.words.as_deref().unwrap_or_else(|| panic!("{row:?}"));
        assert!(
            !words.contains('{') && !words.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
            "{words}"
        );
    }
}
