//! Delegating, and being back.

use api::{Code, DelegationId, PersonId, delegation::Delegate};
use axum::{extract::State, http::StatusCode};
use flow::PostId;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use super::list::delegable;
use crate::{
    App, Error, Result,
    extract::{Json, Path},
    platform::{cases, id, session::Actor},
};

/// `POST /api/delegations`.
///
/// # Errors
/// `not_allowed` for a post that is not the asker's; `invalid_delegation` naming the field; `delegation_overlaps`;
/// `delegate_absent`.
pub async fn give(
    actor: Actor,
    State(app): State<App>,
    Json(request): Json<Delegate>,
) -> Result<Json<DelegationId>> {
    let task = tokio::spawn(async move {
        let mut transaction = app.database.begin().await?;
        cases::one_at_a_time(&mut transaction, &actor, request.key).await?;
        if let Some(answer) = cases::answered(&mut transaction, &actor, request.key, &request).await? {
            return Ok::<_, Error>(answer);
        }
        let (given, delegate) = write(&app, &mut transaction, &actor, &request).await?;
        cases::remember(&app, &mut transaction, &actor, request.key, &request, &given).await?;
        transaction.commit().await?;
        app.sessions.forget_person(delegate);
        Ok(given)
    });
    Ok(Json(task.await??))
}

async fn write(
    app: &App,
    connection: &mut PgConnection,
    actor: &Actor,
    request: &Delegate,
) -> Result<(DelegationId, PersonId)> {
    let wrong = |field: &str| Error::new(Code::InvalidDelegation).with_detail(field);
    let post = actor.post(request.post).ok_or(Code::NotAllowed)?;
    let from: Date = request.from.parse().map_err(|_| wrong("from"))?;
    let until: Date = request.until.parse().map_err(|_| wrong("until"))?;
    if from < actor.today {
        return Err(wrong("from"));
    }
    let delegate = colleague(connection, post.organ.0, request.to).await?.ok_or_else(|| wrong("to"))?;
    let all = delegable(app);
    let asked = |module: &str, kind: &str| {
        request.kinds.is_empty() || request.kinds.iter().any(|(m, k)| m == module && k == kind)
    };
    let covered: Vec<_> = all.iter().filter(|kind| asked(&kind.module, &kind.kind)).collect();
    if covered.is_empty() || !request.kinds.is_empty() && covered.len() != request.kinds.len() {
        return Err(wrong("kinds"));
    }
    let given = DelegationId(id::new());
    sqlx::query!(
        "insert into delegations (id, post_id, principal, delegate_post, delegate, from_date, until_date, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        given.0,
        post.id.0,
        actor.person.0,
        request.to.0,
        delegate.0,
        from.to_sqlx() as _,
        until.to_sqlx() as _,
        app.clock.now().to_sqlx() as _
    )
    .execute(&mut *connection)
    .await?;
    let modules: Vec<String> = covered.iter().map(|kind| kind.module.clone()).collect();
    let kinds: Vec<String> = covered.iter().map(|kind| kind.kind.clone()).collect();
    sqlx::query!(
        "insert into delegation_kinds (delegation_id, post_id, module, kind, period)
         select $1, $2, k.module, k.kind, daterange($5, $6, '[]') from unnest($3::text[], $4::text[]) k (module, kind)",
        given.0,
        post.id.0,
        &modules,
        &kinds,
        from.to_sqlx() as _,
        until.to_sqlx() as _
    )
    .execute(connection)
    .await?;
    Ok((given, delegate))
}

/// The holder of a post in the organ.
async fn colleague(
    connection: &mut PgConnection,
    organ: uuid::Uuid,
    post: PostId,
) -> Result<Option<PersonId>> {
    Ok(sqlx::query_scalar!(
        "select p.person_id from posts p join people n on n.id = p.person_id and n.active
         where p.id = $1 and p.organ_id = $2",
        post.0,
        organ
    )
    .fetch_optional(connection)
    .await?
    .map(PersonId))
}

/// `DELETE /api/delegations/{id}`: back at work (到岗). Ending twice is no fault.
///
/// # Errors
/// `not_found` where it is not the asker's own.
pub async fn end(actor: Actor, State(app): State<App>, Path(id): Path<DelegationId>) -> Result<StatusCode> {
    let task = tokio::spawn(async move {
        let mut transaction = app.database.begin().await?;
        sqlx::query_scalar!(
            "update delegations set ended_at = coalesce(ended_at, $3) where id = $1 and principal = $2 returning id",
            id.0,
            actor.person.0,
            app.clock.now().to_sqlx() as _
        )
        .fetch_optional(&mut *transaction)
        .await?
        .ok_or(Code::NotFound)?;
        // The days that are left may be delegated anew.
        sqlx::query!(
            "update delegation_kinds set period = period * daterange(null, $2) where delegation_id = $1",
            id.0,
            actor.today.to_sqlx() as _
        )
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok::<_, Error>(StatusCode::NO_CONTENT)
    });
    task.await?
}
