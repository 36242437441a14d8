//! Settings as data (业务设置): one list, one form, one history and one file format for every kind.
//!
//! A kind is declared once, by implementing [`Kind`]: its fields, a view of one shape to read it from (see
//! `0018_settings.sql`) and one function that writes a row. Everything else is here: checks of the fields ([`values`]),
//! changes with version, preview and restoration (the history in words ([`show`]), files ([`file`], [`import`]). What a kind may not become is refused by constraints of the database; it names them with their words.
//!
//! Deliberately absent: deleting. What is no longer used is ended, because history refers to it.

mod change;
mod differences;
mod export;
mod file;
mod import;
mod kinds;
mod list;
mod show;
mod values;

use api::{
    Code,
    settings::{KindInfo, Values, Words},
};
use jiff::civil::Date;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{cases::BoxFuture, session::Actor};
use crate::{
    App, Result,
    openapi::{Routes, get, post},
};

pub fn router() -> Routes {
    Routes::new()
        .route("/", get(list::index))
        .route("/{kind}", get(list::list))
        .route("/{kind}/options/{field}", get(list::options))
        .route("/{kind}/export", get(export::export).answering_file())
        .route("/{kind}/import", post(import::import))
        .route("/{kind}/import/preview", post(import::preview))
        .route("/{kind}/{id}", get(show::show).put(change::save))
        .route("/{kind}/{id}/preview", post(change::preview))
}

/// What a list or a form asks for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub id: Option<Uuid>,
    /// Part of the title or the note, in lower case; empty finds all.
    pub words: String,
    /// What has ended, what has not, or both.
    pub ended: Option<bool>,
    pub today: Date,
    /// Behind this place of the order.
    pub after: String,
    pub limit: i64,
}

/// A setting as its view has it.
pub struct Found {
    pub id: Uuid,
    /// Where it stands in the order of the list.
    pub place: String,
    pub title: String,
    pub note: String,
    pub valid_from: Option<Date>,
    /// The day from which it does not hold any more.
    pub valid_until: Option<Date>,
    /// One object with the keys of the fields.
    pub content: Value,
}

/// A rule that the database holds: the constraint, the field it concerns, and what to say.
pub struct Rule {
    pub constraint: &'static str,
    pub field: &'static str,
    pub chinese: &'static str,
    pub english: &'static str,
}

impl Rule {
    pub const fn new(
        constraint: &'static str,
        field: &'static str,
        chinese: &'static str,
        english: &'static str,
    ) -> Self {
        Self { constraint, field, chinese, english }
    }
}

/// A kind of setting.
pub trait Kind: Send + Sync {
    /// Its key, names, fields and whose duty it is.
    fn info(&self) -> KindInfo;

    /// Whether it has a list of its own, or is only chosen from in the fields of others.
    fn listed(&self) -> bool {
        true
    }

    /// What the database refuses, in words.
    fn rules(&self) -> &'static [Rule] {
        &[]
    }

    /// What stands in its view. Written by [`read_from!`].
    fn read<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        wanted: &'a Wanted,
    ) -> BoxFuture<'a, Result<Vec<Found>>>;

    /// What no type and no constraint says: the field, and what is wrong in Chinese and English.
    fn check(&self, _: &Values) -> Result<(), (&'static str, Words)> {
        Ok(())
    }

    /// Makes it so, in the transaction that notes it. `content` has every field of the kind, checked. Written by
    /// [`written_by!`] where one statement does it.
    fn write<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        id: Uuid,
        content: &'a Value,
    ) -> BoxFuture<'a, Result<(), sqlx::Error>>;

    /// What else must happen in that transaction, with what it was before.
    fn follow<'a>(
        &'a self,
        _app: &'a App,
        _connection: &'a mut PgConnection,
        _before: Option<&'a Value>,
        _after: &'a Value,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async { Ok(()) })
    }

    /// After the commit: what was kept in memory is stale.
    fn forget(&self, _app: &App) {}
}

/// Reading a kind from its view.
macro_rules! read_from {
    ($view:tt) => {
        fn read<'a>(
            &'a self,
            connection: &'a mut sqlx::PgConnection,
            wanted: &'a $crate::platform::settings::Wanted,
        ) -> $crate::platform::cases::BoxFuture<'a, $crate::Result<Vec<$crate::platform::settings::Found>>> {
            Box::pin(async move {
                use jiff_sqlx::ToSqlx;
                let found = sqlx::query!(
                    r#"select id as "id!", place as "place!", title as "title!", note as "note!",
                              valid_from as "valid_from: jiff_sqlx::Date", valid_until as "valid_until: jiff_sqlx::Date",
                              content as "content!"
                       from "# + $view + r#" v
                       where ($1::uuid is null or id = $1)
                         and ($2 = '' or position($2 in lower(title || ' ' || note)) > 0)
                         and ($3::boolean is null or $3 = (valid_until is not null and valid_until <= $4))
                         and place > $5
                       order by place limit $6"#,
                    wanted.id,
                    wanted.words,
                    wanted.ended,
                    wanted.today.to_sqlx() as _,
                    wanted.after,
                    wanted.limit
                )
                .map(|row| $crate::platform::settings::Found {
                    id: row.id,
                    place: row.place,
                    title: row.title,
                    note: row.note,
                    valid_from: row.valid_from.map(|day| day.to_jiff()),
                    valid_until: row.valid_until.map(|day| day.to_jiff()),
                    content: row.content,
                })
                .fetch_all(connection)
                .await?;
                Ok(found)
            })
        }
    };
}
pub(crate) use read_from;

/// Writing a kind by one statement, with the id as `$1` and the content as `$2`.
macro_rules! written_by {
    ($sql:tt) => {
        fn write<'a>(
            &'a self,
            connection: &'a mut sqlx::PgConnection,
            id: uuid::Uuid,
            content: &'a serde_json::Value,
        ) -> $crate::platform::cases::BoxFuture<'a, $crate::Result<(), sqlx::Error>> {
            Box::pin(async move {
                sqlx::query!($sql, id, content).execute(connection).await?;
                Ok(())
            })
        }
    };
}
pub(crate) use written_by;

/// Every kind of the platform and of the modules.
pub fn kinds(app: &App) -> impl Iterator<Item = &dyn Kind> {
    let modules = app.modules.iter().flat_map(|module| module.settings().iter().copied());
    kinds::PLATFORM.iter().copied().chain(modules)
}

/// The kind of this key, whoever asks.
fn kind_of<'a>(app: &'a App, key: &str) -> Result<&'a dyn Kind> {
    kinds(app).find(|kind| kind.info().key == key).ok_or_else(|| Code::NotFound.into())
}

/// The kind of this key, for who administers it.
///
/// # Errors
/// `not_found` where there is none; `not_allowed` for everybody else.
fn administered<'a>(app: &'a App, actor: &Actor, key: &str) -> Result<(&'a dyn Kind, KindInfo)> {
    let kind = kinds(app).find(|kind| kind.listed() && kind.info().key == key).ok_or(Code::NotFound)?;
    let info = kind.info();
    actor.administering(info.duty)?;
    Ok((kind, info))
}

/// One setting as it stands.
async fn one(app: &App, connection: &mut PgConnection, kind: &dyn Kind, id: Uuid) -> Result<Option<Found>> {
    let wanted = Wanted { id: Some(id), today: app.clock.today(), limit: 1, ..Wanted::default() };
    Ok(kind.read(connection, &wanted).await?.pop())
}
