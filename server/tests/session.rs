//! `/api/session`.

use std::time::Duration;

use api::{Code, Problem, session::Session};
use jiff::SignedDuration;
use reqwest::Method;

use crate::support::{Answer, Client, TestApp, city, wait};

/// A revoked session is dead everywhere within this time (T9).
const DEAD_WITHIN: Duration = Duration::from_secs(2);

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_tells_who_one_is() {
    let app = TestApp::new().await;
    let stranger = app.stranger();
    stranger.get("/api/session").await.refused(Code::NotSignedIn);
    let answer = stranger.try_sign_in("chen", city::PASSWORD).await;
    let session: Session = answer.ok();
    assert_eq!((session.name.as_str(), session.account.as_str(), session.todo), ("陈晨", "chen", 0));
    assert_eq!(session.posts.len(), 1);
    assert_eq!(session.posts[0].title, "办公室主任");
    assert_eq!(session.posts[0].roles, [api::organization::Role::Reviewer]);
    assert_eq!(stranger.get("/api/session").await.ok::<Session>(), session);
    let cookie = answer.header("set-cookie");
    let (token, attributes) = cookie.split_once(';').unwrap();
    assert_eq!(attributes, " Path=/; HttpOnly; SameSite=Lax; Max-Age=43200");
    let token = token.strip_prefix("tongzhou_session=").unwrap();
    assert_eq!(token.len(), 64, "256 bits");
    let copies =
        sqlx::query_scalar::<_, i64>("select count(*) from sessions where encode(token_hash, 'hex') = $1")
            .bind(token)
            .fetch_one(&mut app.owner().await)
            .await
            .unwrap();
    assert_eq!(copies, 0, "the table opens no session");
}

#[tokio::test(flavor = "multi_thread")]
async fn off_localhost_the_cookie_is_secure() {
    let app = TestApp::with(|config| config.secure = true).await;
    let answer = app.stranger().try_sign_in("chen", city::PASSWORD).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-tongzhou_session=") && cookie.ends_with("; Secure"), "{cookie}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_and_an_unknown_account_answer_alike() {
    let app = TestApp::new().await;
    let wrong = app.stranger().try_sign_in("chen", "wrong").await;
    let unknown = app.stranger().try_sign_in("nobody", "wrong").await;
    let said = |answer: &Answer| Problem { request: None, ..answer.refused(Code::WrongCredentials) };
    assert_eq!(said(&wrong), said(&unknown));
    assert_eq!(wrong.header("set-cookie"), "");
    let long = "长".repeat(10_000);
    app.stranger().try_sign_in(&long, &long).await.refused(Code::WrongCredentials);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stored_costs_a_guesser() {
    let app = TestApp::new().await;
    let hash = server::platform::session::hash_password("另一个密码").unwrap();
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    sqlx::query("update people set password_hash = $1 where account = 'li'")
        .bind(hash)
        .execute(&mut app.owner().await)
        .await
        .unwrap();
    app.stranger().try_sign_in("li", city::PASSWORD).await.refused(Code::WrongCredentials);
    app.stranger().try_sign_in("li", "另一个密码").await.ok::<Session>();
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_failures_close_an_account_for_ten_minutes() {
    let app = TestApp::new().await;
    for account in ["chen", "nobody"] {
        for _ in 0..8 {
            app.stranger().try_sign_in(account, "wrong").await.refused(Code::WrongCredentials);
        }
        app.stranger().try_sign_in(account, city::PASSWORD).await.refused(Code::TooManyAttempts);
    }
    app.sign_in("li").await;
    app.later(SignedDuration::from_mins(11));
    app.sign_in("chen").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_are_forgotten_after_a_success() {
    let app = TestApp::new().await;
    for _ in 0..2 {
        for _ in 0..7 {
            app.stranger().try_sign_in("chen", "wrong").await.refused(Code::WrongCredentials);
        }
        app.sign_in("chen").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_kills_the_token_at_once() {
    let app = TestApp::new().await;
    let chen = app.stranger();
    let cookie = cookie_of(&chen.try_sign_in("chen", city::PASSWORD).await);
    let thief = app.stranger();
    with_cookie(&thief, &cookie).await.ok::<Session>();
    let out = chen.delete("/api/session").await;
    assert_eq!(out.status, 204);
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    with_cookie(&thief, &cookie).await.refused(Code::NotSignedIn);
    assert_eq!(chen.delete("/api/session").await.status, 204, "signing out twice is no fault");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_session_ends_after_half_an_hour() {
    let app = TestApp::new().await;
    let chen = app.sign_in("chen").await;
    app.later(SignedDuration::from_mins(31));
    dead(&chen).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_in_use_ends_after_twelve_hours() {
    let app = TestApp::new().await;
    let chen = app.sign_in("chen").await;
    chen.get("/api/session").await.ok::<Session>();
    let owner = &mut app.owner().await;
    let sql = "update sessions set seen_at = seen_at + interval '12 hours', expires_at = expires_at + interval '1 day'";
    sqlx::query(sql).execute(owner).await.unwrap();
    app.later(SignedDuration::from_hours(12));
    dead(&chen).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_session_is_dead_within_two_seconds() {
    let app = TestApp::new().await;
    let (chen, li) = (app.sign_in("chen").await, app.sign_in("li").await);
    chen.get("/api/session").await.ok::<Session>();
    sqlx::query("update sessions set revoked_at = now() where person_id = $1")
        .bind(city::person("chen").0)
        .execute(&mut app.owner().await)
        .await
        .unwrap();
    dead(&chen).await;
    li.get("/api/session").await.ok::<Session>();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_person_is_out_within_two_seconds() {
    let app = TestApp::new().await;
    let chen = app.sign_in("chen").await;
    chen.get("/api/session").await.ok::<Session>();
    let sql = "update people set active = false where account = 'chen'";
    sqlx::query(sql).execute(&mut app.owner().await).await.unwrap();
    dead(&chen).await;
    app.stranger().try_sign_in("chen", city::PASSWORD).await.refused(Code::WrongCredentials);
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_speak_the_language_asked_for() {
    let app = TestApp::new().await;
    let ask = async |language: &str| {
        let request = app.stranger().bare(Method::GET, "/api/session").header("accept-language", language);
        Answer::of(language.to_owned(), request.send().await).await.refused(Code::NotSignedIn).title
    };
    assert_eq!(ask("en").await, "You are signed out; please sign in again");
    assert_eq!(ask("zh-CN,en;q=0.5").await, "登录已失效，请重新登录");
    assert_eq!(ask("fr").await, "登录已失效，请重新登录");
}

async fn dead(client: &Client) {
    wait::until("the session is dead", DEAD_WITHIN, async || {
        let answer = client.get("/api/session").await;
        (!answer.is_ok()).then(|| answer.refused(Code::NotSignedIn))
    })
    .await;
}

fn cookie_of(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

async fn with_cookie(client: &Client, cookie: &str) -> Answer {
    let request = client.request(Method::GET, "/api/session").header("cookie", cookie);
    Answer::of("with a cookie".to_owned(), request.send().await).await
}
