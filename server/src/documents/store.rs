//! The document's own row.

use api::{CaseId, Code, FileId, documents::Draft};
use flow::PostId;
use jiff::civil::Date;
use serde::Deserialize;
use sqlx::PgConnection;

use crate::Result;

/// A document as stored.
#[derive(Clone, Debug)]
pub struct Document {
    pub case: CaseId,
    pub draft: Draft,
    /// The draft as it lies in the database: what is hashed.
    pub text: serde_json::Value,
    /// Counts saves.
    pub save: i32,
    pub number: Option<String>,
    pub signed_by: Option<PostId>,
    pub signed_on: Option<Date>,
    /// [`fingerprint`] of the text that was signed.
    pub signed_text: Option<String>,
    pub pdf_file: Option<FileId>,
    pub dispatched_on: Option<Date>,
    /// Number of the last version, from 1.
    pub last_version: Option<i32>,
    /// Whether the text is that of the last version.
    pub kept: bool,
}

/// Reads a document. Whether the asker may see its case is decided before.
pub async fn read(connection: &mut PgConnection, case: CaseId) -> Result<Document> {
    let row = sqlx::query!(
        r#"select d.draft, d.save, d.number, d.signed_by, d.signed_on as "signed_on: jiff_sqlx::Date", d.signed_text,
                  d.pdf_file, d.dispatched_on as "dispatched_on: jiff_sqlx::Date",
                  v.version as "last_version?", coalesce(v.draft = d.draft, false) as "kept!"
           from documents d
           left join lateral (select version, draft from document_versions
                              where case_id = d.case_id order by version desc limit 1) v on true
           where d.case_id = $1"#,
        case.0
    )
    .fetch_optional(connection)
    .await?
    .ok_or(Code::NotFound)?;
    Ok(Document {
        case,
        draft: Draft::deserialize(&row.draft)?,
        text: row.draft,
        save: row.save,
        number: row.number,
        signed_by: row.signed_by.map(PostId),
        signed_on: row.signed_on.map(|date| date.to_jiff()),
        signed_text: row.signed_text,
        pdf_file: row.pdf_file.map(FileId),
        dispatched_on: row.dispatched_on.map(|date| date.to_jiff()),
        last_version: row.last_version,
        kept: row.kept,
    })
}

/// SM3 of a text as stored, hex: what the chain records of the version handed on. Keys are in alphabetical order, so
/// that the same text always gives the same hash, whatever a later release adds to a draft.
pub fn fingerprint(text: &serde_json::Value) -> Result<String> {
    use sm3::{Digest, Sm3};
    Ok(api::chain::hex(&Sm3::digest(serde_json::to_vec(text)?)))
}
