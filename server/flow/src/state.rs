//! The state of a case: the fold of its events. Stored as a snapshot beside them, never instead of them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::definition::{Due, Mode, Outcome};
use crate::event::Arrival;
use crate::ids::{ForkId, ItemId, PostId, StepId, VisitId};
use crate::terms::{Cancelled, Closed, Entered, Left, Part};

/// Where a case stands. `State::default()` is a case before [`Command::Start`](crate::Command::Start).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct State {
    pub status: Status,
    /// The post that drafted the case.
    pub drafter: Option<PostId>,
    /// Every stay at a step, by [`VisitId`].
    pub visits: Vec<Visit>,
    /// Every work item, by [`ItemId`].
    pub items: Vec<Item>,
    /// Every run of a split, by [`ForkId`].
    pub forks: Vec<Fork>,
    /// Items whose act had an effect outside the flow and cannot be taken back.
    pub irrevocable: BTreeSet<ItemId>,
    /// How the case ended, while it is ended.
    pub ending: Option<Ending>,
}

/// The standing of the whole case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    #[default]
    New,
    /// 在办.
    Running,
    /// 暂停.
    Suspended,
    /// 办结.
    Finished,
}

/// One stay of the case at one step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Visit {
    pub step: StepId,
    pub how: Entered,
    pub mode: Option<Mode>,
    pub fork: Option<ForkId>,
    pub from: Vec<VisitId>,
    pub cause: Option<ItemId>,
    pub interrupted: Vec<VisitId>,
    pub straight: bool,
    /// `None` while the case stands here: the visit holds a token.
    pub left: Option<Left>,
    /// The item whose act decided it.
    pub decided_by: Option<ItemId>,
}

/// One work item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Item {
    pub visit: Option<VisitId>,
    pub post: PostId,
    pub part: Part,
    pub status: ItemStatus,
    /// The items it waits for, or waited for.
    pub after: Vec<ItemId>,
    pub asked_by: Option<ItemId>,
    pub replaces: Option<ItemId>,
    /// The item of an earlier visit to which this one goes back, or (`carried`) whose result it keeps.
    pub takes_up: Option<ItemId>,
    pub carried: bool,
    pub blocking: bool,
    pub claimed: bool,
    pub circulated_by: Option<PostId>,
    pub due: Option<Due>,
}

/// The standing of a work item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum ItemStatus {
    /// Its turn has not come (again).
    Planned,
    /// Its post is asked to act now.
    Open,
    Closed {
        how: Closed,
    },
    Cancelled {
        why: Cancelled,
    },
}

/// One run of a parallel split. Tokens are conserved: while it is open, the arms that have arrived, the open visits
/// directly inside and the open runs directly inside add up to `arms`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Fork {
    pub split: StepId,
    pub join: StepId,
    pub parent: Option<ForkId>,
    pub arms: u32,
    pub arrived: Vec<Arrival>,
    pub cause: Option<ItemId>,
    pub status: ForkStatus,
    /// The later run that took this one up.
    pub became: Option<ForkId>,
}

/// The standing of a run of a split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum ForkStatus {
    Open,
    /// All arms met; `cause` is the item whose act brought the last.
    Joined {
        cause: Option<ItemId>,
    },
    Dropped,
}

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Ending {
    pub outcome: Outcome,
    pub by: Option<ItemId>,
    pub interrupted: Vec<VisitId>,
}

impl Item {
    /// Whether the case still asks for it, now or later.
    pub fn is_live(&self) -> bool {
        matches!(self.status, ItemStatus::Planned | ItemStatus::Open)
    }

    pub fn is_open(&self) -> bool {
        self.status == ItemStatus::Open
    }

    /// How it was finished, if it was.
    pub fn closed(&self) -> Option<Closed> {
        match self.status {
            ItemStatus::Closed { how } => Some(how),
            _ => None,
        }
    }
}

impl State {
    pub fn visit(&self, id: VisitId) -> Option<&Visit> {
        self.visits.get(id.0 as usize)
    }

    pub fn item(&self, id: ItemId) -> Option<&Item> {
        self.items.get(id.0 as usize)
    }

    pub fn fork(&self, id: ForkId) -> Option<&Fork> {
        self.forks.get(id.0 as usize)
    }

    /// Every item with its id, in order of creation.
    pub fn items(&self) -> impl DoubleEndedIterator<Item = (ItemId, &Item)> {
        self.items.iter().enumerate().map(|(n, item)| (ItemId(n as u32), item))
    }

    /// Every visit with its id, in order of creation.
    pub fn visits(&self) -> impl DoubleEndedIterator<Item = (VisitId, &Visit)> {
        self.visits.iter().enumerate().map(|(n, visit)| (VisitId(n as u32), visit))
    }

    /// The visits where the case stands now: its tokens, those at joins left out.
    pub fn open_visits(&self) -> impl Iterator<Item = (VisitId, &Visit)> {
        self.visits().filter(|(_, visit)| visit.left.is_none())
    }

    /// The items of a visit.
    pub fn items_of(&self, visit: VisitId) -> impl Iterator<Item = (ItemId, &Item)> {
        self.items().filter(move |(_, item)| item.visit == Some(visit))
    }

    /// The open items of a post.
    pub fn open_items(&self, post: PostId) -> impl Iterator<Item = (ItemId, &Item)> {
        self.items().filter(move |(_, item)| item.post == post && item.is_open())
    }

    /// Whether the post ever had an item of the case, or drafted it.
    pub fn took_part(&self, post: PostId) -> bool {
        self.drafter == Some(post) || self.items.iter().any(|item| item.post == post)
    }
}
