//! `/api/security` and `/api/administration`: second factor, password, sessions, the security administrator's hand, and
//! proving one's identity again.

use std::time::Duration;

use api::{
    Code,
    organization::Role,
    security::{
        Account, AskEmergency, ChangePassword, Confirmation, CurrentPolicy, EmergencyGrant, EmergencyState,
        Enrolment, Guards, OwnSession, Profile, RecoveryCodes, SecurityPolicy, SetPolicy,
    },
    session::{Session, SignIn},
};
use jiff::SignedDuration;
use serde_json::json;
use server::platform::session::totp;
use uuid::Uuid;

use crate::support::{Answer, Client, TestApp, city, wait};

/// What an authenticator shows now for this secret, some steps from now.
fn code(app: &TestApp, secret: &str, steps: i64) -> String {
    totp::code_at(&unbase32(secret), app.clock.now().as_second() / 30 + steps)
}

fn unbase32(text: &str) -> Vec<u8> {
    let (mut held, mut bits, mut bytes) = (0u64, 0, Vec::new());
    for letter in text.bytes().filter(|byte| *byte != b' ') {
        let value = if letter.is_ascii_uppercase() { letter - b'A' } else { letter - b'2' + 26 };
        held = held << 5 | u64::from(value);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
    }
    bytes
}

async fn enrol(app: &TestApp, client: &Client) -> (String, Vec<String>) {
    let enrolment = client.post("/api/security/totp", &json!({})).await.ok::<Enrolment>();
    let right = Confirmation { code: code(app, &enrolment.secret, 0) };
    let codes = client.put("/api/security/totp", &right).await.ok::<RecoveryCodes>().codes;
    (enrolment.secret, codes)
}

async fn sign_in(app: &TestApp, account: &str, code: Option<&str>) -> (Client, Answer) {
    let client = app.stranger();
    let request = SignIn {
        account: account.to_owned(),
        password: city::PASSWORD.to_owned(),
        code: code.map(str::to_owned),
    };
    let answer = client.post("/api/session", &request).await;
    (client, answer)
}

async fn dead(client: &Client) {
    wait::until("the session is dead", Duration::from_secs(2), async || {
        let answer = client.get("/api/session").await;
        (!answer.is_ok()).then(|| answer.refused(Code::NotSignedIn))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_good_once_and_a_recovery_code_too() {
    let app = TestApp::new().await;
    let zhang = app.sign_in("zhang").await;
    let enrolment = zhang.post("/api/security/totp", &json!({})).await.ok::<Enrolment>();
    assert!(enrolment.uri.contains("otpauth://totp/") && enrolment.modules.len() >= 21);
    // Not confirmed yet: the password still is enough.
    sign_in(&app, "zhang", None).await.1.ok::<Session>();
    zhang.put("/api/security/totp", &Confirmation { code: "000000".into() }).await.refused(Code::WrongCode);
    let right = Confirmation { code: code(&app, &enrolment.secret, 0) };
    let codes = zhang.put("/api/security/totp", &right).await.ok::<RecoveryCodes>().codes;
    assert_eq!(codes.len(), 10);
    let guards = zhang.get("/api/security").await.ok::<Guards>();
    assert_eq!((guards.totp, guards.recovery_codes), (true, 10));

    sign_in(&app, "zhang", None).await.1.refused(Code::SecondFactorRequired);
    sign_in(&app, "zhang", Some("123")).await.1.refused(Code::WrongCode);
    let used = code(&app, &enrolment.secret, 0);
    sign_in(&app, "zhang", Some(&used)).await.1.refused(Code::WrongCode);
    app.later(SignedDuration::from_secs(30));
    let fresh = code(&app, &enrolment.secret, 0);
    let (first, second) =
        tokio::join!(sign_in(&app, "zhang", Some(&fresh)), sign_in(&app, "zhang", Some(&fresh)));
    assert!(first.1.is_ok() != second.1.is_ok(), "one code opens one session");
    sign_in(&app, "zhang", Some(&codes[3])).await.1.ok::<Session>();
    sign_in(&app, "zhang", Some(&codes[3])).await.1.refused(Code::WrongCode);
    assert_eq!(zhang.get("/api/security").await.ok::<Guards>().recovery_codes, 9);
    let stored = app.count("select count(*) from totp_factors where length(salt) = 16").await;
    assert_eq!(stored, 1, "the secret is not in the database");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_codes_lock_an_account_as_wrong_passwords_do_and_the_security_administrator_unlocks() {
    let app = TestApp::new().await;
    let zhang = app.sign_in("zhang").await;
    let (secret, _) = enrol(&app, &zhang).await;
    for _ in 0..8 {
        sign_in(&app, "zhang", Some("000000")).await.1.refused(Code::WrongCode);
    }
    app.later(SignedDuration::from_secs(30));
    let right = code(&app, &secret, 0);
    sign_in(&app, "zhang", Some(&right)).await.1.refused(Code::TooManyAttempts);
    let anquan = app.sign_in("anquan").await;
    let locked: Vec<Account> = anquan.get("/api/administration/accounts").await.ok();
    assert!(locked[0].locked && locked[0].account == "zhang" && locked[0].factor, "{:?}", locked[0]);
    let lock = format!("/api/administration/accounts/{}/lock", city::person("zhang"));
    for other in ["xitong", "shenji", "feng", "zheng"] {
        app.person(other).await.delete(&lock).await.refused(Code::NotAllowed);
    }
    assert_eq!(anquan.delete(&lock).await.status, 204);
    sign_in(&app, "zhang", Some(&right)).await.1.ok::<Session>();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_authenticator_is_taken_away_by_the_security_administrator() {
    let app = TestApp::new().await;
    let zhang = app.sign_in("zhang").await;
    enrol(&app, &zhang).await;
    let anquan = app.sign_in("anquan").await;
    let factors = format!("/api/administration/accounts/{}/factors", city::person("zhang"));
    assert_eq!(anquan.delete(&factors).await.status, 204);
    dead(&zhang).await;
    sign_in(&app, "zhang", None).await.1.ok::<Session>();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_every_other_session() {
    let app = TestApp::new().await;
    let (here, there) = (app.sign_in("zhang").await, app.sign_in("zhang").await);
    there.get("/api/session").await.ok::<Session>();
    let change = async |current: &str, new: &str| {
        let request = ChangePassword { current: current.to_owned(), new: new.to_owned() };
        here.put("/api/security/password", &request).await
    };
    change("wrong", "海上生明月天涯共此时").await.refused(Code::WrongCredentials);
    for (new, why) in
        [("short", "short"), ("password123", "common"), ("zhang2026", "personal"), (city::PASSWORD, "used")]
    {
        let problem = change(city::PASSWORD, new).await.refused(Code::WeakPassword);
        assert_eq!(problem.detail.as_deref(), Some(why), "{new}");
    }
    assert_eq!(change(city::PASSWORD, "海上生明月天涯共此时").await.status, 204);
    dead(&there).await;
    here.get("/api/session").await.ok::<Session>();
    sign_in(&app, "zhang", None).await.1.refused(Code::WrongCredentials);
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_listed_and_ended_by_their_owner_only() {
    let app = TestApp::new().await;
    let (here, there, li) = (app.sign_in("zhang").await, app.sign_in("zhang").await, app.sign_in("li").await);
    let sessions: Vec<OwnSession> = here.get("/api/security/sessions").await.ok();
    assert_eq!((sessions.len(), sessions.iter().filter(|session| session.current).count()), (2, 1));
    assert_eq!(sessions[0].address.as_deref(), Some("127.0.0.1"));
    let other = sessions.iter().find(|session| !session.current).unwrap().id;
    let path = format!("/api/security/sessions/{other}");
    li.delete(&path).await.refused(Code::NotFound);
    there.get("/api/session").await.ok::<Session>();
    assert_eq!(here.delete(&path).await.status, 204);
    dead(&there).await;
    let third = app.sign_in("zhang").await;
    assert_eq!(here.delete("/api/security/sessions").await.status, 204);
    dead(&third).await;
    here.get("/api/session").await.ok::<Session>();
    let all = format!("/api/administration/accounts/{}/sessions", city::person("zhang"));
    app.person("xitong").await.delete(&all).await.refused(Code::NotAllowed);
    assert_eq!(app.sign_in("anquan").await.delete(&all).await.status, 204);
    dead(&here).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sealing_asks_for_a_recent_proof() {
    let app = TestApp::new().await;
    let zhou = app.sign_in("zhou").await;
    let case = app.notice_at("seal").await;
    app.later(SignedDuration::from_mins(6));
    let seal = async || zhou.try_approve(case, "").await;
    seal().await.refused(Code::ReauthenticationRequired);
    assert_eq!(app.count("select count(*) from seal_uses").await, 0);
    let again = SignIn { account: "zhou".into(), password: city::PASSWORD.into(), code: None };
    zhou.post("/api/session", &again).await.ok::<Session>();
    assert!(seal().await.is_ok());
    assert_eq!(
        app.count("select count(*) from security_events where kind = 'seal_used' and case_id is not null")
            .await,
        1
    );
    assert_eq!(app.count("select count(*) from security_events where kind = 'reauthenticated'").await, 1);
    let open = "select count(*) from sessions s join people n on n.id = s.person_id
                where n.account = 'zhou' and revoked_at is null";
    assert_eq!(app.count(open).await, 1, "the session before has ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rules_are_data_with_versions() {
    let app = TestApp::new().await;
    let anquan = app.sign_in("anquan").await;
    let set = |version, profile, factor_roles| SetPolicy {
        version,
        policy: SecurityPolicy { profile, factor_roles },
    };
    for other in ["xitong", "shenji", "zheng"] {
        app.person(other).await.get("/api/administration/policy").await.refused(Code::NotAllowed);
    }
    let path = "/api/administration/policy";
    anquan.put(path, &set(3, Profile::Asvs, vec![])).await.refused(Code::StaleVersion);
    let strict = set(0, Profile::Level3, vec![Role::SealKeeper]);
    let now: CurrentPolicy = anquan.put(path, &strict).await.ok();
    assert_eq!((now.version, now.by.as_deref()), (1, Some("江澜")));

    // 等保三级: a password of unknown age is due, and nothing else can be done before.
    let (zhang, answer) = sign_in(&app, "zhang", None).await;
    answer.ok::<Session>();
    zhang.get("/api/inbox?box=todo").await.refused(Code::PasswordExpired);
    assert!(zhang.get("/api/security").await.ok::<Guards>().password_due);
    let change = |new: &str| ChangePassword { current: city::PASSWORD.to_owned(), new: new.to_owned() };
    let weak = zhang.put("/api/security/password", &change("only small letters")).await;
    assert_eq!(weak.refused(Code::WeakPassword).detail.as_deref(), Some("kinds"));
    assert_eq!(zhang.put("/api/security/password", &change("Haishang-Mingyue7")).await.status, 204);
    zhang.get("/api/inbox?box=todo").await.ok::<serde_json::Value>();

    // The role demands a factor.
    let (zhou, _) = sign_in(&app, "zhou", None).await;
    zhou.get("/api/inbox?box=todo").await.refused(Code::EnrolmentRequired);
    assert!(zhou.get("/").await.header("location").ends_with("/me/security"));
    assert!(zhou.get("/me/security").await.is_ok());
    enrol(&app, &zhou).await;
    zhou.get("/api/inbox?box=todo").await.refused(Code::PasswordExpired);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_tries_too_quickly_waits() {
    let app = TestApp::new().await;
    let tries: Vec<_> = (0..120)
        .map(|number| {
            let stranger = app.stranger();
            tokio::spawn(async move { stranger.try_sign_in(&format!("guess{number}"), "wrong").await.status })
        })
        .collect();
    let mut refused = 0;
    for answer in tries {
        refused += usize::from(answer.await.unwrap() == 429);
    }
    assert!(refused > 0, "a hundred and twenty tries in a moment");
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_trusted_proxy_the_client_s_address_is_recorded() {
    let app = TestApp::with(|config| config.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()]).await;
    let stranger = app.stranger();
    let request = SignIn { account: "zhang".into(), password: city::PASSWORD.into(), code: None };
    let request = stranger
        .request(reqwest::Method::POST, "/api/session")
        .header("x-forwarded-for", "6.6.6.6, 203.0.113.9")
        .json(&request);
    Answer::of("sign in".into(), request.send().await).await.ok::<Session>();
    let sessions: Vec<OwnSession> = stranger.get("/api/security/sessions").await.ok();
    assert_eq!(sessions[0].address.as_deref(), Some("203.0.113.9"));
}

#[tokio::test(flavor = "multi_thread")]
async fn emergency_rights_need_two_others_and_end_by_themselves() {
    let app = TestApp::new().await;
    let (xitong, anquan, shenji) =
        (app.sign_in("xitong").await, app.sign_in("anquan").await, app.sign_in("shenji").await);
    let path = "/api/administration/emergency";
    let id = Uuid::new_v4();
    let ask = AskEmergency {
        id,
        role: Role::SecurityAdministrator,
        reason: "安全管理员出差，账号被锁".into(),
        hours: 2,
    };
    app.person("zhang").await.post(path, &ask).await.refused(Code::NotAllowed);
    for _ in 0..2 {
        assert_eq!(xitong.post(path, &ask).await.status, 204);
    }
    let approval = format!("{path}/{id}/approval");
    xitong.post(&approval, &json!({})).await.refused(Code::NotSeparated);
    app.person("zheng").await.post(&approval, &json!({})).await.refused(Code::NotAllowed);
    assert_eq!(anquan.post(&approval, &json!({})).await.status, 204);
    anquan.post(&approval, &json!({})).await.refused(Code::NotSeparated);
    xitong.get("/api/administration/accounts").await.refused(Code::NotAllowed);
    assert_eq!(shenji.post(&approval, &json!({})).await.status, 204);

    let session: Session = xitong.get("/api/session").await.ok();
    assert_eq!(session.emergency.unwrap().role, Role::SecurityAdministrator);
    xitong.get("/api/administration/accounts").await.ok::<Vec<Account>>();
    let grants: Vec<EmergencyGrant> = shenji.get(path).await.ok();
    assert_eq!((grants[0].state, grants[0].approved_by.len()), (EmergencyState::Running, 2));
    app.later(SignedDuration::from_mins(25));
    xitong.get("/api/administration/accounts").await.ok::<Vec<Account>>();
    app.later(SignedDuration::from_mins(100));
    let later = app.sign_in("xitong").await;
    later.get("/api/administration/accounts").await.refused(Code::NotAllowed);
    assert!(later.get("/api/session").await.ok::<Session>().emergency.is_none());
    let noted = "select count(*) from security_events where kind like 'emergency_%'";
    assert_eq!(app.count(noted).await, 3);
}
