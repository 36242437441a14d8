//! Signing (签发, 条例 art. 22): the date of signing becomes the date of the document (成文日期).

use api::Code;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use super::store::{Document, fingerprint};
use crate::{App, Result, clock::chinese_date, platform::cases::Acting};

/// Records who signed and when. A document returned after signing and signed again takes the later date.
pub async fn sign(
    app: &App,
    connection: &mut PgConnection,
    acting: &mut Acting<'_>,
    document: &mut Document,
) -> Result<()> {
    let today = app.clock.today();
    let text = fingerprint(&document.text)?;
    sqlx::query!(
        "update documents set signed_by = $2, signed_on = $3, signed_text = $4 where case_id = $1",
        acting.case.id.0,
        acting.by.post.0,
        today.to_sqlx() as _,
        text
    )
    .execute(connection)
    .await?;
    document.signed_text = Some(text);
    acting.facts.insert("signed_on".to_owned(), chinese_date(today));
    Ok(())
}

/// What is numbered, sealed and sent is what was signed.
///
/// # Errors
/// `changed_after_signing`: the signer must see the text again (条例 art. 25 一).
pub fn refuse_changed(document: &Document) -> Result<()> {
    let unchanged = document.signed_text == Some(fingerprint(&document.text)?);
    if unchanged { Ok(()) } else { Err(Code::ChangedAfterSigning.into()) }
}

/// A document that goes back may change, also where it was sent and came back (退回): the sealed file no longer stands for
/// it. The file itself stays, and whoever received it keeps it.
pub async fn withdraw_file(connection: &mut PgConnection, acting: &Acting<'_>) -> Result<()> {
    sqlx::query!(
        "update documents set pdf_file = null, dispatched_on = null where case_id = $1 and pdf_file is not null",
        acting.case.id.0
    )
    .execute(connection)
    .await?;
    Ok(())
}
