//! 拟办 and 批示: who instructs, who handles with whom and by when, who reads. Kept as fields of the case, by which the flow
//! finds its handlers: the first department leads (主办), the others join (协办).

use api::{
    CaseId, Code,
    cases::{Acted, Urgency},
    documents::{Plan, SavePlan},
};
use axum::extract::State;
use flow::{Due, Fields};
use serde::de::DeserializeOwned;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::at_hand;
use crate::{
    App, Error, Result,
    extract::{Json, Path},
    platform::{
        cases::{self, Acting, Case},
        delegation,
        session::Actor,
    },
};

/// Steps at which the plan may be changed.
pub const PLANNING: &[&str] = &["plan", "instruct"];
/// Longest time limit, working days.
const MAX_DAYS: u16 = 250;
/// Most people or departments of one kind.
const MAX_NAMED: usize = 200;

/// `PUT /api/documents/incoming/{id}/plan`.
///
/// # Errors
/// `stale_version`; `not_allowed` where it is not at hand for 拟办 or 批示; `invalid_value` naming what is not there.
pub async fn save(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<CaseId>,
    Json(request): Json<SavePlan>,
) -> Result<Json<Acted>> {
    let task = tokio::spawn(async move { save_plan(&app, &actor, id, &request).await });
    Ok(Json(task.await??))
}

/// [`save`] without the wire.
pub async fn save_plan(app: &App, actor: &Actor, id: CaseId, request: &SavePlan) -> Result<Acted> {
    let mut transaction = app.database.begin_for(actor).await?;
    cases::load(&mut transaction, actor, id).await?;
    transaction.go_on_as_office().await?;
    let mut case = cases::lock(&mut transaction, id).await?;
    let delegated = delegation::items_for(&mut transaction, actor, id).await?;
    at_hand(actor, &case, &delegated, PLANNING).ok_or(Code::NotAllowed)?;
    if case.version != request.version {
        return Err(Error::stale(case.version, None));
    }
    check(&mut transaction, &case, &request.plan).await?;
    write(&mut case.fields, &request.plan);
    sqlx::query!("update cases set fields = $2 where id = $1", id.0, serde_json::to_value(&case.fields)?)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(Acted { version: case.version, status: case.status, next: Vec::new(), take_back: None })
}

fn write(fields: &mut Fields, plan: &Plan) {
    let limit = plan.working_days.map(Due::WorkingDays);
    fields.insert("leaders".to_owned(), json!(plan.leaders));
    fields.insert("departments".to_owned(), json!(plan.departments));
    fields.insert("time_limit".to_owned(), json!(limit));
    fields.insert("readers".to_owned(), json!(plan.readers));
    fields.insert("in_order".to_owned(), json!(plan.in_order));
}

/// The plan that the case's fields hold.
pub fn of(fields: &Fields) -> Plan {
    fn value<T: DeserializeOwned + Default>(fields: &Fields, name: &str) -> T {
        let value = fields.get(name).cloned().unwrap_or_default();
        serde_json::from_value(value).unwrap_or_default()
    }
    let limit: Option<Due> = value(fields, "time_limit");
    Plan {
        leaders: value(fields, "leaders"),
        departments: value(fields, "departments"),
        working_days: limit.and_then(|due| match due {
            Due::WorkingDays(days) => Some(days),
            Due::Days(_) => None,
        }),
        readers: value(fields, "readers"),
        in_order: value(fields, "in_order"),
    }
}

/// Everybody named is of the organ and there to act.
async fn check(connection: &mut PgConnection, case: &Case, plan: &Plan) -> Result<()> {
    let wrong = |field: &str| Error::new(Code::InvalidValue).with_detail(field);
    if plan.working_days.is_some_and(|days| !(1..=MAX_DAYS).contains(&days)) {
        return Err(wrong("working_days"));
    }
    for (field, posts) in [("leaders", &plan.leaders), ("readers", &plan.readers)] {
        let ids: Vec<Uuid> = posts.iter().map(|post| post.0).collect();
        let known = sqlx::query_scalar!(
            r#"select count(*) as "count!" from posts p join people n on n.id = p.person_id and n.active
               where p.id = any($1) and p.organ_id = $2 and p.ended_on is null"#,
            &ids,
            case.organ.0
        )
        .fetch_one(&mut *connection)
        .await?;
        if known as usize != ids.len() || ids.len() > MAX_NAMED {
            return Err(wrong(field));
        }
    }
    let ids: Vec<Uuid> = plan.departments.iter().map(|department| department.0).collect();
    // A department without a head has nobody to whom the work could come.
    let known = sqlx::query_scalar!(
        r#"select count(*) as "count!" from departments d
           join posts p on p.department_id = d.id and p.head and p.ended_on is null
           join people n on n.id = p.person_id and n.active
           where d.id = any($1) and d.organ_id = $2 and d.ended_on is null"#,
        &ids,
        case.organ.0
    )
    .fetch_one(connection)
    .await?;
    if known as usize != ids.len() || ids.len() > MAX_NAMED { Err(wrong("departments")) } else { Ok(()) }
}

/// Whoever hands the document on says whom it goes to; what is urgent gets a time limit (条例 art. 24 四). The event keeps
/// the plan as it was.
///
/// # Errors
/// `plan_incomplete`, `deadline_required`.
pub async fn handed_on(connection: &mut PgConnection, acting: &mut Acting<'_>, step: &str) -> Result<()> {
    let plan = of(&acting.case.fields);
    let reading = acting.case.fields.get("handling").is_some_and(|handling| handling == "reading");
    let complete = match (reading, step) {
        (true, _) => !plan.readers.is_empty(),
        (false, "plan") => !plan.leaders.is_empty() || !plan.departments.is_empty(),
        (false, _) => true,
    };
    if !complete {
        return Err(Code::PlanIncomplete.into());
    }
    let urgent = acting.case.urgency != Urgency::Normal;
    if urgent && !reading && !plan.departments.is_empty() && plan.working_days.is_none() {
        return Err(Code::DeadlineRequired.into());
    }
    let departments: Vec<Uuid> = plan.departments.iter().map(|department| department.0).collect();
    let names = department_names(connection, &departments).await?;
    if let Some((lead, joint)) = names.split_first() {
        acting.facts.insert("lead".to_owned(), lead.clone());
        if !joint.is_empty() {
            acting.facts.insert("joint".to_owned(), joint.join("、"));
        }
    }
    if let Some(days) = plan.working_days {
        acting.facts.insert("working_days".to_owned(), days.to_string());
    }
    Ok(())
}

/// In the order of the plan.
pub async fn department_names(connection: &mut PgConnection, ids: &[Uuid]) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(
        "select d.name from unnest($1::uuid[]) with ordinality as w (id, place)
         join departments d on d.id = w.id order by w.place",
        ids
    )
    .fetch_all(connection)
    .await?)
}
