//! From a document to the sheet that is typeset: every element of 条例 art. 9 resolved to words.

use api::{
    FileId, OrganId,
    cases::Urgency,
    documents::{Attendance, Direction, Draft, Format, Recipient, Secrecy, joined},
    organization::Organ,
    sheet::{Seal, Sheet, SheetAttachment, SheetPicture, Signatory},
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use jiff::{Timestamp, civil::Date};
use sqlx::PgConnection;
use uuid::Uuid;

use super::store::Document;
use crate::{App, Result, clock::chinese_date, platform::organization};

/// What sealing adds to the page.
#[derive(Clone, Debug, Default)]
pub struct Final {
    pub seals: Vec<Seal>,
    pub printed_on: Option<Date>,
}

/// The sheet of a document as it stands: without number, date and seal before they are given.
pub async fn sheet(
    app: &App,
    connection: &mut PgConnection,
    document: &Document,
    last: Final,
    made_at: Timestamp,
) -> Result<Sheet> {
    let draft = &document.draft;
    let format = draft.format();
    let organs = organs_of(connection, draft).await?;
    let issuers = formal_names(&draft.issuers, &organs);
    let signer = signer(connection, document).await?;
    let upward = draft.direction == Direction::Upward;
    let pictures = pictures(app, connection, document).await?;
    Ok(Sheet {
        format,
        copy_number: draft.copy_number.clone(),
        secrecy: (draft.secrecy == Secrecy::Internal).then(|| draft.secrecy.as_str().to_owned()),
        urgency: urgency(draft.urgency),
        mark: match format {
            Format::Minutes => vec![meeting(draft, &issuers)],
            _ => issuers.clone(),
        },
        mark_suffix: draft.mark_suffix,
        number: document.number.clone(),
        signers: signer.iter().filter(|_| upward).map(|signer| signer.name.clone()).collect(),
        title: draft.title.clone(),
        recipients: printed(&draft.recipients, &organs),
        body: draft.body.clone(),
        pictures,
        attachments: attachments(draft),
        attendance: if format == Format::Minutes { draft.attendance.clone() } else { Attendance::default() },
        signatories: match format {
            // Before it is signed the place of the stamp stays empty.
            Format::Order => vec![signer.unwrap_or_default()],
            _ => Vec::new(),
        },
        printer: issuers.first().map(|name| office_of(name)),
        signatures: issuers,
        date: document.signed_on.map(chinese_date),
        seals: last.seals,
        unsealed: !format.sealed(),
        note: draft.note.clone().filter(|note| !note.trim().is_empty()),
        copies: printed(&draft.copies, &organs),
        printed_on: last.printed_on.map(chinese_date),
        made_at: made_at.to_string(),
    })
}

/// 签发人 with the post they signed from.
async fn signer(connection: &mut PgConnection, document: &Document) -> Result<Option<Signatory>> {
    let Some(post) = document.signed_by else { return Ok(None) };
    let signer = sqlx::query!(
        "select n.name, p.title from posts p join people n on n.id = p.person_id where p.id = $1",
        post.0
    )
    .map(|row| Signatory { title: row.title, name: row.name, stamp: None })
    .fetch_one(connection)
    .await?;
    Ok(Some(signer))
}

/// The mark of a 纪要: the meeting the drafter named, else the organ's.
fn meeting(draft: &Draft, issuers: &[String]) -> String {
    let named = draft.meeting.as_deref().map(str::trim).filter(|name| !name.is_empty());
    named.map_or_else(|| format!("{}会议", issuers.first().map_or("", String::as_str)), str::to_owned)
}

/// The pictures in the text. One that is gone is left out here and named by the worker.
async fn pictures(
    app: &App,
    connection: &mut PgConnection,
    document: &Document,
) -> Result<Vec<SheetPicture>> {
    let wanted: Vec<Uuid> = document.draft.pictures().iter().map(|file| file.0).collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let files = sqlx::query!(
        "select id, sha256 from files where id = any($1) and case_id = $2 order by id",
        &wanted,
        document.case.0
    )
    .fetch_all(connection)
    .await?;
    let mut pictures = Vec::with_capacity(files.len());
    for file in files {
        let content = BASE64.encode(app.files.get(&file.sha256).await?);
        pictures.push(SheetPicture { file: FileId(file.id), content });
    }
    Ok(pictures)
}

/// 印发机关: the office of the lead organ, or that organ where it is an office itself (GB/T 9704 7.4.3).
fn office_of(organ: &str) -> String {
    let suffix = if organ.ends_with("办公室") { "" } else { "办公室" };
    format!("{organ}{suffix}")
}

fn urgency(urgency: Urgency) -> Option<String> {
    (urgency != Urgency::Normal).then(|| urgency.label(api::Language::Chinese).to_owned())
}

fn attachments(draft: &Draft) -> Vec<SheetAttachment> {
    draft
        .attachments
        .iter()
        .map(|attachment| SheetAttachment {
            title: attachment.title.clone(),
            body: attachment.body.clone(),
            separate: attachment.separate,
        })
        .collect()
}

pub fn printed(recipients: &[Recipient], organs: &[Organ]) -> Option<String> {
    Some(joined(recipients, organs)).filter(|names| !names.is_empty())
}

/// Issuers and recipients that are on the system.
pub async fn organs_of(connection: &mut PgConnection, draft: &Draft) -> Result<Vec<Organ>> {
    let recipients = draft.recipients.iter().chain(&draft.copies).filter_map(|recipient| recipient.organ);
    let wanted: Vec<Uuid> = draft.issuers.iter().copied().chain(recipients).map(|organ| organ.0).collect();
    organization::organs(connection, Some(&wanted)).await
}

/// Names in the order the drafter gave them.
fn formal_names(ids: &[OrganId], organs: &[Organ]) -> Vec<String> {
    let name =
        |id: &OrganId| organs.iter().find(|organ| organ.id == *id).map(|organ| organ.formal_name.clone());
    ids.iter().filter_map(name).collect()
}
