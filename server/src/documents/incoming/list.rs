//! `GET /api/documents/incoming`: the register of incoming documents (收文登记簿) of the asker's organs, newest first. A
//! registrar sees all of it, everybody else what they take part in.

use api::{
    CaseId, Code, Page,
    documents::{RegisterQuery, RegisterRow},
};
use axum::extract::State;
use jiff::{Timestamp, ToSpan, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    App, Error, Result,
    clock::china,
    error::internal,
    extract::{Json, Query},
    platform::{cases::administered_organs, session::Actor},
};

/// Rows of a page.
const PAGE: i64 = 30;
/// Longest search, characters.
const MAX_WORDS: usize = 100;

/// # Errors
/// `malformed_request` for a day or a cursor that is none.
pub async fn list(
    actor: Actor,
    State(app): State<App>,
    Query(query): Query<RegisterQuery>,
) -> Result<Json<Page<RegisterRow>>> {
    let mut connection = app.database.read(&actor).await?;
    Ok(Json(find(&mut connection, &actor, &query).await?))
}

/// The bounds of a query in time.
struct Bounds {
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    after: Option<(Timestamp, Uuid)>,
}

fn bounds(query: &RegisterQuery) -> Result<Bounds> {
    let malformed = |field: &str| Error::new(Code::MalformedRequest).with_detail(field);
    let midnight = |text: &Option<String>, days: i64, field: &str| -> Result<Option<Timestamp>> {
        let Some(text) = text.as_deref().filter(|text| !text.is_empty()) else { return Ok(None) };
        let day: Date = text.parse().map_err(|_| malformed(field))?;
        let day = day.checked_add(days.days()).map_err(|_| malformed(field))?;
        Ok(Some(day.to_zoned(china()).map_err(|_| malformed(field))?.timestamp()))
    };
    let after = query.after.as_deref().map(|text| {
        let (at, case) = text.split_once('_')?;
        Some((Timestamp::from_microsecond(at.parse().ok()?).ok()?, case.parse().ok()?))
    });
    Ok(Bounds {
        from: midnight(&query.from, 0, "from")?,
        until: midnight(&query.to, 1, "to")?,
        after: after.map(|after| after.ok_or_else(|| malformed("after"))).transpose()?,
    })
}

async fn find(
    connection: &mut PgConnection,
    actor: &Actor,
    query: &RegisterQuery,
) -> Result<Page<RegisterRow>> {
    let bounds = bounds(query)?;
    let (after_at, after_case) = bounds.after.unzip();
    let words = query.q.as_deref().map(str::trim).filter(|words| !words.is_empty());
    let words: Option<String> = words.map(|words| words.chars().take(MAX_WORDS).collect());
    let organs: Vec<Uuid> = actor.posts.iter().map(|post| post.organ.0).collect();
    let mut rows = sqlx::query!(
        r#"select i.case_id, i.registered_as as "registered_as!", c.title, i.sender, i.reference,
                  i.received_on as "received_on!: jiff_sqlx::Date", i.copies, i.origin, i.handling, c.urgency, c.status,
                  c.steps, i.answered_on as "answered_on: jiff_sqlx::Date",
                  i.registered_at as "registered_at!: jiff_sqlx::Timestamp", w.read as "read!", w.readers as "readers!",
                  w.due_at as "due_at: jiff_sqlx::Timestamp"
           from incoming_documents i join cases c on c.id = i.case_id
           cross join lateral (
               select count(*) filter (where state = 'done' and step in ('read', 'read_in_order')) as read,
                      count(*) filter (where state in ('open', 'waiting', 'done') and step in ('read', 'read_in_order')) as readers,
                      bool_or(state in ('open', 'waiting') and step in ('read', 'read_in_order')) as circulating,
                      min(due_at) filter (where state = 'open') as due_at
               from work_items where case_id = i.case_id) w
           where i.organ_id = any($1) and i.registered_at is not null
             and may_see(c, $2, $3, $4, $5)
             and ($6::text is null or i.reference_key = reference_key($6)
                  or position(search_fold($6)
                      in search_fold(concat_ws(' ', c.title, i.sender, i.reference, i.registered_as))) > 0)
             and ($7::text is null or i.handling = $7)
             and ($8::text is null or c.status = $8)
             and ($9::text is null or c.urgency = $9)
             and ($10::timestamptz is null or i.registered_at >= $10)
             and ($11::timestamptz is null or i.registered_at < $11)
             and (not $12 or coalesce(w.circulating, false))
             and ($13::timestamptz is null or (i.registered_at, i.case_id) < ($13, $14))
           order by i.registered_at desc, i.case_id desc limit $15"#,
        &organs,
        &actor.holders,
        &administered_organs(actor),
        actor.person.0,
        actor.today.to_sqlx() as _,
        words,
        query.handling.map(|handling| handling.as_str()),
        query.status.map(|status| status.as_str()),
        query.urgency.map(|urgency| urgency.as_str()),
        bounds.from.map(|at| at.to_sqlx()) as _,
        bounds.until.map(|at| at.to_sqlx()) as _,
        query.circulating.unwrap_or(false),
        after_at.map(|at| at.to_sqlx()) as _,
        after_case,
        PAGE + 1
    )
    .fetch_all(connection)
    .await?;
    let more = rows.len() as i64 > PAGE;
    rows.truncate(PAGE as usize);
    let next = rows
        .last()
        .filter(|_| more)
        .map(|row| format!("{}_{}", row.registered_at.to_jiff().as_microsecond(), row.case_id));
    let rows = rows.into_iter().map(|row| {
        let unknown = |error: api::UnknownValue| internal(&error);
        Ok(RegisterRow {
            case: CaseId(row.case_id),
            registered_as: row.registered_as,
            title: row.title,
            sender: row.sender,
            reference: row.reference,
            received_on: row.received_on.to_jiff().to_string(),
            copies: row.copies,
            origin: row.origin.parse().map_err(unknown)?,
            handling: row.handling.parse().map_err(unknown)?,
            urgency: row.urgency.parse().map_err(unknown)?,
            status: row.status.parse().map_err(unknown)?,
            steps: serde_json::from_value(row.steps)?,
            read: row.read,
            readers: row.readers,
            due_at: row.due_at.map(|at| at.to_jiff().to_string()),
            answered_on: row.answered_on.map(|date| date.to_jiff().to_string()),
        })
    });
    Ok(Page { rows: rows.collect::<Result<_>>()?, next })
}
