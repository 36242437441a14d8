//! Notices (通知): written in the transaction of the act and shown in the app at once. One whose item is done before it
//! is read is withdrawn.

mod list;

pub use list::{notices, read};

use api::{CaseId, PersonId, notices::NoticeKind};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use crate::{Result, platform::live};

/// Tells a person of an item of theirs, in the caller's transaction. (New to-dos and 催办 are told where cases are
/// projected.)
pub async fn tell(
    connection: &mut PgConnection,
    person: PersonId,
    kind: NoticeKind,
    (case, item): (CaseId, i32),
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "insert into notices (person_id, kind, case_id, item, at) values ($1, $2, $3, $4, $5)",
        person.0,
        kind.as_str(),
        case.0,
        item,
        now.to_sqlx() as _
    )
    .execute(&mut *connection)
    .await?;
    live::touch_notices(connection, &[person], now).await
}
