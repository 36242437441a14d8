//! Commands: `(definition, state, context, command) → events | refusal`.

use crate::command::{Command, Context};
use crate::definition::Definition;
use crate::event::Event;
use crate::refusal::Refusal;
use crate::state::State;

/// Decides a command: the events that follow from it, in order. The state is not touched; take the events in with
/// [`State::apply_event`].
///
/// # Errors
/// Why it may not be done; nothing happens then.
pub fn apply(
    definition: &Definition,
    state: &State,
    context: &Context<'_>,
    command: &Command,
) -> Result<Vec<Event>, Refusal> {
    let _ = (definition, state, context, command);
    Err(Refusal::Inconsistent)
}
