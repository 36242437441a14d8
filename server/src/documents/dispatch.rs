//! Dispatching (核发分送): every recipient organ on the system gets an incoming document of its own to sign for.

use api::{
    CaseId, FileId, OrganId,
    cases::Relation,
    documents::{DeliveryState, Handling, Origin, RecipientKind},
};
use flow::{Command, ItemId};
use jiff_sqlx::ToSqlx;
use serde_json::json;
use sqlx::PgConnection;

use super::{
    INCOMING, MODULE,
    incoming::{self, Arrival},
    store::{self, Document},
};
use crate::{
    App, Result,
    platform::{
        cases::{self, Acting, By, Case, NewCase},
        id,
    },
};

/// One recipient, once, however often the draft names it.
struct Recipient {
    organ: Option<OrganId>,
    name: String,
    kind: RecipientKind,
}

/// Sends the sealed document to all recipients. What was sent before is not sent again.
pub async fn dispatch(app: &App, connection: &mut PgConnection, acting: &mut Acting<'_>) -> Result<()> {
    let document = store::read(connection, acting.case.id).await?;
    let today = app.clock.today();
    sqlx::query!(
        "update documents set dispatched_on = coalesce(dispatched_on, $2) where case_id = $1",
        acting.case.id.0,
        today.to_sqlx() as _
    )
    .execute(&mut *connection)
    .await?;
    let sent = sqlx::query_scalar!(
        r#"select count(*) as "count!" from deliveries where case_id = $1"#,
        acting.case.id.0
    )
    .fetch_one(&mut *connection)
    .await?;
    if sent > 0 {
        return Ok(());
    }
    if let Some(number) = &document.number {
        incoming::answered(connection, acting.case.id, number, today).await?;
    }
    let recipients = recipients(&document);
    acting.facts.insert("recipients".to_owned(), recipients.len().to_string());
    for (position, recipient) in (0i32..).zip(&recipients) {
        let incoming = match recipient.organ {
            Some(organ) => Some(deliver(app, connection, acting, &document, organ).await?),
            None => None,
        };
        let state = if incoming.is_some() { DeliveryState::Waiting } else { DeliveryState::Outside };
        sqlx::query!(
            "insert into deliveries (case_id, position, organ_id, name, kind, state, incoming_case)
             values ($1, $2, $3, $4, $5, $6, $7)",
            acting.case.id.0,
            position,
            recipient.organ.map(|organ| organ.0),
            recipient.name,
            recipient.kind.as_str(),
            state.as_str(),
            incoming.map(|case| case.id.0)
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

fn recipients(document: &Document) -> Vec<Recipient> {
    let draft = &document.draft;
    let main = draft.recipients.iter().map(|recipient| (recipient, RecipientKind::Main));
    let copies = draft.copies.iter().map(|recipient| (recipient, RecipientKind::Copy));
    let mut found: Vec<Recipient> = Vec::new();
    for (recipient, kind) in main.chain(copies) {
        if recipient.organ.is_none() || !found.iter().any(|known| known.organ == recipient.organ) {
            found.push(Recipient { organ: recipient.organ, name: recipient.name.clone(), kind });
        }
    }
    found
}

/// Opens the recipient's own case and hands it to its registrars (文书). They see it, the sender does not.
async fn deliver(
    app: &App,
    connection: &mut PgConnection,
    acting: &Acting<'_>,
    document: &Document,
    organ: OrganId,
) -> Result<Case> {
    let by = By { administrator: false, post: acting.by.own, ..acting.by.clone() };
    let new = NewCase {
        organ,
        module: MODULE,
        kind: INCOMING,
        title: acting.case.title.clone(),
        urgency: document.draft.urgency,
        flow: INCOMING,
        fields: [
            ("organ".to_owned(), json!([organ])),
            ("origin".to_owned(), json!(Origin::Exchange)),
            ("handling".to_owned(), json!(Handling::Matter)),
        ]
        .into(),
        participants: vec![(organ.0, "recipient")],
        facts: [("source".to_owned(), acting.case.id.to_string())].into(),
    };
    let mut case = cases::start(app, connection, &by, new).await?;
    sqlx::query!(
        "insert into documents (case_id, draft, save, saved_by, number, signed_by, signed_on, signed_text, pdf_file, dispatched_on, source_case)
         -- what is the sender's own stays there
         select $2, draft || '{\"files\": [], \"countersigners\": []}', 1, saved_by,
                number, signed_by, signed_on, signed_text, pdf_file, dispatched_on, case_id
         from documents where case_id = $1",
        acting.case.id.0,
        case.id.0
    )
    .execute(&mut *connection)
    .await?;
    let sender = sqlx::query_scalar!("select name from organs where id = $1", acting.case.organ.0)
        .fetch_one(&mut *connection)
        .await?;
    let arrival = Arrival {
        organ,
        origin: Origin::Exchange,
        sender: &sender,
        sender_organ: Some(acting.case.organ),
        reference: document.number.as_deref(),
        written_on: document.signed_on,
        received_on: None,
        copies: 1,
        handling: Handling::Matter,
        files: &[],
        duplicate_reason: None,
    };
    incoming::insert(connection, case.id, &arrival).await?;
    for picture in document.draft.pictures() {
        hand_over_picture(connection, picture, case.id).await?;
    }
    case.number = document.number.clone();
    let submit = Command::Submit { item: ItemId(0), opinion: None, choices: Default::default() };
    cases::advance(app, connection, &by, &mut case, &submit).await?;
    cases::link(connection, case.id, acting.case.id, Relation::ArisesFrom).await?;
    incoming::bind_to_question(connection, &case, acting.case.id).await?;
    Ok(case)
}

/// The recipient's copy of the text shows its pictures as files of the recipient's own case.
async fn hand_over_picture(connection: &mut PgConnection, picture: FileId, to: CaseId) -> Result<()> {
    let own = id::new();
    sqlx::query!(
        "insert into files (id, sha256, sm3, size, media_type, name, case_id, uploaded_by, at)
         select $1, sha256, sm3, size, media_type, name, $2, uploaded_by, at from files where id = $3",
        own,
        to.0,
        picture.0
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "update documents set draft = replace(draft::text, $2, $3)::jsonb where case_id = $1",
        to.0,
        picture.0.to_string(),
        own.to_string()
    )
    .execute(connection)
    .await?;
    Ok(())
}
