//! 手写签批: an opinion written by hand goes with its act, is bound into the history and shown as a picture.

use api::{
    CaseId, Code,
    cases::{Act, Acted, Payload},
    chain::{Break, BreakReason},
    handwriting::{Handwriting, Point, WORDS, hash},
};
use flow::{Command, ItemId, ReturnTo};
use sqlx::Executor;
use uuid::Uuid;

use crate::support::{Client, TestApp, city, documents::notice};

/// A stroke from left to right, pressed ever harder, and a dot.
fn written() -> Handwriting {
    let point =
        |step: u16| Point(500 + 40 * step, 300 + 10 * (step % 5), u32::from(step) * 8, 60 + 4 * step as u8);
    Handwriting { strokes: vec![(0..40).map(point).collect(), vec![Point(600, 700, 900, 128)]] }
}

async fn act(person: &Client, case: CaseId, opinion: Option<&str>, handwriting: Handwriting) -> Act {
    let (item, version) = person.standing(case).await;
    let opinion = opinion.map(str::to_owned);
    let command = Command::Approve { item, opinion, choices: Default::default() };
    Act { handwriting: Some(handwriting), ..Act::new(Uuid::new_v4(), version, command) }
}

#[tokio::test(flavor = "multi_thread")]
async fn handwriting_alone_is_an_opinion() {
    let app = TestApp::new().await;
    let case = app.notice_at("department").await;
    let li = app.person("li").await;
    let act = act(&li, case, None, written()).await;
    li.send_act(case, &act).await.ok::<Acted>();

    let view = li.view(case).await.case;
    let opinion = view.opinions.last().unwrap();
    assert_eq!((opinion.text.as_str(), opinion.slot.as_deref()), (WORDS, Some("department")));
    let size = opinion.handwriting.unwrap();
    assert_eq!((size.width, size.height), (164, 48), "cut to what was written");
    let payload: Payload = serde_json::from_str(&view.events.last().unwrap().record.payload).unwrap();
    let stored = serde_json::to_string(&written()).unwrap();
    assert_eq!(payload.facts["handwriting"], hash(&stored), "the chain covers the strokes");

    let address = format!("/api/cases/{case}/handwriting/{}", opinion.sequence);
    let picture = li.get(&address).await;
    assert_eq!(picture.header("content-type"), "image/svg+xml");
    assert!(picture.text().starts_with("<svg ") && picture.text().contains("<path "), "{}", picture.text());
    li.get(&format!("/api/cases/{case}/handwriting/1")).await.refused(Code::NotFound);
    app.person("zhao").await.get(&address).await.refused(Code::NotFound);
    app.stranger().get(&address).await.refused(Code::NotSignedIn);
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sent_twice_it_is_written_once() {
    let app = TestApp::new().await;
    let case = app.notice_at("department").await;
    let li = app.person("li").await;
    let act = act(&li, case, Some("同意，请抓紧。"), written()).await;
    let first: Acted = li.send_act(case, &act).await.ok();
    assert_eq!(li.send_act(case, &act).await.ok::<Acted>(), first);
    let mut other = act.clone();
    other.handwriting.as_mut().unwrap().strokes.pop();
    li.send_act(case, &other).await.refused(Code::KeyReused);
    assert_eq!(app.count("select count(*) from handwriting").await, 1);
    let opinion = li.view(case).await.case.opinions.pop().unwrap();
    assert_eq!(opinion.text, "同意，请抓紧。", "words and hand stand beside each other");
    assert!(opinion.handwriting.is_some());
}

/// Where words are demanded, the hand may give them.
#[tokio::test(flavor = "multi_thread")]
async fn a_return_may_be_reasoned_by_hand() {
    let app = TestApp::new().await;
    let case = app.notice_at("department").await;
    let li = app.person("li").await;
    let command = |item| Command::Return {
        item,
        to: ReturnTo::Drafter,
        then: Default::default(),
        opinion: " ".to_owned(),
    };
    li.try_with_item(case, command).await.refused(Code::OpinionRequired);
    let act = Act { command: command(ItemId(1)), ..act(&li, case, None, written()).await };
    li.send_act(case, &act).await.ok::<Acted>();
    let view = app.person("zhang").await.view(case).await.case;
    assert!(view.opinions.last().unwrap().handwriting.is_some());
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_handwriting_is_refused_and_nothing_changes() {
    let app = TestApp::new().await;
    let mut draft = notice();
    draft.countersigners = vec![city::department("安全处")];
    let case = app.draft_at("department", &draft).await;
    let li = app.person("li").await;
    let before = app.fingerprint().await;
    let point = |index: usize| Point((index % 900) as u16, 9, index as u32, 0);
    let long = Handwriting { strokes: vec![(0..=Handwriting::MOST_POINTS).map(point).collect()] };
    let mut outside = written();
    outside.strokes[0][0].0 = Handwriting::SIDE + 1;
    let cases = [
        (Handwriting::default(), Code::HandwritingEmpty),
        (Handwriting { strokes: vec![vec![Point(9, 9, 0, 128)]] }, Code::HandwritingEmpty),
        (long, Code::HandwritingTooLong),
        (outside, Code::InvalidValue),
    ];
    for (handwriting, code) in cases {
        let act = act(&li, case, Some("同意"), handwriting).await;
        let problem = li.send_act(case, &act).await.refused(code);
        assert_eq!(problem.detail.as_deref(), Some("handwriting"));
    }
    // A transfer carries a note, not an opinion.
    let transfer = Command::Transfer { item: ItemId(1), to: city::post("wang"), note: None };
    let act = Act { command: transfer, ..act(&li, case, None, written()).await };
    li.send_act(case, &act).await.refused(Code::InvalidValue);
    assert_eq!(app.fingerprint().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_stroke_is_found() {
    let app = TestApp::new().await;
    let changes = [
        "update handwriting set strokes = replace(strokes, '[500,300', '[900,300')",
        "delete from handwriting",
        "insert into handwriting select case_id, 1 + sequence, strokes, width, height from handwriting",
    ];
    for change in changes {
        let case = app.notice_at("department").await;
        let li = app.person("li").await;
        let act = act(&li, case, None, written()).await;
        li.send_act(case, &act).await.ok::<Acted>();
        assert_eq!(li.verification(case).await.broken, None);
        let mut owner = app.owner().await;
        owner.execute("set session_replication_role = replica").await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(format!("{change} where case_id = '{case}'")))
            .execute(&mut owner)
            .await
            .unwrap();
        let sequence = if change.starts_with("insert") { 4 } else { 3 };
        let expected = Break { sequence, reason: BreakReason::Content };
        assert_eq!(li.verification(case).await.broken, Some(expected), "{change}");
    }
}
