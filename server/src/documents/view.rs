//! `GET /api/documents/{id}`: the document with its case, in one answer.

use api::{
    CaseId, FileId, OrganId,
    documents::{Delivery, DeliveryState, DocumentView, Issue, RecipientKind},
    files::File,
};
use axum::extract::State;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    deliver::distributing_post,
    draft::editing_post,
    incoming,
    pages::final_file,
    store::{self, Document},
    versions,
};
use crate::{
    App, Result,
    error::internal,
    extract::{Json, Path},
    platform::{cases, delegation, organization, session::Actor},
};

pub async fn document(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<CaseId>,
) -> Result<Json<DocumentView>> {
    Ok(Json(view(&app, &actor, id).await?))
}

/// Everything that a page about the document shows.
pub async fn view(app: &App, actor: &Actor, id: CaseId) -> Result<DocumentView> {
    let mut connection = app.database.begin_for(actor).await?;
    let case = cases::load(&mut connection, actor, id).await?;
    cases::mark_seen(app, &mut connection, actor, id).await?;
    let document = store::read(&mut connection, id).await?;
    let delegated = delegation::items_for(&mut connection, actor, id).await?;
    let distribution = deliveries(&mut connection, id).await?;
    let organs: Vec<Uuid> = document
        .draft
        .issuers
        .iter()
        .copied()
        .chain(
            document
                .draft
                .recipients
                .iter()
                .chain(&document.draft.copies)
                .filter_map(|recipient| recipient.organ),
        )
        .map(|organ| organ.0)
        .collect();
    let view = DocumentView {
        case: cases::view(app, &mut connection, actor, &case).await?,
        save: document.save,
        editable: editing_post(actor, &case, &delegated).is_some(),
        organs: organization::organs(&mut connection, Some(&organs)).await?,
        countersigners: countersigners(&mut connection, &document).await?,
        versions: versions::list(&mut connection, id).await?,
        files: files(&mut connection, &document).await?,
        issue: issue(&mut connection, &document).await?,
        may_distribute: distributing_post(actor, &case).is_some() && !distribution.is_empty(),
        distribution,
        incoming: incoming::view(&mut connection, actor, &case, &delegated).await?,
        draft: document.draft,
    };
    connection.keep().await?;
    Ok(view)
}

async fn countersigners(connection: &mut PgConnection, document: &Document) -> Result<Vec<String>> {
    let ids: Vec<Uuid> = document.draft.countersigners.iter().map(|id| id.0).collect();
    Ok(sqlx::query_scalar!(
        "select d.name from unnest($1::uuid[]) with ordinality as w (id, place)
         join departments d on d.id = w.id order by w.place",
        &ids
    )
    .fetch_all(connection)
    .await?)
}

/// Reference files (参考资料), in the drafter's order.
async fn files(connection: &mut PgConnection, document: &Document) -> Result<Vec<File>> {
    let ids: Vec<Uuid> = document.draft.files.iter().map(|id| id.0).collect();
    Ok(sqlx::query!(
        "select f.id, f.name, f.media_type, f.size, f.sha256, f.sm3
         from unnest($1::uuid[]) with ordinality as w (id, place) join files f on f.id = w.id
         where f.case_id = $2 order by w.place",
        &ids,
        document.case.0
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

async fn issue(connection: &mut PgConnection, document: &Document) -> Result<Issue> {
    let signed_by = match document.signed_by {
        Some(post) => {
            sqlx::query_scalar!(
                "select n.name from posts p join people n on n.id = p.person_id where p.id = $1",
                post.0
            )
            .fetch_optional(&mut *connection)
            .await?
        }
        None => None,
    };
    Ok(Issue {
        number: document.number.clone(),
        signed_by,
        signed_on: document.signed_on.map(|date| date.to_string()),
        sealed: document.pdf_file.is_some() && document.draft.format().sealed(),
        pdf: final_file(connection, document).await?,
        dispatched_on: document.dispatched_on.map(|date| date.to_string()),
    })
}

/// To whom the document went and who has signed for it.
pub async fn deliveries(connection: &mut PgConnection, id: CaseId) -> Result<Vec<Delivery>> {
    let rows = sqlx::query!(
        r#"select d.position, d.organ_id, d.name, d.kind, d.state, d.incoming_case, n.name as "received_by?",
                  d.received_at as "received_at: jiff_sqlx::Timestamp", d.urged,
                  d.registered_at as "registered_at: jiff_sqlx::Timestamp",
                  d.returned_at as "returned_at: jiff_sqlx::Timestamp", b.name as "returned_by?", d.return_reason,
                  d.recalled_at as "recalled_at: jiff_sqlx::Timestamp", t.name as "recalled_by?", d.recall_reason
           from deliveries d
           left join posts p on p.id = d.received_by
           left join people n on n.id = p.person_id
           left join posts q on q.id = d.returned_by
           left join people b on b.id = q.person_id
           left join posts r on r.id = d.recalled_by
           left join people t on t.id = r.person_id
           where d.case_id = $1 order by d.position"#,
        id.0
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Delivery {
                position: row.position,
                organ: row.organ_id.map(OrganId),
                name: row.name,
                kind: row.kind.parse::<RecipientKind>().map_err(|error| internal(&error))?,
                state: row.state.parse::<DeliveryState>().map_err(|error| internal(&error))?,
                case: row.incoming_case.map(CaseId),
                received_by: row.received_by,
                received_at: row.received_at.map(|at| at.to_jiff().to_string()),
                registered_at: row.registered_at.map(|at| at.to_jiff().to_string()),
                returned_at: row.returned_at.map(|at| at.to_jiff().to_string()),
                returned_by: row.returned_by,
                return_reason: row.return_reason,
                recalled_at: row.recalled_at.map(|at| at.to_jiff().to_string()),
                recalled_by: row.recalled_by,
                recall_reason: row.recall_reason,
                urged: row.urged,
            })
        })
        .collect()
}
