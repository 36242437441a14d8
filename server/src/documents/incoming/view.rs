//! What a page about an incoming document shows besides its case.

use api::{
    CaseId, FileId,
    documents::{Incoming, Origin, Planned},
    files::File,
};
use flow::PostId;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    at_hand, duplicates,
    forward::may_forward,
    plan,
    plan::PLANNING,
    registration::REGISTERING,
    reply::may_reply,
    store::{self, Registered},
};
use crate::{
    Result,
    documents::deliver::organ_name,
    platform::{cases::Case, delegation::ForAnother, session::Actor},
};

/// `None` for a case that is no incoming document.
pub async fn view(
    connection: &mut PgConnection,
    actor: &Actor,
    case: &Case,
    delegated: &[ForAnother],
) -> Result<Option<Box<Incoming>>> {
    let Some(known) = store::read(connection, case.id).await? else { return Ok(None) };
    let may_register = at_hand(actor, case, delegated, REGISTERING).is_some();
    let duplicates = match may_register {
        true => duplicates::of(connection, case.organ, case.id, &known).await?,
        false => Vec::new(),
    };
    let forwarded_by = match known.forwarded_by {
        Some(organ) => Some(organ_name(connection, organ).await?),
        None => None,
    };
    let may_forward = may_forward(actor, case, &known);
    let plan = plan::of(&case.fields);
    let departments: Vec<Uuid> = plan.departments.iter().map(|department| department.0).collect();
    Ok(Some(Box::new(Incoming {
        organ: case.organ,
        origin: known.origin,
        registered_by: name_of(connection, known.registered_by).await?,
        files: files(connection, case.id, &known.files).await?,
        leaders: planned(connection, &plan.leaders).await?,
        departments: plan::department_names(connection, &departments).await?,
        readers: planned(connection, &plan.readers).await?,
        plan,
        duplicates,
        may_register,
        may_plan: at_hand(actor, case, delegated, PLANNING).is_some(),
        may_forward,
        forwarded_by,
        note: known.note,
        recall_reason: known.recall_reason,
        may_reply: known.registered_as.is_some() && may_reply(actor, case),
        sender: known.sender,
        sender_organ: known.sender_organ,
        reference: known.reference,
        written_on: known.written_on.map(|date| date.to_string()),
        received_on: known.received_on.map(|date| date.to_string()),
        copies: known.copies,
        handling: known.handling,
        registered_as: known.registered_as,
        registered_at: known.registered_at.map(|at| at.to_string()),
        duplicate_reason: known.duplicate_reason,
        answered_on: known.answered_on.map(|date| date.to_string()),
        answer: known.answer,
    })))
}

async fn name_of(connection: &mut PgConnection, post: Option<PostId>) -> Result<Option<String>> {
    let Some(post) = post else { return Ok(None) };
    let name = sqlx::query_scalar!(
        "select n.name from posts p join people n on n.id = p.person_id where p.id = $1",
        post.0
    );
    Ok(name.fetch_optional(connection).await?)
}

async fn planned(connection: &mut PgConnection, posts: &[PostId]) -> Result<Vec<Planned>> {
    let ids: Vec<Uuid> = posts.iter().map(|post| post.0).collect();
    Ok(sqlx::query!(
        "select p.id, n.name, p.title, d.name as department
         from unnest($1::uuid[]) with ordinality as w (id, place)
         join posts p on p.id = w.id
         join people n on n.id = p.person_id
         join departments d on d.id = p.department_id order by w.place",
        &ids
    )
    .map(|row| Planned { post: PostId(row.id), name: row.name, title: row.title, department: row.department })
    .fetch_all(connection)
    .await?)
}

/// The original as it came, in its order.
async fn files(connection: &mut PgConnection, case: CaseId, ids: &[Uuid]) -> Result<Vec<File>> {
    Ok(sqlx::query!(
        "select f.id, f.name, f.media_type, f.size, f.sha256, f.sm3
         from unnest($1::uuid[]) with ordinality as w (id, place) join files f on f.id = w.id
         where f.case_id = $2 order by w.place",
        ids,
        case.0
    )
    .map(|row| File {
        id: FileId(row.id),
        name: row.name,
        media_type: row.media_type,
        size: row.size,
        sha256: row.sha256,
        sm3: row.sm3,
    })
    .fetch_all(connection)
    .await?)
}

/// What shows the pages of a document without a text of its own.
pub enum Original {
    /// The PDFs that came with it, in their order.
    Paper(Vec<File>),
    /// It has a text, or is no incoming document.
    None,
}

/// The original of a document that came on paper, here or where it was passed on.
pub async fn original(connection: &mut PgConnection, case: CaseId) -> Result<Original> {
    let known: Option<Registered> = store::read(connection, case).await?;
    let on_paper = |known: &Registered| known.origin != Origin::Exchange || !known.files.is_empty();
    let Some(known) = known.filter(on_paper) else { return Ok(Original::None) };
    let mut files = files(connection, case, &known.files).await?;
    files.retain(|file| file.media_type == "application/pdf");
    Ok(Original::Paper(files))
}
