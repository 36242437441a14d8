//! `/api/security/passkeys` and `/api/session/passkey`: what an authenticator signs opens a session once, for its owner and
//! this address only.

use api::{
    Code, Page,
    audit::AuditRow,
    organization::Role,
    security::{
        AddPasskey, Guards, OwnPasskey, PasskeyAnswer, PasskeyChallenge, Profile, RecoveryCodes,
        RenamePasskey, SecurityPolicy, SetPolicy,
    },
    session::{AskPasskey, Session},
};
use jiff::SignedDuration;
use serde_json::json;
use uuid::Uuid;

use crate::support::{Answer, Client, TestApp, authenticator::Authenticator, city};

const ORIGIN: &str = "https://oa.lanhai.example";
const PASSKEYS: &str = "/api/security/passkeys";
const SIGN_IN: &str = "/api/session/passkey";

async fn started() -> TestApp {
    TestApp::with(|config| config.origin = Some(ORIGIN.parse().unwrap())).await
}

async fn asked_to_add(client: &Client) -> PasskeyChallenge {
    client.post("/api/security/passkeys/challenge", &json!({})).await.ok()
}

/// A new passkey of this person's.
async fn added(client: &Client, name: &str) -> (Authenticator, OwnPasskey) {
    let mut device = Authenticator::new(ORIGIN);
    let asked = asked_to_add(client).await;
    let credential = device.create(&asked.options);
    let body = AddPasskey { challenge: asked.id, name: name.to_owned(), credential };
    let own = client.post(PASSKEYS, &body).await.ok();
    (device, own)
}

async fn asked(client: &Client, account: &str) -> PasskeyChallenge {
    let body = AskPasskey { account: account.to_owned(), password: city::PASSWORD.to_owned() };
    client.post(SIGN_IN, &body).await.ok()
}

async fn answer(client: &Client, challenge: Uuid, credential: serde_json::Value) -> Answer {
    client.put(SIGN_IN, &PasskeyAnswer { challenge, credential }).await
}

/// Signs in with password and passkey.
async fn sign_in(app: &TestApp, account: &str, device: &mut Authenticator) -> (Client, Answer) {
    let client = app.stranger();
    let asked = asked(&client, account).await;
    let answer = answer(&client, asked.id, device.sign(&asked.options)).await;
    (client, answer)
}

#[tokio::test(flavor = "multi_thread")]
async fn password_and_passkey_open_a_session_and_it_is_recorded() {
    let app = started().await;
    let zhang = app.sign_in("zhang").await;
    let before: Guards = zhang.get("/api/security").await.ok();
    assert!(before.passkeys_offered && before.passkeys.is_empty());
    let (mut device, own) = added(&zhang, " 办公手机 ").await;
    assert_eq!(own.name, "办公手机");

    let refused = app.stranger().try_sign_in("zhang", city::PASSWORD).await;
    assert_eq!(refused.refused(Code::SecondFactorRequired).detail.as_deref(), Some("passkey"));
    for _ in 0..2 {
        let (client, answer) = sign_in(&app, "zhang", &mut device).await;
        assert_eq!(answer.ok::<Session>().account, "zhang");
        client.get("/api/inbox?box=todo").await.ok::<serde_json::Value>();
    }
    let guards: Guards = zhang.get("/api/security").await.ok();
    assert!(guards.passkeys.len() == 1 && guards.passkeys[0].used_at.is_some());
    assert_eq!(app.count("select count(*) from sessions where factor = 'passkey'").await, 2);
    assert_eq!(app.count("select counter from passkeys").await, 2);

    // Again, where one is signed in: identity is proved anew, and the old session ends.
    let (client, _) = sign_in(&app, "zhang", &mut device).await;
    app.later(SignedDuration::from_mins(6));
    client.post("/api/security/passkeys/challenge", &json!({})).await.refused(Code::ReauthenticationRequired);
    let again = asked(&client, "zhang").await;
    answer(&client, again.id, device.sign(&again.options)).await.ok::<Session>();
    asked_to_add(&client).await;

    let path = format!("{PASSKEYS}/{}", own.id);
    assert_eq!(client.put(&path, &RenamePasskey { name: "旧手机".into() }).await.status, 204);
    client.put(&path, &RenamePasskey { name: " ".into() }).await.refused(Code::InvalidValue);
    assert_eq!(client.delete(&path).await.status, 204);
    client.delete(&path).await.refused(Code::NotFound);
    assert!(app.stranger().try_sign_in("zhang", city::PASSWORD).await.is_ok());
    let shenji = app.person("shenji").await;
    for (kind, rows) in
        [("passkey_added", 1), ("passkey_renamed", 1), ("passkey_removed", 1), ("reauthenticated", 1)]
    {
        let page: Page<AuditRow> = shenji.get(&format!("/api/audit?kind={kind}")).await.ok();
        assert_eq!(page.rows.len(), rows, "{kind}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_owner_s_passkey_at_this_address_counts_and_only_once() {
    let app = started().await;
    let zhang = app.sign_in("zhang").await;
    let (device, _) = added(&zhang, "手机").await;
    let (foreign, _) = added(&app.sign_in("li").await, "手机").await;
    let client = app.stranger();

    let mut elsewhere =
        Authenticator { origin: "https://oa.lanhai.example.evil.example".into(), ..device.clone() };
    let mut careless = Authenticator { verifies: false, ..device.clone() };
    for wrong in [&mut elsewhere, &mut careless, &mut foreign.clone(), &mut Authenticator::new(ORIGIN)] {
        let asked = asked(&client, "zhang").await;
        let credential = wrong.sign(&asked.options);
        answer(&client, asked.id, credential).await.refused(Code::WrongPasskey);
        // Whatever came: it cannot be tried again, not even rightly.
        let right = device.clone().sign(&asked.options);
        answer(&client, asked.id, right).await.refused(Code::WrongPasskey);
    }
    // A signature under another challenge.
    let (one, other) = (asked(&client, "zhang").await, asked(&client, "zhang").await);
    let credential = device.clone().sign(&one.options);
    answer(&client, other.id, credential.clone()).await.refused(Code::WrongPasskey);
    // Another account's challenge, answered by its own key, opens that account only.
    let li = asked(&client, "li").await;
    answer(&client, li.id, device.clone().sign(&li.options)).await.refused(Code::WrongPasskey);
    // What was signed too long ago.
    let late = asked(&client, "zhang").await;
    app.later(SignedDuration::from_mins(6));
    answer(&client, late.id, device.clone().sign(&late.options)).await.refused(Code::WrongPasskey);
    answer(&client, Uuid::new_v4(), credential).await.refused(Code::WrongPasskey);

    let mut device = device;
    app.later(SignedDuration::from_mins(30));
    let fresh = asked(&client, "zhang").await;
    let signed = device.sign(&fresh.options);
    answer(&client, fresh.id, signed.clone()).await.ok::<Session>();
    answer(&client, fresh.id, signed).await.refused(Code::WrongPasskey);
    // A copy of the device counts from where it was copied.
    let mut copy = Authenticator { counter: 0, ..device.clone() };
    sign_in(&app, "zhang", &mut copy).await.1.refused(Code::WrongPasskey);
    sign_in(&app, "zhang", &mut device).await.1.ok::<Session>();
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_answers_lock_the_account_and_no_password_no_question() {
    let app = started().await;
    let zhang = app.sign_in("zhang").await;
    added(&zhang, "手机").await;
    let client = app.stranger();
    let wrong = AskPasskey { account: "zhang".into(), password: "wrong".into() };
    client.post(SIGN_IN, &wrong).await.refused(Code::WrongCredentials);
    let without = AskPasskey { account: "li".into(), password: city::PASSWORD.into() };
    client.post(SIGN_IN, &without).await.refused(Code::Refused);
    for _ in 0..7 {
        sign_in(&app, "zhang", &mut Authenticator::new(ORIGIN)).await.1.refused(Code::WrongPasskey);
    }
    let right = AskPasskey { account: "zhang".into(), password: city::PASSWORD.into() };
    client.post(SIGN_IN, &right).await.refused(Code::TooManyAttempts);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_added_must_be_what_was_asked_for() {
    let app = started().await;
    let (zhang, li) = (app.sign_in("zhang").await, app.sign_in("li").await);
    let add = async |client: &Client, challenge: Uuid, credential: serde_json::Value| {
        client.post(PASSKEYS, &AddPasskey { challenge, name: "手机".into(), credential }).await
    };
    let asked = asked_to_add(&zhang).await;
    let credential = Authenticator::new(ORIGIN).create(&asked.options);
    add(&li, asked.id, credential.clone()).await.refused(Code::WrongPasskey);
    add(&zhang, asked.id, credential).await.refused(Code::WrongPasskey);
    for mut wrong in [
        Authenticator::new("https://evil.example"),
        Authenticator { verifies: false, ..Authenticator::new(ORIGIN) },
    ] {
        let asked = asked_to_add(&zhang).await;
        add(&zhang, asked.id, wrong.create(&asked.options)).await.refused(Code::WrongPasskey);
    }
    let asked = asked_to_add(&zhang).await;
    add(&zhang, asked.id, json!({ "id": "x" })).await.refused(Code::MalformedRequest);
    // The same key twice, by another person.
    let (device, own) = added(&zhang, "手机").await;
    let asked = asked_to_add(&li).await;
    add(&li, asked.id, device.clone().create(&asked.options)).await.refused(Code::Refused);
    assert_eq!(app.count("select count(*) from passkeys").await, 1);
    let path = format!("{PASSKEYS}/{}", own.id);
    li.put(&path, &RenamePasskey { name: "我的".into() }).await.refused(Code::NotFound);
    li.delete(&path).await.refused(Code::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_is_the_factor_that_the_rules_demand_and_recovery_codes_stand_in_for_it() {
    let app = started().await;
    let li = app.sign_in("li").await;
    let anquan = app.sign_in("anquan").await;
    let policy = SecurityPolicy { profile: Profile::Asvs, factor_roles: Role::ALL.to_vec() };
    anquan
        .put("/api/administration/policy", &SetPolicy { version: 0, policy })
        .await
        .ok::<serde_json::Value>();
    let li_again = app.sign_in("li").await;
    let demanded = li_again.get("/api/security").await.ok::<Guards>().enrolment_due;
    let (mut device, own) = added(&li, "手机").await;
    assert!(!li.get("/api/security").await.ok::<Guards>().enrolment_due);
    let codes = li.post("/api/security/recovery", &json!({})).await.ok::<RecoveryCodes>().codes;
    let lost = json!({ "account": "li", "password": city::PASSWORD, "code": codes[0] });
    assert!(app.stranger().post("/api/session", &lost).await.is_ok());
    app.stranger().post("/api/session", &lost).await.refused(Code::WrongCode);
    let (client, _) = sign_in(&app, "li", &mut device).await;
    assert_eq!(client.delete(&format!("{PASSKEYS}/{}", own.id)).await.status, 204);
    assert_eq!(app.count("select count(*) from recovery_codes").await, 0, "they go with the last factor");
    assert_eq!(client.get("/api/security").await.ok::<Guards>().enrolment_due, demanded);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_address_none_are_offered() {
    let app = TestApp::with(|config| config.secure = true).await;
    let client = app.stranger();
    let cookie = client.try_sign_in("zhang", city::PASSWORD).await;
    let cookie = cookie.header("set-cookie").split(';').next().unwrap().to_owned();
    let asked = client.request(reqwest::Method::GET, "/api/security").header("cookie", &cookie).send().await;
    let guards: Guards = Answer::of("guards".into(), asked).await.ok();
    assert!(!guards.passkeys_offered);
    let asked = client
        .request(reqwest::Method::POST, "/api/security/passkeys/challenge")
        .header("cookie", &cookie)
        .json(&json!({}))
        .send()
        .await;
    let problem = Answer::of("challenge".into(), asked).await.refused(Code::Refused);
    assert_eq!(problem.detail.as_deref(), Some("origin"));
}
