//! Signing (签发, 条例 art. 22): the date of signing becomes the date of the document (成文日期).

use api::Code;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use super::store;
use crate::{App, Result, clock::chinese_date, platform::cases::Acting};

/// Records who signed and when. A document returned after signing and signed again takes the later date.
pub async fn sign(app: &App, connection: &mut PgConnection, acting: &mut Acting<'_>) -> Result<()> {
    let today = app.clock.today();
    let document = store::read(connection, acting.case.id).await?;
    sqlx::query!(
        "update documents set signed_by = $2, signed_on = $3, signed_text = $4 where case_id = $1",
        acting.case.id.0,
        acting.by.post.0,
        today.to_sqlx() as _,
        store::fingerprint(&document.draft)?
    )
    .execute(connection)
    .await?;
    acting.facts.insert("signed_on".to_owned(), chinese_date(today));
    Ok(())
}

/// What is numbered, sealed and sent is what was signed.
///
/// # Errors
/// `changed_after_signing`: the signer must see the text again (条例 art. 25 一).
pub async fn refuse_changed(connection: &mut PgConnection, acting: &Acting<'_>) -> Result<()> {
    let document = store::read(connection, acting.case.id).await?;
    let signed =
        sqlx::query_scalar!("select signed_text from documents where case_id = $1", acting.case.id.0)
            .fetch_one(connection)
            .await?;
    let unchanged = signed == Some(store::fingerprint(&document.draft)?);
    if unchanged { Ok(()) } else { Err(Code::ChangedAfterSigning.into()) }
}

/// A document that goes back may change: the sealed file no longer stands for it. The file itself stays.
pub async fn withdraw_file(connection: &mut PgConnection, acting: &Acting<'_>) -> Result<()> {
    sqlx::query!(
        "update documents set pdf_file = null where case_id = $1 and pdf_file is not null and dispatched_on is null",
        acting.case.id.0
    )
    .execute(connection)
    .await?;
    Ok(())
}
