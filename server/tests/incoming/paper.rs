//! What came on paper, to be handled (办件): registered, checked, planned, instructed by two leaders, handled by a lead and a
//! joint department, circulated, finished.

use api::{
    CaseId, Code,
    cases::{Acted, CaseStatus, ItemState, Payload},
    documents::{Check, Opened, Pages, Plan, Registration},
};
use flow::Command;

use crate::support::{
    TestApp,
    incoming::{plan, registration},
};

#[tokio::test(flavor = "multi_thread")]
async fn from_paper_to_the_end() {
    let app = TestApp::new().await;
    let case = registered(&app).await;
    planned_and_instructed(&app, case).await;
    handled(&app, case).await;
    read_and_finished(&app, case).await;
    app.assert_sound().await;
}

async fn registered(app: &TestApp) -> CaseId {
    let sun = app.person("sun").await;
    // Some document stands for the scan of one.
    let printed = app.notice_at("department").await;
    let pdf = app.person("zhang").await.get(&format!("/api/documents/{printed}/pdf")).await.body;
    let scan: api::files::File = sun.upload("来文扫描件.pdf", pdf).await.ok();
    let with_scan = Registration { files: vec![scan.id], ..registration() };
    let case = sun.try_register("sun", &with_scan).await.ok::<Opened>().case;
    let view = sun.view(case).await;
    assert_eq!(view.case.summary.kind, "incoming");
    assert_eq!(view.case.summary.number.as_deref(), Some("浙数局〔2026〕45号"));
    assert_eq!(view.case.summary.steps[0].chinese, "初审");
    let known = view.incoming.unwrap();
    assert_eq!(known.registered_as.as_deref(), Some("舟大数据收〔2026〕1号"));
    assert_eq!((known.files.len(), known.copies), (1, 2));
    assert_eq!((known.may_register, known.may_plan, known.may_reply), (true, false, true));
    let pages: Pages = sun.get(&format!("/api/documents/{case}/pages")).await.ok();
    assert!(pages.pages >= 1, "the scan is shown as pages");
    assert_eq!(pages.file, Some(scan.id));
    let picture = sun.get(&format!("/api/documents/{case}/pages/{}/0", pages.hash)).await;
    assert!(picture.body.starts_with(b"RIFF"));
    sun.try_check(case, Check::ALL).await.ok::<Acted>();
    case
}

async fn planned_and_instructed(app: &TestApp, case: CaseId) {
    let (chen, qian) = (app.person("chen").await, app.person("qian").await);
    assert_eq!(qian.inbox_cases("todo").await, [case], "any of the office may plan");
    chen.try_approve(case, "拟请吴局批示。").await.refused(Code::PlanIncomplete);
    let first = Plan {
        working_days: Some(5),
        ..plan(&["wu", "zheng"], &["数据资源处", "政务服务处"], &["feng", "qian"])
    };
    let acted = chen.plan(case, &first, "拟请数据资源处牵头办理。").await;
    assert_eq!(acted.next[0].name, "吴刚", "one leader after another");
    let (wu, zheng) = (app.person("wu").await, app.person("zheng").await);
    assert!(wu.incoming(case).await.may_plan && !zheng.inbox_cases("todo").await.contains(&case));
    wu.approve(case, "请数据资源处牵头，一周内报结果。").await;
    // The second leader adds a department.
    let second = Plan {
        working_days: Some(3),
        ..plan(&["wu", "zheng"], &["数据资源处", "政务服务处", "安全处"], &["feng", "qian"])
    };
    let acted = zheng.plan(case, &second, "安全处一并参加。").await;
    let names: Vec<&str> = acted.next.iter().map(|next| next.name.as_str()).collect();
    assert_eq!(names, ["李华", "王静", "赵磊"]);
    let view = zheng.view(case).await.case;
    let payload: Payload = serde_json::from_str(&view.events.last().unwrap().record.payload).unwrap();
    assert_eq!(payload.facts["lead"], "数据资源处");
    assert_eq!(payload.facts["joint"], "政务服务处、安全处");
    let open: Vec<_> = view.items.iter().filter(|item| item.state == ItemState::Open).collect();
    // Monday the 23rd and three working days.
    assert!(open.iter().all(|item| item.due_at.as_deref().unwrap().starts_with("2026-11-26")), "{open:?}");
}

async fn handled(app: &TestApp, case: CaseId) {
    let (li, wang, zhao) = (app.person("li").await, app.person("wang").await, app.person("zhao").await);
    let problem = li.try_approve(case, "已办。").await.refused(Code::Refused);
    assert_eq!(problem.detail.as_deref(), Some("joint_unfinished"), "the lead waits for the joint ones");
    wang.try_approve(case, "").await.refused(Code::OpinionRequired);
    let problem = wang
        .try_with_item(case, |item| Command::Reject {
            item,
            opinion: "不办".to_owned(),
            choices: Default::default(),
        })
        .await
        .refused(Code::Refused);
    assert_eq!(problem.detail.as_deref(), Some("lead_only"));
    // 催办 by whoever registered it.
    let sun = app.person("sun").await;
    sun.act(case, Command::Urge { items: Vec::new(), note: Some("请抓紧".to_owned()) }).await;
    assert_eq!(wang.inbox("todo").await[0].urged, 1);
    wang.approve(case, "政务服务数据已核对。").await;
    zhao.approve(case, "安全检查完成。").await;
    li.approve(case, "三个系统已完成整改，情况汇总如下。").await;
}

fn said(slot: &api::cases::OpinionSlot) -> usize {
    slot.groups.iter().map(|group| group.opinions.len()).sum()
}

async fn read_and_finished(app: &TestApp, case: CaseId) {
    let (feng, qian, chen) = (app.person("feng").await, app.person("qian").await, app.person("chen").await);
    qian.approve(case, "").await;
    feng.approve(case, "已阅，建议归入年度台账。").await;
    let acted = chen.approve(case, "同意办结。").await;
    assert_eq!(acted.status, CaseStatus::Finished);
    let view = chen.view(case).await.case;
    let slots: Vec<(&str, usize)> =
        view.slots.iter().map(|slot| (slot.name.chinese.as_str(), said(slot))).collect();
    assert_eq!(
        slots,
        [
            ("初审意见", 0),
            ("拟办意见", 1),
            ("领导批示", 2),
            ("承办情况", 3),
            ("传阅意见", 1),
            ("办结意见", 1)
        ]
    );
    let sheet = chen.get(&format!("/api/cases/{case}/form")).await;
    assert!(sheet.body.starts_with(b"%PDF-"));
    assert_eq!(chen.verification(case).await.broken, None);
    let he = app.person("he").await;
    he.get(&format!("/api/documents/{case}")).await.refused(Code::NotFound);
}
