//! `GET /api/people/suggestions`: whom a person is likely to choose, and the noting of whom they chose.

use api::{
    DepartmentId, OrganId, PersonId,
    organization::{PostEntry, Suggestions},
};
use axum::extract::State;
use flow::PostId;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use super::groups;
use crate::{App, Result, extract::Json, platform::session::Actor};

/// Most posts of each kind.
const SHOWN: i64 = 20;

pub async fn suggestions(actor: Actor, State(app): State<App>) -> Result<Json<Suggestions>> {
    let mut connection = app.database.acquire().await?;
    let departments: Vec<Uuid> = actor.posts.iter().map(|post| post.department.0).collect();
    Ok(Json(Suggestions {
        recent: entries(&mut connection, actor.person, Some(actor.person.0), None).await?,
        colleagues: entries(&mut connection, actor.person, None, Some(&departments)).await?,
        groups: groups::of(&mut connection, actor.person).await?,
    }))
}

/// Whom `picker` chose lately, or the posts of departments; never the asker's own.
async fn entries(
    connection: &mut PgConnection,
    asker: PersonId,
    picker: Option<Uuid>,
    departments: Option<&[Uuid]>,
) -> Result<Vec<PostEntry>> {
    Ok(sqlx::query!(
        r#"select p.id, p.person_id, n.name, p.title, p.department_id, d.name as department_name, p.organ_id,
                  o.name as organ_name
           from (select post_id, at, 0 as sort from people_picked where person_id = $1
                 union all
                 select id, null, sort from posts where department_id = any($2)) c
           join posts p on p.id = c.post_id and p.ended_on is null
           join people n on n.id = p.person_id and n.active
           join departments d on d.id = p.department_id
           join organs o on o.id = p.organ_id
           where p.person_id <> $3
           order by c.at desc, c.sort, p.id
           limit $4"#,
        picker,
        departments,
        asker.0,
        SHOWN
    )
    .map(|row| PostEntry {
        id: PostId(row.id),
        person: PersonId(row.person_id),
        name: row.name,
        title: row.title,
        department: DepartmentId(row.department_id),
        department_name: row.department_name,
        organ: OrganId(row.organ_id),
        organ_name: row.organ_name,
    })
    .fetch_all(connection)
    .await?)
}

/// Notes whom somebody has just chosen, after the act that they were chosen for. Not worth failing an act that is done.
pub async fn note(app: &App, person: PersonId, posts: &[Uuid]) {
    if posts.is_empty() {
        return;
    }
    let noted = async {
        let mut connection = app.database.acquire().await?;
        sqlx::query!(
            "insert into people_picked (person_id, post_id, at)
             select $1, p.id, $3 from posts p where p.id = any($2)
             on conflict (person_id, post_id) do update set at = excluded.at",
            person.0,
            posts,
            app.clock.now().to_sqlx() as _
        )
        .execute(&mut *connection)
        .await?;
        Ok::<_, crate::Error>(())
    };
    if let Err(error) = noted.await {
        tracing::warn!(%error, "who was chosen could not be noted");
    }
}
