//! Rules that bind stop a draft from being handed on and from being signed (条例 ch. 4, domain rules R and F).

use api::{
    Code,
    cases::{Act, Acted, Payload},
    documents::{Draft, Genre},
};

use crate::support::{
    TestApp,
    documents::{forward, notice, paragraph},
};

/// What somebody does to a draft.
type Change = &'static dyn Fn(&mut Draft);

#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_a_binding_rule_is_not_submitted() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let broken: [(&str, Change); 7] = [
        ("标题", &|draft| draft.title = String::new()),
        ("通报", &|draft| draft.title = "舟山市大数据局关于换装的通报".to_owned()),
        ("正文", &|draft| draft.body = Vec::new()),
        ("主送", &|draft| draft.recipients = Vec::new()),
        ("时限", &|draft| draft.urgency = api::cases::Urgency::Urgent),
        ("国家秘密", &|draft| draft.body.push(paragraph("机密★1年"))),
        ("上行", &|draft| {
            draft.genre = Genre::Report;
            draft.title = "舟山市大数据局关于换装的报告".to_owned();
        }),
    ];
    for (word, change) in broken {
        let mut draft = notice();
        change(&mut draft);
        let case = zhang.open(&draft).await;
        let before = app.fingerprint().await;
        let problem = zhang.try_submit(case).await.refused(Code::InvalidDraft);
        assert!(
            problem.findings.iter().any(|finding| finding.contains(word)),
            "{word}: {:?}",
            problem.findings
        );
        assert_eq!(app.fingerprint().await, before);
        assert!(zhang.view(case).await.editable);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_reviewer_broke_is_not_signed() {
    let app = TestApp::new().await;
    let case = app.notice_at("review").await;
    let chen = app.person("chen").await;
    chen.edit(case, |draft| draft.title = "舟山市大数据局关于换装的请示".to_owned()).await;
    chen.approve(case, "改了标题").await;
    let wu = app.person("wu").await;
    let before = app.fingerprint().await;
    let problem = wu.try_approve(case, "同意").await.refused(Code::InvalidDraft);
    assert!(problem.findings.iter().any(|finding| finding.contains("请示")), "{:?}", problem.findings);
    assert_eq!(app.fingerprint().await, before);
    assert_eq!(wu.view(case).await.issue.signed_by, None);
    wu.send_back(case, flow::AfterReturn::Again, "标题不对").await;
    app.assert_sound().await;
}

/// 核稿, 条例 art. 20: which points the reviewer ticked is part of the history.
#[tokio::test(flavor = "multi_thread")]
async fn the_ticked_points_of_the_checklist_are_recorded() {
    let app = TestApp::new().await;
    let case = app.notice_at("review").await;
    let ticked = ["content", "grounds", "nonsense"].map(str::to_owned).to_vec();
    let act = Act { confirmed: ticked, ..forward(2) };
    let chen = app.person("chen").await;
    chen.send_act(case, &act).await.ok::<Acted>();
    chen.send_act(case, &act).await.ok::<Acted>();
    let other = Act { confirmed: Vec::new(), ..act };
    chen.send_act(case, &other).await.refused(Code::KeyReused);
    let view = chen.view(case).await.case;
    let payload: Payload = serde_json::from_str(&view.events.last().unwrap().record.payload).unwrap();
    assert_eq!(payload.facts["checklist"], "grounds,content");
    app.assert_sound().await;
}
