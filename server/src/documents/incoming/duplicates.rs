//! Documents registered before that seem to be the same: from the same organ under the same number, however it is
//! written, or with the same file.

use api::{
    CaseId, Code, OrganId,
    documents::{Duplicate, DuplicateQuery},
    organization::Role,
};
use axum::extract::State;
use sqlx::PgConnection;
use uuid::Uuid;

use super::store::Registered;
use crate::{
    App, Error, Result,
    extract::{Json, Query},
    platform::session::Actor,
};

/// `GET /api/documents/incoming/duplicates`: asked while the form is filled in.
///
/// # Errors
/// `not_allowed` for whoever is no registrar of the organ; `malformed_request` for a file that is none.
pub async fn duplicates(
    actor: Actor,
    State(app): State<App>,
    Query(query): Query<DuplicateQuery>,
) -> Result<Json<Vec<Duplicate>>> {
    let registrar =
        |post: &api::organization::Post| post.organ.0 == query.organ && post.roles.contains(&Role::Registrar);
    if !actor.posts.iter().any(registrar) {
        return Err(Code::NotAllowed.into());
    }
    let ids = query.files.split(',').filter(|id| !id.is_empty()).map(str::parse);
    let files: Vec<Uuid> =
        ids.collect::<Result<_, _>>().map_err(|_| Error::new(Code::MalformedRequest).with_detail("files"))?;
    let mut connection = app.database.read(&actor).await?;
    let reference = Some(query.reference.as_str()).filter(|text| !text.trim().is_empty());
    let asked = Asked { sender: &query.sender, reference, files: &files };
    Ok(Json(find(&mut connection, OrganId(query.organ), None, asked).await?))
}

/// What would be registered.
pub struct Asked<'a> {
    pub sender: &'a str,
    pub reference: Option<&'a str>,
    pub files: &'a [Uuid],
}

/// Others like this one.
pub async fn of(
    connection: &mut PgConnection,
    organ: OrganId,
    case: CaseId,
    known: &Registered,
) -> Result<Vec<Duplicate>> {
    let files: Vec<Uuid> = known.files.iter().copied().chain(known.pdf_file).collect();
    let asked = Asked { sender: &known.sender, reference: known.reference.as_deref(), files: &files };
    find(connection, organ, Some(case), asked).await
}

async fn find(
    connection: &mut PgConnection,
    organ: OrganId,
    except: Option<CaseId>,
    asked: Asked<'_>,
) -> Result<Vec<Duplicate>> {
    Ok(sqlx::query!(
        r#"with content as (select sha256 from files where id = any($5)),
           same as (
               select f.case_id from files f where f.sha256 in (select sha256 from content)
               union
               select d.case_id from documents d join files f on f.id = d.pdf_file
               where d.source_case is not null and f.sha256 in (select sha256 from content)
           )
           select i.case_id, c.title, i.sender, i.reference, i.registered_as as "registered_as!",
                  i.case_id in (select case_id from same where case_id is not null) as "same_file!"
           from incoming_documents i join cases c on c.id = i.case_id
           where i.organ_id = $1 and i.registered_at is not null and c.status <> 'rejected'
             and ($2::uuid is null or i.case_id <> $2)
             and (i.reference_key = reference_key($4)
                  and (position(search_fold(i.sender) in search_fold($3)) > 0
                       or position(search_fold($3) in search_fold(i.sender)) > 0)
                  or i.case_id in (select case_id from same where case_id is not null))
           order by i.registered_at, i.case_id limit 5"#,
        organ.0,
        except.map(|case| case.0),
        asked.sender.trim(),
        asked.reference,
        asked.files
    )
    .map(|row| Duplicate {
        case: CaseId(row.case_id),
        title: row.title,
        sender: row.sender,
        reference: row.reference,
        registered_as: row.registered_as,
        same_file: row.same_file,
    })
    .fetch_all(connection)
    .await?)
}
