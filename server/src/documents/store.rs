//! The document's own row.

use api::{CaseId, Code, FileId, documents::Draft};
use flow::PostId;
use jiff::civil::Date;
use sqlx::PgConnection;

use crate::Result;

/// A document as stored.
#[derive(Clone, Debug)]
pub struct Document {
    pub case: CaseId,
    pub draft: Draft,
    /// Counts saves.
    pub save: i32,
    pub number: Option<String>,
    pub signed_by: Option<PostId>,
    pub signed_on: Option<Date>,
    pub pdf_file: Option<FileId>,
    pub dispatched_on: Option<Date>,
}

/// Reads a document. Whether the asker may see its case is decided before.
pub async fn read(connection: &mut PgConnection, case: CaseId) -> Result<Document> {
    let row = sqlx::query!(
        r#"select draft, save, number, signed_by, signed_on as "signed_on: jiff_sqlx::Date", pdf_file,
                  dispatched_on as "dispatched_on: jiff_sqlx::Date"
           from documents where case_id = $1"#,
        case.0
    )
    .fetch_optional(connection)
    .await?
    .ok_or(Code::NotFound)?;
    Ok(Document {
        case,
        draft: serde_json::from_value(row.draft)?,
        save: row.save,
        number: row.number,
        signed_by: row.signed_by.map(PostId),
        signed_on: row.signed_on.map(|date| date.to_jiff()),
        pdf_file: row.pdf_file.map(FileId),
        dispatched_on: row.dispatched_on.map(|date| date.to_jiff()),
    })
}

/// SM3 of a text, hex: what the chain records of the version handed on.
pub fn fingerprint(draft: &Draft) -> Result<String> {
    use sm3::{Digest, Sm3};
    Ok(api::chain::hex(&Sm3::digest(serde_json::to_vec(draft)?)))
}
