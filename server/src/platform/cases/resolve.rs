//! From the flow's assignment rules to posts: one query for all steps that a command could enter.

use std::collections::BTreeMap;

use flow::{Assign, FieldHolds, PostId, StepId};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Case;
use crate::Result;

/// One thing to look up; a rule may ask for several, in order.
struct Wanted {
    step: i32,
    kind: &'static str,
    id: Uuid,
    role: String,
}

/// Resolves each step's assignment, keeping the order of the rule. A step with nobody gets an empty list.
pub async fn resolve(
    connection: &mut PgConnection,
    case: &Case,
    needs: Vec<(StepId, Assign)>,
) -> Result<BTreeMap<StepId, Vec<PostId>>> {
    let mut wanted = Vec::new();
    for (index, (_, assign)) in (0i32..).zip(&needs) {
        want(&mut wanted, index, assign, case);
    }
    let mut resolved: Vec<Vec<PostId>> = vec![Vec::new(); needs.len()];
    if !wanted.is_empty() {
        let steps: Vec<i32> = wanted.iter().map(|w| w.step).collect();
        let orders: Vec<i32> = (0..).take(wanted.len()).collect();
        let kinds: Vec<String> = wanted.iter().map(|w| w.kind.to_owned()).collect();
        let ids: Vec<Uuid> = wanted.iter().map(|w| w.id).collect();
        let roles: Vec<String> = wanted.into_iter().map(|w| w.role).collect();
        let rows = sqlx::query!(
            r#"with wanted as (
                   select * from unnest($1::int[], $2::int[], $3::text[], $4::uuid[], $5::text[]) as w (step, place, kind, id, role)
               ), found as (
                   select w.step, w.place, p.* from wanted w join posts p on p.id = w.id where w.kind = 'post'
                   union all
                   select w.step, w.place, p.* from wanted w
                       cross join lateral (select * from posts where person_id = w.id and ended_on is null order by sort, id limit 1) p
                       where w.kind = 'person'
                   union all
                   select w.step, w.place, p.* from wanted w join posts p on p.organ_id = w.id
                       join post_roles r on r.post_id = p.id and r.role = w.role where w.kind = 'role_in_organ'
                   union all
                   select w.step, w.place, p.* from wanted w join posts p on p.department_id = w.id
                       join post_roles r on r.post_id = p.id and r.role = w.role where w.kind = 'role_in_department'
                   union all
                   select w.step, w.place, p.* from wanted w join posts p on p.department_id = w.id and p.head
                       where w.kind = 'head'
                   union all
                   select w.step, w.place, p.* from wanted w join posts d on d.id = w.id
                       join posts p on p.organ_id = d.organ_id join post_roles r on r.post_id = p.id and r.role = w.role
                       where w.kind = 'role_in_organ_of'
                   union all
                   select w.step, w.place, p.* from wanted w join posts d on d.id = w.id
                       join posts p on p.department_id = d.department_id join post_roles r on r.post_id = p.id and r.role = w.role
                       where w.kind = 'role_in_department_of'
                   union all
                   select w.step, w.place, p.* from wanted w join posts d on d.id = w.id
                       join posts p on p.department_id = d.department_id and p.head where w.kind = 'head_of'
               )
               select f.step as "step!", f.id as "post!" from found f
               join people n on n.id = f.person_id and n.active
               where f.ended_on is null
               order by f.step, f.place, f.sort, f.id"#,
            &steps,
            &orders,
            &kinds,
            &ids,
            &roles
        )
        .fetch_all(connection)
        .await?;
        for row in rows {
            let posts = &mut resolved[row.step as usize];
            if !posts.contains(&PostId(row.post)) {
                posts.push(PostId(row.post));
            }
        }
    }
    let mut answer: BTreeMap<StepId, Vec<PostId>> = BTreeMap::new();
    for ((step, _), posts) in needs.into_iter().zip(resolved) {
        answer.insert(step, posts);
    }
    Ok(answer)
}

fn want(wanted: &mut Vec<Wanted>, step: i32, assign: &Assign, case: &Case) {
    let mut push = |kind: &'static str, id: Uuid, role: &str| {
        wanted.push(Wanted { step, kind, id, role: role.to_owned() })
    };
    let drafter = case.drafter.0;
    match assign {
        Assign::Posts(posts) => posts.iter().for_each(|post| push("post", post.0, "")),
        Assign::Persons(people) => people.iter().for_each(|person| push("person", person.0, "")),
        Assign::RoleInOrgan { role, organ } => push("role_in_organ", organ.0, role),
        Assign::RoleInDepartment { role, department } => push("role_in_department", department.0, role),
        Assign::RoleInDraftersOrgan { role } => push("role_in_organ_of", drafter, role),
        Assign::RoleInDraftersDepartment { role } => push("role_in_department_of", drafter, role),
        Assign::HeadOfDraftersDepartment => push("head_of", drafter, ""),
        Assign::HeadsOf(departments) => departments.iter().for_each(|id| push("head", id.0, "")),
        Assign::Chosen { from: Some(from) } => want(wanted, step, from, case),
        Assign::Field { field, holds } => {
            let (kind, role) = match holds {
                FieldHolds::Posts => ("post", ""),
                FieldHolds::Departments => ("head", ""),
                FieldHolds::Organs { role } => ("role_in_organ", role.as_str()),
            };
            let ids = case.fields.get(field).and_then(|value| value.as_array()).into_iter().flatten();
            ids.filter_map(|id| id.as_str()?.parse().ok()).for_each(|id| push(kind, id, role));
        }
        Assign::Chosen { from: None } | Assign::Drafter | Assign::HandlersOf { .. } => {}
    }
}
