//! What is refused, and that nothing is left of it.

use api::{
    Code,
    cases::{Acted, Urgency},
    documents::{
        Handling, Origin, Plan, RegisterIncoming, Registration, SavePlan, SaveRegistration, Secrecy,
    },
};
use uuid::Uuid;

use crate::support::{
    TestApp, city,
    incoming::{plan, registration},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_that_may_not_be() {
    let app = TestApp::new().await;
    let sun = app.person("sun").await;
    for grade in [Secrecy::Confidential, Secrecy::Secret, Secrecy::TopSecret] {
        let secret = Registration { secrecy: grade, ..registration() };
        sun.try_register("sun", &secret).await.refused(Code::SecretGrade);
    }
    let long = "长".repeat(201);
    for (field, wrong) in [
        ("sender", Registration { sender: "  ".to_owned(), ..registration() }),
        ("title", Registration { title: long, ..registration() }),
        ("reference", Registration { reference: Some("号".repeat(61)), ..registration() }),
        ("copies", Registration { copies: 0, ..registration() }),
        ("received_on", Registration { received_on: "2026-11-24".to_owned(), ..registration() }),
        ("received_on", Registration { received_on: "昨天".to_owned(), ..registration() }),
        ("written_on", Registration { written_on: Some("2026-11-30".to_owned()), ..registration() }),
    ] {
        let problem = sun.try_register("sun", &wrong).await.refused(Code::InvalidValue);
        assert_eq!(problem.detail.as_deref(), Some(field));
    }
    let unknown = Registration { sender_organ: Some(api::OrganId(Uuid::new_v4())), ..registration() };
    sun.try_register("sun", &unknown).await.refused(Code::InvalidValue);
    let file: api::files::File = app.person("zhang").await.upload("别人的.pdf", "%PDF-1.7\n").await.ok();
    let taken = Registration { files: vec![file.id], ..registration() };
    sun.try_register("sun", &taken).await.refused(Code::NotFound);
    for account in ["zhang", "chen", "wu"] {
        app.person(account).await.try_register(account, &registration()).await.refused(Code::NotAllowed);
    }
    sun.try_register("jiang", &registration()).await.refused(Code::NotAllowed);
    app.person("shen").await.try_register("shen", &registration()).await.refused(Code::NoRegister);
    let by_exchange = RegisterIncoming {
        key: Uuid::new_v4(),
        post: city::post("sun"),
        origin: Origin::Exchange,
        registration: registration(),
    };
    sun.post("/api/documents/incoming", &by_exchange).await.refused(Code::InvalidValue);
    assert_eq!(app.count("select count(*) from incoming_documents").await, 0);
    assert_eq!(app.count("select count(*) from cases where kind = 'incoming'").await, 0);
    // Nothing of it used a number up, and one key registers once.
    let request = RegisterIncoming { origin: Origin::Paper, ..by_exchange };
    let first = sun.post("/api/documents/incoming", &request).await;
    assert_eq!(sun.post("/api/documents/incoming", &request).await.body, first.body);
    assert_eq!(app.count("select last::bigint from register_years").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_may_not_be() {
    let app = TestApp::new().await;
    let urgent = Registration { urgency: Urgency::Urgent, ..registration() };
    let case = app.checked(&urgent).await;
    let (chen, sun) = (app.person("chen").await, app.person("sun").await);
    let good = plan(&["wu"], &["数据资源处"], &[]);
    sun.try_plan(case, &good).await.refused(Code::NotAllowed);
    app.person("jiang")
        .await
        .put(&format!("/api/documents/incoming/{case}/plan"), &SavePlan { version: 3, plan: good.clone() })
        .await
        .refused(Code::NotFound);
    for (field, wrong) in [
        ("leaders", Plan { leaders: vec![city::post("jiang")], ..Plan::default() }),
        ("readers", Plan { readers: vec![city::post("he")], ..Plan::default() }),
        ("readers", plan(&[], &[], &["wu", "wu"])),
        (
            "departments",
            Plan { departments: vec![city::department_of(city::EDUCATION, "办公室")], ..Plan::default() },
        ),
        ("working_days", Plan { working_days: Some(0), ..good.clone() }),
    ] {
        let problem = chen.try_plan(case, &wrong).await.refused(Code::InvalidValue);
        assert_eq!(problem.detail.as_deref(), Some(field));
    }
    let stale = SavePlan { version: 1, plan: good.clone() };
    chen.put(&format!("/api/documents/incoming/{case}/plan"), &stale).await.refused(Code::StaleVersion);
    // 条例 art. 24 (四): what is urgent gets a time limit.
    chen.try_plan(case, &good).await.ok::<Acted>();
    chen.try_approve(case, "请办理。").await.refused(Code::DeadlineRequired);
    chen.plan(case, &Plan { working_days: Some(2), ..good.clone() }, "请办理。").await;
    chen.try_plan(case, &good).await.refused(Code::NotAllowed);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_to_be_read_needs_readers() {
    let app = TestApp::new().await;
    let reading = Registration { handling: Handling::Reading, ..registration() };
    let case = app.checked(&reading).await;
    let chen = app.person("chen").await;
    chen.try_plan(case, &plan(&["wu"], &["数据资源处"], &[])).await.ok::<Acted>();
    chen.try_approve(case, "请阅。").await.refused(Code::PlanIncomplete);
}

/// What stands on the paper may be read again until it has passed the first check.
#[tokio::test(flavor = "multi_thread")]
async fn a_registration_is_corrected_while_it_is_at_hand() {
    let app = TestApp::new().await;
    let case = app.registered(&registration()).await;
    let sun = app.person("sun").await;
    let corrected = Registration {
        sender: "浙江省数据局".to_owned(),
        title: "浙江省数据局关于开展公共数据质量检查的通报".to_owned(),
        copies: 3,
        handling: Handling::Reading,
        ..registration()
    };
    let put = |version, registration: &Registration| {
        let body = SaveRegistration { version, registration: registration.clone() };
        let sun = sun.clone();
        async move { sun.put(&format!("/api/documents/incoming/{case}/registration"), &body).await }
    };
    put(1, &corrected).await.refused(Code::StaleVersion);
    put(2, &Registration { secrecy: Secrecy::Secret, ..corrected.clone() }).await.refused(Code::SecretGrade);
    put(2, &corrected).await.ok::<Acted>();
    let view = sun.view(case).await;
    assert_eq!(
        (view.case.summary.title.as_str(), view.draft.genre.as_str()),
        (corrected.title.as_str(), "通报")
    );
    let known = view.incoming.unwrap();
    assert_eq!((known.sender.as_str(), known.copies, known.handling), ("浙江省数据局", 3, Handling::Reading));
    sun.try_check(case, api::documents::Check::ALL).await.ok::<Acted>();
    put(3, &corrected).await.refused(Code::NotAllowed);
    app.assert_sound().await;
}
