//! Registering (登记, 条例 art. 24 二): what came gets its number from the organ's register of incoming documents.

use api::{
    CaseId, Code, FileId, OrganId,
    cases::Acted,
    documents::{Draft, Genre, MAX_REFERENCE, MAX_SENDER, Origin, Registration, SaveRegistration},
};
use axum::extract::State;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{at_hand, duplicates, store};
use crate::{
    App, Error, Result,
    documents::{attach::attach, draft::MAX_TITLE, store as documents},
    extract::{Json, Path},
    platform::{
        cases::{self, Acting, Case},
        delegation, numbering,
        numbering::Series,
        session::Actor,
    },
};

/// Steps at which a registration may be corrected.
pub const REGISTERING: &[&str] = &["register", "check"];

/// The days of a registration.
pub struct Days {
    pub written_on: Option<Date>,
    pub received_on: Date,
}

/// What may not be registered: state secrets, blanks, days to come.
///
/// # Errors
/// `secret_grade`, `invalid_value` naming the field.
pub fn check(registration: &Registration, today: Date) -> Result<Days> {
    if !registration.secrecy.permitted() {
        return Err(Code::SecretGrade.into());
    }
    let wrong = |field: &str| Error::new(Code::InvalidValue).with_detail(field);
    let within = |text: &str, most: usize| (1..=most).contains(&text.trim().chars().count());
    let day = |text: &str, field: &str| text.parse::<Date>().map_err(|_| wrong(field));
    if !within(&registration.sender, MAX_SENDER) {
        return Err(wrong("sender"));
    }
    if registration.reference.as_ref().is_some_and(|text| !within(text, MAX_REFERENCE)) {
        return Err(wrong("reference"));
    }
    if !within(&registration.title, MAX_TITLE) {
        return Err(wrong("title"));
    }
    if !(1..=9999).contains(&registration.copies) {
        return Err(wrong("copies"));
    }
    if registration.files.len() > 100 {
        return Err(wrong("files"));
    }
    let received_on = day(&registration.received_on, "received_on")?;
    let written_on = registration.written_on.as_deref().map(|text| day(text, "written_on")).transpose()?;
    if received_on > today {
        return Err(wrong("received_on"));
    }
    if written_on.is_some_and(|written| written > received_on) {
        return Err(wrong("written_on"));
    }
    Ok(Days { written_on, received_on })
}

/// What stands for the text of a document that came on paper: its elements without a body.
pub fn draft_of(registration: &Registration, organ: OrganId) -> Draft {
    Draft {
        genre: Genre::of_title(&registration.title).unwrap_or(Genre::Letter),
        secrecy: registration.secrecy,
        urgency: registration.urgency,
        issuers: registration.sender_organ.into_iter().collect(),
        title: registration.title.trim().to_owned(),
        ..Draft::new(organ)
    }
}

/// What came on paper is registered as it arrives.
pub async fn arrive(app: &App, connection: &mut PgConnection, acting: &mut Acting<'_>) -> Result<()> {
    let by_exchange =
        acting.case.fields.get("origin").is_some_and(|origin| origin == Origin::Exchange.as_str());
    if by_exchange { Ok(()) } else { register(app, connection, acting).await }
}

/// Takes the next number of the organ's register; what has one keeps it.
///
/// # Errors
/// `duplicate_registration`, naming the number of the earlier one, where no reason is given; `no_register`.
pub async fn register(app: &App, connection: &mut PgConnection, acting: &mut Acting<'_>) -> Result<()> {
    let case = acting.case.id;
    let known = store::read(connection, case).await?.ok_or(Code::NotFound)?;
    let same = duplicates::of(connection, acting.case.organ, case, &known).await?;
    if let (Some(first), None) = (same.first(), &known.duplicate_reason) {
        return Err(Error::new(Code::DuplicateRegistration).with_detail(&first.registered_as));
    }
    let number = numbering::take(app, connection, acting.case.organ, case, Series::Incoming).await?.printed();
    let now = app.clock.now();
    sqlx::query!(
        "update incoming_documents set registered_as = $2, registered_by = coalesce(registered_by, $3),
                registered_at = coalesce(registered_at, $4), duplicate_of = $5
         where case_id = $1",
        case.0,
        number,
        acting.by.own.0,
        now.to_sqlx() as _,
        same.first().map(|first| first.case.0)
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "update deliveries set state = 'registered', registered_at = $2
         where incoming_case = $1 and state = 'received'",
        case.0,
        now.to_sqlx() as _
    )
    .execute(connection)
    .await?;
    acting.facts.insert("registered_as".to_owned(), number);
    note(acting, &known);
    if let (Some(reason), Some(first)) = (known.duplicate_reason, same.first()) {
        acting.facts.insert("registered_again".to_owned(), format!("{}：{reason}", first.registered_as));
    }
    Ok(())
}

/// The event keeps what the register says.
pub fn note(acting: &mut Acting<'_>, known: &store::Registered) {
    let facts = &mut acting.facts;
    facts.insert("sender".to_owned(), known.sender.clone());
    facts.insert("copies".to_owned(), known.copies.to_string());
    facts.insert("handling".to_owned(), known.handling.as_str().to_owned());
    facts.extend(known.reference.clone().map(|reference| ("reference".to_owned(), reference)));
}

/// `PUT /api/documents/incoming/{id}/registration`.
///
/// # Errors
/// `stale_version`; `not_allowed` where it is not at hand for 登记 or 初审; what [`check`] refuses.
pub async fn save(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<CaseId>,
    Json(request): Json<SaveRegistration>,
) -> Result<Json<Acted>> {
    let task = tokio::spawn(async move { save_registration(&app, &actor, id, &request).await });
    Ok(Json(task.await??))
}

/// What stands in the register, to be sent back with what is corrected.
pub async fn registration_of(app: &App, actor: &Actor, id: CaseId) -> Result<SaveRegistration> {
    let mut connection = app.database.read(actor).await?;
    let case = cases::load(&mut connection, actor, id).await?;
    let known = store::read(&mut connection, id).await?.ok_or(Code::NotFound)?;
    let draft = documents::read(&mut connection, id).await?.draft;
    let registration = Registration {
        sender: known.sender,
        sender_organ: known.sender_organ,
        reference: known.reference,
        title: case.title,
        written_on: known.written_on.map(|date| date.to_string()),
        received_on: known.received_on.unwrap_or(app.clock.today()).to_string(),
        secrecy: draft.secrecy,
        urgency: case.urgency,
        copies: known.copies,
        handling: known.handling,
        files: known.files.into_iter().map(FileId).collect(),
        duplicate_reason: known.duplicate_reason,
    };
    Ok(SaveRegistration { version: case.version, registration })
}

/// [`save`] without the wire.
pub async fn save_registration(
    app: &App,
    actor: &Actor,
    id: CaseId,
    request: &SaveRegistration,
) -> Result<Acted> {
    let mut transaction = app.database.begin_for(actor).await?;
    cases::load(&mut transaction, actor, id).await?;
    transaction.go_on_as_office().await?;
    let case = cases::lock(&mut transaction, id).await?;
    let delegated = delegation::items_for(&mut transaction, actor, id).await?;
    at_hand(actor, &case, &delegated, REGISTERING).ok_or(Code::NotAllowed)?;
    if case.version != request.version {
        return Err(Error::stale(case.version, None));
    }
    let known = store::read(&mut transaction, id).await?.ok_or(Code::NotFound)?;
    let registration = &request.registration;
    let days = check(registration, app.clock.today())?;
    if known.origin != Origin::Exchange {
        rewrite(&mut transaction, actor, &case, registration, &days).await?;
    }
    sqlx::query!(
        "update incoming_documents set copies = $2, handling = $3, duplicate_reason = $4 where case_id = $1",
        id.0,
        registration.copies,
        registration.handling.as_str(),
        said(&registration.duplicate_reason)
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!(
        "update cases set fields = fields || jsonb_build_object('handling', $2::text) where id = $1",
        id.0,
        registration.handling.as_str()
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(Acted { version: case.version, status: case.status, next: Vec::new(), take_back: None })
}

/// What stands on the paper, read again.
async fn rewrite(
    connection: &mut PgConnection,
    actor: &Actor,
    case: &Case,
    registration: &Registration,
    days: &Days,
) -> Result<()> {
    let files: Vec<Uuid> = registration.files.iter().map(|file| file.0).collect();
    attach(connection, case.id, &registration.files, actor).await?;
    sqlx::query!(
        "update incoming_documents set sender = $2, sender_organ = $3, reference = $4, written_on = $5,
                received_on = $6, files = $7 where case_id = $1",
        case.id.0,
        registration.sender.trim(),
        registration.sender_organ.map(|organ| organ.0),
        said(&registration.reference),
        days.written_on.map(|date| date.to_sqlx()) as _,
        days.received_on.to_sqlx() as _,
        &files
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "update documents set draft = $2, save = save + 1, saved_by = $3 where case_id = $1",
        case.id.0,
        serde_json::to_value(draft_of(registration, case.organ))?,
        actor.person.0
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "update cases set title = $2, urgency = $3, number = $4 where id = $1",
        case.id.0,
        registration.title.trim(),
        registration.urgency.as_str(),
        said(&registration.reference)
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A text that says something.
pub fn said(text: &Option<String>) -> Option<&str> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty())
}
