//! One command through the flow and into the tables.

use std::collections::BTreeMap;

use api::cases::Acted;
use flow::{Command, Context, Definition, Event, ItemId, PostId, StepId};
use jiff::Timestamp;
use sqlx::PgConnection;

use super::{
    Acting, By, Case,
    act::{Receipt, item_of},
    deadline, handwriting,
    handwriting::Written,
    history, opinions, project, resolve, subflow,
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

/// [`advance`] with the points of the step's checklist that were ticked.
///
/// # Errors
/// As [`advance`].
pub async fn advance_confirming(
    app: &App,
    connection: &mut PgConnection,
    by: &By,
    case: &mut Case,
    command: &Command,
    confirmed: &[String],
) -> Result<Acted> {
    record(app, connection, by, case, command, Beside { confirmed, ..Beside::default() }).await
}

/// [`advance`] with what the event shall record besides.
///
/// # Errors
/// As [`advance`].
pub async fn advance_telling(
    app: &App,
    connection: &mut PgConnection,
    by: &By,
    case: &mut Case,
    command: &Command,
    facts: BTreeMap<String, String>,
) -> Result<Acted> {
    record(app, connection, by, case, command, Beside { facts, ..Beside::default() }).await
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
    /// When the item was due that the command is about.
    pub due: Option<Timestamp>,
}

/// [`advance`] with what comes beside the command.
pub(super) async fn record(
    app: &App,
    connection: &mut PgConnection,
    by: &By,
    case: &mut Case,
    command: &Command,
    Beside { mut facts, confirmed, receipt, written, due }: Beside<'_>,
) -> Result<Acted> {
    facts.extend(written.map(|written| (handwriting::FACT.to_owned(), written.hash.clone())));
    let now = app.clock.now();
    if let Some(due) = due.filter(|due| *due < now) {
        facts.insert(opinions::LATE.to_owned(), due.to_string());
    }
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
    let entry = history::entry(case, by, command, &events, facts, now, &definition)?;
    let calendar = app.calendar.get(connection).await?;
    let rules = project::Rules { definition: &definition, calendar: &calendar, module };
    let next = project::write(connection, case, by, &events, now, rules).await?;
    if matches!(command, Command::Resume { .. }) || ends_waiting(case, &events) {
        deadline::move_on(connection, &calendar, case, now).await?;
    }
    let take_back = item_of(command).filter(|item| undoable(&definition, case, by, *item));
    let acted = Acted { version: case.version, status: case.status, next, take_back };
    history::append(connection, &entry, now, receipt, &acted).await?;
    if let Some(written) = written {
        handwriting::keep(connection, case.id, case.version, written).await?;
    }
    subflow::follow(app, connection, by, case, &events, &definition).await?;
    Ok(acted)
}

/// Whether a question ended for whose reply its asker waited.
fn ends_waiting(case: &Case, events: &[Event]) -> bool {
    events.iter().any(|event| match event {
        Event::ItemClosed { item, .. } | Event::ItemCancelled { item, .. } => {
            case.state.item(*item).is_some_and(|item| item.blocking)
        }
        _ => false,
    })
}

/// Whether the act could be taken back (收回) as things stand. What was done in another's name is theirs to take back.
fn undoable(definition: &Definition, case: &Case, by: &By, item: ItemId) -> bool {
    let context = Context {
        actor: by.post,
        administrator: false,
        system: false,
        fields: &case.fields,
        posts: BTreeMap::new(),
    };
    by.on_behalf_of().is_none()
        && flow::apply(definition, &case.state, &context, &Command::Withdraw { item }).is_ok()
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
