//! `POST /api/documents/{id}/deliveries/{position}/recall`: takes a document back (撤回) before it is signed for. The
//! receiver's case ends, nothing of it is asked of anybody any more, and its text goes back with it; both histories say so.

use api::{
    CaseId, Code,
    documents::{Delivery, DeliveryState, Recall},
};
use axum::extract::State;
use flow::Command;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use super::{
    deliver::{distributing_post, organ_name},
    view::deliveries,
};
use crate::{
    App, Error, Result,
    error::internal,
    extract::{Json, Path},
    platform::{
        cases::{self, By},
        session::Actor,
    },
};

/// Lengths of a reason, characters.
const REASON: std::ops::RangeInclusive<usize> = 2..=500;

/// # Errors
/// `not_found`; `not_allowed` for whoever does not distribute it; `already_received` once it was signed for; `refused`
/// where it came back already or went outside the system; `invalid_value` without a reason.
pub async fn recall(
    actor: Actor,
    State(app): State<App>,
    Path((id, position)): Path<(CaseId, i32)>,
    Json(request): Json<Recall>,
) -> Result<Json<Vec<Delivery>>> {
    let task = tokio::spawn(async move {
        let mut transaction = app.database.begin_for(&actor).await?;
        let case = cases::load(&mut transaction, &actor, id).await?;
        transaction.go_on_as_office().await?;
        cases::one_at_a_time(&mut transaction, &actor, request.key).await?;
        let asked = (id, position, &request);
        if let Some(answer) = cases::answered(&mut transaction, &actor, request.key, &asked).await? {
            return Ok::<_, Error>(answer);
        }
        let post = distributing_post(&actor, &case).ok_or(Code::NotAllowed)?;
        take_back(&app, &mut transaction, &By::new(&actor, post), id, position, &request.reason).await?;
        let answer = deliveries(&mut transaction, id).await?;
        cases::remember(&app, &mut transaction, &actor, request.key, &asked, &answer).await?;
        transaction.commit().await?;
        Ok(answer)
    });
    Ok(Json(task.await??))
}

/// [`recall`] without the wire. The receiver's case is locked first, as where it is signed for or sent back.
pub async fn take_back(
    app: &App,
    connection: &mut PgConnection,
    by: &By,
    id: CaseId,
    position: i32,
    reason: &str,
) -> Result<()> {
    let reason = reason.trim();
    if !REASON.contains(&reason.chars().count()) {
        return Err(Error::new(Code::InvalidValue).with_detail("reason"));
    }
    let incoming = sqlx::query_scalar!(
        "select incoming_case from deliveries where case_id = $1 and position = $2",
        id.0,
        position
    )
    .fetch_optional(&mut *connection)
    .await?
    .ok_or(Code::NotFound)?
    .ok_or(Code::Refused)?;
    let mut incoming = cases::lock(connection, CaseId(incoming)).await?;
    let mut sent = cases::lock(connection, id).await?;
    let delivery = sqlx::query!(
        "select state, name from deliveries where case_id = $1 and position = $2 for update",
        id.0,
        position
    )
    .fetch_one(&mut *connection)
    .await?;
    match delivery.state.parse::<DeliveryState>().map_err(|error| internal(&error))? {
        DeliveryState::Waiting => {}
        DeliveryState::Received | DeliveryState::Registered => return Err(Code::AlreadyReceived.into()),
        DeliveryState::Returned | DeliveryState::Recalled | DeliveryState::Outside => {
            return Err(Code::Refused.into());
        }
    }
    let now = app.clock.now();
    sqlx::query!(
        "update deliveries set state = 'recalled', recalled_at = $3, recalled_by = $4, recall_reason = $5
         where case_id = $1 and position = $2",
        id.0,
        position,
        now.to_sqlx() as _,
        by.own.0,
        reason
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "update incoming_documents set recalled_at = $2, recall_reason = $3, files = '{}' where case_id = $1",
        incoming.id.0,
        now.to_sqlx() as _,
        reason
    )
    .execute(&mut *connection)
    .await?;
    take_text_back(connection, incoming.id, id).await?;
    let told = |whose: &str| [("recalled".to_owned(), format!("{whose}：{reason}"))].into();
    let sender = organ_name(connection, sent.organ).await?;
    let server = by.system_for(by.own);
    let end = Command::FinishSpecially { reason: format!("{sender}撤回：{reason}") };
    cases::advance_telling(app, connection, &server, &mut incoming, &end, told(&sender)).await?;
    cases::advance_telling(app, connection, &server, &mut sent, &Command::Note, told(&delivery.name)).await?;
    Ok(())
}

/// What was sent by mistake is not left where it should not have come.
async fn take_text_back(connection: &mut PgConnection, from: CaseId, to: CaseId) -> Result<()> {
    sqlx::query!(
        "update documents set draft = draft || '{\"body\": [], \"attachments\": [], \"note\": null}', pdf_file = null,
                dispatched_on = null
         where case_id = $1",
        from.0
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!("update files set case_id = $2 where case_id = $1", from.0, to.0)
        .execute(connection)
        .await?;
    Ok(())
}
