//! Signing (签发, 条例 art. 22): the date of signing becomes the date of the document (成文日期).

use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use crate::{App, Result, clock::chinese_date, platform::cases::Acting};

/// Records who signed and when. A document returned after signing and signed again takes the later date.
pub async fn sign(app: &App, connection: &mut PgConnection, acting: &mut Acting<'_>) -> Result<()> {
    let today = app.clock.today();
    sqlx::query!(
        "update documents set signed_by = $2, signed_on = $3 where case_id = $1",
        acting.case.id.0,
        acting.by.post.0,
        today.to_sqlx() as _
    )
    .execute(connection)
    .await?;
    acting.facts.insert("signed_on".to_owned(), chinese_date(today));
    Ok(())
}
