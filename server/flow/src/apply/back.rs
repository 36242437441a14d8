//! Moving tokens backward: a visit that has been left is never brought back to life; a new one takes its work up, in
//! runs of splits that take up the old ones.

use std::collections::BTreeMap;

use super::advance::{Token, planned};
use super::run::Run;
use crate::command::{AfterReturn, ReturnTo};
use crate::definition::StepKind;
use crate::event::{Arrival, Cancelled, Closed, Entered, Event, Forked, ItemPlanned, Left, StepEntered};
use crate::ids::{ForkId, ItemId, StepId, VisitId};
use crate::refusal::Refusal;
use crate::state::{ForkStatus, Item, ItemStatus, State, Visit};

/// How a new visit takes up the items of an old one.
#[derive(Clone, Copy)]
enum TakeUp {
    /// Everybody who handled it handles it again.
    Afresh,
    /// What was finished stays so, but for this item; what was cut off goes on.
    Where { reopen: Option<ItemId> },
}

/// The visits handled by people that were passed on the way to `visit`, the nearest first, one a step.
pub(crate) fn targets(run: &Run<'_>, visit: VisitId) -> Vec<VisitId> {
    let here = run.state.visit(visit).map(|visit| &visit.step);
    let mut steps: Vec<StepId> = here.cloned().into_iter().collect();
    let mut found = Vec::new();
    for (id, passed) in ancestors(&run.state, visit) {
        if is_handled(run, id) && !steps.contains(&passed.step) {
            steps.push(passed.step.clone());
            found.push(id);
        }
    }
    found
}

/// The handled visits just before: several behind a join.
pub(crate) fn previous(run: &Run<'_>, visit: VisitId) -> Vec<VisitId> {
    let mut found: Vec<VisitId> = Vec::new();
    let mut seen = Vec::new();
    let mut open: Vec<VisitId> = run.state.visit(visit).map(|v| v.from.clone()).unwrap_or_default();
    while let Some(id) = open.pop() {
        if seen.contains(&id) {
            continue;
        }
        seen.push(id);
        match run.state.visit(id) {
            Some(_) if is_handled(run, id) => found.push(id),
            Some(before) => open.extend(&before.from),
            None => {}
        }
    }
    found
}

fn is_handled(run: &Run<'_>, id: VisitId) -> bool {
    let Some(visit) = run.state.visit(id) else { return false };
    let kind = run.definition.step(&visit.step).map(|step| &step.kind);
    match kind {
        // An administrator may have moved the case on from its draft.
        Some(StepKind::Start) => visit.left.is_some(),
        Some(StepKind::Work(_)) => visit.left == Some(Left::Passed),
        _ => false,
    }
}

/// Breadth first, so that the nearest come first.
fn ancestors(state: &State, visit: VisitId) -> Vec<(VisitId, &Visit)> {
    let mut found: Vec<(VisitId, &Visit)> = Vec::new();
    let mut layer: Vec<VisitId> = state.visit(visit).map(|v| v.from.clone()).unwrap_or_default();
    while !layer.is_empty() {
        let mut next = Vec::new();
        for id in layer {
            let Some(visit) = state.visit(id) else { continue };
            if !found.iter().any(|(known, _)| *known == id) {
                found.push((id, visit));
                next.extend(&visit.from);
            }
        }
        layer = next;
    }
    found
}

impl Run<'_> {
    /// The visit that a return from `visit` goes to.
    pub fn return_target(&self, visit: VisitId, to: &ReturnTo) -> Result<VisitId, Refusal> {
        let all = targets(self, visit);
        match to {
            ReturnTo::Drafter => {
                let start = self.definition.start().ok_or(Refusal::Inconsistent)?;
                self.find_target(&all, &start.id)
            }
            ReturnTo::Step(step) => self.find_target(&all, step),
            ReturnTo::Previous => match previous(self, visit).as_slice() {
                [] => Err(Refusal::NoSuchTarget),
                [one] if all.contains(one) => Ok(*one),
                [_] => Err(Refusal::NoSuchTarget),
                _ => Err(Refusal::AmbiguousTarget),
            },
        }
    }

    fn find_target(&self, all: &[VisitId], step: &StepId) -> Result<VisitId, Refusal> {
        let is_there = |id: &&VisitId| self.state.visit(**id).is_some_and(|visit| visit.step == *step);
        all.iter().find(is_there).copied().ok_or(Refusal::NoSuchTarget)
    }

    /// Sends the case back from a visit; `item` is the one whose act did it.
    pub fn send_back(
        &mut self,
        item: Option<ItemId>,
        visit: VisitId,
        target: VisitId,
        how: Left,
        then: AfterReturn,
    ) -> Result<(), Refusal> {
        self.cancel_all(visit, Cancelled::Interrupted)?;
        self.leave(visit, how, item)?;
        let here = self.chain(self.visit(visit)?.fork);
        let there = self.chain(self.visit(target)?.fork);
        let there: Vec<_> = there.into_iter().map(|fork| self.current(fork)).collect();
        let common = here.iter().zip(&there).take_while(|(a, b)| a == b).count();
        let mut interrupted = vec![visit];
        if let Some(given_up) = here.get(common).copied() {
            for other in self.open_visits() {
                if self.chain(self.visit(other)?.fork).contains(&given_up) {
                    self.cut(other)?;
                    interrupted.push(other);
                }
            }
            self.drop_forks(false, |run, fork| run.chain(Some(fork)).contains(&given_up))?;
        }
        let straight = then == AfterReturn::Straight;
        self.go_again(target, Entered::Returned, &here[..common], interrupted, straight)
    }

    /// Visits a handled visit's step again, with everybody who handled it; `around` are the open runs around the token.
    fn go_again(
        &mut self,
        target: VisitId,
        how: Entered,
        around: &[ForkId],
        interrupted: Vec<VisitId>,
        straight: bool,
    ) -> Result<(), Refusal> {
        let fork = self.reopen_around(target, around)?;
        let old = self.visit(target)?.clone();
        let visit = self.next_visit();
        self.emit(Event::StepEntered(StepEntered {
            visit,
            step: old.step,
            how,
            mode: old.mode,
            fork,
            from: old.from,
            cause: self.cause,
            interrupted,
            straight,
        }))?;
        self.take_up(target, visit, TakeUp::Afresh)
    }

    /// Makes sure that the runs of splits around an earlier visit are open again. A run that is taken up keeps what
    /// arrived in its other arms.
    fn reopen_around(&mut self, target: VisitId, around: &[ForkId]) -> Result<Option<ForkId>, Refusal> {
        let mut parent = None;
        for old in self.chain(self.visit(target)?.fork) {
            let latest = self.current(old);
            if self.is_open_fork(latest) && around.contains(&latest) {
                parent = Some(latest);
                continue;
            }
            let fork = self.state.fork(latest).ok_or(Refusal::Inconsistent)?;
            let other_arm = |arrival: &&Arrival| !arrival.visits.iter().any(|last| self.leads_to(target, *last));
            let arrived: Vec<_> = fork.arrived.iter().filter(other_arm).cloned().collect();
            parent = Some(self.run_again(latest, parent, arrived, 1)?);
        }
        Ok(parent)
    }

    /// Whether `earlier` is `later` or lies on the way to it.
    fn leads_to(&self, earlier: VisitId, later: VisitId) -> bool {
        earlier == later || ancestors(&self.state, later).iter().any(|(id, _)| *id == earlier)
    }

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
                    },
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
    fn run_again(
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

    fn restore_one(&mut self, old: VisitId, fork: Option<ForkId>, reopen: Option<ItemId>) -> Result<(), Refusal> {
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

    fn take_up(&mut self, old: VisitId, new: VisitId, how: TakeUp) -> Result<(), Refusal> {
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
            if !work {
                let closed = item.closed().ok_or(Refusal::Inconsistent)?;
                self.emit(Event::ItemCarried { item: id, of, visit: new, step: step.id.clone(), post, part, closed })?;
                continue;
            }
            self.plan(ItemPlanned {
                visit: Some(new),
                step: Some(step.id.clone()),
                after: item.after.iter().filter_map(renumber).collect(),
                asked_by: item.asked_by.as_ref().and_then(renumber),
                takes_up: Some(of),
                working_days: item.working_days,
                ..planned(post, part)
            })?;
            claimed.extend(item.claimed.then_some((id, post)));
        }
        self.open_ready(new)?;
        claimed.into_iter().try_for_each(|(item, post)| self.emit(Event::ItemClaimed { item, post }))
    }

    fn to_take_up(&self, visit: VisitId, how: TakeUp) -> Vec<(ItemId, Item, bool)> {
        let work = self.state.items_of(visit).filter(|(_, item)| item.part.is_work());
        work.filter_map(|(id, item)| is_taken_up(id, item, how).map(|work| (id, item.clone(), work))).collect()
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
        let caused: Vec<_> = self.state.visits().filter(|(_, v)| v.cause == Some(item)).map(|(id, _)| id).collect();
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
        // What the act set going has been taken up by a return or a reopening since.
        if stands { Ok(()) } else { Err(Refusal::NextHasActed) }
    }

    /// The step is not decided yet: the same item opens again.
    fn take_back_within(&mut self, item: ItemId, visit: VisitId) -> Result<(), Refusal> {
        let waited = |other: &Item| other.after.contains(&item);
        let followers: Vec<_> = self.state.items_of(visit).filter(|(_, other)| waited(other)).collect();
        if followers.iter().any(|(_, other)| other.claimed || other.closed().is_some() && !other.carried) {
            return Err(Refusal::NextHasActed);
        }
        let opened: Vec<_> =
            followers.iter().filter(|(_, other)| other.is_open()).map(|(id, other)| (*id, other.after.clone())).collect();
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

    /// Takes an ended case up where it ended (恢复待办).
    pub fn reopen(&mut self, reason: String) -> Result<(), Refusal> {
        let ending = self.state.ending.clone().ok_or(Refusal::NotFinished)?;
        self.emit(Event::Reopened { reason })?;
        if !ending.interrupted.is_empty() {
            return self.restore(&ending.interrupted, ending.by);
        }
        let by = ending.by.and_then(|item| self.state.item(item)).and_then(|item| item.visit);
        let last = || self.state.visits().rev().map(|(id, _)| id).find(|id| is_handled(self, *id));
        let target = by.filter(|id| is_handled(self, *id)).or_else(last).ok_or(Refusal::Inconsistent)?;
        self.go_again(target, Entered::Reopened, &[], Vec::new(), false)
    }

    /// Moves the whole case to a step (重定位).
    pub fn jump(&mut self, to: &StepId, reason: String) -> Result<(), Refusal> {
        let step = self.definition.step(to).ok_or(Refusal::NoSuchTarget)?;
        if !matches!(step.kind, StepKind::Start | StepKind::Work(_)) {
            return Err(Refusal::NoSuchTarget);
        }
        self.emit(Event::Jumped { to: to.clone(), reason })?;
        let cut = self.open_visits();
        cut.iter().try_for_each(|visit| self.cut(*visit))?;
        let waiting = self.state.forks.iter().filter(|fork| fork.status == ForkStatus::Open);
        let waiting = waiting.flat_map(|fork| &fork.arrived).flat_map(|arrival| &arrival.visits);
        let from = cut.iter().chain(waiting).copied().collect();
        self.drop_forks(false, |_, _| true)?;
        let mut parent = None;
        for (split, join) in self.definition.splits_around(to) {
            let fork = self.next_fork();
            let (split, join) = (split.clone(), join.clone());
            let (of, arrived, cause) = (None, Vec::new(), self.cause);
            self.emit(Event::Forked(Forked { fork, split, join, parent, arms: 1, cause, of, arrived }))?;
            parent = Some(fork);
        }
        self.go(to, Token::new(parent, from, Entered::Jumped))
    }
}

/// Whether somebody has done something with the item since it came to be.
fn is_touched(item: &Item) -> bool {
    let handed_on = item.claimed || item.asked_by.is_some() || item.replaces.is_some();
    item.closed().is_some() && !item.carried || item.takes_up.is_none() && handed_on
}
