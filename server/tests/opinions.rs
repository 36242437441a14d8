//! Opinions (意见) in the places of the handling sheet (处理单).

use std::{path::Path, process::Command as Program};

use api::{
    Code,
    cases::{Act, Acted, CaseView, Opinion, OpinionSlot},
    handwriting::{Handwriting, Point},
};
use flow::{Command, ItemId};
use uuid::Uuid;

use crate::support::{TestApp, city, documents::notice};

/// Each place with its opinions as they are printed: department, name and words.
fn sheet(view: &CaseView) -> Vec<(String, Vec<String>)> {
    let said = |sequence: &i32| {
        let opinion: &Opinion = view.opinions.iter().find(|opinion| opinion.sequence == *sequence).unwrap();
        let back = if opinion.withdrawn { "（已收回）" } else { "" };
        format!("{}：{}{back}", opinion.name, opinion.text)
    };
    let place = |slot: &OpinionSlot| {
        let group = |group: &api::cases::OpinionGroup| {
            let said: Vec<String> = group.opinions.iter().map(said).collect();
            format!("{}{}", group.department.clone().unwrap_or_default(), said.concat())
        };
        (slot.id.clone(), slot.groups.iter().map(group).collect())
    };
    view.slots.iter().map(place).collect()
}

fn place<'a>(view: &'a CaseView, id: &str) -> &'a OpinionSlot {
    view.slots.iter().find(|slot| slot.id == id).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sheet_has_all_its_places_in_the_order_of_the_flow() {
    let app = TestApp::new().await;
    let case = app.notice_at("department").await;
    let zhang = app.person("zhang").await;
    let view = zhang.view(case).await.case;
    let ids: Vec<&str> = view.slots.iter().map(|slot| slot.id.as_str()).collect();
    assert_eq!(ids, ["department", "countersign", "review", "leader", "sign", "recheck"]);
    assert_eq!(place(&view, "sign").name.chinese, "签发意见");
    assert_eq!(place(&view, "sign").name.english, "Signing");
    assert!(view.slots.iter().all(|slot| slot.groups.is_empty()));
    assert_eq!(place(&view, "department").awaited, [ItemId(1)]);
    assert!(place(&view, "review").awaited.is_empty());

    app.person("li").await.approve(case, "同意。").await;
    let view = zhang.view(case).await.case;
    assert_eq!(sheet(&view)[0], ("department".to_owned(), vec!["李华：同意。".to_owned()]));
    let opinion = &view.opinions[0];
    let given = (opinion.title.as_str(), opinion.department.as_str(), opinion.organ.as_str());
    assert_eq!(given, ("处长", "数据资源处", city::BUREAU));
    assert!(place(&view, "department").awaited.is_empty());
}

/// 会签: under the departments in their order, whoever was faster.
#[tokio::test(flavor = "multi_thread")]
async fn countersigners_stand_in_the_order_of_their_departments() {
    let app = TestApp::new().await;
    let mut draft = notice();
    draft.countersigners = vec![city::department("安全处"), city::department("政务服务处")];
    let case = app.draft_at("department", &draft).await;
    app.person("li").await.approve(case, "请会签。").await;
    let zhao = app.person("zhao").await;
    zhao.approve(case, "无不同意见。").await;
    let view = zhao.view(case).await.case;
    assert_eq!(place(&view, "countersign").awaited.len(), 1, "one is still asked");
    app.person("wang").await.approve(case, "同意。").await;
    let view = zhao.view(case).await.case;
    let countersigned = ["政务服务处王静：同意。", "安全处赵磊：无不同意见。"].map(str::to_owned);
    assert_eq!(sheet(&view)[1], ("countersign".to_owned(), countersigned.to_vec()));
    assert!(place(&view, "countersign").awaited.is_empty());
}

/// A10.4: an opinion never disappears; one that was taken back says so, an empty one removes none.
#[tokio::test(flavor = "multi_thread")]
async fn an_opinion_that_was_taken_back_stays_and_says_so() {
    let app = TestApp::new().await;
    let case = app.notice_at("department").await;
    let li = app.person("li").await;
    li.approve(case, "同意。").await;
    li.act(case, Command::Withdraw { item: ItemId(1) }).await;
    let view = li.view(case).await.case;
    assert_eq!(sheet(&view)[0].1, ["李华：同意。（已收回）"]);
    assert_eq!(place(&view, "department").awaited.len(), 1);
    li.approve(case, "改后同意。").await;
    app.person("chen").await.approve(case, "").await;
    let view = li.view(case).await.case;
    assert_eq!(sheet(&view)[0].1, ["李华：同意。（已收回）李华：改后同意。"]);
    assert!(place(&view, "review").groups.is_empty(), "nothing was said");
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_while_reading_has_no_place_on_the_sheet() {
    let app = TestApp::new().await;
    let case = app.notice_at("department").await;
    let (zhang, wang) = (app.person("zhang").await, app.person("wang").await);
    zhang.act(case, Command::Circulate { posts: vec![city::post("wang")], note: None }).await;
    wang.with_item(case, |item| Command::MarkRead { item, opinion: Some("已阅".to_owned()) }).await;
    let view = zhang.view(case).await.case;
    assert_eq!(view.opinions[0].text, "已阅");
    assert_eq!(view.opinions[0].slot, None);
    assert!(view.slots.iter().all(|slot| slot.groups.is_empty()));
}

/// The words of a PDF without white space, as poppler reads them.
fn words_of(pdf: &[u8]) -> String {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("form-{}.pdf", Uuid::new_v4()));
    std::fs::write(&file, pdf).unwrap();
    let output = Program::new("pdftotext").arg("-raw").arg(&file).arg("-").output().unwrap();
    std::fs::remove_file(&file).unwrap();
    String::from_utf8(output.stdout).unwrap().chars().filter(|c| !c.is_whitespace()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_handling_sheet_is_printed_with_everything_that_stands() {
    let app = TestApp::new().await;
    let mut draft = notice();
    draft.countersigners = vec![city::department("政务服务处")];
    let case = app.draft_at("department", &draft).await;
    let (li, chen) = (app.person("li").await, app.person("chen").await);
    li.approve(case, "先说错了。").await;
    li.act(case, Command::Withdraw { item: ItemId(1) }).await;
    li.approve(case, "同意，请会签。").await;
    app.person("wang").await.approve(case, "无不同意见。").await;
    let (item, version) = chen.standing(case).await;
    let command = Command::Approve { item, opinion: None, choices: Default::default() };
    let stroke = (0..50).map(|step| Point(100 + 30 * step, 200, u32::from(step) * 8, 128)).collect();
    let mut act = Act::new(Uuid::new_v4(), version, command);
    act.handwriting = Some(Handwriting { strokes: vec![stroke] });
    chen.send_act(case, &act).await.ok::<Acted>();

    let path = format!("/api/cases/{case}/form");
    let form = li.get(&path).await;
    assert_eq!((form.status, form.header("content-type")), (200, "application/pdf"));
    let words = words_of(&form.body);
    for expected in [
        "舟山市大数据局发文处理单",
        "关于印发《数字政府建设“十四五”规划》的通知",
        "主送市教育局、市卫生健康委",
        "同意，请会签。数据资源处处长李华",
        "政务服务处无不同意见。",
        "核稿意见办公室办公室主任陈晨",
        "签发意见",
        "复核意见",
    ] {
        assert!(words.contains(expected), "{expected} in {words}");
    }
    assert!(!words.contains("先说错了"), "what was taken back is not printed: {words}");
    assert!(!words.contains("手写签批"), "the hand stands for itself: {words}");
    assert_eq!(li.get(&path).await.body, form.body, "the same case gives the same bytes");
    app.person("zhao").await.get(&path).await.refused(Code::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flow_without_places_has_no_handling_sheet() {
    let app = TestApp::new().await;
    sqlx::query("update flow_definitions set body = body - 'slots' where key = 'incoming'")
        .execute(&mut app.owner().await)
        .await
        .unwrap();
    app.notice_at("end").await;
    let jiang = app.person("jiang").await;
    let incoming = jiang.inbox_cases("todo").await[0];
    assert!(jiang.view(incoming).await.case.slots.is_empty());
    jiang.get(&format!("/api/cases/{incoming}/form")).await.refused(Code::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opinion_given_after_its_deadline_says_so() {
    let app = TestApp::new().await;
    let (late, timely) = (app.notice_at("department").await, app.notice_at("department").await);
    app.person("li").await.approve(timely, "同意。").await;
    // Two working days; a week.
    app.later(jiff::SignedDuration::from_hours(7 * 24));
    let li = app.sign_in("li").await;
    li.approve(late, "迟复为歉，同意。").await;
    assert!(li.view(late).await.case.opinions[0].late);
    assert!(!li.view(timely).await.case.opinions[0].late);
    let printed = words_of(&li.get(&format!("/api/cases/{late}/form")).await.body);
    assert!(printed.contains("（逾期）"), "{printed}");
    assert!(!words_of(&li.get(&format!("/api/cases/{timely}/form")).await.body).contains("逾期"));
    // The mark is in the chain.
    assert_eq!(li.verification(late).await.broken, None);
    let events = li.view(late).await.case.events;
    assert!(events.last().unwrap().record.payload.contains("\"late\":\""), "{events:?}");
}
