//! 转发 (second distribution): a document that came is passed on with all that came with it. Other organs get an incoming
//! document of their own, under its own sender and number; departments of the own organ get this one to read.

use api::{
    CaseId, Code, DepartmentId,
    documents::{Delivery, Forward, RecipientKind},
};
use axum::extract::State;
use flow::{Command, PostId};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    plan::department_names,
    store::{self, Registered},
};
use crate::{
    App, Error, Result,
    documents::{
        INCOMING,
        again::{note, receiving_organ},
        deliver::{Parcel, Recipient, distributing_post, send},
        store::{self as documents, Document},
        view::deliveries,
    },
    extract::{Json, Path},
    platform::{
        cases::{self, By, Case},
        session::Actor,
    },
};

/// Most organs or departments at once.
const MOST: usize = 200;

/// `POST /api/documents/incoming/{id}/forwards`.
///
/// # Errors
/// `not_found`; `not_allowed` for whoever is of no office (文书, 办公室) of the organ that received it; `refused` before it
/// is registered; `already_sent` where an organ has it; `invalid_value` naming what is wrong.
pub async fn forward(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<CaseId>,
    Json(request): Json<Forward>,
) -> Result<Json<Vec<Delivery>>> {
    let task = tokio::spawn(async move {
        let mut transaction = app.database.begin_for(&actor).await?;
        let case = cases::load(&mut transaction, &actor, id).await?;
        transaction.go_on_as_office().await?;
        cases::one_at_a_time(&mut transaction, &actor, request.key).await?;
        if let Some(answer) = cases::answered(&mut transaction, &actor, request.key, &(id, &request)).await? {
            return Ok::<_, Error>(answer);
        }
        let post = distributing_post(&actor, &case).filter(|_| case.kind == INCOMING);
        let by = By::new(&actor, post.ok_or(Code::NotAllowed)?);
        pass_on(&app, &mut transaction, &by, id, &request).await?;
        let answer = deliveries(&mut transaction, id).await?;
        cases::remember(&app, &mut transaction, &actor, request.key, &(id, &request), &answer).await?;
        transaction.commit().await?;
        Ok(answer)
    });
    Ok(Json(task.await??))
}

/// Whether the actor may pass it on now.
pub fn may_forward(actor: &Actor, case: &Case, known: &Registered) -> bool {
    known.registered_as.is_some() && distributing_post(actor, case).is_some()
}

/// [`forward`] without the wire.
pub async fn pass_on(
    app: &App,
    connection: &mut PgConnection,
    by: &By,
    id: CaseId,
    request: &Forward,
) -> Result<()> {
    let note = note(&request.note)?;
    let mut case = cases::lock(connection, id).await?;
    let named = request.organs.len() + request.departments.len();
    let to_itself = request.organs.contains(&case.organ);
    if named == 0 || named > MOST || to_itself {
        return Err(Error::new(Code::InvalidValue).with_detail("organs"));
    }
    let known = store::read(connection, id).await?.ok_or(Code::NotFound)?;
    if known.registered_as.is_none() {
        return Err(Code::Refused.into());
    }
    let document = documents::read(connection, id).await?;
    let mut names = Vec::new();
    for organ in &request.organs {
        let name = receiving_organ(connection, *organ).await?;
        let to = Recipient { organ: Some(*organ), name: name.clone(), kind: RecipientKind::Main };
        send(app, connection, by, &passed_on(&case, &document, &known, note), &to).await?;
        names.push(name);
    }
    let server = by.system_for(by.own);
    if !request.departments.is_empty() {
        let heads = heads(connection, &case, &request.departments).await?;
        let command = Command::Circulate { posts: heads, note: note.map(str::to_owned) };
        cases::advance(app, connection, &server, &mut case, &command).await?;
        let ids: Vec<Uuid> = request.departments.iter().map(|department| department.0).collect();
        names.extend(department_names(connection, &ids).await?);
    }
    let told = match note {
        Some(note) => format!("{}：{note}", names.join("、")),
        None => names.join("、"),
    };
    let facts = [("forwarded".to_owned(), told)].into();
    cases::advance_telling(app, connection, &server, &mut case, &Command::Note, facts).await?;
    Ok(())
}

/// The document as it came, from the organ that passes it on.
pub fn passed_on<'a>(
    from: &'a Case,
    document: &'a Document,
    known: &'a Registered,
    note: Option<&'a str>,
) -> Parcel<'a> {
    Parcel {
        from,
        document,
        sender: &known.sender,
        sender_organ: known.sender_organ,
        forwarded_by: Some(from.organ),
        reference: known.reference.as_deref(),
        written_on: known.written_on,
        files: &known.files,
        note,
    }
}

/// The heads of departments of the case's own organ, each once.
async fn heads(
    connection: &mut PgConnection,
    case: &Case,
    departments: &[DepartmentId],
) -> Result<Vec<PostId>> {
    let ids: Vec<Uuid> = departments.iter().map(|department| department.0).collect();
    let rows = sqlx::query!(
        "select distinct on (d.id) d.id as department, p.id as post
         from departments d
         join posts p on p.department_id = d.id and p.head and p.ended_on is null
         join people n on n.id = p.person_id and n.active
         where d.id = any($1) and d.organ_id = $2 and d.ended_on is null order by d.id, p.sort",
        &ids,
        case.organ.0
    )
    .fetch_all(connection)
    .await?;
    if rows.len() != ids.len() {
        return Err(Error::new(Code::InvalidValue).with_detail("departments"));
    }
    Ok(rows.into_iter().map(|row| PostId(row.post)).collect())
}
