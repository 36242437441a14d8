//! `/api/delegations` (委托): who acts for whom, for which days and kinds of case, and never further (domain A9, C13).

use api::{
    CaseId, Code, DelegationId, Page,
    cases::InboxRow,
    delegation::{Delegations, Standing},
    inbox::{BatchResult, Facets, Outcome},
    notices::Notice,
    session::Session,
};
use flow::{Action, Command, ItemId};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Answer, Client, TestApp, city, documents::notice_about};

const TODAY: &str = "2026-11-23";
const WEDNESDAY: &str = "2026-11-25";

fn request(from: &str, to: &str, days: (&str, &str)) -> Value {
    json!({ "key": Uuid::new_v4(), "post": city::post(from), "to": city::post(to), "from": days.0, "until": days.1 })
}

async fn try_give(app: &TestApp, from: &str, to: &str, days: (&str, &str)) -> Answer {
    app.person(from).await.post("/api/delegations", &request(from, to, days)).await
}

async fn give(app: &TestApp, from: &str, to: &str, days: (&str, &str)) -> DelegationId {
    try_give(app, from, to, days).await.ok()
}

async fn all(client: &Client) -> Delegations {
    client.get("/api/delegations").await.ok()
}

async fn sees(client: &Client, case: CaseId) -> bool {
    client.get(&format!("/api/documents/{case}")).await.is_ok()
}

/// The one open item of the case, whoever holds it, handled by `client`.
async fn approve_for(client: &Client, case: CaseId, item: u32) -> Answer {
    let opinion = Some("同意".to_owned());
    client.try_act(case, Command::Approve { item: ItemId(item), opinion, choices: Default::default() }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delegate_acts_in_the_principals_name_and_both_are_recorded() {
    let app = TestApp::new().await;
    let case = app.notice_at("department").await;
    let (li, wang, zhao) = (app.person("li").await, app.person("wang").await, app.person("zhao").await);
    assert!(!sees(&wang, case).await);
    give(&app, "li", "wang", (TODAY, WEDNESDAY)).await;

    let found = all(&wang).await;
    assert_eq!(found.received[0].principal, "李华");
    assert_eq!(found.received[0].standing, Standing::Active);
    assert_eq!(found.items.iter().map(|item| item.case).collect::<Vec<_>>(), [case]);
    let view = wang.view(case).await.case;
    let may: Vec<Action> =
        view.allowed.iter().filter(|one| one.refusal.is_none()).map(|one| one.action).collect();
    assert!(may.contains(&Action::Approve) && may.contains(&Action::Return));
    assert!(!may.contains(&Action::Suspend), "only what concerns the item: {may:?}");
    assert!(!sees(&zhao, case).await);

    approve_for(&wang, case, 1).await.ok::<api::cases::Acted>();
    let view = li.view(case).await.case;
    let event = view.events.last().unwrap();
    assert_eq!((event.record.person, event.record.post), (city::person("wang").0, city::post("wang").0));
    assert_eq!(event.record.on_behalf_of, Some(city::post("li").0));
    assert_eq!((event.name.as_str(), event.on_behalf_of.as_deref()), ("王静", Some("李华")));
    let opinion = view.opinions.last().unwrap();
    assert_eq!((opinion.name.as_str(), opinion.on_behalf_of.as_deref()), ("王静", Some("李华")));
    let acts = all(&li).await.acts;
    assert_eq!((acts[0].case, acts[0].name.as_str(), acts[0].action.as_str()), (case, "王静", "approve"));
    assert_eq!(app.person("chen").await.inbox_cases("todo").await, [case]);
    assert!(sees(&wang, case).await, "who handled it goes on seeing it");
    assert_eq!(all(&wang).await.items, []);
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_delegated_stands_in_the_delegates_inbox_under_the_principals_name() {
    let app = TestApp::new().await;
    let (case, later) = (app.notice_at("department").await, app.notice_at("review").await);
    let (li, wang) = (app.person("li").await, app.person("wang").await);
    let own = wang.open(&notice_about("王静自己的事")).await;
    give(&app, "li", "wang", (TODAY, WEDNESDAY)).await;
    give(&app, "chen", "wang", (TODAY, WEDNESDAY)).await;
    let marked = |rows: Vec<InboxRow>| -> Vec<(CaseId, Option<String>)> {
        rows.into_iter().map(|row| (row.case.id, row.on_behalf_of)).collect()
    };
    let named = |name: &str| Some(name.to_owned());
    let all = [(own, None), (later, named("陈晨")), (case, named("李华"))];
    assert_eq!(marked(wang.inbox("todo").await), all);
    assert_eq!(wang.get("/api/session").await.ok::<Session>().todo, 3);
    assert_eq!(wang.search("todo", "王静自己").await, [own]);
    assert_eq!(wang.get("/api/inbox/facets?box=todo").await.ok::<Facets>().steps.len(), 3);
    for other in ["to_read", "following", "done"] {
        assert_eq!(wang.inbox_cases(other).await, [], "{other}");
    }
    assert_eq!(marked(li.inbox("todo").await), [(case, None)]);

    let first = wang.inbox("todo").await.remove(2);
    let item =
        json!({ "key": Uuid::new_v4(), "case": case, "version": first.case.version, "item": first.item });
    let batch = json!({ "verb": "approve", "items": [item] });
    let done: Vec<BatchResult> = wang.post("/api/inbox/batch", &batch).await.ok();
    assert!(matches!(done[0].outcome, Outcome::Acted(_)), "{done:?}");
    assert_eq!(li.inbox_cases("todo").await, []);
    assert_eq!(wang.inbox_cases("following").await, [case], "who handled it finds it again");
    // The next step's item is wang's to handle at once; what comes is told to both.
    assert!(marked(wang.inbox("todo").await).contains(&(case, named("陈晨"))));
    let third = app.notice_at("department").await;
    for told in [&li, &wang] {
        let notices: Page<Notice> = told.get("/api/notices").await.ok();
        assert_eq!(notices.rows[0].case.id, third);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_begins_and_ends_by_itself_at_midnight_in_beijing() {
    let app = TestApp::new().await;
    let case = app.notice_at("department").await;
    give(&app, "li", "wang", ("2026-11-24", WEDNESDAY)).await;
    let days = [("23", false), ("24", true), ("25", true), ("26", false)];
    for (day, open) in days {
        // 23:59 in Beijing, and a session of its own for each day.
        app.clock.set(format!("2026-11-{day}T15:59:00Z").parse().unwrap());
        assert_eq!(sees(&app.sign_in("wang").await, case).await, open, "{day}");
    }
    let standing = all(&app.sign_in("li").await).await.given[0].standing;
    assert_eq!(standing, Standing::Over);
    assert_eq!(all(&app.sign_in("zhang").await).await.given, [], "and nobody sees others' delegations");
}

#[tokio::test(flavor = "multi_thread")]
async fn being_back_ends_it_at_once_and_frees_the_days() {
    let app = TestApp::new().await;
    let case = app.notice_at("department").await;
    let (li, wang, zhao) = (app.person("li").await, app.person("wang").await, app.person("zhao").await);
    let id = give(&app, "li", "wang", (TODAY, WEDNESDAY)).await;
    try_give(&app, "li", "zhao", (WEDNESDAY, "2026-11-30")).await.refused(Code::DelegationOverlaps);
    let path = format!("/api/delegations/{id}");
    for other in [&wang, &zhao] {
        other.delete(&path).await.refused(Code::NotFound);
    }
    assert!(sees(&wang, case).await);
    assert_eq!(li.delete(&path).await.status, 204);
    assert_eq!(li.delete(&path).await.status, 204);
    assert!(!sees(&wang, case).await);
    assert_eq!(all(&li).await.given[0].standing, Standing::Ended);
    give(&app, "li", "zhao", (TODAY, WEDNESDAY)).await;
    assert!(sees(&zhao, case).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_delegated_to_one_is_not_delegated_further() {
    let app = TestApp::new().await;
    let case = app.notice_at("department").await;
    let (wang, zhao) = (app.person("wang").await, app.person("zhao").await);
    give(&app, "li", "wang", (TODAY, WEDNESDAY)).await;
    give(&app, "wang", "zhao", (TODAY, WEDNESDAY)).await;
    assert!(sees(&wang, case).await);
    assert!(!sees(&zhao, case).await);
    assert_eq!(all(&zhao).await.items, []);
    approve_for_refused(&zhao, case).await;
    // Who is away receives nothing; afterwards they do.
    try_give(&app, "chen", "wang", (WEDNESDAY, "2026-11-30")).await.refused(Code::DelegateAbsent);
    give(&app, "chen", "wang", ("2026-11-26", "2026-11-30")).await;
}

async fn approve_for_refused(client: &Client, case: CaseId) {
    let command = Command::Approve { item: ItemId(1), opinion: None, choices: Default::default() };
    let act = api::cases::Act::new(Uuid::new_v4(), 2, command);
    client.send_act(case, &act).await.refused(Code::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_kinds_it_names_and_never_a_seal() {
    let app = TestApp::new().await;
    let case = app.notice_at("department").await;
    let mut incoming = request("li", "wang", (TODAY, WEDNESDAY));
    incoming["kinds"] = json!([["documents", "incoming"]]);
    let li = app.person("li").await;
    li.post("/api/delegations", &incoming).await.ok::<DelegationId>();
    assert!(!sees(&app.person("wang").await, case).await);
    assert_eq!(all(&li).await.given[0].kinds[0].chinese, "收文");

    let sealing = app.notice_at("seal").await;
    give(&app, "zhou", "sun", (TODAY, WEDNESDAY)).await;
    let sun = app.person("sun").await;
    assert_eq!(all(&sun).await.items, []);
    approve_for(&sun, sealing, 8).await.refused(Code::NotAllowed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delegate_reviewer_may_mend_the_text() {
    let app = TestApp::new().await;
    let case = app.notice_at("review").await;
    give(&app, "chen", "wang", (TODAY, WEDNESDAY)).await;
    let wang = app.person("wang").await;
    assert!(wang.view(case).await.editable);
    wang.edit(case, |draft| draft.title = notice_about("代改过的事").title).await;
    approve_for(&wang, case, 2).await.ok::<api::cases::Acted>();
    assert!(!wang.view(case).await.editable);
    app.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_sense_is_refused_and_a_repetition_is_one() {
    let app = TestApp::new().await;
    let li = app.person("li").await;
    for (to, days, field) in [
        ("li", (TODAY, WEDNESDAY), "to"),
        ("jiang", (TODAY, WEDNESDAY), "to"),
        ("wang", ("2026-11-22", WEDNESDAY), "from"),
        ("wang", (WEDNESDAY, TODAY), "until"),
        ("wang", (TODAY, "2028-01-01"), "until"),
        ("wang", (TODAY, "soon"), "until"),
    ] {
        let refused = try_give(&app, "li", to, days).await.refused(Code::InvalidDelegation);
        assert_eq!(refused.detail.as_deref(), Some(field), "{to} {days:?}");
    }
    let mut unknown = request("li", "wang", (TODAY, WEDNESDAY));
    unknown["kinds"] = json!([["documents", "secrets"]]);
    li.post("/api/delegations", &unknown).await.refused(Code::InvalidDelegation);
    let theirs = request("wang", "zhao", (TODAY, WEDNESDAY));
    li.post("/api/delegations", &theirs).await.refused(Code::NotAllowed);
    let given = request("li", "wang", (TODAY, WEDNESDAY));
    let first: DelegationId = li.post("/api/delegations", &given).await.ok();
    assert_eq!(li.post("/api/delegations", &given).await.ok::<DelegationId>(), first);
    assert_eq!(app.count("select count(*) from delegations").await, 1);
}
