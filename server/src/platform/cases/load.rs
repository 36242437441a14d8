//! Loading a case. One that the asker may not see answers like one that does not exist.

use api::{
    CaseId, Code, OrganId,
    cases::{CaseStatus, Urgency},
    organization::Role,
};
use flow::{ItemId, PostId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use super::Case;
use crate::{Result, error::internal, platform::session::Actor};

/// Loads a case that the actor may see.
///
/// # Errors
/// `not_found` where there is none or it is not the actor's to see.
pub async fn load(connection: &mut PgConnection, actor: &Actor, id: CaseId) -> Result<Case> {
    let row = sqlx::query_as!(
        CaseRow,
        "select id, organ_id, module, kind, title, number, status, urgency, drafter_post, flow_key, flow_version,
                state, fields, version, head
         from cases where id = $1 and may_see(cases, $2, $3, $4, $5)",
        id.0,
        &actor.holders,
        &administered_organs(actor),
        actor.person.0,
        actor.today.to_sqlx() as _
    )
    .fetch_optional(connection)
    .await?;
    row.ok_or(Code::NotFound)?.try_into()
}

/// A case whoever asks. Every other act on it is kept out until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: CaseId) -> Result<Case> {
    let row = sqlx::query_as!(
        CaseRow,
        "select id, organ_id, module, kind, title, number, status, urgency, drafter_post, flow_key, flow_version,
                state, fields, version, head
         from cases where id = $1 for update",
        id.0
    )
    .fetch_optional(connection)
    .await?;
    row.ok_or(Code::NotFound)?.try_into()
}

/// What [`take`] gives.
pub struct Taken {
    pub case: Case,
    /// Whether the key was used before the statement began.
    pub used: bool,
    /// When the item was due that the command is about.
    pub due: Option<Timestamp>,
}

/// A case as [`load`] gives it, locked. Who gets it goes on in the office's name:
/// [`crate::database::Transaction::go_on_as_office`].
pub async fn take(
    connection: &mut PgConnection,
    actor: &Actor,
    id: CaseId,
    key: Uuid,
    item: Option<ItemId>,
) -> Result<Taken> {
    let row = sqlx::query!(
        r#"select c.id, c.organ_id, c.module, c.kind, c.title, c.number, c.status, c.urgency, c.drafter_post, c.flow_key,
                  c.flow_version, c.state, c.fields, c.version, c.head,
                  exists (select from commands k where k.person_id = $4 and k.key = $6) as "used!", act_as_office(),
                  (select w.due_at from work_items w
                   where w.case_id = c.id and w.item = $7 and w.state = 'open') as "due_at: jiff_sqlx::Timestamp"
           from cases c where c.id = $1 and may_see(c, $2, $3, $4, $5) for update"#,
        id.0,
        &actor.holders,
        &administered_organs(actor),
        actor.person.0,
        actor.today.to_sqlx() as _,
        key,
        item.map(|item| item.0 as i32)
    )
    .fetch_optional(connection)
    .await?
    .ok_or(Code::NotFound)?;
    let case = CaseRow {
        id: row.id,
        organ_id: row.organ_id,
        module: row.module,
        kind: row.kind,
        title: row.title,
        number: row.number,
        status: row.status,
        urgency: row.urgency,
        drafter_post: row.drafter_post,
        flow_key: row.flow_key,
        flow_version: row.flow_version,
        state: row.state,
        fields: row.fields,
        version: row.version,
        head: row.head,
    };
    Ok(Taken { case: case.try_into()?, used: row.used, due: row.due_at.map(|at| at.to_jiff()) })
}

/// Whether the actor takes part in the case, or administers the flows of its organ.
pub async fn may_see(connection: &mut PgConnection, actor: &Actor, id: CaseId) -> Result<bool> {
    let seen = sqlx::query_scalar!(
        r#"select may_see(cases, $2, $3, $4, $5) as "seen!" from cases where id = $1"#,
        id.0,
        &actor.holders,
        &administered_organs(actor),
        actor.person.0,
        actor.today.to_sqlx() as _
    )
    .fetch_optional(connection)
    .await?;
    Ok(seen.unwrap_or(false))
}

/// Organs whose flows the actor administers.
pub fn administered_organs(actor: &Actor) -> Vec<Uuid> {
    let administers = |post: &&api::organization::Post| post.roles.contains(&Role::FlowAdministrator);
    actor.posts.iter().filter(administers).map(|post| post.organ.0).collect()
}

/// A case whoever asks.
pub(super) async fn read(connection: &mut PgConnection, id: CaseId) -> Result<Case> {
    let row = sqlx::query_as!(
        CaseRow,
        "select id, organ_id, module, kind, title, number, status, urgency, drafter_post, flow_key, flow_version,
                state, fields, version, head
         from cases where id = $1",
        id.0
    )
    .fetch_optional(connection)
    .await?;
    row.ok_or(Code::NotFound)?.try_into()
}

/// A case as its table has it.
struct CaseRow {
    id: Uuid,
    organ_id: Uuid,
    module: String,
    kind: String,
    title: String,
    number: Option<String>,
    status: String,
    urgency: String,
    drafter_post: Uuid,
    flow_key: String,
    flow_version: i32,
    state: serde_json::Value,
    fields: serde_json::Value,
    version: i32,
    head: String,
}

impl TryFrom<CaseRow> for Case {
    type Error = crate::Error;

    fn try_from(row: CaseRow) -> Result<Self> {
        Ok(Self {
            id: CaseId(row.id),
            organ: OrganId(row.organ_id),
            module: row.module,
            kind: row.kind,
            title: row.title,
            number: row.number,
            status: row.status.parse::<CaseStatus>().map_err(|error| internal(&error))?,
            urgency: row.urgency.parse::<Urgency>().map_err(|error| internal(&error))?,
            drafter: PostId(row.drafter_post),
            flow_key: row.flow_key,
            flow_version: row.flow_version,
            state: serde_json::from_value(row.state)?,
            fields: serde_json::from_value(row.fields)?,
            version: row.version,
            head: row.head,
        })
    }
}
