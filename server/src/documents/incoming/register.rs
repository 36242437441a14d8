//! `POST /api/documents/incoming`: a registrar (文书) registers what came on paper or from another system.

use api::{
    Code,
    documents::{Opened, Origin, RegisterIncoming},
    organization::Role,
};
use axum::extract::State;
use flow::{Command, ItemId};
use serde_json::json;
use sqlx::PgConnection;

use super::{
    registration::{check, draft_of, said},
    store::{self, Arrival},
};
use crate::{
    App, Error, Result,
    documents::{INCOMING, MODULE, attach::attach},
    extract::Json,
    platform::{
        cases::{self, By, Case, NewCase},
        session::Actor,
    },
};

/// # Errors
/// `not_allowed` for whoever is no registrar there; `duplicate_registration` where no reason is given; `no_register`;
/// `secret_grade`, `invalid_value`.
pub async fn register(
    actor: Actor,
    State(app): State<App>,
    Json(request): Json<RegisterIncoming>,
) -> Result<Json<Opened>> {
    let task = tokio::spawn(async move {
        let mut transaction = app.database.begin().await?;
        cases::one_at_a_time(&mut transaction, &actor, request.key).await?;
        if let Some(answer) = cases::answered(&mut transaction, &actor, request.key, &request).await? {
            return Ok::<_, Error>(answer);
        }
        let by = By::new(&actor, actor.post(request.post).ok_or(Code::NotAllowed)?.id);
        let case = register_paper(&app, &mut transaction, &actor, &by, &request).await?;
        let opened = Opened { case: case.id, version: case.version };
        cases::remember(&app, &mut transaction, &actor, request.key, &request, &opened).await?;
        transaction.commit().await?;
        Ok(opened)
    });
    Ok(Json(task.await??))
}

/// Starts the case of a document that did not come by exchange; it goes on to the first check at once.
pub async fn register_paper(
    app: &App,
    connection: &mut PgConnection,
    actor: &Actor,
    by: &By,
    request: &RegisterIncoming,
) -> Result<Case> {
    let post = actor.post(by.post).ok_or(Code::NotAllowed)?;
    if !post.roles.contains(&Role::Registrar) {
        return Err(Code::NotAllowed.into());
    }
    if request.origin == Origin::Exchange {
        return Err(Error::new(Code::InvalidValue).with_detail("origin"));
    }
    let registration = &request.registration;
    let days = check(registration, app.clock.today())?;
    let organ = post.organ;
    let new = NewCase {
        organ,
        module: MODULE,
        kind: INCOMING,
        title: registration.title.trim().to_owned(),
        urgency: registration.urgency,
        flow: INCOMING,
        fields: [
            ("organ".to_owned(), json!([organ])),
            ("origin".to_owned(), json!(request.origin)),
            ("handling".to_owned(), json!(registration.handling)),
        ]
        .into(),
        participants: vec![(organ.0, "recipient")],
        facts: Default::default(),
    };
    let mut case = cases::start(app, connection, by, new).await?;
    sqlx::query!(
        "insert into documents (case_id, draft, save, saved_by) values ($1, $2, 1, $3)",
        case.id.0,
        serde_json::to_value(draft_of(registration, organ))?,
        actor.person.0
    )
    .execute(&mut *connection)
    .await?;
    let arrival = Arrival {
        organ,
        origin: request.origin,
        sender: registration.sender.trim(),
        sender_organ: registration.sender_organ,
        reference: said(&registration.reference),
        written_on: days.written_on,
        received_on: Some(days.received_on),
        copies: registration.copies,
        handling: registration.handling,
        files: &registration.files,
        duplicate_reason: said(&registration.duplicate_reason),
        forwarded_by: None,
        note: None,
    };
    store::insert(connection, case.id, &arrival).await?;
    attach(connection, case.id, &registration.files, actor).await?;
    case.number = said(&registration.reference).map(str::to_owned);
    let submit = Command::Submit { item: ItemId(0), opinion: None, choices: Default::default() };
    cases::advance(app, connection, by, &mut case, &submit).await?;
    Ok(case)
}
