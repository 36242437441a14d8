//! Starting a case: the module names what it is, the flow opens the drafting item.

use std::collections::BTreeMap;

use api::{
    CaseId, OrganId,
    cases::{CaseStatus, Relation, Urgency},
};
use flow::{Command, Fields, State};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    By, Case,
    advance::{Beside, record},
};
use crate::{App, Result, platform::id};

/// What a new case is.
pub struct NewCase<'a> {
    pub organ: OrganId,
    pub module: &'a str,
    pub kind: &'a str,
    pub title: String,
    pub urgency: Urgency,
    /// Key of the flow; the case starts on its newest version.
    pub flow: &'a str,
    pub fields: Fields,
    /// Who may see it besides its handlers: holder and why.
    pub participants: Vec<(Uuid, &'a str)>,
    pub facts: BTreeMap<String, String>,
}

/// Starts a case in the actor's post and gives them the drafting item.
pub async fn start(app: &App, connection: &mut PgConnection, by: &By, new: NewCase<'_>) -> Result<Case> {
    let definition = app.definitions.newest(connection, new.flow).await?;
    let mut case = Case {
        id: CaseId(id::new()),
        organ: new.organ,
        module: new.module.to_owned(),
        kind: new.kind.to_owned(),
        title: new.title,
        number: None,
        status: CaseStatus::Draft,
        urgency: new.urgency,
        drafter: by.post,
        flow_key: definition.key.clone(),
        flow_version: i32::try_from(definition.version).map_err(|error| crate::error::internal(&error))?,
        state: State::default(),
        fields: new.fields,
        version: 0,
        head: String::new(),
    };
    insert(app, connection, &case, &new.participants).await?;
    let beside = Beside { facts: new.facts, ..Beside::default() };
    record(app, connection, by, &mut case, &Command::Start, beside).await?;
    Ok(case)
}

async fn insert(
    app: &App,
    connection: &mut PgConnection,
    case: &Case,
    participants: &[(Uuid, &str)],
) -> Result<()> {
    let now = app.clock.now();
    sqlx::query!(
        "insert into cases (id, organ_id, module, kind, title, status, urgency, drafter_post, flow_key, flow_version,
                            state, fields, steps, version, head, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '[]', 0, '', $13, $13)",
        case.id.0,
        case.organ.0,
        case.module,
        case.kind,
        case.title,
        case.status.as_str(),
        case.urgency.as_str(),
        case.drafter.0,
        case.flow_key,
        case.flow_version,
        serde_json::to_value(&case.state)?,
        serde_json::to_value(&case.fields)?,
        now.to_sqlx() as _
    )
    .execute(&mut *connection)
    .await?;
    let (holders, reasons): (Vec<Uuid>, Vec<String>) =
        participants.iter().map(|(holder, why)| (*holder, (*why).to_owned())).unzip();
    sqlx::query!(
        "insert into participations (case_id, holder, why, at, running)
         select $1, p.holder, p.why, $4, true from unnest($2::uuid[], $3::text[]) as p (holder, why)",
        case.id.0,
        &holders,
        &reasons,
        now.to_sqlx() as _
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Binds two cases: `from` arises from, replies to or is attached to `to`.
pub async fn link(connection: &mut PgConnection, from: CaseId, to: CaseId, relation: Relation) -> Result<()> {
    sqlx::query!(
        "insert into case_links (from_case, to_case, relation) values ($1, $2, $3) on conflict do nothing",
        from.0,
        to.0,
        relation.as_str()
    )
    .execute(connection)
    .await?;
    Ok(())
}
