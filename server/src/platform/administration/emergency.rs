//! 紧急授权 (break-glass): an administrator asks for the rights of another office for some hours, with a reason; two
//! others approve; it ends by itself. Everybody sees it as long as it lasts, and all of it is in the audit.
//!
//! The lent role is the session's, not a row of `post_roles`: nobody comes to hold two offices.

use api::{
    Code, PersonId,
    administration::Duty,
    audit::EventKind,
    organization::Role,
    security::{AskEmergency, EmergencyGrant, EmergencyState},
};
use axum::{extract::State, http::StatusCode};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    App, Error, Result,
    error::internal,
    extract::{Json, Path},
    platform::{
        audit::{Happening, note},
        session::{Actor, Origin},
    },
};

/// A request that nobody has approved by then has lapsed.
const PATIENCE: SignedDuration = SignedDuration::from_hours(24);
/// Approvals that are needed, by different people.
const APPROVALS: usize = 2;
const SHOWN: i64 = 50;

/// `POST /api/administration/emergency`. The id is the asker's: sent twice, it asks once.
///
/// # Errors
/// `not_allowed` for who holds none of the three offices; `refused` for a role that is never lent.
pub async fn ask(
    actor: Actor,
    origin: Origin,
    State(app): State<App>,
    Json(request): Json<AskEmergency>,
) -> Result<StatusCode> {
    if !actor.holds_office() {
        return Err(Code::NotAllowed.into());
    }
    let held = actor.posts.iter().any(|post| post.roles.contains(&request.role));
    if held {
        return Err(Error::new(Code::Refused).with_detail("role"));
    }
    let mut transaction = app.database.begin().await?;
    let made = sqlx::query!(
        "insert into emergency_grants (id, person_id, role, reason, hours, asked_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (id) do nothing",
        request.id,
        actor.person.0,
        request.role.as_str(),
        request.reason.trim(),
        request.hours,
        app.clock.now().to_sqlx() as _
    )
    .execute(&mut *transaction)
    .await?;
    if made.rows_affected() == 1 {
        let detail = serde_json::json!({ "role": request.role, "reason": request.reason.trim(), "hours": request.hours });
        let what =
            Happening { subject: Some(request.id), detail: Some(detail), ..Happening::by(actor.person) };
        note(&app, &mut transaction, EventKind::EmergencyAsked, &origin, what).await?;
    }
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/administration/emergency`: for the three, the newest first.
pub async fn list(actor: Actor, State(app): State<App>) -> Result<Json<Vec<EmergencyGrant>>> {
    if !actor.holds_office() {
        return Err(Code::NotAllowed.into());
    }
    let mut connection = app.database.acquire().await?;
    Ok(Json(grants(&mut connection, &actor, app.clock.now(), None).await?))
}

async fn grants(
    connection: &mut PgConnection,
    actor: &Actor,
    now: Timestamp,
    id: Option<Uuid>,
) -> Result<Vec<EmergencyGrant>> {
    let rows = sqlx::query!(
        r#"select g.id, g.person_id, n.name, g.role, g.reason, g.hours, g.asked_at as "asked_at: jiff_sqlx::Timestamp",
                  g.ends_at as "ends_at: jiff_sqlx::Timestamp",
                  array(select a.person_id from emergency_approvals a where a.grant_id = g.id order by a.place) as "approvers!",
                  array(select m.name from emergency_approvals a join people m on m.id = a.person_id
                        where a.grant_id = g.id order by a.place) as "names!"
           from emergency_grants g join people n on n.id = g.person_id
           where $1::uuid is null or g.id = $1
           order by g.asked_at desc, g.id desc limit $2"#,
        id,
        SHOWN
    )
    .fetch_all(connection)
    .await?;
    let may_approve = actor.administering(Duty::EmergencyApproval).is_ok() && actor.emergency.is_none();
    rows.into_iter()
        .map(|row| {
            let ends_at = row.ends_at.map(|at| at.to_jiff());
            let asked_at = row.asked_at.to_jiff();
            let state = match ends_at {
                Some(end) if now < end => EmergencyState::Running,
                Some(_) => EmergencyState::Over,
                None if now.duration_since(asked_at) > PATIENCE => EmergencyState::Lapsed,
                None => EmergencyState::Waiting,
            };
            let own = row.person_id == actor.person.0;
            Ok(EmergencyGrant {
                id: row.id,
                person: PersonId(row.person_id),
                name: row.name,
                role: row.role.parse::<Role>().map_err(|error| internal(&error))?,
                reason: row.reason,
                hours: row.hours,
                state,
                asked_at: asked_at.to_string(),
                ends_at: ends_at.map(|at| at.to_string()),
                may_approve: may_approve
                    && !own
                    && state == EmergencyState::Waiting
                    && !row.approvers.contains(&actor.person.0),
                may_end: state == EmergencyState::Running,
                approved_by: row.names,
            })
        })
        .collect()
}

/// `POST /api/administration/emergency/{id}/approval`: the second one begins it.
///
/// # Errors
/// `not_separated` for one's own request or a second approval by the same person; `refused` where it has lapsed or begun.
pub async fn approve(
    actor: Actor,
    origin: Origin,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<StatusCode> {
    actor.administering(Duty::EmergencyApproval)?;
    actor.proven(app.clock.now())?;
    let now = app.clock.now();
    let mut transaction = app.database.begin().await?;
    // One approval at a time.
    sqlx::query!("select from emergency_grants where id = $1 for update", id)
        .fetch_optional(&mut *transaction)
        .await?
        .ok_or(Code::NotFound)?;
    let grant = grants(&mut transaction, &actor, now, Some(id)).await?.pop().ok_or(Code::NotFound)?;
    if grant.state != EmergencyState::Waiting {
        return Err(Code::Refused.into());
    }
    if !grant.may_approve {
        return Err(Code::NotSeparated.into());
    }
    let place = grant.approved_by.len() + 1;
    sqlx::query!(
        "insert into emergency_approvals (grant_id, asker_id, person_id, place, at) values ($1, $2, $3, $4, $5)",
        id,
        grant.person.0,
        actor.person.0,
        i16::try_from(place).unwrap_or(i16::MAX),
        now.to_sqlx() as _
    )
    .execute(&mut *transaction)
    .await?;
    let what = Happening { subject: Some(grant.person.0), ..Happening::by(actor.person) };
    note(&app, &mut transaction, EventKind::EmergencyApproved, &origin, what).await?;
    if place == APPROVALS {
        let until = now + SignedDuration::from_hours(i64::from(grant.hours));
        sqlx::query!(
            "update emergency_grants set begins_at = $2, ends_at = $3 where id = $1",
            id,
            now.to_sqlx() as _,
            until.to_sqlx() as _
        )
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await?;
    app.sessions.forget_person(grant.person);
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /api/administration/emergency/{id}`: before its time, by any of the three. Ending it twice is no fault.
pub async fn end(
    actor: Actor,
    origin: Origin,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<StatusCode> {
    if !actor.holds_office() {
        return Err(Code::NotAllowed.into());
    }
    let now = app.clock.now();
    let mut transaction = app.database.begin().await?;
    let ended = sqlx::query_scalar!(
        "update emergency_grants set ends_at = $2, ended_by = $3 where id = $1 and ends_at > $2 returning person_id",
        id,
        now.to_sqlx() as _,
        actor.person.0
    )
    .fetch_optional(&mut *transaction)
    .await?;
    if let Some(person) = ended {
        let what = Happening { subject: Some(person), ..Happening::by(actor.person) };
        note(&app, &mut transaction, EventKind::EmergencyEnded, &origin, what).await?;
        app.sessions.forget_person(PersonId(person));
    }
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
