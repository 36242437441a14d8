//! What an operator relies on: names of requests, figures, an orderly stop, the command line.

use std::{io::Write, process::Stdio};

use api::Code;
use server::{database, metrics};
use sqlx::ConnectOptions;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{TestApp, city, cluster, documents::notice, process};

#[tokio::test(flavor = "multi_thread")]
async fn a_request_has_one_name_in_its_answer_and_in_its_problem() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let first = zhang.get("/api/inbox?box=todo").await;
    let second = zhang.get("/api/inbox?box=todo").await;
    assert_eq!(first.header("x-request-id").len(), 32);
    assert_ne!(first.header("x-request-id"), second.header("x-request-id"));
    let asked = zhang.request(reqwest::Method::GET, "/api/none").header("x-request-id", "proxy-7.a");
    let answer = crate::support::Answer::of("none".to_owned(), asked.send().await).await;
    assert_eq!(answer.header("x-request-id"), "proxy-7.a");
    assert_eq!(answer.refused(Code::NotFound).request.as_deref(), Some("proxy-7.a"));
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_find_figures_and_readiness_on_their_own_port() {
    let app = TestApp::new().await;
    let case = app.notice_at("department").await;
    app.person("li").await.get("/api/none").await.refused(Code::NotFound);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, metrics::router(app.app.clone())).into_future());
    let get = async |path: &str| {
        let answer = reqwest::get(format!("{base}{path}")).await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    assert_eq!(get("/health").await, (200, "ok".to_owned()));
    assert_eq!(get("/ready").await, (200, "ready".to_owned()));
    let figures = get("/metrics").await.1;
    for line in [
        r#"tongzhou_requests_total{method="POST",route="/api/cases/{id}/acts",status="200"} 1"#,
        r#"tongzhou_acts_total{channel="desktop"} 1"#,
        r#"tongzhou_request_duration_seconds_count{route="/api/documents"} 1"#,
        "# EOF",
    ] {
        assert!(figures.lines().any(|found| found == line), "{line} is not in\n{figures}");
    }
    assert!(!figures.contains(&case.to_string()), "an id made a series of its own");
    app.app.stopping.cancel();
    assert_eq!(get("/ready").await, (503, "stopping".to_owned()));
    assert_eq!(get("/health").await.0, 200);
}

/// Asked to stop, the server takes no new connection and finishes a request whose body is still coming.
#[tokio::test(flavor = "multi_thread")]
async fn what_has_begun_is_finished_before_the_server_stops() {
    let app = TestApp::new().await;
    let cookie = app.stranger().try_sign_in("zhang", city::PASSWORD).await;
    let cookie = cookie.header("set-cookie").split(';').next().unwrap().to_owned();
    let open =
        serde_json::json!({ "key": uuid::Uuid::new_v4(), "post": city::post("zhang"), "draft": notice() });
    let body = open.to_string();
    let head = format!(
        "POST /api/documents HTTP/1.1\r\nhost: {}\r\nx-tongzhou: desktop\r\ncookie: {cookie}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nexpect: 100-continue\r\n\r\n",
        app.address,
        body.len()
    );
    let mut connection = TcpStream::connect(app.address).await.unwrap();
    connection.write_all(head.as_bytes()).await.unwrap();
    // The server asks for the body once it has begun with the request.
    let mut interim = [0; 25];
    connection.read_exact(&mut interim).await.unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    app.app.stopping.cancel();
    crate::support::wait::until("no new connection", process::BACK_WITHIN, async || {
        TcpStream::connect(app.address).await.is_err().then_some(())
    })
    .await;
    connection.write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(app.count("select count(*) from cases").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_newer_than_the_program_is_refused() {
    let app = TestApp::new().await;
    let sql =
        "insert into _sqlx_migrations (version, description, installed_on, success, checksum, execution_time)
               values (9999, 'of a later version', now(), true, '', 0)";
    sqlx::query(sql).execute(&mut app.owner().await).await.unwrap();
    let refused = database::migrate(&app.owner).await.unwrap_err().to_string();
    assert!(refused.contains("schema 9999"), "{refused}");
}

/// Runs `server user …` on the database of the test; what it said.
fn user(app: &TestApp, arguments: &[&str], typed: &str) -> Result<String, String> {
    operate(app, "user", arguments, typed)
}

fn operate(app: &TestApp, what: &str, arguments: &[&str], typed: &str) -> Result<String, String> {
    let mut child = process::command(&cluster().folder().join("user"))
        .arg(what)
        .args(arguments)
        .env("DATABASE_URL", app.owner.to_url_lossy().as_str())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_adds_shuts_and_lists_people() {
    let app = TestApp::new().await;
    let create = ["create", "zong", "--name", "总务", "--organ", city::BUREAU, "--role", "registrar"];
    let said = user(&app, &create, "").unwrap();
    let password = said.lines().find_map(|line| line.strip_prefix("first password, shown once: ")).unwrap();
    assert!(app.stranger().try_sign_in("zong", password).await.is_ok());
    assert!(user(&app, &create, "").unwrap_err().contains("exists already"));
    let strange = ["create", "other", "--name", "某人", "--organ", "没有的机关"];
    assert!(user(&app, &strange, "").unwrap_err().contains(city::BUREAU));

    let set = ["password", "zong", "--password-file", "-"];
    for (weak, why) in [("short", "short"), ("1234567890", "common"), ("zong2026!!", "personal")] {
        let refused = user(&app, &set, &format!("{weak}\n")).unwrap_err();
        assert!(refused.contains(&format!("too weak ({why})")), "{refused}");
    }
    let zong = app.stranger();
    zong.try_sign_in("zong", password).await;
    user(&app, &set, "浪花与灯塔-2026\n").unwrap();
    app.stranger().try_sign_in("zong", password).await.refused(Code::WrongCredentials);
    assert!(app.stranger().try_sign_in("zong", "浪花与灯塔-2026").await.is_ok());
    user(&app, &["disable", "zong"], "").unwrap();
    app.stranger().try_sign_in("zong", "浪花与灯塔-2026").await.refused(Code::WrongCredentials);
    let live = "select count(*) from sessions s join people n on n.id = s.person_id
                where n.account = 'zong' and s.revoked_at is null";
    assert_eq!(app.count(live).await, 0);
    let listed = user(&app, &["list"], "").unwrap();
    let line = listed.lines().find(|line| line.starts_with("zong")).unwrap();
    assert!(
        line.contains("市大数据局 办公室 管理员")
            && line.contains("registrar")
            && line.ends_with("(disabled)")
    );
    user(&app, &["enable", "zong"], "").unwrap();
    assert!(app.stranger().try_sign_in("zong", "浪花与灯塔-2026").await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_false_alarm_is_let_out_of_quarantine_and_the_audit_says_why() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let file: api::files::File = zhang.upload("依据.txt", "内容").await.ok();
    sqlx::query("insert into quarantined_contents values ($1, 'Worm.Test', now())")
        .bind(&file.sha256)
        .execute(&mut app.owner().await)
        .await
        .unwrap();
    let path = format!("/api/files/{}", file.id);
    zhang.get(&path).await.refused(Code::InfectedFile);
    let listed = operate(&app, "files", &["list"], "").unwrap();
    assert!(listed.contains(&file.sha256) && listed.contains("依据.txt"), "{listed}");
    let lift = ["lift", &file.sha256, "--reason", "厂商已确认误报"];
    assert!(operate(&app, "files", &["lift", &file.sha256, "--reason", " "], "").is_err());
    operate(&app, "files", &lift, "").unwrap();
    assert!(zhang.get(&path).await.is_ok());
    assert!(operate(&app, "files", &lift, "").unwrap_err().contains("not in quarantine"));
    let told: api::Page<api::audit::AuditRow> =
        app.person("shenji").await.get("/api/audit?kind=file_lifted").await.ok();
    assert!(told.rows[0].detail.as_deref().is_some_and(|words| words.contains("厂商已确认误报")), "{told:?}");
}
