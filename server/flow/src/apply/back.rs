//! Sending a case back: returns (退回), reopening (恢复待办), jumps (重定位). A visit that has been left is never
//! brought back to life; a new one takes its work up, in runs of splits that take up the old ones.

use super::advance::Token;
use super::run::Run;
use super::take_up::TakeUp;
use crate::command::{AfterReturn, ReturnTo};
use crate::definition::StepKind;
use crate::event::{Arrival, Event, Forked, StepEntered};
use crate::ids::{ForkId, ItemId, StepId, VisitId};
use crate::refusal::Refusal;
use crate::state::{ForkStatus, State, Visit};
use crate::terms::{Cancelled, Entered, Left};

/// The visits handled by people that were passed on the way to `visit`, the nearest first, one a step.
pub(crate) fn targets(run: &Run<'_>, visit: VisitId) -> Vec<VisitId> {
    let here = run.state.visit(visit).map(|visit| &visit.step);
    let mut steps: Vec<StepId> = here.cloned().into_iter().collect();
    let mut found = Vec::new();
    for (id, passed) in ancestors(&run.state, visit) {
        let closed = run.definition.step(&passed.step).is_some_and(|step| step.no_return);
        if is_handled(run, id) && !closed && !steps.contains(&passed.step) {
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

pub(super) fn is_handled(run: &Run<'_>, id: VisitId) -> bool {
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
            let other_arm =
                |arrival: &&Arrival| !arrival.visits.iter().any(|last| self.leads_to(target, *last));
            let arrived: Vec<_> = fork.arrived.iter().filter(other_arm).cloned().collect();
            parent = Some(self.run_again(latest, parent, arrived, 1)?);
        }
        Ok(parent)
    }

    /// Whether `earlier` is `later` or lies on the way to it.
    fn leads_to(&self, earlier: VisitId, later: VisitId) -> bool {
        earlier == later || ancestors(&self.state, later).iter().any(|(id, _)| *id == earlier)
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
        if step.no_return || !matches!(step.kind, StepKind::Start | StepKind::Work(_)) {
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
