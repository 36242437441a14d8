//! `/api/inbox`: filters, orders, saved views and what a box can be narrowed down to.

use api::{
    CaseId, Code, Page,
    cases::{InboxBox, InboxRow, Urgency},
    documents::Draft,
    inbox::{BatchVerb, Facets, InboxQuery, RenameView, SaveView, SavedView},
    session::Session,
};
use flow::Command;
use jiff::SignedDuration;

use crate::support::{
    Client, TestApp, city,
    documents::{notice, notice_about},
};

async fn asked(client: &Client, question: &str) -> Vec<CaseId> {
    let page: Page<InboxRow> = client.get(&format!("/api/inbox?{question}")).await.ok();
    page.rows.into_iter().map(|row| row.case.id).collect()
}

/// A notice with the deadline that an urgent one must have.
fn pressing(matter: &str, urgency: Urgency) -> Draft {
    Draft { urgency, due_on: Some("2026-12-31".to_owned()), ..notice_about(matter) }
}

/// The drafter and their head on the next day: nobody's session lasts the night.
async fn a_day_later(app: &TestApp) -> (Client, Client) {
    app.later(SignedDuration::from_hours(24));
    (app.sign_in("zhang").await, app.sign_in("li").await)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_filter_narrows_a_box_down() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let urgent = zhang.open(&pressing("急件", Urgency::Flash)).await;
    let (zhang, li) = a_day_later(&app).await;
    let plain = zhang.open(&notice_about("平件")).await;
    for case in [urgent, plain] {
        app.later(SignedDuration::from_secs(1));
        zhang.submit(case).await;
    }
    let session: Session = zhang.get("/api/session").await.ok();
    let (own, other) = (session.posts[0].organ, li.person());
    for (question, wanted) in [
        ("box=todo".to_owned(), vec![plain, urgent]),
        ("box=todo&urgency=flash".to_owned(), vec![urgent]),
        ("box=todo&urgency=normal".to_owned(), vec![plain]),
        ("box=todo&module=documents&kind=outgoing".to_owned(), vec![plain, urgent]),
        ("box=todo&module=meetings".to_owned(), vec![]),
        ("box=todo&kind=incoming".to_owned(), vec![]),
        (format!("box=todo&organ={own}"), vec![plain, urgent]),
        (format!("box=todo&organ={other}"), vec![]),
        ("box=todo&step=部门负责人审核".to_owned(), vec![plain, urgent]),
        ("box=todo&step=签发".to_owned(), vec![]),
        ("box=todo&from=2026-11-24".to_owned(), vec![plain, urgent]),
        ("box=todo&to=2026-11-23".to_owned(), vec![]),
        ("box=todo&from=2026-11-24&to=2026-11-24".to_owned(), vec![plain, urgent]),
        ("box=todo&q=急件".to_owned(), vec![urgent]),
        ("box=todo&q=张".to_owned(), vec![plain, urgent]),
        ("box=todo&due=overdue".to_owned(), vec![]),
        ("box=todo&due=ahead".to_owned(), vec![plain, urgent]),
        ("box=todo&urgency=flash&q=急&kind=outgoing&due=ahead".to_owned(), vec![urgent]),
    ] {
        assert_eq!(asked(&li, &question).await, wanted, "{question}");
    }
    for (question, wanted) in [
        ("box=following&step=部门负责人审核".to_owned(), vec![plain, urgent]),
        ("box=following&step=签发".to_owned(), vec![]),
        ("box=following&due=ahead".to_owned(), vec![plain, urgent]),
        ("box=mine&urgency=flash&step=部门负责人审核".to_owned(), vec![urgent]),
        ("box=mine&from=2026-11-25".to_owned(), vec![]),
    ] {
        assert_eq!(asked(&zhang, &question).await, wanted, "{question}");
    }
    // Two working days end with the second; on its morning the end is near.
    a_day_later(&app).await;
    let (_, li) = a_day_later(&app).await;
    assert_eq!(asked(&li, "box=todo&due=near").await, [plain, urgent]);
    a_day_later(&app).await;
    let (zhang, li) = a_day_later(&app).await;
    assert_eq!(asked(&li, "box=todo&due=overdue").await, [plain, urgent]);
    assert_eq!(asked(&zhang, "box=following&due=overdue").await, [plain, urgent]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_due_comes_before_what_is_new_and_pages_whole() {
    let app = TestApp::new().await;
    let (mut zhang, mut li) = (app.person("zhang").await, app.person("li").await);
    let (mut all, mut expected) = (Vec::new(), Vec::new());
    for index in 0..45 {
        // Three days of arrival, and with them three deadlines.
        if index % 15 == 0 {
            (zhang, li) = a_day_later(&app).await;
        }
        let urgency = [Urgency::Normal, Urgency::Urgent, Urgency::Flash][index % 3];
        let case = zhang.open(&pressing(&format!("第{index}项"), urgency)).await;
        zhang.submit(case).await;
        all.push((index / 15, std::cmp::Reverse(urgency), case));
    }
    let (mut after, mut seen) = (String::new(), Vec::new());
    loop {
        let page: Page<InboxRow> = li.get(&format!("/api/inbox?box=todo&sort=due{after}")).await.ok();
        seen.extend(page.rows.into_iter().map(|row| row.case.id));
        let Some(next) = page.next else { break };
        after = format!("&after={next}");
    }
    all.sort_by_key(|(day, urgency, _)| (*day, *urgency));
    let place =
        |case: &CaseId| all.iter().find(|(_, _, id)| id == case).map(|(day, urgency, _)| (*day, *urgency));
    expected.extend(all.iter().map(|(day, urgency, _)| Some((*day, *urgency))));
    assert_eq!(seen.iter().map(place).collect::<Vec<_>>(), expected);
    assert_eq!(seen.iter().collect::<std::collections::BTreeSet<_>>().len(), 45);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_tell_how_long_and_what_a_tap_can_do() {
    let app = TestApp::new().await;
    let (zhang, li) = (app.person("zhang").await, app.person("li").await);
    let case = zhang.open(&notice()).await;
    assert_eq!(zhang.inbox("todo").await[0].quick, None, "a draft is submitted where it is written");
    app.later(SignedDuration::from_mins(20));
    zhang.submit(case).await;
    app.later(SignedDuration::from_mins(5));
    let mine = &zhang.inbox("following").await[0];
    assert_eq!((mine.took, mine.item), (Some(20), None), "twenty minutes of drafting");
    assert_eq!(mine.standing.as_deref(), Some("2026-11-23T01:50:00Z"));
    let asked = &li.inbox("todo").await[0];
    assert_eq!(asked.quick, Some(BatchVerb::Approve));
    assert!(asked.item.is_some());
    assert_eq!(asked.standing, Some(asked.since.clone()));
    li.act(case, Command::Circulate { posts: vec![city::post("wang")], note: None }).await;
    let wang = app.person("wang").await;
    assert_eq!(wang.inbox("to_read").await[0].quick, Some(BatchVerb::MarkRead));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_urged_is_a_box_of_its_own() {
    let app = TestApp::new().await;
    let (zhang, li) = (app.person("zhang").await, app.person("li").await);
    let (quiet, urged) = (zhang.open(&notice_about("不急")).await, zhang.open(&notice_about("要催")).await);
    for case in [quiet, urged] {
        zhang.submit(case).await;
    }
    assert_eq!(li.inbox_cases("urged").await, []);
    zhang.act(urged, Command::Urge { items: vec![], note: None }).await;
    assert_eq!(li.inbox_cases("urged").await, [urged]);
    assert_eq!(li.get("/api/session").await.ok::<Session>().urged, 1);
    assert_eq!(zhang.inbox("following").await.iter().find(|row| row.case.id == urged).unwrap().urged, 1);
    li.approve(urged, "").await;
    assert_eq!(li.inbox_cases("urged").await, []);
    assert_eq!(li.get("/api/session").await.ok::<Session>().urged, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_box_says_what_it_can_be_narrowed_down_to() {
    let app = TestApp::new().await;
    let (zhang, li) = (app.person("zhang").await, app.person("li").await);
    for _ in 0..2 {
        zhang.submit(zhang.open(&notice()).await).await;
    }
    let facets: Facets = li.get("/api/inbox/facets?box=todo&urgency=flash").await.ok();
    assert_eq!((facets.kinds[0].module.as_str(), facets.kinds[0].kind.as_str()), ("documents", "outgoing"));
    assert_eq!(facets.kinds[0].count, 2);
    assert_eq!((facets.steps[0].chinese.as_str(), facets.steps[0].count), ("部门负责人审核", 2));
    assert_eq!((facets.organs[0].name.as_str(), facets.organs[0].count), (city::BUREAU, 2));
    assert_eq!(zhang.get("/api/inbox/facets?box=mine").await.ok::<Facets>().kinds[0].count, 2);
    assert_eq!(
        app.person("wang").await.get("/api/inbox/facets?box=todo").await.ok::<Facets>(),
        Facets::default()
    );
}

fn view(name: &str, of: InboxBox, pinned: bool) -> SaveView {
    let mut query = InboxQuery::new(of);
    query.urgency = Some(Urgency::Flash);
    query.after = Some("never kept".to_owned());
    SaveView { name: name.to_owned(), query, pinned }
}

#[tokio::test(flavor = "multi_thread")]
async fn views_are_kept_by_name_and_are_ones_own() {
    let app = TestApp::new().await;
    let (zhang, li) = (app.person("zhang").await, app.person("li").await);
    let views: Vec<SavedView> =
        zhang.post("/api/inbox/views", &view(" 特急 ", InboxBox::Todo, false)).await.ok();
    assert_eq!((views[0].name.as_str(), views[0].query.as_str()), ("特急", "box=todo&urgency=flash"));
    let again: Vec<SavedView> =
        zhang.post("/api/inbox/views", &view("特急", InboxBox::Mine, true)).await.ok();
    assert_eq!(again.len(), 1, "the same name is the same view");
    assert_eq!((again[0].query.as_str(), again[0].pinned), ("box=mine&urgency=flash", true));
    assert_eq!(li.get("/api/inbox/views").await.ok::<Vec<SavedView>>(), []);
    let id = again[0].id;
    li.delete(&format!("/api/inbox/views/{id}")).await.refused(Code::NotFound);
    assert!(zhang.delete(&format!("/api/inbox/views/{id}")).await.is_ok());
    zhang.delete(&format!("/api/inbox/views/{id}")).await.refused(Code::NotFound);
    for name in ["", "   ", "一二三四五六七八九十一二三四五六七八九十一"] {
        zhang
            .post("/api/inbox/views", &view(name, InboxBox::Todo, false))
            .await
            .refused(Code::MalformedRequest);
    }
    for index in 0..20 {
        zhang
            .post("/api/inbox/views", &view(&format!("视图{index}"), InboxBox::Todo, false))
            .await
            .ok::<Vec<SavedView>>();
    }
    zhang.post("/api/inbox/views", &view("多余", InboxBox::Todo, false)).await.refused(Code::TooManyViews);
    zhang.post("/api/inbox/views", &view("视图3", InboxBox::Done, false)).await.ok::<Vec<SavedView>>();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_takes_another_name_that_is_free() {
    let app = TestApp::new().await;
    let (zhang, li) = (app.person("zhang").await, app.person("li").await);
    zhang.post("/api/inbox/views", &view("特急", InboxBox::Todo, true)).await.ok::<Vec<SavedView>>();
    let views: Vec<SavedView> =
        zhang.post("/api/inbox/views", &view("我的", InboxBox::Mine, true)).await.ok();
    let path = format!("/api/inbox/views/{}", views[0].id);
    let named = |name: &str| RenameView { name: name.to_owned() };
    let renamed: Vec<SavedView> = zhang.put(&path, &named(" 特急待办 ")).await.ok();
    assert_eq!(renamed[0], SavedView { name: "特急待办".to_owned(), ..views[0].clone() });
    assert_eq!(
        zhang.put(&path, &named("特急待办")).await.ok::<Vec<SavedView>>(),
        renamed,
        "twice is no fault"
    );
    zhang.put(&path, &named("我的")).await.refused(Code::NameTaken);
    zhang.put(&path, &named("  ")).await.refused(Code::MalformedRequest);
    li.put(&path, &named("别人的")).await.refused(Code::NotFound);
    assert_eq!(zhang.get("/api/inbox/views").await.ok::<Vec<SavedView>>(), renamed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_is_none_is_refused() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let id = city::person("zhang");
    for question in [
        "box=todo&urgency=soon",
        "box=todo&due=never",
        "box=todo&organ=1",
        "box=todo&from=2026-13-01",
        "box=todo&to=99999-01-01",
        "box=todo&sort=oldest",
        "box=done&sort=due",
        "box=todo&step=%00",
        &format!("box=todo&sort=due&after=1_{id}_0"),
        &format!("box=todo&after=1_{id}_0_never_0"),
        &format!("box=todo&after=1_{id}_99999999999"),
    ] {
        zhang.get(&format!("/api/inbox?{question}")).await.refused(Code::MalformedRequest);
    }
}
