//! `/api/inbox`: the one inbox over all modules. A box is an index, paging is by keyset; filters, views that a person
//! keeps and acts on many items are the same for whatever module a case belongs to.

mod batch;
mod cursor;
mod facets;
mod holders;
mod statement;
mod views;

use api::{
    Page, PersonId,
    cases::{InboxRow, StepName},
    inbox::{BatchVerb, InboxQuery, InboxSort},
};
use axum::{extract::State, http::Uri};
use flow::ItemId;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use self::{cursor::Cursor, holders::Holders, statement::Question};
use super::{cases::view::SummaryRow, session::Actor};
use crate::{
    App, Result,
    error::internal,
    extract::{Json, Query},
    openapi::{Routes, get, post, put},
};

/// Every route of `/api/inbox`.
pub fn router() -> Routes {
    Routes::new()
        .route("/", get(inbox))
        .route("/facets", get(facets::facets))
        .route("/batch", post(batch::batch))
        .route("/views", get(views::list).post(views::save))
        .route("/views/{id}", put(views::rename).delete(views::remove))
}

async fn inbox(
    actor: Actor,
    State(app): State<App>,
    Query(query): Query<InboxQuery>,
) -> Result<Json<Page<InboxRow>>> {
    Ok(Json(list(&app, &actor, &query).await?))
}

/// One page of a box.
///
/// # Errors
/// `malformed_request` where cursor, day or order is none.
pub async fn list(app: &App, actor: &Actor, query: &InboxQuery) -> Result<Page<InboxRow>> {
    let question = Question::new(query, app.clock.now())?;
    let mut connection = app.database.read(actor).await?;
    let holders = Holders::of(&mut connection, actor, query.of).await?;
    let mut statement = statement::page(&question, &holders);
    let found: Vec<Found> = statement.build_query_as().fetch_all(&mut *connection).await?;
    let mut rows = found.into_iter().map(|row| row.read(query)).collect::<Result<Vec<_>>>()?;
    let more = rows.len() > question.rows;
    rows.truncate(question.rows);
    let next = rows.last().filter(|_| more).map(|(_, cursor)| cursor.write());
    Ok(Page { rows: rows.into_iter().map(|(row, _)| row).collect(), next })
}

/// The SQL of a question, for whoever wants to see its plan.
///
/// # Errors
/// As [`list`].
pub fn sql(query: &InboxQuery) -> Result<String> {
    let question = Question::new(query, jiff::Timestamp::UNIX_EPOCH)?;
    Ok(statement::page(&question, &Holders::default()).sql().as_str().to_owned())
}

/// What the badges show.
pub struct Counts {
    pub todo: i64,
    pub unread: i64,
    pub urged: i64,
    /// Notices that were neither read nor withdrawn.
    pub notices: i64,
}

/// Open items, items to read and urged items of a person, with those they handle for others today, and their unread
/// notices.
pub async fn counts(connection: &mut PgConnection, person: PersonId, today: Date) -> Result<Counts> {
    Ok(sqlx::query_as!(
        Counts,
        r#"select (select count(*) from work_items where person_id = $1 and state = 'open') + o.todo as "todo!",
                  (select count(*) from work_items where person_id = $1 and state = 'reading') as "unread!",
                  (select count(*) from work_items where person_id = $1 and state = 'open' and urged > 0)
                  + o.urged as "urged!",
                  (select count(*) from notices where person_id = $1 and read_at is null and withdrawn_at is null) as "notices!"
           from (select count(*) as todo, count(*) filter (where urged > 0) as urged from items_for($1, $2)) o"#,
        person.0,
        today.to_sqlx() as _
    )
    .fetch_one(connection)
    .await?)
}

/// A row as [`statement::page`] selects it.
#[derive(sqlx::FromRow)]
struct Found {
    #[sqlx(flatten)]
    summary: SummaryRow,
    origin: String,
    item: i32,
    since: jiff_sqlx::Timestamp,
    step_chinese: Option<String>,
    step_english: Option<String>,
    due_at: Option<jiff_sqlx::Timestamp>,
    urged: i32,
    quick: Option<String>,
    from_name: Option<String>,
    principal: Option<String>,
    standing: Option<jiff_sqlx::Timestamp>,
    took: Option<i64>,
}

impl Found {
    fn read(self, query: &InboxQuery) -> Result<(InboxRow, Cursor)> {
        let case: api::cases::CaseSummary = self.summary.try_into()?;
        let (since, due_at) = (self.since.to_jiff(), self.due_at.map(|at| at.to_jiff()));
        let asked = self.step_chinese.zip(self.step_english);
        let quick = self.quick.map(|verb| verb.parse::<BatchVerb>().map_err(|error| internal(&error)));
        let pressing = (query.sort == Some(InboxSort::Due)).then_some((due_at, case.urgency as i32));
        let cursor = Cursor { at: since, case: case.id, item: self.item, pressing };
        let row = InboxRow {
            origin: self.origin,
            item: query.of.asked_of_me().then_some(ItemId(self.item as u32)),
            quick: quick.transpose()?,
            asked: asked.map(|(chinese, english)| StepName { chinese, english }),
            since: since.to_string(),
            standing: self.standing.map(|at| at.to_jiff().to_string()),
            took: self.took,
            due_at: due_at.map(|at| at.to_string()),
            urged: self.urged,
            from: self.from_name,
            on_behalf_of: self.principal,
            case,
        };
        Ok((row, cursor))
    }
}

/// The question in the address of a page of the app: what is no value of its kind is left out there.
pub fn question_of(address: &Uri) -> InboxQuery {
    let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(address);
    let pairs = pairs.map(|pairs| pairs.0).unwrap_or_default();
    InboxQuery::read(|name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()))
}
