//! `GET /api/inbox`: the one inbox over all modules. Each box is one index; paging is by keyset.

use api::{
    CaseId, Code, Page, PersonId,
    cases::{InboxBox, InboxRow, StepName},
};
use axum::extract::State;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde::Deserialize;
use sqlx::PgConnection;

use super::{
    cases::view::{SummaryRow, cursor, read_cursor},
    session::Actor,
};
use crate::{
    App, Error, Result,
    extract::{Json, Query},
};

const PAGE: i64 = 20;

/// Which box, from where, and words that title or number must contain.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    #[serde(rename = "box")]
    pub inbox: InboxBox,
    #[serde(default)]
    pub after: Option<String>,
    #[serde(default)]
    pub q: Option<String>,
}

pub async fn inbox(
    actor: Actor,
    State(app): State<App>,
    Query(filter): Query<Filter>,
) -> Result<Json<Page<InboxRow>>> {
    Ok(Json(list(&app, &actor, filter).await?))
}

/// One page of a box.
///
/// # Errors
/// `malformed_request` where `after` is not one of our cursors.
pub async fn list(app: &App, actor: &Actor, filter: Filter) -> Result<Page<InboxRow>> {
    let after = filter
        .after
        .as_deref()
        .map(|text| read_cursor(text).ok_or_else(|| Error::new(Code::MalformedRequest).with_detail("after")))
        .transpose()?;
    let like = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty()).map(contains);
    let mut connection = app.database.acquire().await?;
    let rows = match filter.inbox {
        InboxBox::Todo => items(&mut connection, actor, "open", after, like).await?,
        InboxBox::ToRead => items(&mut connection, actor, "reading", after, like).await?,
        InboxBox::Following => {
            participated(&mut connection, actor, "handler", Some(true), after, like).await?
        }
        InboxBox::Done => participated(&mut connection, actor, "handler", Some(false), after, like).await?,
        InboxBox::Mine => participated(&mut connection, actor, "drafter", None, after, like).await?,
    };
    let next = (rows.len() as i64 > PAGE)
        .then(|| rows.get(PAGE as usize - 1).map(|row| cursor(row.since, CaseId(row.summary.id))))
        .flatten();
    let rows = rows.into_iter().take(PAGE as usize).map(TryInto::try_into).collect::<Result<_>>()?;
    Ok(Page { rows, next })
}

/// Open items and items to read, for the badge.
pub async fn counts(connection: &mut PgConnection, person: PersonId) -> Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"select (select count(*) from work_items where person_id = $1 and state = 'open') as "todo!",
                  (select count(*) from work_items where person_id = $1 and state = 'reading') as "unread!""#,
        person.0
    )
    .fetch_one(connection)
    .await?;
    Ok((row.todo, row.unread))
}

/// A LIKE pattern for text that contains the words; full-width brackets of a number count as square ones.
fn contains(words: &str) -> String {
    let escaped = words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{}%", escaped.replace(['[', '［', '【'], "〔").replace([']', '］', '】'], "〕"))
}

struct Found {
    summary: SummaryRow,
    asked: Option<StepName>,
    since: Timestamp,
    due_at: Option<Timestamp>,
    urged: i32,
    from: Option<String>,
}

impl TryFrom<Found> for InboxRow {
    type Error = Error;

    fn try_from(found: Found) -> Result<Self> {
        Ok(Self {
            case: found.summary.try_into()?,
            asked: found.asked,
            since: found.since.to_string(),
            due_at: found.due_at.map(|at| at.to_string()),
            urged: found.urged,
            from: found.from,
        })
    }
}

macro_rules! found {
    ($row:expr, $asked:expr, $urged:expr, $from:expr, $due:expr) => {
        Found {
            asked: $asked,
            since: $row.since.to_jiff(),
            due_at: $due,
            urged: $urged,
            from: $from,
            summary: SummaryRow {
                id: $row.id,
                module: $row.module,
                kind: $row.kind,
                title: $row.title,
                number: $row.number,
                status: $row.status,
                urgency: $row.urgency,
                steps: $row.steps,
                version: $row.version,
                drafter: $row.drafter,
                drafter_department: $row.drafter_department,
                organ: $row.organ,
                created_at: $row.created_at,
                updated_at: $row.updated_at,
            },
        }
    };
}

async fn items(
    connection: &mut PgConnection,
    actor: &Actor,
    state: &str,
    after: Option<(Timestamp, CaseId)>,
    like: Option<String>,
) -> Result<Vec<Found>> {
    let (at, id) = after.unzip();
    // One query a state, so that each finds its partial index.
    let rows = sqlx::query!(
        r#"select c.id, c.module, c.kind, c.title, c.number, c.status, c.urgency, c.steps, c.version,
                  n.name as drafter, d.name as drafter_department, o.name as organ,
                  c.created_at as "created_at: jiff_sqlx::Timestamp", c.updated_at as "updated_at: jiff_sqlx::Timestamp",
                  w.step_chinese as "step_chinese!", w.step_english as "step_english!", w.urged as "urged!", f.name as "from?",
                  w.opened_at as "since!: jiff_sqlx::Timestamp", w.due_at as "due_at: jiff_sqlx::Timestamp"
           from (select * from work_items where person_id = $1 and state = 'open' and $2 = 'open'
                 union all
                 select * from work_items where person_id = $1 and state = 'reading' and $2 = 'reading') w
           join cases c on c.id = w.case_id
           join posts p on p.id = c.drafter_post
           join people n on n.id = p.person_id
           join departments d on d.id = p.department_id
           join organs o on o.id = c.organ_id
           left join posts fp on fp.id = w.from_post
           left join people f on f.id = fp.person_id
           where ($3::timestamptz is null or (w.opened_at <= $3 and (w.opened_at, w.case_id) < ($3, $4::uuid)))
             and ($5::text is null or c.title like $5 or c.number like $5)
           order by w.opened_at desc, w.case_id desc, w.item desc
           limit $6"#,
        actor.person.0,
        state,
        at.map(|at| at.to_sqlx()) as _,
        id.map(|id| id.0),
        like,
        PAGE + 1
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let asked = StepName { chinese: row.step_chinese, english: row.step_english };
            let due = row.due_at.map(|at| at.to_jiff());
            found!(row, Some(asked), row.urged, row.from, due)
        })
        .collect())
}

async fn participated(
    connection: &mut PgConnection,
    actor: &Actor,
    why: &str,
    running: Option<bool>,
    after: Option<(Timestamp, CaseId)>,
    like: Option<String>,
) -> Result<Vec<Found>> {
    let (at, id) = after.unzip();
    let rows = sqlx::query!(
        r#"select c.id, c.module, c.kind, c.title, c.number, c.status, c.urgency, c.steps, c.version,
                  n.name as drafter, d.name as drafter_department, o.name as organ,
                  c.created_at as "created_at: jiff_sqlx::Timestamp", c.updated_at as "updated_at: jiff_sqlx::Timestamp",
                  a.at as "since!: jiff_sqlx::Timestamp", c.due_at as "due_at: jiff_sqlx::Timestamp"
           from (select * from participations
                 where holder = $1 and why = $2 and running and $3::boolean is distinct from false
                 union all
                 select * from participations
                 where holder = $1 and why = $2 and not running and $3 is distinct from true) a
           -- By the case, never all that the person ever handled.
           cross join lateral (select bool_or(w.state = 'done') as handled, bool_or(w.state = 'open') as asked
                               from work_items w where w.case_id = a.case_id and w.person_id = $1) h
           join cases c on c.id = a.case_id
           join posts p on p.id = c.drafter_post
           join people n on n.id = p.person_id
           join departments d on d.id = p.department_id
           join organs o on o.id = c.organ_id
           where ($4::timestamptz is null or (a.at <= $4 and (a.at, a.case_id) < ($4, $5::uuid)))
             and ($6::text is null or c.title like $6 or c.number like $6)
             and ($2 <> 'handler' or (h.handled and not h.asked))
           order by a.at desc, a.case_id desc
           limit $7"#,
        actor.person.0,
        why,
        running,
        at.map(|at| at.to_sqlx()) as _,
        id.map(|id| id.0),
        like,
        PAGE + 1
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let due = row.due_at.map(|at| at.to_jiff());
            found!(row, None, 0, None, due)
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::contains;

    #[test]
    fn brackets_of_any_width_find_a_number_and_wildcards_are_text() {
        assert_eq!(contains("舟大数据发[2026]3"), "%舟大数据发〔2026〕3%");
        assert_eq!(contains("100%_"), "%100\\%\\_%");
    }
}
