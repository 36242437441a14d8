//! The people whose items count for the asker: themselves and, where they act for others (代), those others with the
//! posts and kinds of case that are delegated to them.

use api::cases::InboxBox;
use sqlx::{PgConnection, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::{
    Result,
    platform::{
        delegation::{self, Delegated},
        session::Actor,
    },
};

/// The asker and whom they act for.
#[derive(Default)]
pub struct Holders {
    asker: Uuid,
    delegated: Vec<Delegated>,
}

impl Holders {
    /// Work is delegated; what one is given to read, and the record of what one did, are one's own.
    pub async fn of(connection: &mut PgConnection, actor: &Actor, of: InboxBox) -> Result<Self> {
        let delegated = match of {
            InboxBox::Todo | InboxBox::Urged => delegation::acting_for(connection, actor).await?,
            InboxBox::ToRead | InboxBox::Following | InboxBox::Done | InboxBox::Mine => Vec::new(),
        };
        Ok(Self { asker: actor.person.0, delegated })
    }

    /// The relation `h` of holders.
    pub fn source(&self, sql: &mut QueryBuilder<Postgres>) {
        let others = &self.delegated;
        if others.is_empty() {
            // One row, and PostgreSQL knows it: of an array it would guess ten, and plan anew every time.
            sql.push("(select ").push_bind(self.asker).push("::uuid as person) h");
            return;
        }
        let people = [self.asker].into_iter().chain(others.iter().map(|other| other.principal));
        sql.push("unnest(").push_bind(people.collect::<Vec<_>>());
        let posts = [None].into_iter().chain(others.iter().map(|other| Some(other.post)));
        let modules = [None].into_iter().chain(others.iter().map(|other| Some(other.module.clone())));
        let kinds = [None].into_iter().chain(others.iter().map(|other| Some(other.kind.clone())));
        sql.push("::uuid[], ").push_bind(posts.collect::<Vec<_>>()).push("::uuid[], ");
        sql.push_bind(modules.collect::<Vec<_>>()).push("::text[], ");
        sql.push_bind(kinds.collect::<Vec<_>>()).push("::text[]) as h (person, post, module, kind)");
    }

    /// Of others only what is delegated. `w`: the work item.
    pub fn limit(&self, sql: &mut QueryBuilder<Postgres>) {
        if !self.delegated.is_empty() {
            sql.push(
                " and (h.post is null or w.post_id = h.post and w.delegable and exists (
                    select from cases k where k.id = w.case_id and k.module = h.module and k.kind = h.kind))",
            );
        }
    }

    /// The column that names whose item it is, where it is not the asker's own.
    pub fn principal_name(&self) -> &'static str {
        if self.delegated.is_empty() { ", null::text as principal" } else { ", b.name as principal" }
    }

    /// What [`Self::principal_name`] reads. `a`: the row.
    pub fn principal(&self, sql: &mut QueryBuilder<Postgres>) {
        if !self.delegated.is_empty() {
            sql.push(" left join people b on b.id = a.holder and b.id <> ").push_bind(self.asker);
        }
    }
}
