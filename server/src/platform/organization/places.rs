//! `GET /api/people/places`: the tree of organs and departments, a level at a time.

use api::{
    DepartmentId, OrganId,
    organization::{DepartmentPlace, OrganPlace, Places},
};
use axum::extract::State;
use serde::Deserialize;

use crate::{
    App, Result,
    extract::{Json, Query},
    platform::session::Actor,
};

/// Below which organ; none is the top.
#[derive(Clone, Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Below {
    #[serde(default)]
    organ: Option<OrganId>,
}

pub async fn places(_: Actor, State(app): State<App>, Query(below): Query<Below>) -> Result<Json<Places>> {
    let organ = below.organ.map(|organ| organ.0);
    let mut connection = app.database.acquire().await?;
    let organs = sqlx::query!(
        "select id, name from organs where parent_id is not distinct from $1 and ended_on is null order by sort, id",
        organ
    )
    .map(|row| OrganPlace { id: OrganId(row.id), name: row.name })
    .fetch_all(&mut *connection)
    .await?;
    let departments = sqlx::query!(
        r#"select d.id, d.name,
                  (select count(*) from posts p join people n on n.id = p.person_id and n.active
                   where p.department_id = d.id and p.ended_on is null) as "posts!"
           from departments d where d.organ_id = $1 and d.ended_on is null order by d.sort, d.id"#,
        organ
    )
    .map(|row| DepartmentPlace { id: DepartmentId(row.id), name: row.name, posts: row.posts })
    .fetch_all(&mut *connection)
    .await?;
    Ok(Json(Places { organs, departments }))
}
