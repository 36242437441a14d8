//! Signing for receipt (签收, 条例 art. 24 一): the sender sees who received the document and when.

use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use crate::{App, Result, clock::chinese_date, platform::cases::Acting};

pub async fn receive(app: &App, connection: &mut PgConnection, acting: &mut Acting<'_>) -> Result<()> {
    let today = app.clock.today();
    sqlx::query!(
        "update deliveries set state = 'received', received_by = $2, received_at = $3
         where incoming_case = $1 and state = 'waiting'",
        acting.case.id.0,
        acting.by.own.0,
        app.clock.now().to_sqlx() as _
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "update incoming_documents set received_on = coalesce(received_on, $2) where case_id = $1",
        acting.case.id.0,
        today.to_sqlx() as _
    )
    .execute(connection)
    .await?;
    acting.facts.insert("received_on".to_owned(), chinese_date(today));
    Ok(())
}
