//! `POST /api/documents/{id}/urging`: urges organs that have not signed for a dispatched document (催办).

use api::{
    CaseId, Code,
    documents::{Delivery, UrgeReceipt},
};
use axum::extract::State;
use flow::Command;
use sqlx::PgConnection;

use super::view::deliveries;
use crate::{
    App, Error, Result,
    extract::{Json, Path},
    platform::{
        cases::{self, By},
        session::Actor,
    },
};

/// # Errors
/// `refused` (nothing open) where every organ asked for has signed.
pub async fn urge(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<CaseId>,
    Json(request): Json<UrgeReceipt>,
) -> Result<Json<Vec<Delivery>>> {
    let task = tokio::spawn(async move {
        let mut transaction = app.database.begin_for(&actor).await?;
        let case = cases::load(&mut transaction, &actor, id).await?;
        transaction.go_on_as_office().await?;
        cases::one_at_a_time(&mut transaction, &actor, request.key).await?;
        if let Some(answer) = cases::answered(&mut transaction, &actor, request.key, &(id, &request)).await? {
            return Ok::<_, Error>(answer);
        }
        let post = actor.posts.iter().find(|post| post.organ == case.organ).ok_or(Code::NotAllowed)?.id;
        urge_waiting(
            &app,
            &mut transaction,
            &By { administrator: true, ..By::new(&actor, post) },
            id,
            &request,
        )
        .await?;
        let answer = deliveries(&mut transaction, id).await?;
        cases::remember(&app, &mut transaction, &actor, request.key, &(id, &request), &answer).await?;
        transaction.commit().await?;
        Ok(answer)
    });
    Ok(Json(task.await??))
}

/// Urges the organ asked for, or all that wait.
pub async fn urge_waiting(
    app: &App,
    connection: &mut PgConnection,
    by: &By,
    id: CaseId,
    request: &UrgeReceipt,
) -> Result<()> {
    let waiting = sqlx::query!(
        r#"update deliveries set urged = urged + 1
           where case_id = $1 and state = 'waiting' and ($2::uuid is null or organ_id = $2)
           returning incoming_case as "incoming_case!""#,
        id.0,
        request.organ.map(|organ| organ.0)
    )
    .fetch_all(&mut *connection)
    .await?;
    if waiting.is_empty() {
        return Err(flow::Refusal::NothingOpen.into());
    }
    for row in waiting {
        let mut incoming = cases::lock(connection, CaseId(row.incoming_case)).await?;
        let command = Command::Urge { items: Vec::new(), note: None };
        cases::advance(app, connection, by, &mut incoming, &command).await?;
    }
    Ok(())
}
