//! The child case of a sub-flow (子流程) in an outgoing document's flow: it shows the text as it stood when it was
//! started. Nobody changes that copy; what the child's handlers say of it are its opinions and its outcome.

use sqlx::PgConnection;

use super::SUBFLOW;
use crate::{
    App, Result,
    platform::cases::{self, By, Case, Child},
};

pub async fn open(
    app: &App,
    connection: &mut PgConnection,
    by: &By,
    parent: &Case,
    flow: &str,
) -> Result<Child> {
    let case = cases::plain_child(app, connection, by, parent, SUBFLOW, flow).await?;
    sqlx::query!(
        "insert into documents (case_id, draft, save, saved_by)
         -- reference files belong to the parent
         select $2, draft || '{\"files\": []}', 1, saved_by from documents where case_id = $1",
        parent.id.0,
        case.id.0
    )
    .execute(connection)
    .await?;
    Ok(Child { case, submit: true })
}
