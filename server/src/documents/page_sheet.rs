//! From a document to the sheet that is typeset: every element of 条例 art. 9 resolved to words.

use api::{
    OrganId,
    cases::Urgency,
    documents::{Direction, Draft, Recipient, Secrecy, joined},
    organization::Organ,
    sheet::{Seal, Sheet, SheetAttachment},
};
use jiff::{Timestamp, civil::Date};
use sqlx::PgConnection;
use uuid::Uuid;

use super::store::Document;
use crate::{Result, clock::chinese_date, platform::organization};

/// What sealing adds to the page.
#[derive(Clone, Debug, Default)]
pub struct Final {
    pub seals: Vec<Seal>,
    pub printed_on: Option<Date>,
}

/// The sheet of a document as it stands: without number, date and seal before they are given.
pub async fn sheet(
    connection: &mut PgConnection,
    document: &Document,
    last: Final,
    made_at: Timestamp,
) -> Result<Sheet> {
    let draft = &document.draft;
    let organs = organs_of(connection, draft).await?;
    let issuers = formal_names(&draft.issuers, &organs);
    let signer = match document.signed_by {
        Some(post) => Some(
            sqlx::query_scalar!(
                "select n.name from posts p join people n on n.id = p.person_id where p.id = $1",
                post.0
            )
            .fetch_one(connection)
            .await?,
        ),
        None => None,
    };
    Ok(Sheet {
        copy_number: draft.copy_number.clone(),
        secrecy: (draft.secrecy == Secrecy::Internal).then(|| draft.secrecy.as_str().to_owned()),
        urgency: urgency(draft.urgency),
        mark: issuers.clone(),
        mark_suffix: draft.mark_suffix,
        number: document.number.clone(),
        signers: if draft.direction == Direction::Upward { signer.into_iter().collect() } else { Vec::new() },
        title: draft.title.clone(),
        recipients: printed(&draft.recipients, &organs),
        body: draft.body.clone(),
        attachments: attachments(draft),
        printer: issuers.first().map(|name| office_of(name)),
        signatures: issuers,
        date: document.signed_on.map(chinese_date),
        seals: last.seals,
        note: draft.note.clone().filter(|note| !note.trim().is_empty()),
        copies: printed(&draft.copies, &organs),
        printed_on: last.printed_on.map(chinese_date),
        made_at: made_at.to_string(),
        ..Sheet::default()
    })
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
        .map(|attachment| SheetAttachment { title: attachment.title.clone(), body: attachment.body.clone() })
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
