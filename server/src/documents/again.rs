//! `POST /api/documents/{id}/deliveries/{position}/again`: what came back (退回, 撤回) is sent once more (再次分送), to the
//! same organ with what was put right, or to the one it should have gone to. What changes the text itself goes the whole
//! way again (条例 art. 25 一): the case is taken up again, mended, signed, sealed, and dispatched to those who lack it.

use api::{
    CaseId, Code, OrganId,
    documents::{Delivery, MAX_NOTE, RecipientKind, SendAgain},
};
use axum::extract::State;
use flow::Command;
use sqlx::PgConnection;

use super::{
    INCOMING,
    deliver::{Parcel, Recipient, distributing_post, organ_name, send},
    dispatch, incoming, store,
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

/// # Errors
/// `not_found`; `not_allowed` for whoever does not distribute it; `refused` where it has not come back, or is being mended;
/// `already_sent` where the organ has it; `invalid_value` naming what is wrong.
pub async fn again(
    actor: Actor,
    State(app): State<App>,
    Path((id, position)): Path<(CaseId, i32)>,
    Json(request): Json<SendAgain>,
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
        send_again(&app, &mut transaction, &By::new(&actor, post), id, position, &request).await?;
        let answer = deliveries(&mut transaction, id).await?;
        cases::remember(&app, &mut transaction, &actor, request.key, &asked, &answer).await?;
        transaction.commit().await?;
        Ok(answer)
    });
    Ok(Json(task.await??))
}

/// [`again`] without the wire.
pub async fn send_again(
    app: &App,
    connection: &mut PgConnection,
    by: &By,
    id: CaseId,
    position: i32,
    request: &SendAgain,
) -> Result<()> {
    let note = note(&request.note)?;
    let mut case = cases::lock(connection, id).await?;
    let row = sqlx::query!(
        "select organ_id, kind, state in ('returned', 'recalled') as \"came_back!\" from deliveries
         where case_id = $1 and position = $2",
        id.0,
        position
    )
    .fetch_optional(&mut *connection)
    .await?
    .ok_or(Code::NotFound)?;
    let document = store::read(connection, id).await?;
    // While it is being mended there is nothing to send.
    let sendable = case.kind == INCOMING || document.dispatched_on.is_some();
    if !row.came_back || !sendable {
        return Err(Code::Refused.into());
    }
    let organ = request.organ.or(row.organ_id.map(OrganId)).ok_or(Code::Refused)?;
    let kind: RecipientKind = row.kind.parse().map_err(|error: api::UnknownValue| internal(&error))?;
    let name = receiving_organ(connection, organ).await?;
    let to = Recipient { organ: Some(organ), name, kind };
    if case.kind == INCOMING {
        let known = incoming::read(connection, id).await?.ok_or(Code::NotFound)?;
        let parcel = incoming::passed_on(&case, &document, &known, note);
        send(app, connection, by, &parcel, &to).await?;
    } else {
        let sender = organ_name(connection, case.organ).await?;
        let parcel: Parcel<'_> = dispatch::parcel(&case, &document, &sender, note);
        send(app, connection, by, &parcel, &to).await?;
    }
    let told = match note {
        Some(note) => format!("{}：{note}", to.name),
        None => to.name,
    };
    let facts = [("sent_again".to_owned(), told)].into();
    let server = by.system_for(by.own);
    cases::advance_telling(app, connection, &server, &mut case, &Command::Note, facts).await?;
    Ok(())
}

/// The name of an organ that is there to receive.
///
/// # Errors
/// `invalid_value` for one that is not.
pub async fn receiving_organ(connection: &mut PgConnection, organ: OrganId) -> Result<String> {
    let name = sqlx::query_scalar!("select name from organs where id = $1 and ended_on is null", organ.0);
    let name = name.fetch_optional(connection).await?;
    name.ok_or_else(|| Error::new(Code::InvalidValue).with_detail("organ"))
}

/// What is said to the recipient.
///
/// # Errors
/// `invalid_value` where it is too long.
pub fn note(note: &Option<String>) -> Result<Option<&str>> {
    let note = note.as_deref().map(str::trim).filter(|note| !note.is_empty());
    match note {
        Some(note) if note.chars().count() > MAX_NOTE => {
            Err(Error::new(Code::InvalidValue).with_detail("note"))
        }
        note => Ok(note),
    }
}
