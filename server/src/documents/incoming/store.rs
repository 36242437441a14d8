//! What an organ knows of an incoming document, as stored.

use api::{
    CaseId, FileId, OrganId,
    documents::{Handling, Origin},
};
use flow::PostId;
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    Result,
    error::internal,
    platform::cases::{Case, Told},
};

/// A document as it comes in.
pub struct Arrival<'a> {
    pub organ: OrganId,
    pub origin: Origin,
    pub sender: &'a str,
    pub sender_organ: Option<OrganId>,
    pub reference: Option<&'a str>,
    pub written_on: Option<Date>,
    pub received_on: Option<Date>,
    pub copies: i32,
    pub handling: Handling,
    pub files: &'a [FileId],
    pub duplicate_reason: Option<&'a str>,
    /// The organ that passes it on (转发).
    pub forwarded_by: Option<OrganId>,
    /// What is said with it.
    pub note: Option<&'a str>,
}

/// Writes it beside the case's document.
pub async fn insert(connection: &mut PgConnection, case: CaseId, arrival: &Arrival<'_>) -> Result<()> {
    let files: Vec<Uuid> = arrival.files.iter().map(|file| file.0).collect();
    sqlx::query!(
        "insert into incoming_documents (case_id, organ_id, origin, sender, sender_organ, reference, written_on,
                                         received_on, copies, handling, files, duplicate_reason, forwarded_by, note)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        case.0,
        arrival.organ.0,
        arrival.origin.as_str(),
        arrival.sender,
        arrival.sender_organ.map(|organ| organ.0),
        arrival.reference,
        arrival.written_on.map(|date| date.to_sqlx()) as _,
        arrival.received_on.map(|date| date.to_sqlx()) as _,
        arrival.copies,
        arrival.handling.as_str(),
        &files,
        arrival.duplicate_reason,
        arrival.forwarded_by.map(|organ| organ.0),
        arrival.note
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// As registered, or as it will be.
pub struct Registered {
    pub origin: Origin,
    pub sender: String,
    pub sender_organ: Option<OrganId>,
    pub reference: Option<String>,
    pub written_on: Option<Date>,
    pub received_on: Option<Date>,
    pub copies: i32,
    pub handling: Handling,
    pub files: Vec<Uuid>,
    /// 收文号.
    pub registered_as: Option<String>,
    pub registered_by: Option<PostId>,
    pub registered_at: Option<Timestamp>,
    pub duplicate_reason: Option<String>,
    pub forwarded_by: Option<OrganId>,
    pub note: Option<String>,
    pub recall_reason: Option<String>,
    pub answered_on: Option<Date>,
    pub answer: Option<String>,
    /// The dispatched file, where it came by exchange.
    pub pdf_file: Option<Uuid>,
}

/// `None` for a case that is no incoming document.
pub async fn read(connection: &mut PgConnection, case: CaseId) -> Result<Option<Registered>> {
    let row = sqlx::query!(
        r#"select i.origin, i.sender, i.sender_organ, i.reference, i.written_on as "written_on: jiff_sqlx::Date",
                  i.received_on as "received_on: jiff_sqlx::Date", i.copies, i.handling, i.files, i.registered_as,
                  i.registered_by, i.registered_at as "registered_at: jiff_sqlx::Timestamp", i.duplicate_reason,
                  i.forwarded_by, i.note, i.recall_reason, i.answered_on as "answered_on: jiff_sqlx::Date", i.answer, d.pdf_file
           from incoming_documents i join documents d on d.case_id = i.case_id where i.case_id = $1"#,
        case.0
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Registered {
        origin: row.origin.parse().map_err(|error: api::UnknownValue| internal(&error))?,
        sender: row.sender,
        sender_organ: row.sender_organ.map(OrganId),
        reference: row.reference,
        written_on: row.written_on.map(|date| date.to_jiff()),
        received_on: row.received_on.map(|date| date.to_jiff()),
        copies: row.copies,
        handling: row.handling.parse().map_err(|error: api::UnknownValue| internal(&error))?,
        files: row.files,
        registered_as: row.registered_as,
        registered_by: row.registered_by.map(PostId),
        registered_at: row.registered_at.map(|at| at.to_jiff()),
        duplicate_reason: row.duplicate_reason,
        forwarded_by: row.forwarded_by.map(OrganId),
        note: row.note,
        recall_reason: row.recall_reason,
        answered_on: row.answered_on.map(|date| date.to_jiff()),
        answer: row.answer,
        pdf_file: row.pdf_file,
    }))
}

/// The first event that the number in the register (收文号) does not agree with.
pub async fn differing(connection: &mut PgConnection, case: &Case, told: &[Told]) -> Result<Option<i32>> {
    let kept = read(connection, case.id).await?.and_then(|known| known.registered_as);
    let last = told.iter().rev().find(|event| event.facts.contains_key("registered_as"));
    let agrees = kept.as_ref() == last.and_then(|event| event.facts.get("registered_as"));
    Ok((!agrees).then(|| last.map_or(case.version, |event| event.sequence)))
}
