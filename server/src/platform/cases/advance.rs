//! One command through the flow and into the tables.

use std::collections::BTreeMap;

use api::cases::Acted;
use flow::{Command, Context, Definition, PostId, StepId};
use sqlx::PgConnection;

use super::{
    Acting, By, Case, act::Receipt, deadline, handwriting, handwriting::Written, history, project, resolve,
    subflow,
};
use crate::{App, Error, Result};

/// Applies a command to a locked case and writes event, opinion, work items, participations and the case.
///
/// # Errors
/// The flow's refusals and the module's; nothing is written then if the caller rolls back.
pub async fn advance(
    app: &App,
    connection: &mut PgConnection,
    by: &By,
    case: &mut Case,
    command: &Command,
) -> Result<Acted> {
    record(app, connection, by, case, command, Beside::default()).await
}

/// What comes with a command besides itself.
#[derive(Default)]
pub(super) struct Beside<'a> {
    /// What the event shall carry from the start.
    pub facts: BTreeMap<String, String>,
    /// See [`Acting::confirmed`].
    pub confirmed: &'a [String],
    /// Under which the answer is kept.
    pub receipt: Option<&'a Receipt>,
    /// The opinion as it was written by hand.
    pub written: Option<&'a Written>,
}

/// [`advance`] with what comes beside the command.
pub(super) async fn record(
    app: &App,
    connection: &mut PgConnection,
    by: &By,
    case: &mut Case,
    command: &Command,
    Beside { mut facts, confirmed, receipt, written }: Beside<'_>,
) -> Result<Acted> {
    facts.extend(written.map(|written| (handwriting::FACT.to_owned(), written.hash.clone())));
    let definition = app.definitions.get(connection, &case.flow_key, case.flow_version).await?;
    let posts = resolved(connection, &definition, case, command).await?;
    let context = Context {
        actor: by.post,
        administrator: by.administrator,
        system: by.system,
        fields: &case.fields,
        posts,
    };
    let events = flow::apply(&definition, &case.state, &context, command)?;
    for event in &events {
        case.state.apply_event(event).map_err(Error::from)?;
    }
    let mut acting = Acting { case, by, command, events: &events, confirmed, facts };
    let module = app.module(&acting.case.module)?;
    module.acted(app, connection, &mut acting).await?;
    let facts = acting.facts;
    case.status = Case::status_of(&case.state);
    let now = app.clock.now();
    let entry = history::entry(case, by, command, &events, facts, now, &definition)?;
    let calendar = app.calendar.get(connection).await?;
    let rules = project::Rules { definition: &definition, calendar: &calendar, module };
    let next = project::write(connection, case, by, &events, now, rules).await?;
    if matches!(command, Command::Resume { .. }) {
        deadline::move_on(connection, &calendar, case, now).await?;
    }
    let acted = Acted { version: case.version, status: case.status, next };
    history::append(connection, &entry, now, receipt, &acted).await?;
    if let Some(written) = written {
        handwriting::keep(connection, case.id, case.version, written).await?;
    }
    subflow::follow(app, connection, by, case, &events, &definition).await?;
    Ok(acted)
}

async fn resolved(
    connection: &mut PgConnection,
    definition: &Definition,
    case: &Case,
    command: &Command,
) -> Result<BTreeMap<StepId, Vec<PostId>>> {
    let needs = flow::needs(definition, &case.state, command);
    resolve::resolve(connection, case, needs).await
}
