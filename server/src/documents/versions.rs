//! Versions of the text: one a person and step, made when it is handed on, never changed.

use api::{
    CaseId, Code,
    cases::StepName,
    documents::{Version, VersionInfo},
};
use axum::extract::State;
use flow::Command;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use super::store::{Document, fingerprint};
use crate::{
    App, Result,
    extract::{Json, Path},
    platform::{
        cases::{self, Acting},
        session::Actor,
    },
};

/// Keeps the text that is handed on, where it differs from the last version, and records its hash in the event.
pub async fn keep(
    app: &App,
    connection: &mut PgConnection,
    acting: &mut Acting<'_>,
    document: &Document,
) -> Result<()> {
    acting.facts.insert("text_sm3".to_owned(), fingerprint(&document.text)?);
    if document.kept {
        return Ok(());
    }
    let version = document.last_version.unwrap_or(0) + 1;
    let step = step_name(app, connection, acting).await?;
    sqlx::query!(
        "insert into document_versions (case_id, version, draft, step_chinese, step_english, post_id, at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        document.case.0,
        version,
        document.text,
        step.chinese,
        step.english,
        acting.by.own.0,
        app.clock.now().to_sqlx() as _
    )
    .execute(connection)
    .await?;
    acting.facts.insert("version".to_owned(), version.to_string());
    Ok(())
}

async fn step_name(app: &App, connection: &mut PgConnection, acting: &Acting<'_>) -> Result<StepName> {
    let (Command::Submit { item, .. } | Command::Approve { item, .. }) = acting.command else {
        return Ok(StepName { chinese: String::new(), english: String::new() });
    };
    let definition = app.definitions.get(connection, &acting.case.flow_key, acting.case.flow_version).await?;
    let state = &acting.case.state;
    let visit = state.item(*item).and_then(|item| item.visit).and_then(|visit| state.visit(visit));
    let name = visit
        .and_then(|visit| definition.step(&visit.step))
        .map(|step| step.name.clone())
        .unwrap_or_default();
    Ok(StepName { chinese: name.zh, english: name.en })
}

/// Every version, without its text.
pub async fn list(connection: &mut PgConnection, case: CaseId) -> Result<Vec<VersionInfo>> {
    Ok(sqlx::query!(
        r#"select v.version, v.step_chinese, v.step_english, n.name, v.at as "at: jiff_sqlx::Timestamp"
           from document_versions v join posts p on p.id = v.post_id join people n on n.id = p.person_id
           where v.case_id = $1 order by v.version"#,
        case.0
    )
    .map(|row| VersionInfo {
        version: row.version,
        step_name: StepName { chinese: row.step_chinese, english: row.step_english },
        by: row.name,
        at: row.at.to_jiff().to_string(),
    })
    .fetch_all(connection)
    .await?)
}

/// `GET /api/documents/{id}/versions/{n}`.
pub async fn version(
    actor: Actor,
    State(app): State<App>,
    Path((id, number)): Path<(CaseId, i32)>,
) -> Result<Json<Version>> {
    let mut connection = app.database.read(&actor).await?;
    cases::load(&mut connection, &actor, id).await?;
    let info = list(&mut connection, id)
        .await?
        .into_iter()
        .find(|info| info.version == number)
        .ok_or(Code::NotFound)?;
    let draft = sqlx::query_scalar!(
        "select draft from document_versions where case_id = $1 and version = $2",
        id.0,
        number
    )
    .fetch_one(&mut *connection)
    .await?;
    Ok(Json(Version { info, draft: serde_json::from_value(draft)? }))
}
