//! The document as pages: the very PDF that will be sent, as pictures for the screen and as a file.

use api::{
    CaseId, Code, FileId,
    documents::{Pages, PagesQuery},
    files::File,
};
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use sqlx::PgConnection;

use super::{
    incoming::{self, Original},
    page_sheet::{Final, sheet},
    store,
};
use crate::{
    App, Error, Result,
    extract::{Json, Path, Query},
    platform::{cases, files, session::Actor, typesetting::Typeset},
};

/// Width of a page's picture, pixels: sharp on a phone of three device pixels a point.
const WIDTH: u32 = 1080;

/// `GET /api/documents/{id}/pages`.
pub async fn pages(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<CaseId>,
    Query(query): Query<PagesQuery>,
) -> Result<Json<Pages>> {
    let (set, file) = typeset(&app, &actor, id, query.file).await?;
    Ok(Json(Pages { pages: set.pages, hash: set.hash.clone(), file: file.map(|file| file.id) }))
}

/// `GET /api/documents/{id}/pages/{hash}/{page}`: immutable, because the hash names the content.
///
/// # Errors
/// `not_found` also where the text has changed since the hash was told.
pub async fn picture(
    actor: Actor,
    State(app): State<App>,
    Path((id, hash, page)): Path<(CaseId, String, usize)>,
    Query(query): Query<PagesQuery>,
) -> Result<Response> {
    let (set, _) = typeset(&app, &actor, id, query.file).await?;
    if set.hash != hash || page >= set.pages {
        return Err(Code::NotFound.into());
    }
    let picture = app.typesetter.picture(&set, page, WIDTH).await?;
    Ok((
        [
            (header::CONTENT_TYPE, "image/webp"),
            (header::CACHE_CONTROL, "private, max-age=31536000, immutable"),
        ],
        picture,
    )
        .into_response())
}

/// `GET /api/documents/{id}/pdf`: the final file where there is one, else the text as it stands.
pub async fn pdf(actor: Actor, State(app): State<App>, Path(id): Path<CaseId>) -> Result<Response> {
    let (set, file) = typeset(&app, &actor, id, None).await?;
    match file {
        Some(file) => files::respond(&app, &file, "inline").await,
        None => Ok(([(header::CONTENT_TYPE, "application/pdf")], set.bytes.clone()).into_response()),
    }
}

/// `of`: which of several PDFs that came on paper; the first where none is named.
async fn typeset(
    app: &App,
    actor: &Actor,
    id: CaseId,
    of: Option<FileId>,
) -> Result<(Typeset, Option<File>)> {
    let mut connection = app.database.read(actor).await?;
    cases::load(&mut connection, actor, id).await?;
    let document = store::read(&mut connection, id).await?;
    if let Some(file) = final_file(&mut connection, &document).await? {
        drop(connection);
        let set = app.typesetter.known_pdf(&file.sha256, app.files.get(&file.sha256)).await?;
        return Ok((set, Some(file)));
    }
    if let Original::Paper(scans) = incoming::original(&mut connection, id).await? {
        let wanted = |scan: &File| of.is_none_or(|of| scan.id == of);
        let scan = scans.into_iter().find(wanted).ok_or(Code::NotFound)?;
        if let Some(threat) = files::threat_in(&mut connection, &scan.sha256).await? {
            return Err(Error::new(Code::InfectedFile).with_detail(threat));
        }
        drop(connection);
        let set = app.typesetter.known_pdf(&scan.sha256, app.files.get(&scan.sha256)).await?;
        return Ok((set, Some(scan)));
    }
    // The time of the preview is fixed, so that the same text gives the same bytes and the browser keeps its pictures.
    let sheet = sheet(app, &mut connection, &document, Final::default(), jiff::Timestamp::UNIX_EPOCH).await?;
    drop(connection);
    Ok((app.typesetter.pdf(sheet).await?, None))
}

/// The sealed file of a document.
pub async fn final_file(connection: &mut PgConnection, document: &store::Document) -> Result<Option<File>> {
    let Some(id) = document.pdf_file else { return Ok(None) };
    Ok(sqlx::query!("select id, name, media_type, size, sha256, sm3 from files where id = $1", id.0)
        .map(|row| File {
            id: api::FileId(row.id),
            name: row.name,
            media_type: row.media_type,
            size: row.size,
            sha256: row.sha256,
            sm3: row.sm3,
        })
        .fetch_optional(connection)
        .await?)
}
