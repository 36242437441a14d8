//! The way of a case (流程轨迹): passed, present and expected steps, as shown before and after it is submitted.

use serde::{Deserialize, Serialize};

use crate::condition::Fields;
use crate::definition::{Definition, Name};
use crate::event::{Entered, Left};
use crate::ids::{PostId, StepId, VisitId};
use crate::state::State;

/// One step on the way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Standing {
    Past { left: Left },
    Present,
    /// To come, as far as the fields of the case tell now.
    Expected,
}

/// Passed steps in order, those where the case stands, then the expected rest.
pub fn path(definition: &Definition, state: &State, fields: &Fields) -> Vec<PathStep> {
    let _ = (definition, state, fields);
    Vec::new()
}
