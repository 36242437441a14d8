//! The office's message platform and 浙政钉, each played on a real socket: what they get, how it is signed, what an outage
//! does, and whose account it is.

use std::{collections::BTreeMap, fs, path::PathBuf};

use api::{
    Code,
    notices::{Bind, Channel, NoticeKind, Silence, TestNotice},
};
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use flow::Command;
use serde_json::{Value, json};
use server::platform::{
    jobs::{Failure, Outcome},
    notices::{Deliver, Plan, SendTest, Withdraw},
    secret::hmac_sha256,
};

use super::mail::{SETTINGS, choose, pending, queued, run, settings, title};
use crate::support::{
    TestApp, city, cluster,
    documents::forward,
    gateway::{Gateway, Mood, Request},
    process,
};

const SECRET: &str = "a secret of both sides";

fn secret_file() -> PathBuf {
    let file = cluster().folder().join("platform-secret");
    fs::write(&file, format!("{SECRET}\n")).unwrap();
    file
}

async fn with_webhook() -> (TestApp, Gateway) {
    let platform = Gateway::start().await;
    let url = platform.url("/notices");
    let app = TestApp::with(|config| {
        config.origin = Some("https://tongzhou.example/".parse().unwrap());
        config.channels.webhook.webhook_url = Some(url);
        config.channels.webhook.webhook_secret_file = Some(secret_file());
    })
    .await;
    (app, platform)
}

async fn round(app: &TestApp, channel: Channel) -> Outcome {
    run(app, Plan, json!(null)).await?;
    run(app, Deliver(channel), json!({ "person": null })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_platform_gets_what_waits_signed_and_hears_when_it_is_done() {
    let (app, platform) = with_webhook().await;
    let case = app.notice_at("department").await;
    round(&app, Channel::Webhook).await.unwrap();
    let got = platform.taken();
    assert_eq!(got.len(), 1);
    let request = &got[0];
    let seconds = request.header("x-tongzhou-timestamp");
    assert_eq!(seconds, app.clock.now().as_second().to_string());
    let signed = hmac_sha256(SECRET.as_bytes(), &[seconds.as_bytes(), b".", &request.body]);
    assert_eq!(request.header("x-tongzhou-signature"), format!("sha256={}", hex::encode(signed)));
    let body = request.json();
    assert_eq!((&body["event"], &body["person"]["account"]), (&json!("notices"), &json!("li")));
    assert_eq!(body["delivery"], request.header("x-tongzhou-delivery"));
    let matter = &body["matters"][0];
    assert_eq!((&matter["kind"], &matter["label"]), (&json!("assigned"), &json!("新的待办")));
    assert_eq!(matter["url"], format!("https://tongzhou.example/documents/{case}"));
    let li = app.person("li").await;
    assert!(
        !body.to_string().contains(&title(&li, case).await),
        "titles are not sent unless the office says so"
    );

    li.send_act(case, &forward(1)).await.ok::<api::cases::Acted>();
    run(&app, Plan, json!(null)).await.unwrap();
    queued(&app, Withdraw(Channel::Webhook)).await.unwrap();
    let body = platform.taken()[0].json();
    assert_eq!((&body["event"], &body["matters"][0]["case"]), (&json!("withdrawn"), &json!(case)));
    assert_eq!(app.count("select count(*) from notices_shown").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_chooses_what_the_platform_is_told_of_them() {
    let (app, platform) = with_webhook().await;
    let li = app.person("li").await;
    assert_eq!(settings(&li).await.channels, [Channel::Webhook]);
    let silence = Silence { channel: Channel::Webhook, kind: NoticeKind::Assigned };
    choose(&li, |choices| choices.silenced = vec![silence]).await;
    assert_eq!(settings(&li).await.silenced, [silence]);
    let case = app.notice_at("department").await;
    round(&app, Channel::Webhook).await.unwrap();
    assert!(platform.taken().is_empty());
    let item = li.item(case).await;
    app.person("zhang").await.act(case, Command::Urge { items: vec![item], note: None }).await;
    round(&app, Channel::Webhook).await.unwrap();
    assert_eq!(platform.taken()[0].json()["matters"][0]["kind"], "urged");
    assert_eq!(
        li.post(&format!("{SETTINGS}/test"), &TestNotice { channel: Channel::Webhook }).await.status,
        204
    );
    queued(&app, SendTest).await.unwrap();
    assert_eq!(platform.taken()[0].json()["event"], "test");
}

/// T29: it hangs, then it fails. People act and sign in meanwhile; what waited arrives once, under the same name.
#[tokio::test(flavor = "multi_thread")]
async fn an_outage_of_the_platform_is_felt_by_nobody() {
    let (app, platform) = with_webhook().await;
    app.notice_at("department").await;
    platform.be(Mood::Hangs);
    let (tried, meanwhile) = tokio::join!(round(&app, Channel::Webhook), async {
        let li = app.sign_in("li").await;
        let second = app.notice_at("department").await;
        li.view(second).await.case.summary.id == second
    });
    assert!(matches!(tried, Err(Failure::Again(_))) && meanwhile);
    let first = platform.taken()[0].json();
    for wrong in [500, 302, 401] {
        platform.be(Mood::Answers(wrong));
        let again = run(&app, Deliver(Channel::Webhook), json!({ "person": null })).await;
        assert!(matches!(again, Err(Failure::Again(_))), "{wrong}");
    }
    let retried = platform.taken();
    assert!(retried.iter().all(|request| request.json()["delivery"] == first["delivery"]));
    assert_eq!(retried.len(), 3, "a redirect is not followed");
    platform.be(Mood::Works);
    round(&app, Channel::Webhook).await.unwrap();
    let got = platform.taken();
    assert_eq!((got.len(), got[0].json()["matters"].as_array().unwrap().len()), (1, 2));
    assert_eq!(pending(&app).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_asks_each_channel_and_refuses_half_a_configuration() {
    let (webhook, platform) = (Gateway::start().await, Gateway::answering(zhezhengding).await);
    let data = cluster().folder().join("examined");
    let examined = |what: &str, secret: &str| {
        let mut doctor = process::command(&data);
        doctor.arg("doctor").env("TONGZHOU_ORIGIN", "https://tongzhou.example");
        doctor.env("TONGZHOU_WEBHOOK_URL", webhook.url("/hook")).env("TONGZHOU_WEBHOOK_SECRET_FILE", secret);
        doctor
            .env("TONGZHOU_ZHEZHENGDING_URL", platform.url(""))
            .env("TONGZHOU_ZHEZHENGDING_LOGIN", platform.url(""));
        doctor.env("TONGZHOU_ZHEZHENGDING_KEY", "key").env("TONGZHOU_ZHEZHENGDING_TENANT", "196729");
        doctor.env("TONGZHOU_ZHEZHENGDING_SECRET_FILE", secret);
        let said = String::from_utf8(doctor.output().unwrap().stdout).unwrap();
        said.lines().find(|line| line[6..].starts_with(what)).unwrap_or_else(|| panic!("{said}")).to_owned()
    };
    let file = secret_file();
    let file = file.to_str().unwrap();
    for what in ["webhook", "浙政钉"] {
        let line = examined(what, file);
        assert!(line.starts_with("ok  ") && line.contains("answers"), "{line}");
        let line = examined(what, "/nowhere");
        assert!(line.starts_with("FAIL") && line.contains("/nowhere"), "{line}");
    }
    assert_eq!(webhook.taken()[0].json()["event"], "ping");
    webhook.be(Mood::Answers(401));
    platform.be(Mood::Answers(500));
    for what in ["webhook", "浙政钉"] {
        let line = examined(what, file);
        assert!(line.starts_with("FAIL"), "{line}");
    }
}

/// 浙政钉's gateway: it checks the signature of each call and answers as documented.
fn zhezhengding(request: &Request) -> Response {
    let parameters: BTreeMap<String, String> = url_decoded(&request.body);
    let pairs: Vec<String> = parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let header = |name: &str| request.header(&format!("x-hmac-auth-{name}"));
    let text = ["POST", header("timestamp"), header("nonce"), &request.path, &pairs.join("&")].join("\n");
    let signature = BASE64_STANDARD.encode(hmac_sha256(SECRET.as_bytes(), &[text.as_bytes()]));
    let good =
        header("signature") == signature && request.header("apikey") == "key" && header("version") == "1.0";
    let answer = |data: Value| json!({ "success": true, "content": { "success": true, "data": data } });
    let value = |name: &str| parameters.get(name).map(String::as_str).unwrap_or_default();
    let said = match request.path.as_str() {
        _ if !good => json!({ "success": false, "errorMsg": "signature" }),
        "/gettoken.json" if value("appsecret") == SECRET => {
            answer(json!({ "accessToken": "token", "expiresIn": 7200 }))
        }
        "/rpc/oauth2/getuserinfo_bycode.json"
            if (value("access_token"), value("code")) == ("token", "good") =>
        {
            answer(json!({ "accountId": 46_0001, "lastName": "李" }))
        }
        "/message/workNotification" if value("tenantId") == "196729" && value("receiverIds") == "460001" => {
            answer(json!({ "msgId": "1" }))
        }
        _ => json!({ "success": true, "content": { "success": false, "responseMessage": "no" } }),
    };
    Json(said).into_response()
}

fn url_decoded(body: &[u8]) -> BTreeMap<String, String> {
    let decoded = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned();
    let text = String::from_utf8(body.to_vec()).unwrap();
    text.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}

async fn with_zhezhengding() -> (TestApp, Gateway) {
    let platform = Gateway::answering(zhezhengding).await;
    let url = platform.url("");
    let app = TestApp::with(|config| {
        config.origin = Some("https://tongzhou.example/".parse().unwrap());
        let own = &mut config.channels.zhezhengding;
        own.zhezhengding_url = Some(url.clone());
        own.zhezhengding_login = Some("https://login.example".to_owned());
        own.zhezhengding_key = Some("key".to_owned());
        own.zhezhengding_secret_file = Some(secret_file());
        own.zhezhengding_tenant = Some("196729".to_owned());
    })
    .await;
    (app, platform)
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_signed_in_at_zhezhengding_gets_work_notices_there() {
    let (app, platform) = with_zhezhengding().await;
    let (li, chen) = (app.person("li").await, app.person("chen").await);
    let binding = settings(&li).await.zhezhengding.unwrap();
    let (before, state) = binding.sign_in.rsplit_once("&state=").unwrap();
    assert_eq!(
        before,
        "https://login.example/oauth2/auth.htm?response_type=code&client_id=key\
         &redirect_uri=https%3A%2F%2Ftongzhou%2Eexample%2Fme%2Fnotices%2Fsettings&scope=get_user_info&authType=QRCODE"
    );
    let path = format!("{SETTINGS}/zhezhengding");
    let bind = |code: &str, state: &str| Bind { code: code.to_owned(), state: state.to_owned() };
    // Another's mark, none, and a code that the platform does not know.
    chen.post(&path, &bind("good", state)).await.refused(Code::Refused);
    li.post(&path, &bind("good", "")).await.refused(Code::Refused);
    assert_eq!(platform.count(), 0);
    li.post(&path, &bind("other", state)).await.refused(Code::Refused);
    platform.be(Mood::Answers(502));
    li.post(&path, &bind("good", state)).await.refused(Code::Busy);
    platform.be(Mood::Works);
    assert_eq!(li.post(&path, &bind("good", state)).await.status, 204);
    assert_eq!(settings(&li).await.zhezhengding.unwrap().account.as_deref(), Some("460001"));
    platform.taken();

    let case = app.notice_at("department").await;
    round(&app, Channel::Zhezhengding).await.unwrap();
    let got = platform.taken();
    assert_eq!((got.len(), got[0].path.as_str()), (1, "/message/workNotification"));
    let parameters = url_decoded(&got[0].body);
    let message: Value = serde_json::from_str(&parameters["msg"]).unwrap();
    let words = message["text"]["content"].as_str().unwrap();
    assert!(words.contains("1件") && words.ends_with("https://tongzhou.example/inbox"), "{words}");
    assert!(!words.contains(&title(&li, case).await) && !parameters["bizMsgId"].is_empty());
    assert_eq!(pending(&app).await, 0);

    for _ in 0..2 {
        assert_eq!(li.delete(&path).await.status, 204);
    }
    app.notice_at("department").await;
    round(&app, Channel::Zhezhengding).await.unwrap();
    assert!(platform.taken().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_zhezhengding_refuses_holds_nobody_up() {
    let (app, platform) = with_zhezhengding().await;
    for (account, there) in [("li", "stranger"), ("chen", "460001")] {
        sqlx::query("insert into notice_settings (person_id, zhezhengding) values ($1, $2)")
            .bind(city::person(account).0)
            .bind(there)
            .execute(&mut app.owner().await)
            .await
            .unwrap();
    }
    let case = app.notice_at("department").await;
    round(&app, Channel::Zhezhengding).await.unwrap();
    app.person("li").await.send_act(case, &forward(1)).await.ok::<api::cases::Acted>();
    app.notice_at("department").await;
    round(&app, Channel::Zhezhengding).await.unwrap();
    let to: Vec<String> =
        platform.taken().iter().map(|request| url_decoded(&request.body)["receiverIds"].clone()).collect();
    assert!(to.contains(&"460001".to_owned()), "{to:?}");
    let apart = "select count(*) from jobs where kind = 'notices.zhezhengding' and unique_key <> 'all'";
    assert_eq!(app.count(apart).await, 1);
}
