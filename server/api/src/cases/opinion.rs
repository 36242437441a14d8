//! Opinions (意见) and the places of the handling sheet (处理单) where they stand.

use flow::ItemId;
use serde::{Deserialize, Serialize};

use super::StepName;

/// An opinion (意见). Nobody, administrators included, edits it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Opinion {
    /// Sequence of the event that carries it.
    pub sequence: i32,
    pub slot: Option<String>,
    pub step_name: StepName,
    pub name: String,
    pub title: String,
    pub department: String,
    pub organ: String,
    /// In whose name (代), where another acted for them.
    pub on_behalf_of: Option<String>,
    /// What was done with it: the verb's stable name.
    pub action: String,
    pub text: String,
    /// RFC 3339.
    pub at: String,
    /// 逾期意见: given after the deadline of the item.
    pub late: bool,
    /// Its giver took the act back (收回): it stays in the history and counts no more.
    pub withdrawn: bool,
    /// Where it was written by hand (手写签批), with the [`text`](Self::text) besides or instead of it.
    pub handwriting: Option<Picture>,
}

/// Size of a picture, CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Picture {
    pub width: i32,
    pub height: i32,
}

/// A place (意见栏) on the handling sheet (处理单) with what stands in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpinionSlot {
    pub id: String,
    pub name: StepName,
    /// Its opinions in the order in which they are printed; opinions without a place are in none.
    pub groups: Vec<OpinionGroup>,
    /// The work items from which an opinion is still to come.
    pub awaited: Vec<ItemId>,
}

/// Opinions that stand together in a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpinionGroup {
    /// Whose they are, where departments sign beside each other (会签).
    pub department: Option<String>,
    /// By sequence.
    pub opinions: Vec<i32>,
}
