//! `GET /api/audit`: everything that happened, newest first, for the audit administrator (审计管理员) only.

use api::{
    CaseId, Code, Language, Page, PersonId,
    administration::Duty,
    audit::{AuditFilter, AuditRow, EventKind},
};
use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use jiff::{Timestamp, ToSpan, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use super::{Happening, note, words::words};
use crate::{
    App, Error, Result,
    clock::china,
    error::{internal, language_of},
    extract::{Json, Query},
    platform::session::{Actor, Origin},
};

const PAGE: i64 = 50;
/// Rows of one exported file; whoever needs more narrows the days.
const EXPORTED: i64 = 50_000;

/// # Errors
/// `not_allowed` for everybody else; `malformed_request` for a day or a cursor that is none.
pub async fn audit(
    actor: Actor,
    State(app): State<App>,
    headers: HeaderMap,
    Query(filter): Query<AuditFilter>,
) -> Result<Json<Page<AuditRow>>> {
    actor.administering(Duty::Audit)?;
    let mut connection = app.database.read_as_office().await?;
    let mut rows = find(&app, &mut connection, &filter, PAGE + 1, language_of(&headers)).await?;
    let more = rows.len() as i64 > PAGE;
    rows.truncate(PAGE as usize);
    let next = rows.last().filter(|_| more).map(|row| format!("{}_{}", row.at, row.key));
    Ok(Json(Page { rows, next }))
}

/// `GET /api/audit/export`: the same as a CSV file, which spreadsheet programs open. Recorded before it is read.
pub async fn export(
    actor: Actor,
    origin: Origin,
    State(app): State<App>,
    Query(filter): Query<AuditFilter>,
) -> Result<Response> {
    actor.administering(Duty::Audit)?;
    let mut transaction = app.database.begin().await?;
    let what = Happening { detail: Some(serde_json::to_value(&filter)?), ..Happening::by(actor.person) };
    note(&app, &mut transaction, EventKind::AuditExported, &origin, what).await?;
    let rows = find(&app, &mut transaction, &filter, EXPORTED, Language::Chinese).await?;
    transaction.commit().await?;
    let name = format!("attachment; filename=\"audit-{}.csv\"", app.clock.today());
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).map_err(|error| internal(&error))?),
    ];
    Ok((headers, csv(&rows)).into_response())
}

struct Bounds {
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    after: Option<(Timestamp, String)>,
}

fn bounds(filter: &AuditFilter) -> Result<Bounds> {
    let malformed = |detail: &str| Error::new(Code::MalformedRequest).with_detail(detail);
    let midnight = |text: &Option<String>, days: i64, name: &str| -> Result<Option<Timestamp>> {
        let Some(text) = text.as_deref().filter(|text| !text.is_empty()) else { return Ok(None) };
        let day: Date = text.parse().map_err(|_| malformed(name))?;
        let day = day.checked_add(days.days()).map_err(|_| malformed(name))?;
        Ok(Some(day.to_zoned(china()).map_err(|_| malformed(name))?.timestamp()))
    };
    let after = filter.after.as_deref().map(|text| {
        let (at, key) = text.split_once('_')?;
        Some((at.parse().ok()?, key.to_owned()))
    });
    Ok(Bounds {
        from: midnight(&filter.from, 0, "from")?,
        until: midnight(&filter.to, 1, "to")?,
        after: after.map(|after| after.ok_or_else(|| malformed("after"))).transpose()?,
    })
}

fn given(text: &Option<String>) -> Option<&str> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

async fn find(
    app: &App,
    connection: &mut PgConnection,
    filter: &AuditFilter,
    limit: i64,
    language: Language,
) -> Result<Vec<AuditRow>> {
    let bounds = bounds(filter)?;
    let (after, after_key) = bounds.after.unzip();
    let rows = sqlx::query!(
        r#"with found as (
             (select 'case' as source, e.case_id || ':' || lpad(e.sequence::text, 8, '0') as key, e.at, e.kind,
                     true as success, e.person_id, null as account, null::uuid as subject, e.case_id, e.channel,
                     null as address, '{}' as detail
              from events e
              where ($1::timestamptz is null or e.at >= $1) and ($2::timestamptz is null or e.at < $2)
                and ($3::text is null or e.person_id in (select id from people where account = $3 or name = $3))
                and ($4::text is null or e.kind = $4)
                and ($5::text is null or e.case_id in (select id from cases where number = $5 or id::text = $5))
                and ($6::timestamptz is null or (e.at <= $6
                     and (e.at < $6 or e.case_id || ':' || lpad(e.sequence::text, 8, '0') < $7)))
              order by e.at desc, 2 desc limit $8)
             union all
             (select 'security', s.id::text, s.at, s.kind, s.success, s.person_id, s.account, s.subject, s.case_id,
                     s.channel, s.address, s.detail
              from security_events s
              where ($1::timestamptz is null or s.at >= $1) and ($2::timestamptz is null or s.at < $2)
                and ($3::text is null or s.account = $3
                     or s.person_id in (select id from people where account = $3 or name = $3)
                     or s.subject in (select id from people where account = $3 or name = $3))
                and ($4::text is null or s.kind = $4)
                and ($5::text is null or s.case_id in (select id from cases where number = $5 or id::text = $5))
                and ($6::timestamptz is null or (s.at <= $6 and (s.at < $6 or s.id::text < $7)))
              order by s.at desc, 2 desc limit $8))
           select f.source as "source!", f.key as "key!", f.at as "at!: jiff_sqlx::Timestamp", f.kind as "kind!",
                  f.success as "success!", f.person_id, coalesce(n.account, f.account) as account, n.name as "name?",
                  o.name as "subject?", f.case_id, c.number as "number?", f.channel, f.address, f.detail as "detail!"
           from found f
           left join people n on n.id = f.person_id
           left join people o on o.id = f.subject
           left join cases c on c.id = f.case_id
           order by f.at desc, f.key desc limit $8"#,
        bounds.from.map(|at| at.to_sqlx()) as _,
        bounds.until.map(|at| at.to_sqlx()) as _,
        given(&filter.person),
        given(&filter.kind),
        given(&filter.case),
        after.map(|at| at.to_sqlx()) as _,
        after_key,
        limit
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(AuditRow {
                source: row.source.parse().map_err(|error| internal(&error))?,
                words: words(app, &row.kind, &row.detail, language),
                key: row.key,
                at: row.at.to_jiff().to_string(),
                kind: row.kind,
                success: row.success,
                person: row.person_id.map(PersonId),
                name: row.name,
                account: row.account,
                subject: row.subject,
                case: row.case_id.map(CaseId),
                case_number: row.number,
                channel: row.channel,
                address: row.address,
                detail: Some(row.detail).filter(|detail| detail != "{}"),
            })
        })
        .collect()
}

/// With a byte order mark, so that spreadsheet programs read it as UTF-8.
fn csv(rows: &[AuditRow]) -> String {
    let mut text =
        String::from("\u{feff}时间,来源,事件,结果,姓名,账号,对象,事项,文号,渠道,地址,说明,明细,编号\r\n");
    for row in rows {
        let kind = row.kind.parse::<EventKind>().map(|kind| kind.label(Language::Chinese));
        let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
        let cells = [
            row.at.clone(),
            row.source.label(Language::Chinese).to_owned(),
            kind.map_or_else(|_| row.kind.clone(), str::to_owned),
            if row.success { "成功" } else { "失败" }.to_owned(),
            or_empty(&row.name),
            or_empty(&row.account),
            or_empty(&row.subject),
            row.case.map_or_else(String::new, |case| case.to_string()),
            or_empty(&row.case_number),
            or_empty(&row.channel),
            or_empty(&row.address),
            or_empty(&row.words),
            or_empty(&row.detail),
            row.key.clone(),
        ];
        text.push_str(&cells.map(|cell| quoted(&cell)).join(","));
        text.push_str("\r\n");
    }
    text
}

/// One cell. What a spreadsheet would take for a formula is made text.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    format!("\"{}{}\"", if formula { "'" } else { "" }, cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_cell_is_never_a_formula() {
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
        assert_eq!(quoted("说\"话\""), "\"说\"\"话\"\"\"");
    }
}
