//! Web push, to a push service on a real socket: sealed for the one browser, signed, taken back, and only where it may go.

use api::{
    Code,
    notices::{Channel, PushDevice, ReadNotices, TestNotice},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier};
use serde_json::{Value, json};
use server::platform::notices::{Deliver, Plan, SendTest, Withdraw};

use super::{
    mail::{SETTINGS, pending, queued, run, settings, title},
    notices,
};
use crate::support::{
    Client, TestApp,
    browser::Browser,
    city,
    documents::forward,
    gateway::{Gateway, Mood, Request},
};

async fn with_push() -> (TestApp, Gateway) {
    let service = Gateway::start().await;
    let own = service.url("");
    let app = TestApp::with(|config| {
        config.channels.push.push_contact = Some("mailto:tongzhou@office.example".to_owned());
        config.channels.push.push_services = vec![own];
    })
    .await;
    (app, service)
}

async fn subscribed(client: &Client, service: &Gateway, name: &str) -> Browser {
    let browser = Browser::at(service.url(&format!("/push/{name}")));
    assert_eq!(client.post(&format!("{SETTINGS}/push"), &browser.subscription()).await.status, 204);
    browser
}

async fn devices(client: &Client) -> Vec<PushDevice> {
    settings(client).await.push.unwrap().devices
}

async fn round(app: &TestApp) {
    run(app, Plan, json!(null)).await.unwrap();
    run(app, Deliver(Channel::Push), json!({ "person": null })).await.unwrap();
}

async fn shown(app: &TestApp) -> i64 {
    app.count("select count(*) from notices_shown").await
}

/// The claims, of a token that the key of the settings has signed.
fn claims(request: &Request, key: &str) -> Value {
    let (token, k) =
        request.header("authorization").strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
    assert_eq!(k, key);
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let decoded = |text: &str| BASE64.decode(text).unwrap();
    let key = VerifyingKey::from_sec1_bytes(&decoded(key)).unwrap();
    let signature = Signature::from_slice(&decoded(signature)).unwrap();
    key.verify(signed.as_bytes(), &signature).unwrap();
    serde_json::from_slice(&decoded(signed.split_once('.').unwrap().1)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_to_do_is_pushed_to_the_one_browser_without_a_title_and_closed_when_it_is_done() {
    let (app, service) = with_push().await;
    let li = app.person("li").await;
    let browser = subscribed(&li, &service, "li").await;
    let case = app.notice_at("department").await;
    round(&app).await;
    round(&app).await;
    let pushed = service.taken();
    assert_eq!(pushed.len(), 1);
    let push = &pushed[0];
    assert_eq!((push.path.as_str(), push.header("content-encoding")), ("/push/li", "aes128gcm"));
    assert_eq!(
        (push.header("ttl"), push.header("topic"), push.header("urgency")),
        ("86400", "tongzhou", "normal")
    );
    let claims = claims(push, &settings(&li).await.push.unwrap().key);
    assert_eq!(
        (&claims["aud"], &claims["sub"]),
        (&json!(service.url("")), &json!("mailto:tongzhou@office.example"))
    );
    assert_eq!(claims["exp"], app.clock.now().as_second() + 12 * 3600);
    let said = browser.open(&push.body);
    assert_eq!((&said["news"], &said["count"]), (&json!(true), &json!(1)));
    assert_eq!(said["url"], format!("/documents/{case}"));
    assert!(!said.to_string().contains(&title(&li, case).await));

    li.send_act(case, &forward(1)).await.ok::<api::cases::Acted>();
    run(&app, Plan, json!(null)).await.unwrap();
    queued(&app, Withdraw(Channel::Push)).await.unwrap();
    let pushed = service.taken();
    assert_eq!(pushed.len(), 1);
    let said = browser.open(&pushed[0].body);
    assert_eq!((&said["news"], &said["count"]), (&json!(false), &json!(0)));
    assert_eq!((shown(&app).await, pending(&app).await), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_read_elsewhere_is_taken_off_what_still_waits() {
    let (app, service) = with_push().await;
    let li = app.person("li").await;
    let browser = subscribed(&li, &service, "li").await;
    let read = app.notice_at("department").await;
    app.notice_at("department").await;
    round(&app).await;
    assert_eq!(browser.open(&service.taken()[0].body)["url"], "/inbox");
    let seen = ReadNotices { up_to: notices(&li).await[0].id, case: Some(read) };
    assert_eq!(li.post("/api/notices/read", &seen).await.status, 204);
    run(&app, Plan, json!(null)).await.unwrap();
    queued(&app, Withdraw(Channel::Push)).await.unwrap();
    let said = browser.open(&service.taken()[0].body);
    assert_eq!((&said["news"], &said["count"]), (&json!(false), &json!(1)));
    assert_eq!(shown(&app).await, 1);
    // Nothing has changed: nobody is woken.
    run(&app, Plan, json!(null)).await.unwrap();
    assert_eq!(app.count("select count(*) from jobs where kind = 'notices.withdraw.push'").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_goes_only_to_a_known_service_and_belongs_to_who_signed_in_last() {
    let (app, service) = with_push().await;
    let (li, chen) = (app.person("li").await, app.person("chen").await);
    let subscribe = async |client: &Client, subscription: &api::notices::Subscribe| {
        client.post(&format!("{SETTINGS}/push"), subscription).await
    };
    for endpoint in [
        "https://127.0.0.1/push",
        "http://169.254.169.254/latest/meta-data",
        "http://fcm.googleapis.com/fcm/send/x",
        "https://evil.example/push",
        "nonsense",
    ] {
        let wrong = Browser::at(endpoint.to_owned()).subscription();
        subscribe(&li, &wrong).await.refused(Code::InvalidValue);
    }
    let good = Browser::at(service.url("/push/one")).subscription();
    for keys in [("", ""), ("!!", "!!"), (good.auth.as_str(), good.p256dh.as_str())] {
        let wrong =
            api::notices::Subscribe { p256dh: keys.0.to_owned(), auth: keys.1.to_owned(), ..good.clone() };
        subscribe(&li, &wrong).await.refused(Code::InvalidValue);
    }
    // The second is the double tap.
    for _ in 0..2 {
        assert_eq!(subscribe(&li, &good).await.status, 204);
    }
    let known = devices(&li).await;
    assert_eq!(known.len(), 1);
    // Another's is not theirs to remove, until they use the same browser.
    assert_eq!(chen.delete(&format!("{SETTINGS}/push/{}", known[0].id)).await.status, 204);
    assert_eq!(devices(&li).await.len(), 1);
    assert_eq!(subscribe(&chen, &good).await.status, 204);
    assert_eq!((devices(&li).await.len(), devices(&chen).await.len()), (0, 1));
    for number in 0..12 {
        subscribed(&li, &service, &format!("many{number}")).await;
        app.later(jiff::SignedDuration::from_secs(1));
    }
    let kept = devices(&li).await;
    assert_eq!(kept.len(), 10);
    assert!(kept[0].endpoint.ends_with("/many11") && kept[9].endpoint.ends_with("/many2"));
    assert_eq!(li.delete(&format!("{SETTINGS}/push/{}", kept[0].id)).await.status, 204);
    assert_eq!(devices(&li).await.len(), 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_is_gone_is_forgotten_and_a_service_in_trouble_is_let_be() {
    let (app, service) = with_push().await;
    let li = app.person("li").await;
    subscribed(&li, &service, "li").await;
    service.be(Mood::Answers(410));
    app.notice_at("department").await;
    round(&app).await;
    assert_eq!((service.taken().len(), devices(&li).await.len(), pending(&app).await), (1, 0, 0));
    let test = TestNotice { channel: Channel::Push };
    li.post(&format!("{SETTINGS}/test"), &test).await.refused(Code::Refused);

    let browser = subscribed(&li, &service, "li").await;
    service.be(Mood::Answers(503));
    app.notice_at("department").await;
    round(&app).await;
    // Tried by itself later; nothing is lost, and nobody else is held up.
    assert_eq!((service.taken().len(), pending(&app).await), (1, 1));
    service.be(Mood::Works);
    run(&app, Deliver(Channel::Push), json!({ "person": city::person("li") })).await.unwrap();
    assert_eq!((service.taken().len(), pending(&app).await), (1, 0));
    assert_eq!(li.post(&format!("{SETTINGS}/test"), &test).await.status, 204);
    queued(&app, SendTest).await.unwrap();
    assert_eq!(browser.open(&service.taken()[0].body)["url"], "/me/notices/settings");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_contact_nothing_is_pushed() {
    let app = TestApp::new().await;
    let li = app.person("li").await;
    assert_eq!(settings(&li).await.push, None);
    let browser = Browser::at("https://fcm.googleapis.com/fcm/send/x".to_owned());
    li.post(&format!("{SETTINGS}/push"), &browser.subscription()).await.refused(Code::Refused);
}
