//! Indicators counted from the event log: `GET /api/statistics/mobile`, the share of handling done on a phone.

use std::collections::BTreeMap;

use api::{
    Code,
    organization::{Post, Role},
    settings::Words,
    statistics::{ActionShare, DepartmentShare, KindShare, MobileShare, Share},
};
use axum::extract::State;
use jiff::{Timestamp, ToSpan, civil::Date};
use jiff_sqlx::ToSqlx;
use serde::Deserialize;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    App, Error, Result,
    clock::china,
    error::internal,
    extract::{Json, Query},
    platform::session::Actor,
};

/// Longest period that is counted at once, days.
const LONGEST: i32 = 366;

/// First and last day (Beijing); the last thirty days where none is named.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Period {
    #[serde(default)]
    from: Option<String>,
    #[serde(default)]
    to: Option<String>,
}

/// # Errors
/// `malformed_request` for a day that is none, or a period that is backwards or longer than a year.
pub async fn mobile_share(
    actor: Actor,
    State(app): State<App>,
    Query(period): Query<Period>,
) -> Result<Json<MobileShare>> {
    let day = |text: &Option<String>, otherwise: Date| match text {
        Some(text) => {
            text.parse::<Date>().map_err(|_| Error::new(Code::MalformedRequest).with_detail("from, to"))
        }
        None => Ok(otherwise),
    };
    let to = day(&period.to, app.clock.today())?;
    let from = day(&period.from, to.saturating_sub(29.days()))?;
    if from > to || (to - from).get_days() > LONGEST {
        return Err(Error::new(Code::MalformedRequest).with_detail("from, to"));
    }
    let within = (midnight(from)?, midnight(to.saturating_add(1.day()))?);
    // It counts acts, its own department's as well, and shows no case.
    let mut connection = app.database.read_as_office().await?;
    let (actions, kinds) = own_acts(&app, &mut connection, &actor, within).await?;
    let own = actions.iter().fold(Share::default(), |sum, each| Share {
        phone: sum.phone + each.share.phone,
        all: sum.all + each.share.all,
    });
    Ok(Json(MobileShare {
        from: from.to_string(),
        to: to.to_string(),
        own,
        actions,
        kinds,
        departments: by_department(&mut connection, &actor, within).await?,
    }))
}

fn midnight(day: Date) -> Result<Timestamp> {
    Ok(day.to_zoned(china()).map_err(|error| internal(&error))?.timestamp())
}

/// The actor's own acts, by what was done and by the kind of case. They are counted from the index of their posts.
async fn own_acts(
    app: &App,
    connection: &mut PgConnection,
    actor: &Actor,
    (from, before): (Timestamp, Timestamp),
) -> Result<(Vec<ActionShare>, Vec<KindShare>)> {
    let rows = sqlx::query!(
        r#"select e.action, c.module, c.kind, sum(e.acts)::bigint as "all!", sum(e.phone)::bigint as "phone!"
           from (select kind as action, case_id, count(*) as acts, count(*) filter (where channel = 'phone') as phone
                 from events
                 where post_id = any($1) and at >= $2 and at < $3
                   and kind not in ('start', 'end_subflow') and channel <> 'api'
                 group by kind, case_id) e
           cross join lateral (select module, kind from cases where id = e.case_id offset 0) c
           group by e.action, c.module, c.kind"#,
        &actor.post_ids(),
        from.to_sqlx() as _,
        before.to_sqlx() as _
    )
    .fetch_all(connection)
    .await?;
    let (mut actions, mut kinds) = (BTreeMap::<_, Share>::new(), BTreeMap::<_, Share>::new());
    for row in rows {
        for share in
            [actions.entry(row.action).or_default(), kinds.entry((row.module, row.kind)).or_default()]
        {
            share.all += row.all;
            share.phone += row.phone;
        }
    }
    let mut actions: Vec<_> =
        actions.into_iter().map(|(action, share)| ActionShare { action, share }).collect();
    let mut kinds: Vec<_> = kinds
        .into_iter()
        .map(|((module, kind), share)| KindShare { name: name_of(app, &module, &kind), module, kind, share })
        .collect();
    actions.sort_by_key(|each| std::cmp::Reverse(each.share.all));
    kinds.sort_by_key(|each| std::cmp::Reverse(each.share.all));
    Ok((actions, kinds))
}

/// What a module calls a kind of case; its own word where the module is not installed any more.
fn name_of(app: &App, module: &str, kind: &str) -> Words {
    let kinds =
        app.modules.iter().filter(|installed| installed.name() == module).flat_map(|module| module.kinds());
    match kinds.into_iter().find(|known| known.name == kind) {
        Some(known) => Words::new(known.chinese, known.english),
        None => Words::new(kind, kind),
    }
}

/// Heads see their department; leaders and flow administrators every department of their organ.
async fn by_department(
    connection: &mut PgConnection,
    actor: &Actor,
    (from, before): (Timestamp, Timestamp),
) -> Result<Vec<DepartmentShare>> {
    let leads = |post: &&Post| {
        let role = |role| post.roles.contains(&role);
        role(Role::DeputyLeader) || role(Role::ChiefLeader) || role(Role::FlowAdministrator)
    };
    let organs: Vec<Uuid> = actor.posts.iter().filter(leads).map(|post| post.organ.0).collect();
    let departments: Vec<Uuid> =
        actor.posts.iter().filter(|post| post.head).map(|post| post.department.0).collect();
    Ok(sqlx::query!(
        r#"select o.name as organ, d.name as department,
                  coalesce(sum(e.phone), 0)::bigint as "phone!", coalesce(sum(e.count), 0)::bigint as "count!"
           from departments d
           join organs o on o.id = d.organ_id
           left join posts p on p.department_id = d.id
           left join lateral (select count(*) filter (where channel = 'phone') as phone, count(*) as count
                              from events where post_id = p.id and at >= $3 and at < $4
                                and kind not in ('start', 'end_subflow') and channel <> 'api') e on true
           where d.organ_id = any($1) or d.id = any($2)
           group by d.id, o.id order by o.sort, d.sort, d.id"#,
        &organs,
        &departments,
        from.to_sqlx() as _,
        before.to_sqlx() as _
    )
    .map(|row| DepartmentShare {
        organ: row.organ,
        department: row.department,
        share: Share { phone: row.phone, all: row.count },
    })
    .fetch_all(connection)
    .await?)
}
