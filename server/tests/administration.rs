//! 三员分立: what the schema refuses, whoever asks.

use api::Code;
use sqlx::{AssertSqlSafe, Executor};

use crate::support::{TestApp, city};

/// Gives a further role to a person's post, as the owner of the database.
async fn give(app: &TestApp, account: &str, role: &str) -> Result<(), String> {
    let sql = format!("insert into post_roles (post_id, role) values ('{}', '{role}')", city::post(account));
    let done = app.owner().await.execute(AssertSqlSafe(sql)).await;
    done.map(drop).map_err(|error| {
        error.into_database_error().unwrap().constraint().unwrap_or("no constraint").to_owned()
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_holds_two_of_the_three_offices_or_one_beside_office_work() {
    let app = TestApp::new().await;
    for (account, role) in [
        ("xitong", "security_administrator"),
        ("xitong", "audit_administrator"),
        ("anquan", "system_administrator"),
        ("shenji", "security_administrator"),
        ("shenji", "registrar"),
        ("zhou", "audit_administrator"),
        ("feng", "system_administrator"),
    ] {
        assert_eq!(
            give(&app, account, role).await.unwrap_err(),
            "post_roles_separated",
            "{account} became {role}"
        );
    }
    assert_eq!(give(&app, "zhou", "super_user").await.unwrap_err(), "post_roles_role");
    give(&app, "zhou", "registrar").await.unwrap();
    give(&app, "zhang", "audit_administrator").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_post_or_a_post_handed_over_is_no_way_around() {
    let app = TestApp::new().await;
    let second = format!(
        "insert into posts (id, person_id, department_id, organ_id, title, sort)
         select gen_random_uuid(), '{}', department_id, organ_id, '兼任', 99 from posts where id = '{}' returning id",
        city::person("xitong"),
        city::post("li")
    );
    let second: uuid::Uuid =
        sqlx::query_scalar(AssertSqlSafe(second)).fetch_one(&mut app.owner().await).await.unwrap();
    let sql =
        AssertSqlSafe(format!("insert into post_roles (post_id, role) values ('{second}', 'reviewer')"));
    let refused = app.owner().await.execute(sql).await.unwrap_err().into_database_error().unwrap();
    assert_eq!(refused.constraint(), Some("post_roles_separated"));
    let sql = AssertSqlSafe(format!(
        "update posts set person_id = '{}' where id = '{}'",
        city::person("shenji"),
        city::post("anquan")
    ));
    let refused = app.owner().await.execute(sql).await.unwrap_err().into_database_error().unwrap();
    assert_eq!(refused.constraint(), Some("post_roles_separated"));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_give_two_offices_at_once_do_not_both_succeed() {
    let app = TestApp::new().await;
    let (first, second) =
        tokio::join!(give(&app, "zhang", "system_administrator"), give(&app, "zhang", "audit_administrator"));
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_administrator_sees_a_case() {
    let app = TestApp::new().await;
    let case = app.notice_at("sign").await;
    for account in ["xitong", "anquan", "shenji"] {
        let administrator = app.person(account).await;
        administrator.get(&format!("/api/documents/{case}")).await.refused(Code::NotFound);
        let verification = administrator.post(&format!("/api/cases/{case}/verification"), &()).await;
        verification.refused(Code::NotFound);
        assert!(administrator.inbox("done").await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_lent_in_an_emergency_is_refused_with_the_reason() {
    let app = TestApp::new().await;
    let administrator = app.person("xitong").await;
    let words = "文书不在岗，急件待发";
    let cases = [
        ("registrar", words, 1, "role"),
        ("flow_administrator", "急", 1, "reason"),
        ("flow_administrator", words, 9, "hours"),
    ];
    for (role, reason, hours, what) in cases {
        let asked =
            serde_json::json!({ "id": uuid::Uuid::new_v4(), "role": role, "reason": reason, "hours": hours });
        let refused =
            administrator.post("/api/administration/emergency", &asked).await.refused(Code::Refused);
        assert_eq!(refused.detail.as_deref(), Some(what));
    }
}
