//! Which assignments the server has to resolve before a command can be decided.

use crate::command::Command;
use crate::definition::{Assign, Definition};
use crate::ids::{PostId, StepId};
use crate::state::State;

/// Every step that this command could enter, with the assignment to resolve for it: a superset. Put the answers into
/// [`Context::posts`](crate::Context); a step with nobody gets an empty list.
pub fn needs(definition: &Definition, state: &State, command: &Command) -> Vec<(StepId, Assign)> {
    let _ = (definition, state, command);
    Vec::new()
}

/// The same for [`allowed`](crate::allowed): every step that any command of this post could enter.
pub fn needs_of(definition: &Definition, state: &State, actor: PostId, administrator: bool) -> Vec<(StepId, Assign)> {
    let _ = (definition, state, actor, administrator);
    Vec::new()
}
