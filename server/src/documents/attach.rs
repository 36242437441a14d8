//! The files of a case: what was attached for reference, and the pictures of the text.

use api::{CaseId, Code, FileId, documents::Draft};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{Error, Result, platform::session::Actor};

/// What was attached for reference, and the pictures of the text.
pub(super) fn files_of(draft: &Draft) -> Vec<FileId> {
    draft.files.iter().copied().chain(draft.pictures()).collect()
}

/// Files become the case's. Only one's own new uploads can be attached.
///
/// # Errors
/// `not_found` for a file that is another's.
pub(super) async fn attach(
    connection: &mut PgConnection,
    case: CaseId,
    files: &[FileId],
    actor: &Actor,
) -> Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    let files: Vec<Uuid> = files.iter().map(|file| file.0).collect();
    sqlx::query!(
        "update files set case_id = $1 where id = any($2) and case_id is null and uploaded_by = $3",
        case.0,
        &files,
        actor.person.0
    )
    .execute(&mut *connection)
    .await?;
    let own = sqlx::query_scalar!(
        r#"select count(distinct id) as "count!" from files where id = any($1) and case_id = $2"#,
        &files,
        case.0
    )
    .fetch_one(&mut *connection)
    .await?;
    let mut distinct = files;
    distinct.sort();
    distinct.dedup();
    if own as usize != distinct.len() {
        return Err(Error::new(Code::NotFound).with_detail("files"));
    }
    Ok(())
}

/// # Errors
/// Where a picture of the text is of a kind that cannot be printed.
pub(super) async fn check_pictures(connection: &mut PgConnection, draft: &Draft) -> Result<()> {
    let pictures: Vec<Uuid> = draft.pictures().iter().map(|file| file.0).collect();
    let printable = sqlx::query_scalar!(
        r#"select count(*) as "count!" from files where id = any($1) and media_type in ('image/png', 'image/jpeg')"#,
        &pictures
    )
    .fetch_one(connection)
    .await?;
    if printable as usize == pictures.len() {
        Ok(())
    } else {
        Err(Error::new(Code::InvalidDraft).with_detail("插图须为 PNG 或 JPEG 图片"))
    }
}
