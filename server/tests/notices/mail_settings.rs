//! Where mail goes and when, as people set it: a proven address, choices under their version, nothing without a server.

use api::{
    Code,
    notices::{
        Channel, ClaimMail, NoticeKind, NoticeSettings, ProveMail, SaveNoticeSettings, Silence, TestNotice,
    },
};
use jiff::SignedDuration;
use serde_json::json;
use server::platform::notices::{Plan, SendCode, SendTest};

use super::mail::{
    SETTINGS, choices, choose, pending, queued, quiet, reached_at, round, run, settings, with_mail,
};
use crate::support::{
    TestApp, cluster, process,
    smtp::{MailServer, Mood},
};

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_used_once_it_is_proven() {
    let (app, mail) = with_mail().await;
    let li = app.person("li").await;
    let claim = |address: &str| ClaimMail { address: address.to_owned() };
    let prove = |code: &str| ProveMail { code: code.to_owned() };
    for wrong in ["", "li", "a b@office.example", "li@", "li@office.example\r\nBcc: x@y.example"] {
        li.post(&format!("{SETTINGS}/mail"), &claim(wrong)).await.refused(Code::InvalidValue);
    }
    li.post(&format!("{SETTINGS}/mail/proof"), &prove("000000")).await.refused(Code::Refused);
    let claimed = li.post(&format!("{SETTINGS}/mail"), &claim("li@office.example")).await;
    assert_eq!(claimed.status, 204);
    queued(&app, SendCode).await.unwrap();
    let arrived = mail.taken();
    assert_eq!((arrived.len(), arrived[0].to.as_str()), (1, "li@office.example"));
    let code: String = arrived[0].text.chars().filter(char::is_ascii_digit).take(6).collect();
    // Nothing is sent there yet, and nobody else's code or guess opens it.
    app.notice_at("department").await;
    round(&app).await.unwrap();
    assert!(mail.taken().is_empty());
    let guess = if code == "000000" { "000001" } else { "000000" };
    li.post(&format!("{SETTINGS}/mail/proof"), &prove(guess)).await.refused(Code::InvalidValue);
    app.person("chen")
        .await
        .post(&format!("{SETTINGS}/mail/proof"), &prove(&code))
        .await
        .refused(Code::Refused);
    let before = settings(&li).await;
    assert_eq!((before.mail, before.claimed_mail.as_deref()), (None, Some("li@office.example")));
    assert_eq!(li.post(&format!("{SETTINGS}/mail/proof"), &prove(&code)).await.status, 204);
    let after = settings(&li).await;
    assert_eq!((after.mail.as_deref(), after.claimed_mail), (Some("li@office.example"), None));
    let test = TestNotice { channel: Channel::Mail };
    assert_eq!(li.post(&format!("{SETTINGS}/test"), &test).await.status, 204);
    queued(&app, SendTest).await.unwrap();
    assert_eq!(mail.taken()[0].subject, "同舟：测试通知");
    for _ in 0..2 {
        assert_eq!(li.delete(&format!("{SETTINGS}/mail")).await.status, 204);
    }
    li.post(&format!("{SETTINGS}/test"), &test).await.refused(Code::Refused);
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_are_few_and_do_not_last() {
    let (app, mail) = with_mail().await;
    let (li, chen) = (app.person("li").await, app.person("chen").await);
    let claim = ClaimMail { address: "x@office.example".to_owned() };
    for _ in 0..5 {
        assert_eq!(li.post(&format!("{SETTINGS}/mail"), &claim).await.status, 204);
    }
    li.post(&format!("{SETTINGS}/mail"), &claim).await.refused(Code::TooManyAttempts);
    let wrong = ProveMail { code: "wrong!".to_owned() };
    for _ in 0..5 {
        li.post(&format!("{SETTINGS}/mail/proof"), &wrong).await.refused(Code::InvalidValue);
    }
    li.post(&format!("{SETTINGS}/mail/proof"), &wrong).await.refused(Code::TooManyAttempts);
    // Codes that a later claim replaced are not sent any more.
    for _ in 0..5 {
        queued(&app, SendCode).await.unwrap();
    }
    assert_eq!(mail.taken().len(), 1);
    assert_eq!(chen.post(&format!("{SETTINGS}/mail"), &claim).await.status, 204);
    queued(&app, SendCode).await.unwrap();
    let code = mail.taken()[0].text.chars().filter(char::is_ascii_digit).take(6).collect();
    app.later(SignedDuration::from_mins(15));
    chen.post(&format!("{SETTINGS}/mail/proof"), &ProveMail { code }).await.refused(Code::Refused);
}

#[tokio::test(flavor = "multi_thread")]
async fn choices_are_kept_under_their_version() {
    let (app, _mail) = with_mail().await;
    let (li, chen) = (app.person("li").await, app.person("chen").await);
    let fresh = settings(&li).await;
    assert_eq!((fresh.version, fresh.channels.as_slice(), fresh.mail), (0, [Channel::Mail].as_slice(), None));
    let wanted =
        SaveNoticeSettings { quiet: quiet("22:00", "07:30"), digest: Some("08:30".to_owned()), ..choices(0) };
    // The second is the double tap.
    for _ in 0..2 {
        let saved: NoticeSettings = li.put(SETTINGS, &wanted).await.ok();
        assert_eq!(
            (saved.version, saved.quiet, saved.digest),
            (1, wanted.quiet.clone(), wanted.digest.clone())
        );
    }
    li.put(SETTINGS, &choices(0)).await.refused(Code::StaleVersion);
    li.put(SETTINGS, &choices(7)).await.refused(Code::StaleVersion);
    chen.put(SETTINGS, &SaveNoticeSettings { version: 3, ..wanted.clone() })
        .await
        .refused(Code::StaleVersion);
    for wrong in [quiet("22:00", "22:00"), quiet("25:00", "07:00"), quiet("7:00", "08:00"), quiet("", "")] {
        let wanted = SaveNoticeSettings { quiet: wrong, ..choices(1) };
        li.put(SETTINGS, &wanted).await.refused(Code::InvalidValue);
    }
    let silences =
        [NoticeKind::Near, NoticeKind::Assigned].map(|kind| Silence { channel: Channel::Mail, kind });
    choose(&li, |choices| choices.silenced = silences.to_vec()).await;
    assert_eq!(settings(&li).await.quiet, None);
    assert_eq!(settings(&chen).await.silenced, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_mail_server_nothing_is_offered() {
    let app = TestApp::new().await;
    let li = app.person("li").await;
    assert_eq!(settings(&li).await.channels, []);
    let claim = ClaimMail { address: "li@office.example".to_owned() };
    li.post(&format!("{SETTINGS}/mail"), &claim).await.refused(Code::Refused);
    reached_at(&app, "li", "li@office.example").await;
    li.post(&format!("{SETTINGS}/test"), &TestNotice { channel: Channel::Mail }).await.refused(Code::Refused);
    app.notice_at("department").await;
    run(&app, Plan, json!(null)).await.unwrap();
    assert_eq!(pending(&app).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_asks_the_mail_server() {
    let mail = MailServer::start().await;
    let data = cluster().folder().join("mailing");
    let examined = |from: &str| {
        let mut doctor = process::command(&data);
        doctor.arg("doctor").env("TONGZHOU_MAIL_SERVER", format!("smtp://{}", mail.address));
        doctor.env("TONGZHOU_ORIGIN", "https://tongzhou.example").env("TONGZHOU_MAIL_FROM", from);
        let said = String::from_utf8(doctor.output().unwrap().stdout).unwrap();
        said.lines().find(|line| line.get(6..10) == Some("mail")).unwrap().to_owned()
    };
    let line = examined("tongzhou@office.example");
    assert!(line.starts_with("ok  ") && line.contains("answers"), "{line}");
    let line = examined("tongzhou");
    assert!(line.starts_with("FAIL") && line.contains("TONGZHOU_MAIL_FROM"), "{line}");
    mail.be(Mood::Closed);
    let line = examined("tongzhou@office.example");
    assert!(line.starts_with("FAIL") && line.contains("421"), "{line}");
}
