//! `GET /api/notices`, `POST /api/notices/read`: the list behind the bell.

use api::{
    Code, Page,
    notices::{Notice, NoticeKind, ReadNotices},
};
use axum::{extract::State, http::StatusCode};
use jiff_sqlx::ToSqlx;
use serde::Deserialize;

use crate::{
    App, Result,
    error::internal,
    extract::{Json, Query},
    platform::{cases::view::SummaryRow, live, session::Actor},
};

const ROWS: usize = 30;

#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct After {
    after: Option<i64>,
}

/// Newest first, those withdrawn left out.
pub async fn notices(
    actor: Actor,
    State(app): State<App>,
    Query(query): Query<After>,
) -> Result<Json<Page<Notice>>> {
    let mut connection = app.database.read(&actor).await?;
    let rows = sqlx::query!(
        r#"select x.id as notice, x.kind as what, x.at as "at: jiff_sqlx::Timestamp", x.read_at is not null as "read!",
                  c.id, c.module, c.kind, c.title, c.number, c.status, c.urgency, c.steps, c.version,
                  n.name as drafter, d.name as drafter_department, o.name as organ,
                  c.created_at as "created_at: jiff_sqlx::Timestamp", c.updated_at as "updated_at: jiff_sqlx::Timestamp"
           from notices x
           join cases c on c.id = x.case_id
           join posts p on p.id = c.drafter_post
           join people n on n.id = p.person_id
           join departments d on d.id = p.department_id
           join organs o on o.id = c.organ_id
           where x.person_id = $1 and x.withdrawn_at is null and ($2::bigint is null or x.id < $2)
             and (exists (select from participations t where t.case_id = c.id and t.holder = any($4))
                  or exists (select from items_for($1, $5) i where i.case_id = c.id))
           order by x.id desc limit $3"#,
        actor.person.0,
        query.after,
        ROWS as i64 + 1,
        &actor.holders,
        actor.today.to_sqlx() as _
    )
    .fetch_all(&mut *connection)
    .await?;
    let next = (rows.len() > ROWS).then(|| rows[ROWS - 1].notice.to_string());
    let mut list = Vec::new();
    for row in rows.into_iter().take(ROWS) {
        let kind = row.what.parse::<NoticeKind>().map_err(|error| internal(&error))?;
        let (id, at, read) = (row.notice, row.at.to_jiff().to_string(), row.read);
        let case = SummaryRow {
            id: row.id,
            module: row.module,
            kind: row.kind,
            title: row.title,
            number: row.number,
            status: row.status,
            urgency: row.urgency,
            steps: row.steps,
            version: row.version,
            drafter: row.drafter,
            drafter_department: row.drafter_department,
            organ: row.organ,
            created_at: row.created_at,
            updated_at: row.updated_at,
        };
        list.push(Notice { id, kind, case: case.try_into()?, at, read });
    }
    Ok(Json(Page { rows: list, next }))
}

/// Marks what has been seen. Twice is no fault.
pub async fn read(
    actor: Actor,
    State(app): State<App>,
    Json(request): Json<ReadNotices>,
) -> Result<StatusCode> {
    if request.up_to < 0 {
        return Err(Code::MalformedRequest.into());
    }
    let now = app.clock.now();
    let mut transaction = app.database.begin().await?;
    let done = sqlx::query!(
        "update notices set read_at = $3
         where person_id = $1 and id <= $2 and ($4::uuid is null or case_id = $4) and read_at is null and withdrawn_at is null",
        actor.person.0,
        request.up_to,
        now.to_sqlx() as _,
        request.case.map(|case| case.0)
    )
    .execute(&mut *transaction)
    .await?;
    if done.rows_affected() > 0 {
        live::touch_notices(&mut transaction, &[actor.person], now).await?;
    }
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
