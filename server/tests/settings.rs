//! Settings as data: each kind changes, tells its history and goes back; what contradicts the rest is refused.

use api::{
    Code, Page,
    audit::{AuditRow, EventKind},
    calendar::{DayReason, Deadlines},
    documents::{Template, Wording},
    settings::{KindInfo, SaveSetting, SettingChange, SettingRow, SettingState},
};
use server::{platform::jobs::Workers, serve};
use uuid::Uuid;

use crate::support::{
    TestApp, city,
    settings::{REASON, change, id_of, make, path, save, setting, with},
    wait,
};

const SOON: std::time::Duration = std::time::Duration::from_secs(20);

/// A change is seen, told, previewed and taken back.
async fn round_trip(app: &TestApp, account: &str, kind: &str, id: Uuid, field: &str, value: &str) {
    let client = app.person(account).await;
    let before = setting(&client, kind, id).await;
    assert_ne!(before.values[field], value, "{kind}: nothing to change");
    let wanted = save(before.version, with(&before.values, &[(field, value)]));
    let preview: SettingChange = client.post(&format!("{}/preview", path(kind, id)), &wanted).await.ok();
    assert_eq!(setting(&client, kind, id).await, before, "{kind}: a preview changes nothing");
    let done: SettingChange = client.put(&path(kind, id), &wanted).await.ok();
    assert_eq!(done, preview, "{kind}");
    assert_eq!(done.changes.len(), 1, "{kind}: {done:?}");
    let again: SettingChange = client.put(&path(kind, id), &wanted).await.ok();
    assert_eq!(again.version, done.version, "{kind}: sent twice, it acts once");

    let changed = setting(&client, kind, id).await;
    assert_eq!(changed.values[field], value, "{kind}");
    assert_eq!(changed.version, before.version + 1, "{kind}");
    assert_eq!(changed.history[0].changes, done.changes, "{kind}");
    assert_eq!(changed.history[0].reason.as_deref(), Some(REASON), "{kind}");
    assert!(changed.history[0].by.is_some() && changed.history[0].at.is_some(), "{kind}");
    assert_eq!(changed.history.last().unwrap().version, 0, "{kind}: what was before is told");

    let back = SaveSetting {
        version: changed.version,
        values: None,
        restore: Some(before.version),
        reason: "改错了".to_owned(),
    };
    client.put(&path(kind, id), &back).await.ok::<SettingChange>();
    let restored = setting(&client, kind, id).await;
    assert_eq!(restored.values, before.values, "{kind}");
    assert_eq!((restored.version, restored.history[0].restores), (before.version + 2, Some(before.version)));

    let audit = app.person("shenji").await;
    let rows =
        audit.get(&format!("/api/audit?kind={}", EventKind::Administered)).await.ok::<Page<AuditRow>>().rows;
    let noted = rows.iter().filter(|row| row.detail.as_ref().is_some_and(|detail| detail.contains(kind)));
    assert_eq!(noted.count(), 2, "{kind}: {rows:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_changes_tells_and_goes_back() {
    let app = TestApp::new().await;
    let calendar = id_of(&app, "calendar_years where year = 2026").await;
    let lamp = id_of(&app, "lamp_rules where module = ''").await;
    let seal = id_of(&app, "seals").await;
    let (phrases, template) = kept_before(&app).await;
    for (account, kind, id, field, value) in [
        ("anquan", "roles", city::post("zhang").0, "roles", "registrar,reviewer"),
        ("xitong", "calendars", calendar, "source", "国办发明电〔2025〕8号"),
        ("xitong", "lamp_rules", lamp, "yellow_from", "60"),
        ("xitong", "seals", seal, "valid_until", "2026-12-31"),
        ("xitong", "organs", city::organ(city::HEALTH).0, "name", "市卫健委"),
        ("xitong", "departments", city::department("数据资源处").0, "name", "数据要素处"),
        ("xitong", "posts", city::post("zhang").0, "title", "一级科员"),
        ("xitong", "registers", city::register(), "name", "局发文登记簿"),
        ("xitong", "phrases", phrases, "phrases", "同意。\n拟同意。"),
        ("xitong", "wordings", id_of(&app, "wordings where wrong = '其它'").await, "proper", "另外"),
        ("xitong", "templates", template, "recipients", "市财政局\n各县（区）人民政府"),
    ] {
        round_trip(&app, account, kind, id, field, value).await;
    }
}

/// Phrases and a template that no change has made.
async fn kept_before(app: &TestApp) -> (Uuid, Uuid) {
    let (phrases, template) = (Uuid::new_v4(), Uuid::new_v4());
    let mut owner = app.owner().await;
    sqlx::query(
        "insert into phrases_of_organs (id, organ_id, occasion, phrases) values ($1, $2, 'read', '{已阅。}')",
    )
    .bind(phrases)
    .bind(city::organ(city::BUREAU).0)
    .execute(&mut owner)
    .await
    .unwrap();
    sqlx::query(
        "insert into document_templates (id, genre, name, title, body, recipients, note)
         values ($1, '函', '商请函', '', '妥否，请函复。', '', '')",
    )
    .bind(template)
    .execute(&mut owner)
    .await
    .unwrap();
    (phrases, template)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_offered_where_it_holds() {
    let app = TestApp::new().await;
    let xitong = app.person("xitong").await;
    let (own, all) = (Uuid::new_v4(), Uuid::new_v4());
    let education = city::organ(city::EDUCATION).0.to_string();
    let values = [
        ("organ", education.as_str()),
        ("genre", "通知"),
        ("name", "会议通知"),
        ("title", "关于召开会议的通知"),
        ("body", "兹定于\n请参加"),
        ("recipients", "市卫生健康委\n各有关单位"),
    ];
    make(&xitong, "templates", own, &values).await.ok::<SettingChange>();
    make(&xitong, "templates", all, &with_none(&values)).await.ok::<SettingChange>();
    let twice = make(&xitong, "templates", Uuid::new_v4(), &values).await.refused(Code::SettingRefused);
    assert_eq!(twice.detail.as_deref(), Some("name"));
    let twice = make(&xitong, "templates", Uuid::new_v4(), &with_none(&values)).await;
    twice.refused(Code::SettingRefused);
    let templates = async |account: &str| -> Vec<Template> {
        app.person(account).await.get("/api/documents/templates").await.ok()
    };
    let ids = |templates: &[Template]| {
        let mut ids: Vec<Uuid> = templates.iter().map(|it| it.id).collect();
        ids.sort_by_key(|id| *id != own);
        ids
    };
    assert_eq!(ids(&templates("he").await), [own, all]);
    let of_all = templates("zhang").await;
    assert_eq!(ids(&of_all), [all]);
    let recipients: Vec<_> = of_all[0].recipients.iter().map(|to| (to.name.as_str(), to.organ)).collect();
    assert_eq!(recipients, [("市卫生健康委", Some(city::organ(city::HEALTH))), ("各有关单位", None)]);
    xitong.get("/api/documents/templates").await.refused(Code::NotAllowed);
    change(&xitong, "templates", all, &[("ended_on", "2026-11-23")]).await.ok::<SettingChange>();
    assert!(templates("zhang").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wording_is_checked_while_it_is_in_force() {
    let app = TestApp::new().await;
    let (xitong, zhang) = (app.person("xitong").await, app.person("zhang").await);
    let id = Uuid::new_v4();
    let values = [("kind", "misspelt"), ("wrong", "公函件"), ("proper", "公函")];
    make(&xitong, "wordings", id, &values).await.ok::<SettingChange>();
    let proper = async |wrong: &str| -> Option<String> {
        let wordings: Vec<Wording> = zhang.get("/api/documents/wordings").await.ok();
        wordings.into_iter().find(|wording| wording.wrong == wrong)?.proper
    };
    assert_eq!(proper("公函件").await.as_deref(), Some("公函"));
    assert_eq!(proper("其它").await.as_deref(), Some("其他"), "the lexicon is not empty at first");
    let twice = make(&xitong, "wordings", Uuid::new_v4(), &values).await.refused(Code::SettingRefused);
    assert_eq!(twice.detail.as_deref(), Some("wrong"));
    let one = [("kind", "misspelt"), ("wrong", "其"), ("proper", "共")];
    make(&xitong, "wordings", Uuid::new_v4(), &one).await.refused(Code::SettingRefused);
    change(&xitong, "wordings", id, &[("ended_on", "2026-11-23")]).await.ok::<SettingChange>();
    assert_eq!(proper("公函件").await, None);
}

/// The same for every organ.
fn with_none<'a>(values: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    values.iter().map(|(key, value)| (*key, if *key == "organ" { "" } else { value })).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_works() {
    let app = TestApp::new().await;
    let xitong = app.person("xitong").await;
    let organ = Uuid::new_v4();
    let parent = city::organ("市人民政府").0.to_string();
    let values = [
        ("name", "市数据局"),
        ("formal_name", "舟山市数据局"),
        ("kind", "部门"),
        ("parent", parent.as_str()),
        ("sort", "9"),
    ];
    make(&xitong, "organs", organ, &values).await.ok::<SettingChange>();
    let found = app.person("zhang").await.get("/api/organs?q=ssjj").await.text();
    assert!(found.contains("市数据局"), "found by its pinyin: {found}");
    assert_eq!(app.count("select level::bigint from organs where name = '市数据局'").await, 2);
    let office = Uuid::new_v4();
    let organ = organ.to_string();
    make(&xitong, "departments", office, &[("organ", &organ), ("name", "办公室"), ("sort", "1")])
        .await
        .ok::<SettingChange>();
    let (office, person) = (office.to_string(), city::person("he").0.to_string());
    let post = Uuid::new_v4();
    let values = [
        ("person", person.as_str()),
        ("department", &office),
        ("title", "主任"),
        ("head", "是"),
        ("sort", "90"),
    ];
    make(&xitong, "posts", post, &values).await.ok::<SettingChange>();
    let second = [
        ("person", person.as_str()),
        ("department", &office),
        ("title", "副主任"),
        ("head", "true"),
        ("sort", "91"),
    ];
    let problem = make(&xitong, "posts", Uuid::new_v4(), &second).await.refused(Code::SettingRefused);
    assert_eq!(
        (problem.detail.as_deref(), problem.findings[0].as_str()),
        (Some("head"), "该内设机构已有负责人")
    );
    // A post that has ended acts no more.
    let posts = async || app.sign_in("he").await.get("/api/session").await.text();
    assert!(posts().await.contains(&post.to_string()));
    change(&xitong, "posts", post, &[("ended_on", "2026-11-23")]).await.ok::<SettingChange>();
    assert!(!posts().await.contains(&post.to_string()));
    let ended = xitong.get("/api/settings/posts?state=ended").await.ok::<Page<SettingRow>>().rows;
    assert_eq!((ended.len(), ended[0].id, ended[0].state), (1, post, SettingState::Ended));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_contradicts_is_refused_by_name() {
    let app = TestApp::new().await;
    app.notice_at("department").await;
    let xitong = app.person("xitong").await;
    let bureau = city::organ(city::BUREAU).0;
    let under = city::organ(city::EDUCATION).0.to_string();
    for (kind, id, field, value, words) in [
        ("organs", bureau, "ended_on", "2026-11-23", "机关内还有在职岗位，请先调整或停用岗位"),
        ("organs", city::organ("市人民政府").0, "ended_on", "2026-11-20", "还有下级机关，请先调整或撤销"),
        ("organs", city::organ("市人民政府").0, "parent", under.as_str(), "机关不能隶属于自己或自己的下级"),
        ("organs", bureau, "name", city::HEALTH, "已有同名机关"),
        (
            "departments",
            city::department("数据资源处").0,
            "ended_on",
            "2026-11-23",
            "还有在职岗位，请先调整或停用岗位",
        ),
        (
            "departments",
            city::department("数据资源处").0,
            "organ",
            under.as_str(),
            "建立后不能更改，请停用后新建",
        ),
        ("posts", city::post("li").0, "ended_on", "2026-11-23", "此岗位还有待办事项，请先转办"),
        ("posts", city::post("sun").0, "ended_on", "2026-11-23", "此岗位还有角色，请先由安全管理员收回"),
        ("registers", city::register(), "word", "ABC", "机关代字应为 1 至 20 个汉字"),
    ] {
        let before = setting(&xitong, kind, id).await;
        let problem = change(&xitong, kind, id, &[(field, value)]).await.refused(Code::SettingRefused);
        assert_eq!(
            (problem.detail.as_deref(), problem.findings.as_slice()),
            (Some(field), &[words.to_owned()][..])
        );
        assert_eq!(setting(&xitong, kind, id).await, before);
    }
    for (field, value, words) in [
        ("ended_on", "2026-11-24", "停用日期不能晚于今天"),
        ("sort", "第一", "应为 0 到 999999 的整数"),
        ("name", "", "必须填写"),
        ("kind", "公司", "不在可选范围内"),
    ] {
        let problem = change(&xitong, "organs", bureau, &[(field, value)]).await.refused(Code::InvalidValue);
        assert_eq!(
            (problem.detail.as_deref(), problem.findings.as_slice()),
            (Some(field), &[words.to_owned()][..])
        );
    }
    let nobody = Uuid::new_v4().to_string();
    let problem =
        change(&xitong, "organs", bureau, &[("parent", &nobody)]).await.refused(Code::SettingRefused);
    assert_eq!(problem.detail.as_deref(), Some("parent"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_register_never_goes_back() {
    let app = TestApp::new().await;
    let xitong = app.person("xitong").await;
    let carried = async |last: &str| {
        change(&xitong, "registers", city::register(), &[("carried_year", "2026"), ("carried_last", last)])
            .await
    };
    change(&xitong, "registers", city::register(), &[("carried_last", "3")])
        .await
        .refused(Code::InvalidValue);
    carried("90").await.ok::<SettingChange>();
    carried("41").await.ok::<SettingChange>();
    let case = app.notice_at("seal").await;
    let view = app.person("zhou").await.view(case).await;
    assert_eq!(view.case.summary.number.as_deref(), Some("舟大数据发〔2026〕42号"));
    for last in ["42", "43", "0"] {
        let problem = carried(last).await.refused(Code::SettingRefused);
        assert_eq!(problem.findings, ["该年度已编过号，序号只能依次递增"], "{last}");
    }
    let problem = change(&xitong, "registers", city::register(), &[("word", "舟数发")]).await;
    assert_eq!(problem.refused(Code::SettingRefused).findings, ["已用此代字编过号，不能更改；请停用后新建"]);
    assert_eq!(app.count("select last::bigint from register_years").await, 42);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_duties_have_no_part_in_it() {
    let app = TestApp::new().await;
    let organ = city::organ(city::HEALTH).0;
    let xitong = app.person("xitong").await;
    let now = setting(&xitong, "organs", organ).await;
    let wanted = save(0, with(&now.values, &[("name", "市卫健委")]));
    let anquan = app.person("anquan").await;
    xitong.get("/api/settings/roles").await.refused(Code::NotAllowed);
    let kinds: Vec<KindInfo> = anquan.get("/api/settings").await.ok();
    assert_eq!(kinds.iter().map(|kind| kind.key.as_str()).collect::<Vec<_>>(), ["roles"]);
    for account in ["anquan", "shenji", "zhang", "feng"] {
        let other = app.person(account).await;
        other.get("/api/settings/organs").await.refused(Code::NotAllowed);
        other.get("/api/settings/posts/options/person").await.refused(Code::NotAllowed);
        other.get(&path("organs", organ)).await.refused(Code::NotAllowed);
        other.put(&path("organs", organ), &wanted).await.refused(Code::NotAllowed);
        other.post(&format!("{}/preview", path("organs", organ)), &wanted).await.refused(Code::NotAllowed);
    }
    app.person("zhang").await.get("/api/settings").await.refused(Code::NotAllowed);
    app.stranger().get("/api/settings").await.refused(Code::NotSignedIn);
    xitong.get("/api/settings/people").await.refused(Code::NotFound);
    xitong.get("/api/settings/weather").await.refused(Code::NotFound);
    xitong.get(&path("organs", Uuid::new_v4())).await.refused(Code::NotFound);
    assert_eq!(setting(&xitong, "organs", organ).await, now);
    let kinds: Vec<KindInfo> = xitong.get("/api/settings").await.ok();
    assert!(kinds.iter().any(|kind| kind.key == "organs") && kinds.iter().all(|kind| kind.key != "people"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_late_is_told_by_whom() {
    let app = TestApp::new().await;
    let (first, second) = (app.sign_in("xitong").await, app.sign_in("xitong").await);
    let organ = city::organ(city::HEALTH).0;
    let seen = setting(&second, "organs", organ).await;
    change(&first, "organs", organ, &[("name", "市卫健委")]).await.ok::<SettingChange>();
    let late = save(seen.version, with(&seen.values, &[("sort", "77")]));
    let problem = second.put(&path("organs", organ), &late).await.refused(Code::StaleVersion);
    assert_eq!(problem.current_version, Some(1));
    assert_eq!(problem.changed_by.as_deref(), Some("邵文"));
    let problem = first
        .put(&path("organs", organ), &SaveSetting { reason: " ".to_owned(), ..save(1, late.values.unwrap()) })
        .await;
    assert_eq!(problem.refused(Code::SettingRefused).detail.as_deref(), Some("reason"));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_at_once_one_wins() {
    let app = TestApp::new().await;
    let xitong = app.person("xitong").await;
    let organ = city::organ(city::HEALTH).0;
    let seen = setting(&xitong, "organs", organ).await;
    let wanted = |sort: &str| save(seen.version, with(&seen.values, &[("sort", sort)]));
    let (one, other) = (wanted("71"), wanted("72"));
    let address = path("organs", organ);
    let (one, other) = tokio::join!(xitong.put(&address, &one), xitong.put(&address, &other));
    assert!(one.is_ok() != other.is_ok(), "{} {}", one.text(), other.text());
    assert_eq!(setting(&xitong, "organs", organ).await.version, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_searched_and_paged() {
    let app = TestApp::new().await;
    let xitong = app.person("xitong").await;
    let page = async |query: &str| xitong.get(&format!("/api/settings/{query}")).await;
    let found = page("posts?q=%E5%BC%A0%E6%98%8E").await.ok::<Page<SettingRow>>();
    assert_eq!((found.rows.len(), found.rows[0].id, found.next), (1, city::post("zhang").0, None));
    let sql = sqlx::AssertSqlSafe(format!(
        "insert into departments (id, organ_id, name, sort) select gen_random_uuid(), '{}', '科室' || i, i from generate_series(1, 60) i",
        city::organ(city::HEALTH).0
    ));
    sqlx::Executor::execute(&mut app.owner().await, sql).await.unwrap();
    let first = page("departments?state=current").await.ok::<Page<SettingRow>>();
    assert_eq!(first.rows.len(), 50);
    let next = page(&format!("departments?state=current&after={}", first.next.unwrap()))
        .await
        .ok::<Page<SettingRow>>();
    let all = app.count("select count(*) from departments").await;
    assert_eq!((first.rows.len() + next.rows.len()) as i64, all);
    assert!(next.rows.iter().all(|row| !first.rows.contains(row)));
    let options =
        page("posts/options/department?q=%E5%8A%9E%E5%85%AC%E5%AE%A4").await.ok::<Vec<SettingRow>>();
    assert_eq!(options.len(), 4, "each organ's: {options:?}");
    page("posts/options/title").await.refused(Code::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_stay_separated_and_seals_as_they_were_set() {
    let app = TestApp::new().await;
    let anquan = app.person("anquan").await;
    for (account, roles, words) in [
        ("zhou", "seal_keeper,audit_administrator", "三员分立：同一人不能兼任三员，也不能兼办业务"),
        ("shenji", "", "这是最后一位，请先授予他人再收回"),
        ("xitong", "registrar", "这是最后一位，请先授予他人再收回"),
    ] {
        let problem = change(&anquan, "roles", city::post(account).0, &[("roles", roles)]).await;
        assert_eq!(problem.refused(Code::SettingRefused).findings, [words], "{account}");
    }
    // Whoever is given a role has it from the next session on, and a moment later in this one.
    change(&anquan, "roles", city::post("he").0, &[("roles", "registrar")]).await.ok::<SettingChange>();
    let session = app.sign_in("he").await.get("/api/session").await.text();
    assert!(session.contains("registrar"), "{session}");
    app.later(jiff::SignedDuration::from_mins(10));
    let late = change(&anquan, "roles", city::post("he").0, &[("roles", "")]).await;
    late.refused(Code::ReauthenticationRequired);

    let (xitong, seal) = (app.sign_in("xitong").await, id_of(&app, "seals").await);
    let before = setting(&xitong, "seals", seal).await;
    assert!(before.values["png"].len() > 100);
    let csv = xitong.get("/api/settings/seals/export?format=csv").await.text();
    assert!(
        csv.contains("舟山市大数据局印章") && !csv.contains(&before.values["png"][..60]),
        "no picture leaves"
    );
    change(&xitong, "seals", seal, &[("diameter_mm", "45")]).await.ok::<SettingChange>();
    let case = app.notice_at("dispatch").await;
    assert!(app.person("sun").await.view(case).await.case.summary.number.is_some());
    let problem =
        change(&xitong, "seals", seal, &[("diameter_mm", "42")]).await.refused(Code::SettingRefused);
    assert_eq!(problem.findings, ["印章已用过，印模和尺寸不能更改；请停用后新建"]);
    let problem =
        change(&xitong, "seals", seal, &[("valid_until", "2019-12-31")]).await.refused(Code::InvalidValue);
    assert_eq!(problem.detail.as_deref(), Some("valid_until"));
    change(&xitong, "seals", seal, &[("valid_until", "2026-11-22")]).await.ok::<SettingChange>();
    let ended = xitong.get("/api/settings/seals?state=ended").await.ok::<Page<SettingRow>>().rows;
    assert_eq!((ended.len(), ended[0].state), (1, SettingState::Ended));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_that_changes_moves_the_deadlines_that_run() {
    let app = TestApp::new().await;
    let case = app.notice_at("department").await;
    let li = app.person("li").await;
    let due = async || {
        let told: Deadlines = li.get(&format!("/api/cases/{case}/deadline")).await.ok();
        (told.items[0].due_at.clone(), told.items[0].days[0].reason)
    };
    assert_eq!(due().await, ("2026-11-25T09:30:00Z".to_owned(), DayReason::Weekday));
    let xitong = app.person("xitong").await;
    let calendar = id_of(&app, "calendar_years where year = 2026").await;
    let days = setting(&xitong, "calendars", calendar).await.values["days"].clone();
    for (line, words) in
        [("11-24 台风", "第 14 行"), ("10-01 放假 国庆节", "第 14 行"), ("2027-01-01 放假 元旦", "第 14 行")]
    {
        let problem = change(&xitong, "calendars", calendar, &[("days", &format!("{days}\n{line}"))]).await;
        let problem = problem.refused(Code::InvalidValue);
        assert!(problem.findings[0].starts_with(words), "{line}: {problem:?}");
    }
    let stormy = format!("{days}\n11-24 放假 台风停工");
    change(&xitong, "calendars", calendar, &[("days", &stormy)]).await.ok::<SettingChange>();
    let workers = Workers::start(app.app.clone(), serve::handlers(&app.app), 1);
    app.later(jiff::SignedDuration::from_secs(3));
    wait::until("the deadline has moved", SOON, async || {
        (due().await.0 == "2026-11-26T09:30:00Z").then_some(())
    })
    .await;
    assert_eq!(due().await.1, DayReason::Holiday);
    // What begins now counts by it too.
    let next = app.notice_at("department").await;
    let told: Deadlines = li.get(&format!("/api/cases/{next}/deadline")).await.ok();
    assert_eq!(told.items[0].due_at, "2026-11-26T09:30:00Z");
    let back = SaveSetting { version: 1, values: None, restore: Some(0), reason: "照常上班".to_owned() };
    xitong.put(&path("calendars", calendar), &back).await.ok::<SettingChange>();
    app.later(jiff::SignedDuration::from_secs(3));
    wait::until("the deadline is back", SOON, async || {
        (due().await.0 == "2026-11-25T09:30:00Z").then_some(())
    })
    .await;
    workers.stop().await;
}
