//! `(state, event) → state`. Knows no rules: an event is what happened.

use crate::event::{Arrival, Event, Forked, ItemPlanned, StepEntered};
use crate::ids::{ForkId, ItemId, PostId, VisitId};
use crate::refusal::Refusal;
use crate::state::{Ending, Fork, ForkStatus, Item, ItemStatus, State, Status, Visit};
use crate::terms::Part;

impl State {
    /// The state after these events, from the beginning of the case.
    ///
    /// # Errors
    /// [`Refusal::Inconsistent`] where an event speaks of what no earlier one made.
    pub fn fold<'e>(events: impl IntoIterator<Item = &'e Event>) -> Result<Self, Refusal> {
        let mut state = Self::default();
        for event in events {
            state.apply_event(event)?;
        }
        Ok(state)
    }

    /// Takes one event in.
    ///
    /// # Errors
    /// [`Refusal::Inconsistent`] where the event speaks of what no earlier one made. The state is then unchanged.
    pub fn apply_event(&mut self, event: &Event) -> Result<(), Refusal> {
        match event {
            Event::Started { drafter, .. } => {
                self.status = Status::Running;
                self.drafter = Some(*drafter);
            }
            Event::StepEntered(entered) => self.enter(entered)?,
            Event::StepLeft { visit, how, by, .. } => {
                let visit = self.visit_mut(*visit)?;
                visit.left = Some(*how);
                visit.decided_by = *by;
            }
            Event::ItemPlanned(planned) => self.plan(planned)?,
            Event::ItemOpened { item, .. } => {
                self.item_mut(*item)?.status = ItemStatus::Open;
            }
            Event::ItemHeld { item, after, .. } => {
                let item = self.item_mut(*item)?;
                item.status = ItemStatus::Planned;
                item.after = after.clone();
            }
            Event::ItemCarried { item, of, visit, post, part, closed, after, asked_by, claimed, .. } => {
                self.push_item(
                    *item,
                    Item {
                        status: ItemStatus::Closed { how: *closed },
                        after: after.clone(),
                        asked_by: *asked_by,
                        takes_up: Some(*of),
                        carried: true,
                        claimed: *claimed,
                        ..Item::new(Some(*visit), *post, *part)
                    },
                )?;
            }
            Event::ItemClosed { item, closed, .. } => {
                self.item_mut(*item)?.status = ItemStatus::Closed { how: *closed };
            }
            Event::ItemCancelled { item, reason, .. } => {
                self.item_mut(*item)?.status = ItemStatus::Cancelled { why: *reason };
            }
            Event::ItemWithdrawn { item, .. } => self.item_mut(*item)?.status = ItemStatus::Open,
            Event::ItemClaimed { item, .. } => self.item_mut(*item)?.claimed = true,
            Event::ItemReleased { item, .. } => self.release(*item)?,
            Event::Forked(forked) => self.open_fork(forked)?,
            Event::Arrived { fork, visits, cause } => {
                let arrival = Arrival { visits: visits.clone(), cause: *cause };
                self.fork_mut(*fork)?.arrived.push(arrival);
            }
            Event::Joined { fork, cause } => {
                self.fork_mut(*fork)?.status = ForkStatus::Joined { cause: *cause };
            }
            Event::ForkDropped { fork, undone } => self.drop_fork(*fork, *undone)?,
            Event::EffectDue { cause, .. } => self.irrevocable.extend(cause),
            Event::SubflowStarted { cause, .. } => self.irrevocable.extend(cause),
            Event::Unwound { cause } => self.unwind(*cause),
            Event::Suspended { .. } => self.status = Status::Suspended,
            Event::Resumed { .. } => self.status = Status::Running,
            Event::Finished { outcome, by, interrupted, .. } => {
                self.status = Status::Finished;
                self.ending = Some(Ending { outcome: *outcome, by: *by, interrupted: interrupted.clone() });
            }
            Event::Reopened { .. } => {
                self.status = Status::Running;
                self.ending = None;
            }
            Event::VoteCounted { .. }
            | Event::BranchTaken { .. }
            | Event::SubflowEnded { .. }
            | Event::Returned { .. }
            | Event::Withdrawn { .. }
            | Event::SignersAdded { .. }
            | Event::SignerRemoved { .. }
            | Event::Transferred { .. }
            | Event::Consulted { .. }
            | Event::Circulated { .. }
            | Event::Urged { .. }
            | Event::Jumped { .. }
            | Event::Noted => {}
        }
        Ok(())
    }

    fn enter(&mut self, entered: &StepEntered) -> Result<(), Refusal> {
        if entered.visit.0 as usize != self.visits.len() {
            return Err(Refusal::Inconsistent);
        }
        self.visits.push(Visit {
            step: entered.step.clone(),
            how: entered.how,
            mode: entered.mode,
            fork: entered.fork,
            from: entered.from.clone(),
            cause: entered.cause,
            interrupted: entered.interrupted.clone(),
            straight: entered.straight,
            left: None,
            decided_by: None,
        });
        Ok(())
    }

    fn plan(&mut self, planned: &ItemPlanned) -> Result<(), Refusal> {
        self.push_item(
            planned.item,
            Item {
                after: planned.after.clone(),
                asked_by: planned.asked_by,
                replaces: planned.replaces,
                takes_up: planned.takes_up,
                blocking: planned.blocking,
                circulated_by: planned.circulated_by,
                due: planned.due,
                ..Item::new(planned.visit, planned.post, planned.part)
            },
        )
    }

    fn push_item(&mut self, id: ItemId, item: Item) -> Result<(), Refusal> {
        if id.0 as usize != self.items.len() {
            return Err(Refusal::Inconsistent);
        }
        self.items.push(item);
        Ok(())
    }

    fn release(&mut self, id: ItemId) -> Result<(), Refusal> {
        let item = self.item_mut(id)?;
        item.claimed = false;
        let visit = item.visit;
        for other in self.items.iter_mut().filter(|other| other.visit == visit) {
            other.after.retain(|waits_for| *waits_for != id);
        }
        Ok(())
    }

    fn open_fork(&mut self, forked: &Forked) -> Result<(), Refusal> {
        if forked.fork.0 as usize != self.forks.len() {
            return Err(Refusal::Inconsistent);
        }
        if let Some(of) = forked.of {
            self.fork_mut(of)?.became = Some(forked.fork);
        }
        self.forks.push(Fork {
            split: forked.split.clone(),
            join: forked.join.clone(),
            parent: forked.parent,
            arms: forked.arms,
            arrived: forked.arrived.clone(),
            cause: forked.cause,
            status: ForkStatus::Open,
            became: None,
        });
        Ok(())
    }

    fn drop_fork(&mut self, id: ForkId, undone: bool) -> Result<(), Refusal> {
        self.fork_mut(id)?.status = ForkStatus::Dropped;
        if undone {
            self.forget_run(id);
        }
        Ok(())
    }

    /// The run of which this one was the continuation stands for itself again.
    fn forget_run(&mut self, id: ForkId) {
        for fork in &mut self.forks {
            if fork.became == Some(id) {
                fork.became = None;
            }
        }
    }

    fn unwind(&mut self, cause: ItemId) {
        let mut dropped = Vec::new();
        for (fork, id) in self.forks.iter_mut().zip((0u32..).map(ForkId)) {
            if fork.cause == Some(cause) && fork.status != ForkStatus::Dropped {
                fork.status = ForkStatus::Dropped;
                dropped.push(id);
            }
            let joined = fork.status == ForkStatus::Joined { cause: Some(cause) };
            if joined || fork.status == ForkStatus::Open {
                fork.arrived.retain(|arrival| arrival.cause != Some(cause));
            }
            if joined {
                fork.status = ForkStatus::Dropped;
            }
        }
        dropped.into_iter().for_each(|id| self.forget_run(id));
    }

    fn visit_mut(&mut self, id: VisitId) -> Result<&mut Visit, Refusal> {
        self.visits.get_mut(id.0 as usize).ok_or(Refusal::Inconsistent)
    }

    fn item_mut(&mut self, id: ItemId) -> Result<&mut Item, Refusal> {
        self.items.get_mut(id.0 as usize).ok_or(Refusal::Inconsistent)
    }

    fn fork_mut(&mut self, id: ForkId) -> Result<&mut Fork, Refusal> {
        self.forks.get_mut(id.0 as usize).ok_or(Refusal::Inconsistent)
    }
}

impl Item {
    fn new(visit: Option<VisitId>, post: PostId, part: Part) -> Self {
        Self {
            visit,
            post,
            part,
            status: ItemStatus::Planned,
            after: Vec::new(),
            asked_by: None,
            replaces: None,
            takes_up: None,
            carried: false,
            blocking: false,
            claimed: false,
            circulated_by: None,
            due: None,
        }
    }
}
