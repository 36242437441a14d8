//! Taking back one's own act (收回) before the next has acted.

use super::back::is_handled;
use super::run::Run;
use crate::event::Event;
use crate::ids::{ItemId, VisitId};
use crate::refusal::Refusal;
use crate::state::{ForkStatus, Item, ItemStatus};
use crate::terms::{Cancelled, Entered, Left};

impl Run<'_> {
    /// Takes back what the act of `item` set going (收回).
    pub fn take_back(&mut self, item: ItemId) -> Result<(), Refusal> {
        let visit = self.item(item)?.visit.ok_or(Refusal::NothingToWithdraw)?;
        let stood = self.visit(visit)?.clone();
        match stood.left {
            None => return self.take_back_within(item, visit),
            Some(Left::Cancelled) => return Err(Refusal::NextHasActed),
            Some(_) if stood.decided_by != Some(item) => return Err(Refusal::NextHasActed),
            Some(_) => {}
        }
        if self.state.irrevocable.contains(&item) {
            return Err(Refusal::EffectDone);
        }
        self.refuse_if_next_acted(item)?;
        let caused: Vec<_> =
            self.state.visits().filter(|(_, v)| v.cause == Some(item)).map(|(id, _)| id).collect();
        let returned = caused.iter().find_map(|id| {
            let visit = self.state.visit(*id)?;
            (visit.how == Entered::Returned).then(|| visit.interrupted.clone())
        });
        self.emit(Event::Withdrawn { item, step: stood.step })?;
        for id in caused {
            for (reading, _) in self.state.items_of(id).map(|(id, i)| (id, i.clone())).collect::<Vec<_>>() {
                if self.item(reading)?.is_open() && !self.item(reading)?.part.is_step_bound() {
                    self.cancel(reading, Cancelled::Recalled)?;
                }
            }
            if self.visit(id)?.left.is_none() {
                self.cut(id)?;
            }
        }
        self.emit(Event::Unwound { cause: item })?;
        self.restore(&returned.unwrap_or_else(|| vec![visit]), Some(item))
    }

    fn refuse_if_next_acted(&self, item: ItemId) -> Result<(), Refusal> {
        let mut stands = false;
        for (id, visit) in self.state.visits().filter(|(_, visit)| visit.cause == Some(item)) {
            let acted = match visit.left {
                None => self.state.items_of(id).any(|(_, item)| is_touched(item)),
                Some(Left::Skipped) => false,
                Some(Left::Passed) => is_handled(self, id),
                Some(_) => true,
            };
            if acted {
                return Err(Refusal::NextHasActed);
            }
            stands |= visit.left.is_none();
        }
        for fork in self.state.forks.iter().filter(|fork| fork.became.is_none()) {
            let mine = fork.arrived.iter().any(|arrival| arrival.cause == Some(item));
            let still = match fork.status {
                ForkStatus::Open => true,
                ForkStatus::Joined { cause } => cause == Some(item),
                ForkStatus::Dropped => false,
            };
            if mine && !still {
                return Err(Refusal::NextHasActed);
            }
            stands |= mine && fork.status == ForkStatus::Open;
        }
        if self.is_taken_on(item) {
            return Err(Refusal::NextHasActed);
        }
        // What the act set going has been taken up by a return or a reopening since.
        if stands { Ok(()) } else { Err(Refusal::NextHasActed) }
    }

    /// Whether somebody else's act has led to a visit in a run of a split that this item's act began.
    fn is_taken_on(&self, item: ItemId) -> bool {
        let began = |fork| self.state.fork(fork).is_some_and(|fork| fork.cause == Some(item));
        let others = self.state.visits().filter(|(_, visit)| visit.cause != Some(item));
        others.into_iter().any(|(_, visit)| self.chain(visit.fork).into_iter().any(began))
    }

    /// The step is not decided yet: the same item opens again.
    fn take_back_within(&mut self, item: ItemId, visit: VisitId) -> Result<(), Refusal> {
        let waited = |other: &Item| other.after.contains(&item);
        let followers: Vec<_> = self.state.items_of(visit).filter(|(_, other)| waited(other)).collect();
        if followers.iter().any(|(_, other)| other.claimed || other.closed().is_some() && !other.carried) {
            return Err(Refusal::NextHasActed);
        }
        let opened: Vec<_> = followers
            .iter()
            .filter(|(_, other)| other.is_open())
            .map(|(id, other)| (*id, other.after.clone()))
            .collect();
        let decided = ItemStatus::Cancelled { why: Cancelled::Decided };
        let cancelled = self.state.items_of(visit).filter(|(_, other)| other.status == decided);
        let cancelled: Vec<_> = cancelled.map(|(id, other)| (id, other.after.clone())).collect();
        let (step, post) = (self.visit(visit)?.step.clone(), self.item(item)?.post);
        self.emit(Event::Withdrawn { item, step })?;
        self.emit(Event::ItemWithdrawn { item, post })?;
        for (other, after) in opened.into_iter().chain(cancelled) {
            self.hold(other, after)?;
        }
        self.open_ready(visit)
    }
}

/// Whether somebody has done something with the item since it came to be.
fn is_touched(item: &Item) -> bool {
    let handed_on = item.claimed || item.asked_by.is_some() || item.replaces.is_some();
    item.closed().is_some() && !item.carried || item.takes_up.is_none() && handed_on
}
