//! Taking up the work of visits that have been left, in new ones.

use std::collections::BTreeMap;

use super::advance::Token;
use super::items::planned;
use super::run::Run;
use crate::definition::StepKind;
use crate::event::{Arrival, Event, Forked, ItemPlanned, StepEntered};
use crate::ids::{ForkId, ItemId, VisitId};
use crate::refusal::Refusal;
use crate::state::{Item, ItemStatus};
use crate::terms::{Cancelled, Closed, Entered};

/// How a new visit takes up the items of an old one.
#[derive(Clone, Copy)]
pub(crate) enum TakeUp {
    /// Everybody who handled it handles it again.
    Afresh,
    /// What was finished stays so, but for this item; what was cut off goes on.
    Where { reopen: Option<ItemId> },
}

/// Not asked any more, since another's act decided; taken up again only where that act is undone.
const DECIDED: ItemStatus = ItemStatus::Cancelled { why: Cancelled::Decided };

impl Run<'_> {
    /// After a correction, back to the returner and all whom the return cut off.
    pub fn go_straight_back(&mut self, corrected: VisitId) -> Result<(), Refusal> {
        let corrected = self.visit(corrected)?.clone();
        let first = *corrected.interrupted.first().ok_or(Refusal::Inconsistent)?;
        let around = self.chain(self.visit(first)?.fork);
        let around: Vec<_> = around.into_iter().map(|fork| self.current(fork)).collect();
        let own = self.chain(corrected.fork);
        self.drop_forks(true, |_, fork| own.contains(&fork) && !around.contains(&fork))?;
        self.restore(&corrected.interrupted, None)
    }

    /// Takes up visits that were cut off together, each where it stood.
    pub fn restore(&mut self, visits: &[VisitId], reopen: Option<ItemId>) -> Result<(), Refusal> {
        let missing = self.missing_runs(visits)?;
        for old in visits {
            let mut parent = None;
            for fork in self.chain(self.visit(*old)?.fork) {
                let latest = self.current(fork);
                parent = Some(match self.is_open_fork(latest) {
                    true => latest,
                    false => {
                        let arrived = self.state.fork(latest).ok_or(Refusal::Inconsistent)?.arrived.clone();
                        self.run_again(latest, parent, arrived, missing.get(&latest).copied().unwrap_or(1))?
                    }
                });
            }
            self.restore_one(*old, parent, reopen)?;
        }
        Ok(())
    }

    /// For every run that has to be taken up, how many of its arms the visits stand for.
    fn missing_runs(&self, visits: &[VisitId]) -> Result<BTreeMap<ForkId, u32>, Refusal> {
        let mut edges: Vec<(ForkId, Result<ForkId, VisitId>)> = Vec::new();
        for visit in visits {
            let chain = self.chain(self.visit(*visit)?.fork);
            let chain: Vec<_> = chain.into_iter().map(|fork| self.current(fork)).collect();
            for (n, fork) in chain.iter().enumerate() {
                edges.push((*fork, chain.get(n + 1).copied().ok_or(*visit)));
            }
        }
        edges.sort_unstable();
        edges.dedup();
        let mut missing = BTreeMap::new();
        for (fork, _) in edges {
            *missing.entry(fork).or_insert(0) += 1;
        }
        Ok(missing)
    }

    /// Takes a run up again with what has arrived and so many arms still to come.
    pub fn run_again(
        &mut self,
        of: ForkId,
        parent: Option<ForkId>,
        arrived: Vec<Arrival>,
        missing: u32,
    ) -> Result<ForkId, Refusal> {
        let old = self.state.fork(of).ok_or(Refusal::Inconsistent)?;
        let (split, join, arms) = (old.split.clone(), old.join.clone(), arrived.len() as u32 + missing);
        let fork = self.next_fork();
        let (cause, of) = (self.cause, Some(of));
        self.emit(Event::Forked(Forked { fork, split, join, parent, arms, cause, of, arrived }))?;
        Ok(fork)
    }

    fn restore_one(
        &mut self,
        old: VisitId,
        fork: Option<ForkId>,
        reopen: Option<ItemId>,
    ) -> Result<(), Refusal> {
        let was = self.visit(old)?.clone();
        let step = self.step(&was.step)?;
        if let StepKind::Subflow { definition, wait } = &step.kind {
            let token = Token::new(fork, was.from, Entered::Restored);
            self.start_subflow(step, definition, *wait, &token)?;
            return Ok(());
        }
        let visit = self.next_visit();
        self.emit(Event::StepEntered(StepEntered {
            visit,
            step: was.step,
            how: Entered::Restored,
            mode: was.mode,
            fork,
            from: was.from,
            cause: self.cause,
            interrupted: was.interrupted,
            straight: was.straight,
        }))?;
        self.take_up(old, visit, TakeUp::Where { reopen })
    }

    pub fn take_up(&mut self, old: VisitId, new: VisitId, how: TakeUp) -> Result<(), Refusal> {
        let mut again = self.to_take_up(old, how);
        if !again.iter().any(|(_, _, work)| *work) {
            again = self.to_take_up(old, TakeUp::Afresh);
        }
        let numbers = self.renumber(&again);
        let renumber = |id: &ItemId| numbers.get(id).copied();
        let step = self.step_of(new)?;
        let mut claimed = Vec::new();
        for (of, item, work) in again {
            let id = self.next_item();
            let (post, part) = (item.post, item.part);
            let after = item.after.iter().filter_map(renumber).collect();
            // Who was asked to sign stays so, also when the asker is not among them any more.
            let asked_by = item.asked_by.map(|asker| renumber(&asker).unwrap_or(asker));
            if !work {
                let closed = item.closed().ok_or(Refusal::Inconsistent)?;
                self.emit(Event::ItemCarried {
                    item: id,
                    of,
                    visit: new,
                    step: step.id.clone(),
                    post,
                    part,
                    closed,
                    after,
                    asked_by,
                    claimed: item.claimed,
                })?;
                continue;
            }
            self.plan(ItemPlanned {
                visit: Some(new),
                step: Some(step.id.clone()),
                after,
                asked_by,
                takes_up: Some(of),
                due: item.due,
                ..planned(post, part)
            })?;
            claimed.extend(item.claimed.then_some((id, post)));
        }
        self.open_ready(new)?;
        claimed.into_iter().try_for_each(|(item, post)| self.emit(Event::ItemClaimed { item, post }))
    }

    fn to_take_up(&self, visit: VisitId, how: TakeUp) -> Vec<(ItemId, Item, bool)> {
        let is_here = |id| self.state.item(id).is_some_and(|item| item.visit == Some(visit));
        let is_undecided = match how {
            TakeUp::Afresh => true,
            TakeUp::Where { reopen } => reopen.is_some_and(is_here),
        };
        let work = self.state.items_of(visit).filter(|(_, item)| item.part.is_work());
        work.filter(|(_, item)| is_undecided || item.status != DECIDED)
            .filter_map(|(id, item)| is_taken_up(id, item, how).map(|work| (id, item.clone(), work)))
            .collect()
    }

    /// The numbers that taken-up items get; what was handed over goes by the number of its last holder's.
    fn renumber(&self, again: &[(ItemId, Item, bool)]) -> BTreeMap<ItemId, ItemId> {
        let mut numbers = BTreeMap::new();
        for ((id, item, _), new) in again.iter().zip(self.next_item().0..) {
            numbers.insert(*id, ItemId(new));
            let mut replaced = item.replaces;
            while let Some(id) = replaced {
                numbers.insert(id, ItemId(new));
                replaced = self.state.item(id).and_then(|item| item.replaces).filter(|older| *older < id);
            }
        }
        numbers
    }
}

/// Whether a new visit takes the item up: as work (`true`), as a result that stays (`false`), or not at all.
fn is_taken_up(id: ItemId, item: &Item, how: TakeUp) -> Option<bool> {
    match item.status {
        ItemStatus::Closed { how: Closed::Transferred | Closed::Declined } => None,
        ItemStatus::Closed { how: Closed::Returned } => Some(true),
        ItemStatus::Closed { .. } => match how {
            TakeUp::Afresh => Some(true),
            TakeUp::Where { reopen } => Some(reopen == Some(id)),
        },
        ItemStatus::Cancelled { why: Cancelled::Decided | Cancelled::Interrupted } => Some(true),
        ItemStatus::Cancelled { .. } => None,
        ItemStatus::Planned | ItemStatus::Open => Some(true),
    }
}
