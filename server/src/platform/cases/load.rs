//! Loading a case. One that the asker may not see answers like one that does not exist.

use api::{
    CaseId, Code, OrganId,
    cases::{CaseStatus, Urgency},
    organization::Role,
};
use flow::PostId;
use sqlx::PgConnection;
use uuid::Uuid;

use super::Case;
use crate::{Result, error::internal, platform::session::Actor};

/// Loads a case that the actor may see.
///
/// # Errors
/// `not_found` where there is none or it is not the actor's to see.
pub async fn load(connection: &mut PgConnection, actor: &Actor, id: CaseId) -> Result<Case> {
    if !may_see(connection, actor, id).await? {
        return Err(Code::NotFound.into());
    }
    read(connection, id).await
}

/// The same, and keeps every other act on the case out until the transaction ends.
pub async fn lock(connection: &mut PgConnection, id: CaseId) -> Result<Case> {
    sqlx::query!("select from cases where id = $1 for update", id.0)
        .fetch_optional(&mut *connection)
        .await?
        .ok_or(Code::NotFound)?;
    read(connection, id).await
}

/// Whether the actor takes part in the case, or administers the flows of its organ.
pub async fn may_see(connection: &mut PgConnection, actor: &Actor, id: CaseId) -> Result<bool> {
    let administered = administered_organs(actor);
    Ok(sqlx::query_scalar!(
        r#"select exists (select from participations where case_id = $1 and holder = any($2))
               or exists (select from cases where id = $1 and organ_id = any($3)) as "seen!""#,
        id.0,
        &actor.holders,
        &administered
    )
    .fetch_one(connection)
    .await?)
}

/// Organs whose flows the actor administers.
pub fn administered_organs(actor: &Actor) -> Vec<Uuid> {
    let administers = |post: &&api::organization::Post| post.roles.contains(&Role::FlowAdministrator);
    actor.posts.iter().filter(administers).map(|post| post.organ.0).collect()
}

async fn read(connection: &mut PgConnection, id: CaseId) -> Result<Case> {
    let row = sqlx::query!(
        "select organ_id, module, kind, title, number, status, urgency, drafter_post, flow_key, flow_version,
                state, fields, version, head
         from cases where id = $1",
        id.0
    )
    .fetch_optional(connection)
    .await?
    .ok_or(Code::NotFound)?;
    Ok(Case {
        id,
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
