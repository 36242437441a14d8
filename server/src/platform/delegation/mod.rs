//! Delegation (委托): who handles whose work, for which days and kinds of case. It widens nobody's rights: the delegate
//! acts on the principal's open items only, in the principal's name, and both are recorded.
//!
//! Deliberately absent: passing on what one was delegated.

mod give;
mod list;

use api::CaseId;
use flow::{ItemId, PostId};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{Result, platform::session::Actor};

pub use give::{end, give};
pub use list::list;

/// An open item that the actor may handle for its holder.
#[derive(Clone, Copy, Debug)]
pub struct ForAnother {
    pub item: ItemId,
    /// The principal's post.
    pub post: PostId,
    /// The actor's own post.
    pub own: PostId,
}

/// What of another's work is the actor's to handle.
#[derive(Clone, Debug)]
pub struct Delegated {
    pub principal: Uuid,
    pub post: Uuid,
    pub module: String,
    pub kind: String,
}

/// Whose work the actor may handle today.
pub async fn acting_for(connection: &mut PgConnection, actor: &Actor) -> Result<Vec<Delegated>> {
    if !actor.stands_in {
        return Ok(Vec::new());
    }
    Ok(sqlx::query_as!(
        Delegated,
        r#"select principal as "principal!", post_id as "post!", module as "module!", kind as "kind!"
           from acting_for($1, $2)"#,
        actor.person.0,
        actor.today.to_sqlx() as _
    )
    .fetch_all(connection)
    .await?)
}

/// The items of a case that the actor may handle for others today.
pub async fn items_for(
    connection: &mut PgConnection,
    actor: &Actor,
    case: CaseId,
) -> Result<Vec<ForAnother>> {
    if !actor.stands_in {
        return Ok(Vec::new());
    }
    Ok(sqlx::query!(
        r#"select item as "item!", post_id as "post!", own_post as "own!" from items_for($1, $2) where case_id = $3 order by item"#,
        actor.person.0,
        actor.today.to_sqlx() as _,
        case.0
    )
    .map(|row| ForAnother {
        item: ItemId(row.item.unsigned_abs()),
        post: PostId(row.post),
        own: PostId(row.own),
    })
    .fetch_all(connection)
    .await?)
}
