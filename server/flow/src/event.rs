//! What happened to a case. The state is the fold of these; the server wraps each in an envelope (actor, time, hash)
//! and projects work items, opinions and participation from them.

use serde::{Deserialize, Serialize};

use crate::command::{AfterReturn, Place};
use crate::definition::{Due, Mode, Outcome};
use crate::ids::{ForkId, ItemId, PostId, StepId, VisitId};
use crate::terms::{Cancelled, Closed, Entered, Left, Part};

/// One event. Work items in the inbox: [`ItemOpened`](Event::ItemOpened) and [`ItemWithdrawn`](Event::ItemWithdrawn) put one in
/// (or back), [`ItemHeld`](Event::ItemHeld), [`ItemClosed`](Event::ItemClosed) and [`ItemCancelled`](Event::ItemCancelled)
/// take it out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    Started {
        definition: String,
        version: u32,
        drafter: PostId,
    },
    /// The case came to a step.
    StepEntered(StepEntered),
    /// The case left a step; `by` is the item whose act decided it.
    StepLeft {
        visit: VisitId,
        step: StepId,
        how: Left,
        by: Option<ItemId>,
    },
    /// An item exists but is not anyone's turn yet.
    ItemPlanned(ItemPlanned),
    /// An item is now its post's to handle. Repeated when a held item's turn comes again.
    ItemOpened {
        item: ItemId,
        /// `None` for reading items that were circulated outside any step.
        visit: Option<VisitId>,
        step: Option<StepId>,
        post: PostId,
        part: Part,
        mode: Option<Mode>,
        /// Time limit. An item that opens again goes on with the clock it had.
        due: Option<Due>,
        /// The note of a transfer, an added signature, a circulation; the question of a consultation.
        note: Option<String>,
    },
    /// An item waits for others (前加签, or offered and claimed by another, or its predecessor took back).
    ItemHeld {
        item: ItemId,
        post: PostId,
        after: Vec<ItemId>,
    },
    /// A finished item of an interrupted visit keeps its result in the visit that takes it up again. No new work.
    ItemCarried {
        item: ItemId,
        of: ItemId,
        visit: VisitId,
        step: StepId,
        post: PostId,
        part: Part,
        closed: Closed,
        after: Vec<ItemId>,
        asked_by: Option<ItemId>,
        claimed: bool,
    },
    /// Its post has acted.
    ItemClosed {
        item: ItemId,
        post: PostId,
        closed: Closed,
        opinion: Option<String>,
        /// Where the opinion is printed.
        slot: Option<String>,
    },
    /// It is no longer asked for.
    ItemCancelled {
        item: ItemId,
        post: PostId,
        reason: Cancelled,
    },
    /// Its post took back its act within an undecided step: the same item is open again.
    ItemWithdrawn {
        item: ItemId,
        post: PostId,
    },
    ItemClaimed {
        item: ItemId,
        post: PostId,
    },
    ItemReleased {
        item: ItemId,
        post: PostId,
    },
    /// The standing of a vote after an act.
    VoteCounted {
        visit: VisitId,
        agreed: u32,
        against: u32,
        voters: u32,
    },
    BranchTaken {
        step: StepId,
        next: StepId,
    },
    /// A parallel split started (or an earlier run `of` it was taken up again, with what had arrived).
    Forked(Forked),
    /// A token waits at the join.
    Arrived {
        fork: ForkId,
        visits: Vec<VisitId>,
        cause: Option<ItemId>,
    },
    /// All arms have arrived.
    Joined {
        fork: ForkId,
        cause: Option<ItemId>,
    },
    /// The run of a split was given up. `undone`: it counts as never having been.
    ForkDropped {
        fork: ForkId,
        undone: bool,
    },
    /// The module must do this now, in the same transaction.
    EffectDue {
        visit: VisitId,
        step: StepId,
        effect: String,
        cause: Option<ItemId>,
    },
    /// The server must start a child case.
    SubflowStarted {
        visit: VisitId,
        step: StepId,
        definition: String,
        wait: bool,
        cause: Option<ItemId>,
    },
    SubflowEnded {
        visit: VisitId,
        step: StepId,
        outcome: Outcome,
    },
    /// Headline of a return; the closing, cancelling and entering events follow.
    Returned {
        item: Option<ItemId>,
        from: StepId,
        to: StepId,
        then: AfterReturn,
    },
    /// Headline of a withdrawal: what the act of `item` had set going is undone.
    Withdrawn {
        item: ItemId,
        step: StepId,
    },
    /// What arrived at joins because of `cause` counts no more; the runs that it opened or joined are given up.
    Unwound {
        cause: ItemId,
    },
    SignersAdded {
        item: ItemId,
        posts: Vec<PostId>,
        place: Place,
        note: Option<String>,
    },
    SignerRemoved {
        item: ItemId,
        post: PostId,
        note: Option<String>,
    },
    Transferred {
        item: ItemId,
        from: PostId,
        to: PostId,
        note: Option<String>,
    },
    Consulted {
        item: ItemId,
        posts: Vec<PostId>,
        question: String,
        blocking: bool,
    },
    Circulated {
        by: PostId,
        posts: Vec<PostId>,
        note: Option<String>,
    },
    Urged {
        items: Vec<ItemId>,
        posts: Vec<PostId>,
        note: Option<String>,
    },
    Suspended {
        reason: String,
    },
    Resumed {
        note: Option<String>,
    },
    Jumped {
        to: StepId,
        reason: String,
    },
    /// `by`: the item whose act ended the case; `interrupted`: the visits that were cut off by it.
    Finished {
        outcome: Outcome,
        reason: Option<String>,
        by: Option<ItemId>,
        interrupted: Vec<VisitId>,
    },
    Reopened {
        reason: String,
    },
    /// See [`Command::Note`](crate::Command::Note).
    Noted,
}

/// See [`Event::StepEntered`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StepEntered {
    pub visit: VisitId,
    pub step: StepId,
    pub how: Entered,
    /// How a work step is handled this time.
    pub mode: Option<Mode>,
    /// The run of a split inside which the step stands.
    pub fork: Option<ForkId>,
    /// The visits from which the case came; returns go back along them.
    pub from: Vec<VisitId>,
    /// The item whose act led here.
    pub cause: Option<ItemId>,
    /// After a return: the visits that it cut off, the returner's first.
    pub interrupted: Vec<VisitId>,
    /// After a return: whether leaving this step takes up `interrupted` again (直送退回人).
    pub straight: bool,
}

/// See [`Event::ItemPlanned`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ItemPlanned {
    pub item: ItemId,
    pub visit: Option<VisitId>,
    pub step: Option<StepId>,
    pub post: PostId,
    pub part: Part,
    /// It opens once none of these is live.
    pub after: Vec<ItemId>,
    /// The item whose holder asked for this one (加签, 征求意见).
    pub asked_by: Option<ItemId>,
    /// The item that was handed over to this post (转办).
    pub replaces: Option<ItemId>,
    /// The item of an earlier visit to which this one goes back.
    pub takes_up: Option<ItemId>,
    /// A consultation for whose reply the asker waits.
    pub blocking: bool,
    pub due: Option<Due>,
    pub note: Option<String>,
    /// For a reading item: who circulated it.
    pub circulated_by: Option<PostId>,
}

/// See [`Event::Forked`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Forked {
    pub fork: ForkId,
    pub split: StepId,
    pub join: StepId,
    pub parent: Option<ForkId>,
    pub arms: u32,
    pub cause: Option<ItemId>,
    /// The earlier run that this one takes up.
    pub of: Option<ForkId>,
    /// What had arrived in that run and still counts.
    pub arrived: Vec<Arrival>,
}

/// A token that waits at a join.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Arrival {
    /// The last visits of the arm: several where it ended with a join of its own.
    pub visits: Vec<VisitId>,
    pub cause: Option<ItemId>,
}
