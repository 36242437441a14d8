//! Registering (登记, 条例 art. 25 二): the document gets its number (发文字号), after rechecking, never before.

use sqlx::PgConnection;

use crate::{
    App, Result,
    platform::{cases::Acting, numbering, numbering::Series},
};

/// Takes the next number of the organ's register; a document that has one keeps it.
pub async fn number(app: &App, connection: &mut PgConnection, acting: &mut Acting<'_>) -> Result<()> {
    let number = numbering::take(app, connection, acting.case.organ, acting.case.id, Series::Outgoing)
        .await?
        .printed();
    sqlx::query!("update documents set number = $2 where case_id = $1", acting.case.id.0, number)
        .execute(connection)
        .await?;
    acting.case.number = Some(number.clone());
    acting.facts.insert("number".to_owned(), number);
    Ok(())
}
