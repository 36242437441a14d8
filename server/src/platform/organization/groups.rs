//! `/api/people/groups`: 常用组, each person's own.

use api::{
    Code, DepartmentId, OrganId, PersonId,
    organization::{PeopleGroup, PostEntry, SaveGroup},
};
use axum::{extract::State, http::StatusCode};
use flow::PostId;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    App, Error, Result,
    extract::{Json, Path},
    platform::session::Actor,
};

/// Most members of a group; the constraint says the same.
const MEMBERS: usize = 200;
/// Most groups of a person.
const GROUPS: i64 = 50;

/// `PUT /api/people/groups/{id}`: makes or replaces; the same again changes nothing.
///
/// # Errors
/// `name_taken` where another group of the person's has the name; `too_many`; `not_found` for posts that are not there
/// and for other people's groups.
pub async fn save(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    Json(request): Json<SaveGroup>,
) -> Result<Json<PeopleGroup>> {
    let task = tokio::spawn(async move { write(&app, &actor, id, &request).await });
    Ok(Json(task.await??))
}

async fn write(app: &App, actor: &Actor, id: Uuid, request: &SaveGroup) -> Result<PeopleGroup> {
    if request.posts.len() > MEMBERS || request.posts.is_empty() {
        return Err(Error::new(Code::TooMany).with_detail("posts"));
    }
    let mut transaction = app.database.begin().await?;
    let written = sqlx::query!(
        "insert into people_groups (id, person_id, name)
         select $1, $2, $3 where (select count(*) from people_groups where person_id = $2 and id <> $1) < $4
         on conflict (id) do update set name = excluded.name where people_groups.person_id = $2",
        id,
        actor.person.0,
        request.name.trim(),
        GROUPS
    )
    .execute(&mut *transaction)
    .await?;
    if written.rows_affected() == 0 {
        let others =
            sqlx::query_scalar!(r#"select exists (select from people_groups where id = $1) as "it!""#, id)
                .fetch_one(&mut *transaction)
                .await?;
        return Err(if others {
            Code::NotFound.into()
        } else {
            Error::new(Code::TooMany).with_detail("groups")
        });
    }
    sqlx::query!("delete from people_group_members where group_id = $1", id)
        .execute(&mut *transaction)
        .await?;
    let posts: Vec<Uuid> = request.posts.iter().map(|post| post.0).collect();
    let members = sqlx::query!(
        "insert into people_group_members (group_id, position, post_id)
         select $1, row_number() over (order by m.position), m.id
         from unnest($2::uuid[]) with ordinality as m (id, position) join posts p on p.id = m.id and p.ended_on is null
         on conflict (group_id, post_id) do nothing",
        id,
        &posts
    )
    .execute(&mut *transaction)
    .await?;
    if members.rows_affected() == 0 {
        return Err(Code::NotFound.into());
    }
    let group = of(&mut transaction, actor.person).await?.into_iter().find(|group| group.id == id);
    transaction.commit().await?;
    group.ok_or_else(|| Code::NotFound.into())
}

/// `DELETE /api/people/groups/{id}`.
///
/// # Errors
/// `not_found` for what is not the person's own.
pub async fn delete(actor: Actor, State(app): State<App>, Path(id): Path<Uuid>) -> Result<StatusCode> {
    let mut connection = app.database.acquire().await?;
    let gone = sqlx::query!("delete from people_groups where id = $1 and person_id = $2", id, actor.person.0)
        .execute(&mut *connection)
        .await?;
    if gone.rows_affected() == 0 { Err(Code::NotFound.into()) } else { Ok(StatusCode::NO_CONTENT) }
}

/// The groups of a person by name. Members who have left are not shown.
pub async fn of(connection: &mut PgConnection, person: PersonId) -> Result<Vec<PeopleGroup>> {
    let rows = sqlx::query!(
        r#"select g.id as group_id, g.name as group_name, p.id, p.person_id, n.name, p.title, p.department_id,
                  d.name as department_name, p.organ_id, o.name as organ_name
           from people_groups g
           join people_group_members m on m.group_id = g.id
           join posts p on p.id = m.post_id
           join people n on n.id = p.person_id and n.active
           join departments d on d.id = p.department_id
           join organs o on o.id = p.organ_id
           where g.person_id = $1 and p.ended_on is null
           order by g.name, g.id, m.position"#,
        person.0
    )
    .fetch_all(connection)
    .await?;
    let mut groups: Vec<PeopleGroup> = Vec::new();
    for row in rows {
        if groups.last().is_none_or(|group| group.id != row.group_id) {
            groups.push(PeopleGroup { id: row.group_id, name: row.group_name, posts: Vec::new() });
        }
        let entry = PostEntry {
            id: PostId(row.id),
            person: PersonId(row.person_id),
            name: row.name,
            title: row.title,
            department: DepartmentId(row.department_id),
            department_name: row.department_name,
            organ: OrganId(row.organ_id),
            organ_name: row.organ_name,
        };
        if let Some(group) = groups.last_mut() {
            group.posts.push(entry);
        }
    }
    Ok(groups)
}
