//! Organs, departments, people and posts: reading the directory, and finding people in it.

pub mod groups;
pub mod organs;
pub mod people;
pub mod places;
pub mod spelling;
pub mod suggestions;

use api::{
    DepartmentId, OrganId, PersonId,
    organization::{Department, Directory, Organ, OrganKind, Post, Role},
};
use flow::PostId;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{App, Result, error::internal, extract::Json, platform::session::Actor};

/// `GET /api/directory`: every organ, and the departments of the asker's own organs. People are asked for by [`people`].
pub async fn directory(
    actor: Actor,
    axum::extract::State(app): axum::extract::State<App>,
) -> Result<Json<Directory>> {
    let mut connection = app.database.acquire().await?;
    let own: Vec<Uuid> = actor.posts.iter().map(|post| post.organ.0).collect();
    Ok(Json(Directory {
        organs: organs(&mut connection, None).await?,
        departments: departments(&mut connection, &own).await?,
    }))
}

/// The departments of these organs, in the order of the directory.
pub async fn departments(connection: &mut PgConnection, organs: &[Uuid]) -> Result<Vec<Department>> {
    Ok(sqlx::query!(
        "select id, organ_id, name from departments where organ_id = any($1) and ended_on is null order by organ_id, sort",
        organs
    )
    .map(|row| Department { id: DepartmentId(row.id), organ: OrganId(row.organ_id), name: row.name })
    .fetch_all(connection)
    .await?)
}

/// Organs in the fixed order of the directory: all that are in force, or those of the given ids.
pub async fn organs(connection: &mut PgConnection, ids: Option<&[Uuid]>) -> Result<Vec<Organ>> {
    sqlx::query!(
        "select id, name, formal_name, kind, parent_id, level from organs
         where ($1::uuid[] is null and ended_on is null) or id = any($1) order by sort",
        ids
    )
    .fetch_all(connection)
    .await?
    .into_iter()
    .map(|row| {
        Ok(Organ {
            id: OrganId(row.id),
            name: row.name,
            formal_name: row.formal_name,
            kind: row.kind.parse::<OrganKind>().map_err(|error| internal(&error))?,
            parent: row.parent_id.map(OrganId),
            level: row.level,
        })
    })
    .collect()
}

/// The posts that a person holds, the main one first.
pub async fn posts_of(connection: &mut PgConnection, person: PersonId) -> Result<Vec<Post>> {
    let rows = sqlx::query!(
        r#"select p.id, p.person_id, n.name, p.title, p.department_id, d.name as department_name,
                p.organ_id, o.name as organ_name, p.head,
                array(select r.role from post_roles r where r.post_id = p.id order by r.role) as "roles!"
           from posts p
           join people n on n.id = p.person_id and n.active
           join departments d on d.id = p.department_id
           join organs o on o.id = p.organ_id
           where p.person_id = $1 and p.ended_on is null
           order by p.sort, p.id"#,
        person.0
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Post {
                id: PostId(row.id),
                person: PersonId(row.person_id),
                name: row.name,
                title: row.title,
                department: DepartmentId(row.department_id),
                department_name: row.department_name,
                organ: OrganId(row.organ_id),
                organ_name: row.organ_name,
                head: row.head,
                roles: row
                    .roles
                    .iter()
                    .map(|role| role.parse::<Role>().map_err(|error| internal(&error)))
                    .collect::<Result<_>>()?,
            })
        })
        .collect()
}
