//! What an organ on the system gets of a document that is sent, sent again or passed on: an incoming document of its own
//! to sign for, with all that came with it. The receiver sees it, whoever sent it does not.

use api::{
    CaseId, FileId, OrganId,
    cases::Relation,
    documents::{DeliveryState, Handling, Origin, RecipientKind},
    organization::Role,
};
use flow::{Command, ItemId, PostId};
use jiff::civil::Date;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    INCOMING, MODULE, OUTGOING,
    incoming::{self, Arrival},
    store::Document,
};
use crate::{
    App, Result,
    platform::{
        cases::{self, By, Case, NewCase},
        id,
        session::Actor,
    },
};

/// One recipient.
pub struct Recipient {
    /// `None` for one outside the system.
    pub organ: Option<OrganId>,
    pub name: String,
    pub kind: RecipientKind,
}

/// What is sent.
pub struct Parcel<'a> {
    /// The case it is sent from.
    pub from: &'a Case,
    pub document: &'a Document,
    /// Whose document it is (来文机关).
    pub sender: &'a str,
    pub sender_organ: Option<OrganId>,
    /// The organ that passes another's document on (转发).
    pub forwarded_by: Option<OrganId>,
    /// 来文字号.
    pub reference: Option<&'a str>,
    pub written_on: Option<Date>,
    /// The original, where it came on paper.
    pub files: &'a [Uuid],
    /// What is said to the recipient with it.
    pub note: Option<&'a str>,
}

/// An organ's short name.
pub async fn organ_name(connection: &mut PgConnection, organ: OrganId) -> Result<String> {
    let name = sqlx::query_scalar!("select name from organs where id = $1", organ.0);
    Ok(name.fetch_one(connection).await?)
}

/// The post from which the actor may take a document back, or send it again: a registrar's (文书) of the organ that sent
/// or passed it on, its drafter's, or one of the office's that passed it on.
pub fn distributing_post(actor: &Actor, case: &Case) -> Option<PostId> {
    if actor.holds_office() {
        return None;
    }
    let own = actor.posts.iter().filter(|post| post.organ == case.organ);
    let mut may = own.filter(|post| {
        post.roles.contains(&Role::Registrar)
            || match case.kind.as_str() {
                OUTGOING => post.id == case.drafter,
                INCOMING => post.roles.contains(&Role::Reviewer),
                _ => false,
            }
    });
    may.next().map(|post| post.id)
}

/// Sends it and notes the delivery. An organ that has it already is refused by `deliveries_organ_once`.
pub async fn send(
    app: &App,
    connection: &mut PgConnection,
    by: &By,
    parcel: &Parcel<'_>,
    to: &Recipient,
) -> Result<()> {
    let incoming = match to.organ {
        Some(organ) => Some(deliver(app, connection, by, parcel, organ).await?),
        None => None,
    };
    let state = if incoming.is_some() { DeliveryState::Waiting } else { DeliveryState::Outside };
    sqlx::query!(
        "insert into deliveries (case_id, position, organ_id, name, kind, state, incoming_case)
         select $1, coalesce(max(position) + 1, 0), $2, $3, $4, $5, $6 from deliveries where case_id = $1",
        parcel.from.id.0,
        to.organ.map(|organ| organ.0),
        to.name,
        to.kind.as_str(),
        state.as_str(),
        incoming.map(|case| case.id.0)
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Opens the recipient's own case and hands it to its registrars (文书).
async fn deliver(
    app: &App,
    connection: &mut PgConnection,
    by: &By,
    parcel: &Parcel<'_>,
    organ: OrganId,
) -> Result<Case> {
    let by = By { administrator: false, post: by.own, ..by.clone() };
    let document = parcel.document;
    let new = NewCase {
        organ,
        module: MODULE,
        kind: INCOMING,
        title: parcel.from.title.clone(),
        urgency: document.draft.urgency,
        flow: INCOMING,
        fields: [
            ("organ".to_owned(), json!([organ])),
            ("origin".to_owned(), json!(Origin::Exchange)),
            ("handling".to_owned(), json!(Handling::Matter)),
        ]
        .into(),
        participants: vec![(organ.0, "recipient")],
        facts: [("source".to_owned(), parcel.from.id.to_string())].into(),
    };
    let mut case = cases::start(app, connection, &by, new).await?;
    sqlx::query!(
        "insert into documents (case_id, draft, save, saved_by, number, signed_by, signed_on, signed_text, pdf_file, dispatched_on, source_case)
         -- what is the sender's own stays there
         select $2, draft || '{\"files\": [], \"countersigners\": []}', 1, saved_by,
                number, signed_by, signed_on, signed_text, pdf_file, dispatched_on, case_id
         from documents where case_id = $1",
        parcel.from.id.0,
        case.id.0
    )
    .execute(&mut *connection)
    .await?;
    let mut files = Vec::new();
    for file in parcel.files {
        files.push(hand_over(connection, FileId(*file), case.id).await?);
    }
    let arrival = Arrival {
        organ,
        origin: Origin::Exchange,
        sender: parcel.sender,
        sender_organ: parcel.sender_organ,
        forwarded_by: parcel.forwarded_by,
        note: parcel.note,
        reference: parcel.reference,
        written_on: parcel.written_on,
        received_on: None,
        copies: 1,
        handling: Handling::Matter,
        files: &files,
        duplicate_reason: None,
    };
    incoming::insert(connection, case.id, &arrival).await?;
    for picture in document.draft.pictures() {
        hand_over_picture(connection, picture, case.id).await?;
    }
    case.number = parcel.reference.map(str::to_owned);
    let submit = Command::Submit { item: ItemId(0), opinion: None, choices: Default::default() };
    cases::advance(app, connection, &by, &mut case, &submit).await?;
    cases::link(connection, case.id, parcel.from.id, Relation::ArisesFrom).await?;
    incoming::bind_to_question(connection, &case, parcel.from.id).await?;
    Ok(case)
}

/// A file of the recipient's own case with the same content.
async fn hand_over(connection: &mut PgConnection, file: FileId, to: CaseId) -> Result<FileId> {
    let own = id::new();
    sqlx::query!(
        "insert into files (id, sha256, sm3, size, media_type, name, case_id, uploaded_by, at)
         select $1, sha256, sm3, size, media_type, name, $2, uploaded_by, at from files where id = $3",
        own,
        to.0,
        file.0
    )
    .execute(connection)
    .await?;
    Ok(FileId(own))
}

/// The recipient's copy of the text shows its pictures as files of the recipient's own case.
async fn hand_over_picture(connection: &mut PgConnection, picture: FileId, to: CaseId) -> Result<()> {
    let own = hand_over(connection, picture, to).await?;
    sqlx::query!(
        "update documents set draft = replace(draft::text, $2, $3)::jsonb where case_id = $1",
        to.0,
        picture.0.to_string(),
        own.0.to_string()
    )
    .execute(connection)
    .await?;
    Ok(())
}
