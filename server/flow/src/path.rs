//! The way of a case (流程轨迹): passed, present and expected steps, as shown before and after it is submitted.

use serde::{Deserialize, Serialize};

use crate::condition::Fields;
use crate::definition::{Arm, Definition, Name, Step, StepKind};
use crate::ids::{PostId, StepId, VisitId};
use crate::state::{Item, State, Status};
use crate::terms::{Closed, Entered, Left};

/// One step on the way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PathStep {
    pub step: StepId,
    pub name: Name,
    pub standing: Standing,
    /// `None` for expected steps.
    pub visit: Option<VisitId>,
    /// How it came to be there, for passed and present steps.
    pub entered: Option<Entered>,
    /// Posts that have acted.
    pub done: Vec<PostId>,
    /// Posts that are still to act: now, or when their turn comes.
    pub waiting: Vec<PostId>,
}

/// Where a step lies on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Past {
        left: Left,
    },
    Present,
    /// To come, as far as the fields of the case tell now.
    Expected,
}

/// Passed steps in order, those where the case stands, then the expected rest.
pub fn path(definition: &Definition, state: &State, fields: &Fields) -> Vec<PathStep> {
    let name = |step: &StepId| definition.step(step).map(|step| step.name.clone()).unwrap_or_default();
    let mut way: Vec<PathStep> = state
        .visits()
        .map(|(id, visit)| {
            let work: Vec<_> = state.items_of(id).filter(|(_, item)| item.part.is_work()).collect();
            let acted = |item: &&Item| {
                item.closed().is_some_and(|how| !matches!(how, Closed::Transferred | Closed::Declined))
            };
            PathStep {
                step: visit.step.clone(),
                name: name(&visit.step),
                standing: visit.left.map_or(Standing::Present, |left| Standing::Past { left }),
                visit: Some(id),
                entered: Some(visit.how),
                done: work.iter().map(|(_, item)| *item).filter(acted).map(|item| item.post).collect(),
                waiting: work.iter().filter(|(_, item)| item.is_live()).map(|(_, item)| item.post).collect(),
            }
        })
        .collect();
    way.sort_by_key(|step| step.standing == Standing::Present);
    let expected = expected(definition, state, fields).into_iter().map(|step| PathStep {
        step: step.id.clone(),
        name: step.name.clone(),
        standing: Standing::Expected,
        visit: None,
        entered: None,
        done: Vec::new(),
        waiting: Vec::new(),
    });
    way.extend(expected);
    way
}

/// The steps to come, each behind all that lead to it.
fn expected<'d>(definition: &'d Definition, state: &State, fields: &Fields) -> Vec<&'d Step> {
    let mut order = Vec::new();
    let mut seen: Vec<&StepId> = Vec::new();
    if state.status == Status::New {
        definition
            .start()
            .into_iter()
            .for_each(|start| visit(definition, &start.id, fields, &mut seen, &mut order));
    }
    for (_, stay) in state.open_visits() {
        let cut_off = stay.interrupted.iter().filter(|_| stay.straight).filter_map(|id| state.visit(*id));
        let next = definition.step(&stay.step).and_then(|step| step.next.as_ref()).filter(|_| !stay.straight);
        let ahead = cut_off.filter_map(|visit| definition.step(&visit.step)).map(|step| &step.id).chain(next);
        ahead.for_each(|id| visit(definition, id, fields, &mut seen, &mut order));
    }
    order.reverse();
    let here = |step: &Step| state.open_visits().any(|(_, stay)| stay.step == step.id);
    let shown = |step: &&Step| {
        !matches!(step.kind, StepKind::Split { .. } | StepKind::Join | StepKind::Branch { .. })
    };
    order.into_iter().filter(shown).filter(|step| !here(step)).collect()
}

fn visit<'d>(
    definition: &'d Definition,
    id: &StepId,
    fields: &Fields,
    seen: &mut Vec<&'d StepId>,
    order: &mut Vec<&'d Step>,
) {
    let Some(step) = definition.step(id).filter(|_| !seen.contains(&id)) else { return };
    seen.push(&step.id);
    for next in taken(definition, step, fields).into_iter().rev() {
        visit(definition, next, fields, seen, order);
    }
    order.push(step);
}

/// The ways that the fields of the case open from here.
fn taken<'d>(definition: &'d Definition, step: &'d Step, fields: &Fields) -> Vec<&'d StepId> {
    match &step.kind {
        StepKind::Branch { cases, otherwise } => {
            vec![cases.iter().find(|case| case.when.holds(fields)).map_or(otherwise, |case| &case.next)]
        }
        StepKind::Split { arms, join } => {
            let holds = |arm: &&Arm| arm.when.as_ref().is_none_or(|when| when.holds(fields));
            let arms: Vec<_> = arms.iter().filter(holds).map(|arm| &arm.next).collect();
            let behind = definition.step(join).and_then(|join| join.next.as_ref());
            if arms.is_empty() { behind.into_iter().collect() } else { arms }
        }
        _ => step.next.iter().collect(),
    }
}
