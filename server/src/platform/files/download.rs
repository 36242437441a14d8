//! `GET /api/files/{id}`: to those who may see the file's case, always as an attachment unless we made it.

use api::{CaseId, Code, FileId, files::File};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderValue, header},
    response::Response,
};
use sqlx::PgConnection;

use super::scan::threat_in;
use crate::{
    App, Error, Result,
    error::internal,
    extract::Path,
    platform::{cases::may_see, session::Actor},
};

/// # Errors
/// `not_found`, also for a file of a case that is not the actor's to see; `infected_file` where it is in quarantine.
pub async fn download(actor: Actor, State(app): State<App>, Path(id): Path<FileId>) -> Result<Response> {
    let mut connection = app.database.read(&actor).await?;
    let file = find(&mut connection, &actor, id).await?;
    if let Some(threat) = threat_in(&mut connection, &file.sha256).await? {
        return Err(Error::new(Code::InfectedFile).with_detail(threat));
    }
    drop(connection);
    respond(&app, &file, "attachment").await
}

async fn find(connection: &mut PgConnection, actor: &Actor, id: FileId) -> Result<File> {
    let row = sqlx::query!(
        "select id, name, media_type, size, sha256, sm3, case_id, uploaded_by from files where id = $1",
        id.0
    )
    .fetch_optional(&mut *connection)
    .await?
    .ok_or(Code::NotFound)?;
    let seen = match row.case_id {
        Some(case) => may_see(connection, actor, CaseId(case)).await?,
        None => row.uploaded_by == actor.person.0,
    };
    if !seen {
        return Err(Code::NotFound.into());
    }
    Ok(File {
        id: FileId(row.id),
        name: row.name,
        media_type: row.media_type,
        size: row.size,
        sha256: row.sha256,
        sm3: row.sm3,
    })
}

/// Streams a file with its name in RFC 6266's form.
pub async fn respond(app: &App, file: &File, disposition: &str) -> Result<Response> {
    let content = app.files.stream(&file.sha256).await?;
    let name: String = file
        .name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => (byte as char).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect();
    let disposition = HeaderValue::from_str(&format!("{disposition}; filename*=UTF-8''{name}"));
    Response::builder()
        .header(header::CONTENT_TYPE, file.media_type.as_str())
        .header(header::CONTENT_LENGTH, file.size)
        .header(header::CONTENT_DISPOSITION, disposition.map_err(|error| internal(&error))?)
        .body(Body::from_stream(content))
        .map_err(|error| internal(&error))
}
