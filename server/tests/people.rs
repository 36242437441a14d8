//! `/api/people` and `/api/organs`: finding whom to choose.

use api::{
    Code, Page,
    organization::{OrganPlace, PeopleGroup, Places, PostEntry, SaveGroup, Suggestions},
};
use flow::Command;
use sqlx::Executor;
use uuid::Uuid;

use crate::support::{Client, TestApp, city, documents::notice};

async fn found(client: &Client, query: &str) -> Vec<String> {
    let page: Page<PostEntry> = client.get(&format!("/api/people?{query}")).await.ok();
    page.rows.into_iter().map(|entry| entry.name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_found_by_name_spelling_title_and_place() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    for (question, names) in [
        ("张明", vec!["张明"]),
        ("明", vec!["张明", "沈明"]),
        ("zhangming", vec!["张明"]),
        ("zm", vec!["张明"]),
        ("ming", vec!["张明", "沈明"]),
        ("ZM", vec!["张明"]),
        ("ｚｍ", vec!["张明"]),
        ("教育局", vec!["蒋欣", "何宁"]),
        ("教育局 文书", vec!["蒋欣"]),
        ("教育局 jx", vec!["蒋欣"]),
        ("卫生健康委员会", vec!["沈悦"]),
        ("办公室主任", vec!["陈晨"]),
        ("局长", vec!["吴刚", "郑重"]),
        ("育局教", vec![]),
        // Punctuation asks nothing.
        ("%25", vec![]),
        ("'; drop table people; --", vec![]),
    ] {
        assert_eq!(found(&zhang, &format!("q={}", question.replace(' ', "%20"))).await, names, "{question}");
    }
    let own_first = found(&zhang, "q=文书").await;
    assert_eq!(own_first[0], "孙丽", "one's own organ comes first");
    assert_eq!(own_first.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_found_by_every_reading_and_without_any() {
    let app = TestApp::new().await;
    let mut owner = app.owner().await;
    owner.execute("update people set name = '曾𬍛', spellings = null where account = 'zhang'").await.unwrap();
    owner.execute("update people set name = '单雪', spellings = null where account = 'li'").await.unwrap();
    server::platform::organization::spelling::spell_names(&mut owner).await.unwrap();
    let zhang = app.person("zhang").await;
    for (question, name) in [
        ("zeng", "曾𬍛"),
        ("ceng", "曾𬍛"),
        ("𬍛", "曾𬍛"),
        ("曾𬍛", "曾𬍛"),
        ("shanxue", "单雪"),
        ("danxue", "单雪"),
        ("sx", "单雪"),
    ] {
        assert_eq!(found(&zhang, &format!("q={question}")).await, [name], "{question}");
    }
    assert!(found(&zhang, "q=张明").await.is_empty(), "the old name finds nobody");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_place_is_called_comes_through_and_who_has_left_is_gone() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let mut owner = app.owner().await;
    owner.execute("update departments set name = '网络处' where name = '安全处'").await.unwrap();
    assert_eq!(found(&zhang, "q=网络处").await, ["赵磊", "邵文", "江澜", "沈明"]);
    assert!(found(&zhang, "q=安全处").await.is_empty());
    owner.execute("update people set active = false where account = 'zhao'").await.unwrap();
    assert_eq!(found(&zhang, "q=网络处").await, ["邵文", "江澜", "沈明"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tree_leads_from_organs_to_posts() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let top: Places = zhang.get("/api/people/places").await.ok();
    assert_eq!(top.organs.iter().map(|organ| organ.name.as_str()).collect::<Vec<_>>(), ["市人民政府"]);
    let below: Places = zhang.get(&format!("/api/people/places?organ={}", top.organs[0].id)).await.ok();
    assert_eq!(below.organs.len(), 4);
    let bureau: Places =
        zhang.get(&format!("/api/people/places?organ={}", city::organ(city::BUREAU))).await.ok();
    let office = bureau.departments.iter().find(|department| department.name == "办公室").unwrap();
    assert_eq!(office.posts, 7);
    let inside = found(&zhang, &format!("department={}", office.id)).await;
    assert_eq!(inside, ["陈晨", "钱进", "孙丽", "周洁", "吴刚", "郑重", "冯涛"]);
    assert_eq!(found(&zhang, &format!("department={}&q=qj", office.id)).await, ["钱进"]);
    let among = format!("among={},{}", city::post("he").0, city::post("li").0);
    assert_eq!(found(&zhang, &among).await, ["李华", "何宁"]);
    assert_eq!(found(&zhang, &format!("{among}&q=hn")).await, ["何宁"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let app = TestApp::new().await;
    let mut owner = app.owner().await;
    owner
        .execute(
            "insert into people (id, name, account, password_hash, spellings)
             select gen_random_uuid(), '测试' || n, 'test' || n, '', '{}' from generate_series(1, 100) n",
        )
        .await
        .unwrap();
    owner
        .execute(
            "insert into posts (id, person_id, department_id, organ_id, title, sort)
             select gen_random_uuid(), n.id, d.id, d.organ_id, '职员', 5
             from people n, departments d where n.name like '测试%' and d.name = '数据资源处'",
        )
        .await
        .unwrap();
    let zhang = app.person("zhang").await;
    let (mut names, mut after) = (Vec::new(), String::new());
    loop {
        let page: Page<PostEntry> = zhang.get(&format!("/api/people?q=测试{after}")).await.ok();
        names.extend(page.rows.into_iter().map(|entry| entry.name));
        let Some(next) = page.next else { break };
        after = format!("&after={next}");
    }
    assert_eq!(names.len(), 100);
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 100);
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_one_chose_is_suggested_to_oneself_only() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    let case = zhang.open(&notice()).await;
    for account in ["he", "wang"] {
        app.later(jiff::SignedDuration::from_secs(1));
        zhang.act(case, Command::Circulate { posts: vec![city::post(account)], note: None }).await;
    }
    let suggestions: Suggestions = zhang.get("/api/people/suggestions").await.ok();
    let names = |entries: &[PostEntry]| entries.iter().map(|entry| entry.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&suggestions.recent), ["王静", "何宁"]);
    assert_eq!(names(&suggestions.colleagues), ["李华"]);
    let others: Suggestions = app.person("li").await.get("/api/people/suggestions").await.ok();
    assert!(others.recent.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_keep_their_order_and_belong_to_one_person() {
    let app = TestApp::new().await;
    let (zhang, li) = (app.person("zhang").await, app.person("li").await);
    let path = format!("/api/people/groups/{}", Uuid::new_v4());
    let posts = vec![city::post("zhao"), city::post("he"), city::post("wang")];
    let group = SaveGroup { name: "会签".to_owned(), posts: posts.clone() };
    let saved: PeopleGroup = zhang.put(&path, &group).await.ok();
    assert_eq!(saved.posts.iter().map(|entry| entry.id).collect::<Vec<_>>(), posts);
    zhang.put(&path, &group).await.ok::<PeopleGroup>();
    let turned = SaveGroup { name: "会签".to_owned(), posts: posts.iter().rev().copied().collect() };
    zhang.put(&path, &turned).await.ok::<PeopleGroup>();
    let known = zhang.get("/api/people/suggestions").await.ok::<Suggestions>().groups;
    assert_eq!(known.len(), 1);
    assert_eq!(known[0].posts.iter().map(|entry| entry.id).collect::<Vec<_>>(), turned.posts);

    li.put(&path, &group).await.refused(Code::NotFound);
    li.delete(&path).await.refused(Code::NotFound);
    let second = format!("/api/people/groups/{}", Uuid::new_v4());
    zhang.put(&second, &group).await.refused(Code::NameTaken);
    zhang
        .put(&second, &SaveGroup { name: "  ".to_owned(), ..group.clone() })
        .await
        .refused(Code::InvalidValue);
    zhang.put(&second, &SaveGroup { name: "空".to_owned(), posts: vec![] }).await.refused(Code::TooMany);
    let nobody = vec![flow::PostId(Uuid::new_v4())];
    zhang.put(&second, &SaveGroup { name: "无人".to_owned(), posts: nobody }).await.refused(Code::NotFound);
    assert_eq!(zhang.delete(&path).await.status, 204);
    assert!(zhang.get("/api/people/suggestions").await.ok::<Suggestions>().groups.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn organs_are_found_by_name_and_initials() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    for (question, names) in [
        ("教育", vec![city::EDUCATION]),
        ("sjyj", vec![city::EDUCATION]),
        ("舟山市教育局", vec![city::EDUCATION]),
        ("没有", vec![]),
    ] {
        let organs: Vec<OrganPlace> = zhang.get(&format!("/api/organs?q={question}")).await.ok();
        assert_eq!(organs.iter().map(|organ| organ.name.as_str()).collect::<Vec<_>>(), names, "{question}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_question_is_refused() {
    let app = TestApp::new().await;
    let zhang = app.person("zhang").await;
    for query in ["among=x", "after=1.2.3", "limit=5", "organ=x", "q=%00"] {
        zhang.get(&format!("/api/people?{query}")).await.refused(Code::MalformedRequest);
    }
    app.stranger().get("/api/people?q=a").await.refused(Code::NotSignedIn);
}
