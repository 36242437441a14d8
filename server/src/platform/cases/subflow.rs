//! Sub-flows (子流程): a visit of the parent case starts a child case in the same transaction, the child's end ends the
//! visit, and a visit that is cut off stops its child.
//!
//! An act locks its own case first and those bound to it after. Where somebody acts on parent and child at the same
//! instant, PostgreSQL breaks the circle: one of the two is told to repeat.

use api::{CaseId, Code, cases::Relation};
use flow::{Command, Definition, Event, ItemId, Left, Outcome, Refusal, Status, StepKind, VisitId};
use sqlx::PgConnection;

use super::{BoxFuture, By, Case, NewCase, advance, link, lock, start};
use crate::{App, Result};

/// A child case as its module opened it.
pub struct Child {
    pub case: Case,
    /// Whether it goes to its first handlers at once; otherwise its drafter sends it on.
    pub submit: bool,
}

/// Carries out what the events of an act mean for the parent and the children of its case.
pub(super) fn follow<'a>(
    app: &'a App,
    connection: &'a mut PgConnection,
    by: &'a By,
    case: &'a mut Case,
    events: &'a [Event],
    definition: &'a Definition,
) -> BoxFuture<'a, Result<()>> {
    Box::pin(async move {
        let mut started = false;
        for event in events {
            match event {
                Event::SubflowStarted { visit, definition, .. } => {
                    start_child(app, connection, by, case, *visit, definition).await?;
                    started = true;
                }
                Event::StepLeft { visit, step, how: Left::Cancelled, .. }
                    if definition.step(step).is_some_and(is_subflow) =>
                {
                    stop_child(app, connection, by, case, *visit).await?;
                }
                Event::Finished { outcome, .. } => end_visit(app, connection, by, case, *outcome).await?,
                Event::Reopened { .. } => refuse_taken_up(app, connection, case).await?,
                _ => {}
            }
        }
        if started {
            // A child without handlers has ended already and moved its parent on.
            *case = lock(connection, case.id).await?;
        }
        Ok(())
    })
}

fn is_subflow(step: &flow::Step) -> bool {
    matches!(step.kind, StepKind::Subflow { .. })
}

async fn start_child(
    app: &App,
    connection: &mut PgConnection,
    by: &By,
    parent: &Case,
    visit: VisitId,
    flow: &str,
) -> Result<()> {
    let by = by.system_for(parent.drafter);
    let Child { mut case, submit } =
        app.module(&parent.module)?.open_child(app, connection, &by, parent, flow).await?;
    sqlx::query!(
        "insert into subflows (parent_case, visit, child_case) values ($1, $2, $3)",
        parent.id.0,
        number(visit),
        case.id.0
    )
    .execute(&mut *connection)
    .await?;
    link(connection, case.id, parent.id, Relation::ArisesFrom).await?;
    if !submit {
        return Ok(());
    }
    let command = Command::Submit { item: ItemId(0), opinion: None, choices: Default::default() };
    match advance(app, connection, &by, &mut case, &command).await {
        // Somebody has to be chosen: the drafter does it.
        Err(error) if matches!(error.refusal, Some(Refusal::ChooseHandler { .. })) => Ok(()),
        other => other.map(drop),
    }
}

/// The child of most modules: a case named like its parent, of a kind named like its flow, with the parent's fields,
/// to be drafted by the parent's drafter.
pub async fn plain_child(
    app: &App,
    connection: &mut PgConnection,
    by: &By,
    parent: &Case,
    kind: &str,
    flow: &str,
) -> Result<Case> {
    let drafter = sqlx::query_scalar!("select person_id from posts where id = $1", by.post.0)
        .fetch_one(&mut *connection)
        .await?;
    let new = NewCase {
        organ: parent.organ,
        module: &parent.module,
        kind,
        title: parent.title.clone(),
        urgency: parent.urgency,
        flow,
        fields: parent.fields.clone(),
        participants: vec![(drafter, "drafter")],
        facts: [("parent".to_owned(), parent.id.to_string())].into(),
    };
    start(app, connection, by, new).await
}

/// The parent left the visit without waiting for its child any longer.
async fn stop_child(
    app: &App,
    connection: &mut PgConnection,
    by: &By,
    parent: &Case,
    visit: VisitId,
) -> Result<()> {
    let child = sqlx::query_scalar!(
        "select child_case from subflows where parent_case = $1 and visit = $2",
        parent.id.0,
        number(visit)
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(child) = child else { return Ok(()) };
    let mut child = lock(connection, CaseId(child)).await?;
    if child.state.status == Status::Finished {
        return Ok(());
    }
    let reason = "上级流程已离开本环节，本事项随之终止".to_owned();
    let by = by.system_for(child.drafter);
    advance(app, connection, &by, &mut child, &Command::FinishSpecially { reason }).await.map(drop)
}

/// The case has ended: where it was a child and its parent still waits, the parent goes on.
async fn end_visit(
    app: &App,
    connection: &mut PgConnection,
    by: &By,
    child: &Case,
    outcome: Outcome,
) -> Result<()> {
    let found = sqlx::query!("select parent_case, visit from subflows where child_case = $1", child.id.0)
        .fetch_optional(&mut *connection)
        .await?;
    let Some(found) = found else { return Ok(()) };
    let visit = VisitId(found.visit.unsigned_abs());
    let mut parent = lock(connection, CaseId(found.parent_case)).await?;
    if parent.state.visit(visit).is_none_or(|visit| visit.left.is_some()) {
        return Ok(());
    }
    let by = by.system_for(parent.drafter);
    advance(app, connection, &by, &mut parent, &Command::EndSubflow { visit, outcome }).await.map(drop)
}

/// What a parent has waited for and gone on with is not changed behind its back.
///
/// # Errors
/// `parent_went_on`.
async fn refuse_taken_up(app: &App, connection: &mut PgConnection, child: &Case) -> Result<()> {
    let found = sqlx::query!("select parent_case, visit from subflows where child_case = $1", child.id.0)
        .fetch_optional(&mut *connection)
        .await?;
    let Some(found) = found else { return Ok(()) };
    let parent = lock(connection, CaseId(found.parent_case)).await?;
    let definition = app.definitions.get(connection, &parent.flow_key, parent.flow_version).await?;
    let visit = parent.state.visit(VisitId(found.visit.unsigned_abs()));
    let step = visit.filter(|visit| visit.left.is_some()).and_then(|visit| definition.step(&visit.step));
    match step.map(|step| &step.kind) {
        Some(StepKind::Subflow { wait: true, .. }) => Err(Code::ParentWentOn.into()),
        _ => Ok(()),
    }
}

/// As PostgreSQL counts. A case has never so many visits that it would not fit.
fn number(visit: VisitId) -> i32 {
    i32::try_from(visit.0).unwrap_or(i32::MAX)
}
