//! A case as one person may see it, in one answer.

use api::{
    CaseId, PersonId,
    cases::{CaseLink, CaseSummary, CaseView, EventView, ItemState, Relation, StepName, WorkItem},
};
use flow::{Allowed, Context, Definition, ItemId, PostId, StepId};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use super::{By, Case, load, opinions, resolve, verify};
use crate::{
    App, Result,
    error::internal,
    platform::{delegation, session::Actor},
};

/// Everything a page about the case shows.
pub async fn view(app: &App, connection: &mut PgConnection, actor: &Actor, case: &Case) -> Result<CaseView> {
    let definition = app.definitions.get(connection, &case.flow_key, case.flow_version).await?;
    let (items, events) = (items(connection, case.id).await?, events(connection, case.id).await?);
    let given = opinions::given(connection, case.id, events.iter().map(|event| &event.record)).await?;
    Ok(CaseView {
        summary: summary(connection, case.id).await?,
        allowed: allowed(connection, &definition, actor, case).await?,
        path: flow::path(&definition, &case.state, &case.fields),
        slots: opinions::slots(&definition, &given, &items),
        opinions: given.into_iter().map(|given| given.opinion).collect(),
        items,
        events,
        links: links(connection, actor, case.id).await?,
    })
}

/// Notes that the actor has opened the case (已读), once.
pub async fn mark_seen(app: &App, connection: &mut PgConnection, actor: &Actor, id: CaseId) -> Result<()> {
    let now = app.clock.now();
    sqlx::query!(
        "update work_items set seen_at = $3 where case_id = $1 and person_id = $2 and seen_at is null and state in ('open', 'reading')",
        id.0,
        actor.person.0,
        now.to_sqlx() as _
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What each of the actor's posts may do (those that take part, or the main one), and what others delegated to them.
pub async fn allowed(
    connection: &mut PgConnection,
    definition: &Definition,
    actor: &Actor,
    case: &Case,
) -> Result<Vec<Allowed>> {
    let administrator = load::administered_organs(actor).contains(&case.organ.0);
    let mut posts: Vec<PostId> =
        actor.posts.iter().map(|post| post.id).filter(|post| case.state.took_part(*post)).collect();
    if posts.is_empty() {
        posts.extend(actor.posts.first().map(|post| post.id));
    }
    let mut answer: Vec<Allowed> = Vec::new();
    for post in posts {
        let by = By { administrator, ..By::new(actor, post) };
        merge(&mut answer, allowed_to(connection, definition, case, &by).await?);
    }
    for other in delegation::items_for(connection, actor, case.id).await? {
        let by = By::for_another(actor, other.own, other.post);
        let mut allowed = allowed_to(connection, definition, case, &by).await?;
        allowed.retain(|found| found.item == Some(other.item));
        merge(&mut answer, allowed);
    }
    Ok(answer)
}

async fn allowed_to(
    connection: &mut PgConnection,
    definition: &Definition,
    case: &Case,
    by: &By,
) -> Result<Vec<Allowed>> {
    let needs = flow::needs_of(definition, &case.state, by.post, by.administrator);
    let posts = resolve::resolve(connection, case, needs).await?;
    let context = Context {
        actor: by.post,
        administrator: by.administrator,
        system: false,
        fields: &case.fields,
        posts,
    };
    Ok(flow::allowed(definition, &case.state, &context))
}

/// What one post may do counts, where another may not.
fn merge(answer: &mut Vec<Allowed>, allowed: Vec<Allowed>) {
    for found in allowed {
        match answer.iter_mut().find(|known| known.action == found.action && known.item == found.item) {
            Some(known) if known.refusal.is_some() && found.refusal.is_none() => *known = found,
            Some(_) => {}
            None => answer.push(found),
        }
    }
}

pub async fn summary(connection: &mut PgConnection, id: CaseId) -> Result<CaseSummary> {
    let row = sqlx::query_as!(
        SummaryRow,
        r#"select c.id, c.module, c.kind, c.title, c.number, c.status, c.urgency, c.steps, c.version,
                  n.name as drafter, d.name as drafter_department, o.name as organ,
                  c.created_at as "created_at: jiff_sqlx::Timestamp", c.updated_at as "updated_at: jiff_sqlx::Timestamp"
           from cases c
           join posts p on p.id = c.drafter_post
           join people n on n.id = p.person_id
           join departments d on d.id = p.department_id
           join organs o on o.id = c.organ_id
           where c.id = $1"#,
        id.0
    )
    .fetch_one(connection)
    .await?;
    row.try_into()
}

/// The columns of a case that every list shows.
#[derive(sqlx::FromRow)]
pub struct SummaryRow {
    pub id: uuid::Uuid,
    pub module: String,
    pub kind: String,
    pub title: String,
    pub number: Option<String>,
    pub status: String,
    pub urgency: String,
    pub steps: serde_json::Value,
    pub version: i32,
    pub drafter: String,
    pub drafter_department: String,
    pub organ: String,
    pub created_at: jiff_sqlx::Timestamp,
    pub updated_at: jiff_sqlx::Timestamp,
}

impl TryFrom<SummaryRow> for CaseSummary {
    type Error = crate::Error;

    fn try_from(row: SummaryRow) -> Result<Self> {
        Ok(Self {
            id: CaseId(row.id),
            module: row.module,
            kind: row.kind,
            title: row.title,
            number: row.number,
            status: row.status.parse().map_err(|error: api::UnknownValue| internal(&error))?,
            urgency: row.urgency.parse().map_err(|error: api::UnknownValue| internal(&error))?,
            steps: serde_json::from_value(row.steps)?,
            drafter: row.drafter,
            drafter_department: row.drafter_department,
            organ: row.organ,
            created_at: row.created_at.to_jiff().to_string(),
            updated_at: row.updated_at.to_jiff().to_string(),
            version: row.version,
        })
    }
}

async fn items(connection: &mut PgConnection, id: CaseId) -> Result<Vec<WorkItem>> {
    let rows = sqlx::query!(
        r#"select w.item, w.step, w.step_chinese, w.step_english, w.post_id, w.person_id, n.name, p.title, d.name as department,
                  w.state, w.opened_at as "opened_at: jiff_sqlx::Timestamp", w.closed_at as "closed_at: jiff_sqlx::Timestamp",
                  w.seen_at as "seen_at: jiff_sqlx::Timestamp", w.due_at as "due_at: jiff_sqlx::Timestamp", w.urged, w.note
           from work_items w
           join people n on n.id = w.person_id
           join posts p on p.id = w.post_id
           join departments d on d.id = p.department_id
           where w.case_id = $1 order by w.item"#,
        id.0
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(WorkItem {
                item: ItemId(row.item as u32),
                step: StepId(row.step),
                step_name: StepName { chinese: row.step_chinese, english: row.step_english },
                post: PostId(row.post_id),
                person: PersonId(row.person_id),
                name: row.name,
                title: row.title,
                department: row.department,
                state: row.state.parse::<ItemState>().map_err(|error| internal(&error))?,
                opened_at: row.opened_at.to_jiff().to_string(),
                closed_at: text(row.closed_at),
                seen_at: text(row.seen_at),
                due_at: text(row.due_at),
                urged: row.urged,
                note: row.note,
            })
        })
        .collect()
}

fn text(at: Option<jiff_sqlx::Timestamp>) -> Option<String> {
    at.map(|at| at.to_jiff().to_string())
}

async fn events(connection: &mut PgConnection, id: CaseId) -> Result<Vec<EventView>> {
    let names = sqlx::query!(
        r#"select e.sequence, n.name, p.title, d.name as department, bn.name as "on_behalf_of?"
         from events e
         left join posts bp on bp.id = e.on_behalf_of
         left join people bn on bn.id = bp.person_id
         join people n on n.id = e.person_id
         join posts p on p.id = e.post_id
         join departments d on d.id = p.department_id
         where e.case_id = $1 order by e.sequence"#,
        id.0
    )
    .fetch_all(&mut *connection)
    .await?;
    let records = verify::records(connection, id).await?;
    Ok(records
        .into_iter()
        .zip(names)
        .map(|(record, row)| EventView {
            record,
            name: row.name,
            title: row.title,
            department: row.department,
            on_behalf_of: row.on_behalf_of,
        })
        .collect())
}

/// Linked cases that the actor may see as well.
async fn links(connection: &mut PgConnection, actor: &Actor, id: CaseId) -> Result<Vec<CaseLink>> {
    let rows = sqlx::query!(
        r#"select l.relation, l.to_case = $1 as "outward!", c.id, c.title, c.status
           from case_links l
           join cases c on c.id = case when l.to_case = $1 then l.from_case else l.to_case end
           where (l.from_case = $1 or l.to_case = $1)
             and may_see(c, $2, $3, $4, $5)
           order by c.created_at, c.id limit 200"#,
        id.0,
        &actor.holders,
        &load::administered_organs(actor),
        actor.person.0,
        actor.today.to_sqlx() as _
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(CaseLink {
                relation: row.relation.parse::<Relation>().map_err(|error| internal(&error))?,
                outward: row.outward,
                case: CaseId(row.id),
                title: row.title,
                status: row.status.parse().map_err(|error: api::UnknownValue| internal(&error))?,
            })
        })
        .collect()
}
