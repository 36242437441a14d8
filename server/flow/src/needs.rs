//! Which assignments the server has to resolve before a command can be decided.

use crate::command::Command;
use crate::definition::{Assign, Definition, StepKind};
use crate::ids::{ItemId, PostId, StepId, VisitId};
use crate::state::{Item, State};

/// Every step that this command could enter, with the assignment to resolve for it: a superset. Put the answers into
/// [`Context::posts`](crate::Context); a step with nobody gets an empty list. What the engine knows itself (the
/// drafter, earlier handlers) and what is chosen freely is left out; of a limited choice the limits are named.
pub fn needs(definition: &Definition, state: &State, command: &Command) -> Vec<(StepId, Assign)> {
    let visit_of = |item: &ItemId| state.item(*item).and_then(|item| item.visit);
    let mut found = Vec::new();
    match command {
        Command::Submit { item, .. }
        | Command::Approve { item, .. }
        | Command::Reject { item, .. }
        | Command::RemoveSigner { item, .. } => {
            visit_of(item).into_iter().for_each(|visit| behind(definition, state, visit, &mut found));
        }
        Command::EndSubflow { visit, .. } => behind(definition, state, *visit, &mut found),
        Command::Jump { to, .. } => collect(definition, to, &mut found),
        _ => {}
    }
    found
}

/// The same for [`allowed`](crate::allowed): every step that any command of this post could enter.
pub fn needs_of(
    definition: &Definition,
    state: &State,
    actor: PostId,
    administrator: bool,
) -> Vec<(StepId, Assign)> {
    let mut found = Vec::new();
    let is_theirs = |id: ItemId| state.item(id).is_some_and(|item| item.post == actor);
    for (id, visit) in state.open_visits() {
        let sent = visit.cause.is_some_and(is_theirs);
        // The asker of a signature may have handled an earlier visit only.
        let takes_part = |item: &Item| item.post == actor || item.asked_by.is_some_and(is_theirs);
        if sent || administrator || state.items_of(id).any(|(_, item)| takes_part(item)) {
            behind(definition, state, id, &mut found);
        }
    }
    if administrator {
        for step in &definition.steps {
            add(definition, &step.id, &mut found);
        }
    }
    found
}

fn behind(definition: &Definition, state: &State, visit: VisitId, found: &mut Vec<(StepId, Assign)>) {
    let step = state.visit(visit).and_then(|visit| definition.step(&visit.step));
    if let Some(next) = step.and_then(|step| step.next.as_ref()) {
        collect(definition, next, found);
    }
}

/// Follows everything that a token can pass without waiting.
fn collect(definition: &Definition, id: &StepId, found: &mut Vec<(StepId, Assign)>) {
    for step in reached(definition, id) {
        add(definition, &step, found);
    }
}

fn add(definition: &Definition, id: &StepId, found: &mut Vec<(StepId, Assign)>) {
    let assign = match definition.step(id).map(|step| &step.kind) {
        Some(StepKind::Work(work)) => to_resolve(&work.assign),
        Some(StepKind::Circulate { assign }) => to_resolve(assign),
        _ => None,
    };
    if let Some(assign) = assign.filter(|_| !found.iter().any(|(known, _)| known == id)) {
        found.push((id.clone(), assign.clone()));
    }
}

fn to_resolve(assign: &Assign) -> Option<&Assign> {
    match assign {
        Assign::Drafter | Assign::HandlersOf { .. } | Assign::Chosen { from: None } => None,
        Assign::Chosen { from: Some(from) } => to_resolve(from),
        _ => Some(assign),
    }
}

/// Every step that a token brought to `id` can reach or pass before somebody has to act.
pub(crate) fn reached(definition: &Definition, id: &StepId) -> Vec<StepId> {
    let mut seen = Vec::new();
    let mut open = vec![id.clone()];
    while let Some(id) = open.pop() {
        let Some(step) = definition.step(&id).filter(|_| !seen.contains(&id)) else { continue };
        seen.push(id);
        if step.may_pass() {
            open.extend(step.successors().into_iter().chain(step.join()).cloned());
        }
    }
    seen
}
