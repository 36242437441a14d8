//! 重复登记: noticed by organ and number in any notation, and by the same file; allowed with a reason.

use api::{
    Code,
    documents::{Duplicate, Opened, Registration},
};

use crate::support::{
    TestApp, city,
    incoming::{registration, registration_of},
};

#[tokio::test(flavor = "multi_thread")]
async fn one_number_in_any_notation_is_one_document() {
    let app = TestApp::new().await;
    let sun = app.person("sun").await;
    let first = app.registered(&registration()).await;
    for notation in [
        "浙数局〔2026〕45号",
        "浙数局[2026]45号",
        "浙数局（2026）第045号",
        "浙数局 2026-45",
        "浙数局２０２６－４５",
    ] {
        let again = Registration { reference: Some(notation.to_owned()), ..registration() };
        let problem = sun.try_register("sun", &again).await.refused(Code::DuplicateRegistration);
        assert_eq!(problem.detail.as_deref(), Some("舟大数据收〔2026〕1号"), "{notation}");
        let found = asked(&app, &format!("&sender={}&reference={notation}", registration().sender)).await;
        assert_eq!(found.len(), 1, "{notation}");
        assert_eq!((found[0].case, found[0].same_file), (first, false));
    }
    for (sender, other) in [
        ("浙江省大数据发展管理局", "浙数局〔2026〕4号"),
        ("浙江省大数据发展管理局", "浙数局〔2025〕45号"),
        ("浙江省财政厅", "浙数局〔2026〕45号"),
    ] {
        assert_eq!(asked(&app, &format!("&sender={sender}&reference={other}")).await, [], "{sender} {other}");
    }
    // No number was lost to what was refused.
    let reasoned = Registration {
        duplicate_reason: Some("第一次登记时漏附件，另行办理。".to_owned()),
        ..registration()
    };
    let second = sun.try_register("sun", &reasoned).await.ok::<Opened>().case;
    let known = sun.incoming(second).await;
    assert_eq!(known.registered_as.as_deref(), Some("舟大数据收〔2026〕2号"));
    assert_eq!(known.duplicate_reason.as_deref(), Some("第一次登记时漏附件，另行办理。"));
    assert_eq!(known.duplicates[0].case, first, "it is shown with a link");
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_is_noticed_whatever_is_written_beside_it() {
    let app = TestApp::new().await;
    let sun = app.person("sun").await;
    let first = app.scan("扫描一.pdf", "同一份").await;
    app.registered(&Registration { files: vec![first.id], ..registration_of(1) }).await;
    let again = app.scan("重扫.pdf", "同一份").await;
    let other = Registration {
        files: vec![again.id],
        sender: "浙江省财政厅".to_owned(),
        reference: None,
        ..registration_of(2)
    };
    sun.try_register("sun", &other).await.refused(Code::DuplicateRegistration);
    let found = asked(&app, &format!("&files={}", again.id)).await;
    assert_eq!((found.len(), found[0].same_file), (1, true));
    let different = app.scan("另一份.pdf", "另一份").await;
    app.registered(&Registration { files: vec![different.id], ..other }).await;
}

async fn asked(app: &TestApp, question: &str) -> Vec<Duplicate> {
    let organ = city::organ(city::BUREAU);
    app.person("sun")
        .await
        .get(&format!("/api/documents/incoming/duplicates?organ={organ}{question}"))
        .await
        .ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_registrar_of_the_organ_asks() {
    let app = TestApp::new().await;
    let path = format!("/api/documents/incoming/duplicates?organ={}", city::organ(city::BUREAU));
    for account in ["zhang", "jiang", "feng"] {
        app.person(account).await.get(&path).await.refused(Code::NotAllowed);
    }
    app.person("sun").await.get(&format!("{path}&files=x")).await.refused(Code::MalformedRequest);
}
