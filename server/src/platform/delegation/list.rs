//! `GET /api/delegations`: what one has delegated, what one was delegated, and what was done in one's name.

use api::{
    CaseId, DelegationId,
    cases::StepName,
    delegation::{ActFor, Delegation, Delegations, ItemFor, Kind, Standing},
};
use axum::extract::State;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{App, Result, extract::Json, platform::session::Actor};

/// Most rows of each list: the newest.
const MOST: i64 = 50;

pub async fn list(actor: Actor, State(app): State<App>) -> Result<Json<Delegations>> {
    let mut connection = app.database.read(&actor).await?;
    let kinds = delegable(&app);
    let all = of(&mut connection, &actor, &kinds).await?;
    let (given, received) = all.into_iter().partition::<Vec<_>, _>(|(given, _)| *given);
    let plain = |rows: Vec<(bool, Delegation)>| rows.into_iter().map(|(_, row)| row).collect();
    Ok(Json(Delegations {
        given: plain(given),
        received: plain(received),
        items: items(&mut connection, &actor).await?,
        acts: acts(&mut connection, &actor).await?,
        kinds,
    }))
}

/// The kinds of case whose work can be delegated.
pub fn delegable(app: &App) -> Vec<Kind> {
    let of_module = |module: &dyn crate::platform::cases::Module| {
        let name = module.name();
        module.kinds().iter().filter(|kind| kind.delegable).map(move |kind| Kind {
            module: name.to_owned(),
            kind: kind.name.to_owned(),
            chinese: kind.chinese.to_owned(),
            english: kind.english.to_owned(),
        })
    };
    app.modules.iter().flat_map(|module| of_module(module.as_ref())).collect()
}

/// Each with whether the actor gave it.
async fn of(connection: &mut PgConnection, actor: &Actor, known: &[Kind]) -> Result<Vec<(bool, Delegation)>> {
    let rows = sqlx::query!(
        r#"select d.id, d.principal = $1 as "given!", pn.name as principal, pp.title as principal_title,
                  dn.name as delegate, dp.title as delegate_title,
                  d.from_date as "from_date: jiff_sqlx::Date", d.until_date as "until_date: jiff_sqlx::Date",
                  d.ended_at is not null as "ended!",
                  array(select k.module || '/' || k.kind from delegation_kinds k where k.delegation_id = d.id
                        order by k.module, k.kind) as "kinds!"
           from delegations d
           join people pn on pn.id = d.principal
           join posts pp on pp.id = d.post_id
           join people dn on dn.id = d.delegate
           join posts dp on dp.id = d.delegate_post
           where d.principal = $1 or d.delegate = $1
           order by d.created_at desc, d.id limit $2"#,
        actor.person.0,
        MOST
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let (from, until) = (row.from_date.to_jiff(), row.until_date.to_jiff());
            let kinds = row.kinds.iter().map(|kind| named(kind, known)).collect();
            let delegation = Delegation {
                id: DelegationId(row.id),
                principal: row.principal,
                principal_title: row.principal_title,
                delegate: row.delegate,
                delegate_title: row.delegate_title,
                from: from.to_string(),
                until: until.to_string(),
                kinds,
                standing: standing(row.ended, from, until, actor.today),
            };
            (row.given, delegation)
        })
        .collect())
}

/// A kind with its names; that of a module that is gone by its key.
fn named(key: &str, known: &[Kind]) -> Kind {
    let (module, kind) = key.split_once('/').unwrap_or((key, ""));
    let found = known.iter().find(|other| other.module == module && other.kind == kind);
    found.cloned().unwrap_or_else(|| Kind {
        module: module.to_owned(),
        kind: kind.to_owned(),
        chinese: key.to_owned(),
        english: key.to_owned(),
    })
}

fn standing(ended: bool, from: Date, until: Date, today: Date) -> Standing {
    match ended {
        true => Standing::Ended,
        false if today < from => Standing::Coming,
        false if today > until => Standing::Over,
        false => Standing::Active,
    }
}

async fn items(connection: &mut PgConnection, actor: &Actor) -> Result<Vec<ItemFor>> {
    Ok(sqlx::query!(
        r#"select c.id, c.module, c.title, w.step_chinese, w.step_english, n.name as principal,
                  w.opened_at as "since: jiff_sqlx::Timestamp"
           from items_for($1, $2) i
           join work_items w on w.case_id = i.case_id and w.item = i.item
           join cases c on c.id = w.case_id
           join people n on n.id = i.principal
           order by w.opened_at, c.id limit $3"#,
        actor.person.0,
        actor.today.to_sqlx() as _,
        MOST
    )
    .map(|row| ItemFor {
        case: CaseId(row.id),
        module: row.module,
        title: row.title,
        step_name: StepName { chinese: row.step_chinese, english: row.step_english },
        principal: row.principal,
        since: row.since.to_jiff().to_string(),
    })
    .fetch_all(connection)
    .await?)
}

async fn acts(connection: &mut PgConnection, actor: &Actor) -> Result<Vec<ActFor>> {
    let posts: Vec<Uuid> = actor.post_ids();
    Ok(sqlx::query!(
        r#"select c.id, c.module, c.title, e.kind, n.name, e.at as "at: jiff_sqlx::Timestamp"
           from events e join cases c on c.id = e.case_id join people n on n.id = e.person_id
           where e.on_behalf_of = any($1) order by e.at desc limit $2"#,
        &posts,
        MOST
    )
    .map(|row| ActFor {
        case: CaseId(row.id),
        module: row.module,
        title: row.title,
        action: row.kind,
        name: row.name,
        at: row.at.to_jiff().to_string(),
    })
    .fetch_all(connection)
    .await?)
}
