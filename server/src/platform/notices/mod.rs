//! Notices (通知): written in the transaction of the act and shown in the app at once. One whose item is done before it
//! is read is withdrawn.
//!
//! Some leave the house as well (`channels`). The row of the notice is the order to do so, hence it exists exactly when
//! the act does and costs it nothing: every minute the planner (`plan`) looks at the new ones and writes what is to
//! leave by which channel and when, and the one job of each channel (`deliver`) hands over what is due. Whoever reads a
//! notice, or is done with the item, before that is told no more; after it, a channel that can takes it back (`withdraw`).

mod address;
mod binding;
pub mod channels;
mod choice;
mod deliver;
mod devices;
mod list;
mod plan;
mod settings;
mod test;
mod timing;
mod withdraw;

pub use address::SendCode;
pub use deliver::Deliver;
pub use list::{notices, read};
pub use plan::Plan;
pub use test::SendTest;
pub use withdraw::Withdraw;

use api::{CaseId, PersonId, notices::NoticeKind};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use crate::{
    Result,
    openapi::{Routes, delete, get, post},
    platform::live,
};

/// Every route of `/api/me/notice-settings`.
pub fn router() -> Routes {
    Routes::new()
        .route("/", get(settings::read).put(settings::save))
        .route("/mail", post(address::claim).delete(address::forget))
        .route("/mail/proof", post(address::prove))
        .route("/push", post(devices::subscribe))
        .route("/push/{id}", delete(devices::remove))
        .route("/zhezhengding", post(binding::bind).delete(binding::unbind))
        .route("/test", post(test::test))
}

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
