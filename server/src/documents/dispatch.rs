//! Dispatching (核发分送): every recipient organ on the system gets an incoming document of its own to sign for.

use std::collections::BTreeSet;

use api::documents::RecipientKind;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use super::{
    deliver::{Parcel, Recipient, organ_name, send},
    incoming,
    store::{self, Document},
};
use crate::{
    App, Result,
    platform::cases::{Acting, Case},
};

/// Sends the sealed document to all recipients who do not have it. Where a document was mended after it came back (退回),
/// those who sent it back get it again; whoever had taken it keeps what they have.
pub async fn dispatch(app: &App, connection: &mut PgConnection, acting: &mut Acting<'_>) -> Result<()> {
    let document = store::read(connection, acting.case.id).await?;
    let today = app.clock.today();
    sqlx::query!(
        "update documents set dispatched_on = coalesce(dispatched_on, $2) where case_id = $1",
        acting.case.id.0,
        today.to_sqlx() as _
    )
    .execute(&mut *connection)
    .await?;
    let recipients = lacking(connection, &document).await?;
    if recipients.is_empty() {
        return Ok(());
    }
    if let Some(number) = &document.number {
        incoming::answered(connection, acting.case.id, number, today).await?;
    }
    acting.facts.insert("recipients".to_owned(), recipients.len().to_string());
    let sender = organ_name(connection, acting.case.organ).await?;
    let parcel = parcel(acting.case, &document, &sender, None);
    for recipient in &recipients {
        send(app, connection, acting.by, &parcel, recipient).await?;
    }
    Ok(())
}

/// The document as its organ sends it.
pub fn parcel<'a>(
    from: &'a Case,
    document: &'a Document,
    sender: &'a str,
    note: Option<&'a str>,
) -> Parcel<'a> {
    Parcel {
        from,
        document,
        sender,
        sender_organ: Some(from.organ),
        forwarded_by: None,
        reference: document.number.as_deref(),
        written_on: document.signed_on,
        files: &[],
        note,
    }
}

/// The recipients, each once, without those who have the document.
async fn lacking(connection: &mut PgConnection, document: &Document) -> Result<Vec<Recipient>> {
    let sent = sqlx::query!(
        "select organ_id, name from deliveries where case_id = $1 and state not in ('returned', 'recalled')",
        document.case.0
    )
    .fetch_all(connection)
    .await?;
    let organs: BTreeSet<_> = sent.iter().filter_map(|row| row.organ_id).collect();
    let outside: BTreeSet<_> =
        sent.iter().filter(|row| row.organ_id.is_none()).map(|row| row.name.as_str()).collect();
    let mut recipients = recipients(document);
    recipients.retain(|recipient| match recipient.organ {
        Some(organ) => !organs.contains(&organ.0),
        None => !outside.contains(recipient.name.as_str()),
    });
    Ok(recipients)
}

fn recipients(document: &Document) -> Vec<Recipient> {
    let draft = &document.draft;
    let main = draft.recipients.iter().map(|recipient| (recipient, RecipientKind::Main));
    let copies = draft.copies.iter().map(|recipient| (recipient, RecipientKind::Copy));
    let mut found: Vec<Recipient> = Vec::new();
    for (recipient, kind) in main.chain(copies) {
        if recipient.organ.is_none() || !found.iter().any(|known| known.organ == recipient.organ) {
            found.push(Recipient { organ: recipient.organ, name: recipient.name.clone(), kind });
        }
    }
    found
}
