//! Typesetting and sealing (排版用印): the final PDF/A is made, hashed and kept, and the use of the seal recorded.

use api::{Code, OrganId, SealId, audit::EventKind, sheet::Seal};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use futures_util::stream;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use serde_json::json;
use sqlx::PgConnection;

use super::{
    page_sheet::{Final, sheet},
    store,
};
use crate::{
    App, Error, Result,
    platform::{
        audit::{Happening, note},
        cases::Acting,
        files,
        session::Origin,
    },
};

/// Largest final file, bytes.
const LIMIT: u64 = 50 * 1024 * 1024;

/// Sets the seals of all issuing organs, where the format has seals. A file made before is replaced; both remain in the history.
pub async fn seal(app: &App, connection: &mut PgConnection, acting: &mut Acting<'_>) -> Result<()> {
    let now = app.clock.now();
    if now > acting.by.proven_until {
        return Err(Code::ReauthenticationRequired.into());
    }
    let document = store::read(connection, acting.case.id).await?;
    let today = app.clock.today();
    let mut seals = Vec::new();
    // 纪要 and 命令 bear no organ's seal (GB/T 9704-2012 10.2, 10.3): they are only typeset.
    let sealed = if document.draft.format().sealed() { document.draft.issuers.as_slice() } else { &[] };
    for organ in sealed {
        seals.push(valid_seal(connection, *organ, today).await?);
    }
    let pictures = seals.iter().map(|(_, seal)| seal.clone()).collect();
    let last = Final { seals: pictures, printed_on: Some(today) };
    let pdf = app.typesetter.pdf(sheet(app, connection, &document, last, now).await?).await?;
    let content = stream::iter([Ok::<_, Error>(pdf.bytes)]);
    let (stored, ()) = app.files.put(content, LIMIT, |_| Ok(())).await?;
    let name = format!("{}.pdf", document.number.as_deref().unwrap_or("公文"));
    let case = Some(acting.case.id);
    let file =
        files::record(app, connection, &stored, &name, "application/pdf", case, acting.by.person).await?;
    sqlx::query!("update documents set pdf_file = $2 where case_id = $1", acting.case.id.0, file.id.0)
        .execute(&mut *connection)
        .await?;
    for (seal, _) in &seals {
        sqlx::query!(
            "insert into seal_uses (seal_id, case_id, post_id, at, pdf_sha256) values ($1, $2, $3, $4, $5)",
            seal.0,
            acting.case.id.0,
            acting.by.own.0,
            now.to_sqlx() as _,
            file.sha256
        )
        .execute(&mut *connection)
        .await?;
    }
    acting.facts.insert("pdf_sha256".to_owned(), file.sha256.clone());
    acting.facts.insert("pdf_sm3".to_owned(), file.sm3);
    if seals.is_empty() {
        return Ok(());
    }
    let what = Happening {
        case: Some(acting.case.id.0),
        detail: Some(
            json!({ "pdf_sha256": file.sha256, "seals": seals.iter().map(|(seal, _)| seal).collect::<Vec<_>>() }),
        ),
        ..Happening::by(acting.by.person)
    };
    let origin = Origin { channel: acting.by.channel, ..Origin::internal() };
    note(app, connection, EventKind::SealUsed, &origin, what).await?;
    Ok(())
}

/// # Errors
/// `no_seal` where the organ has none that is valid today.
async fn valid_seal(connection: &mut PgConnection, organ: OrganId, today: Date) -> Result<(SealId, Seal)> {
    let row = sqlx::query!(
        "select id, png, diameter_mm from seals
         where organ_id = $1 and valid_from <= $2 and (valid_until is null or valid_until >= $2)
         order by valid_from desc limit 1",
        organ.0,
        today.to_sqlx() as _
    )
    .fetch_optional(connection)
    .await?
    .ok_or(Code::NoSeal)?;
    Ok((SealId(row.id), Seal { png: BASE64.encode(row.png), diameter_mm: row.diameter_mm }))
}
