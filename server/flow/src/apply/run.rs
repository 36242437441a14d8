//! The working copy on which one command is decided: every event is taken in as it is given, so that the state at the
//! end is the fold of the events by construction.

use std::collections::BTreeMap;

use crate::allowed::Choice;
use crate::command::{Choices, Context};
use crate::definition::{Definition, Step, Work};
use crate::event::Event;
use crate::ids::{ForkId, ItemId, StepId, VisitId};
use crate::refusal::Refusal;
use crate::state::{ForkStatus, Item, State, Visit};
use crate::terms::{Cancelled, Left};

/// More steps than this in one command can only be a circle; `check` refuses such definitions.
const MOST_STEPS: u32 = 500;

pub(crate) struct Run<'a> {
    pub definition: &'a Definition,
    pub context: &'a Context<'a>,
    pub choices: &'a Choices,
    pub state: State,
    pub events: Vec<Event>,
    /// The item whose act sets everything going.
    pub cause: Option<ItemId>,
    /// In a trial, the choices met on the way; missing ones are then filled in.
    pub trial: Option<Vec<Choice>>,
    /// For each join on the way, the choices that were left open in its arms.
    pub skipped_in: BTreeMap<ForkId, Vec<StepId>>,
    steps_left: u32,
}

impl<'a> Run<'a> {
    pub fn new(
        definition: &'a Definition,
        state: &State,
        context: &'a Context<'a>,
        choices: &'a Choices,
        trial: bool,
    ) -> Self {
        Self {
            definition,
            context,
            choices,
            state: state.clone(),
            events: Vec::new(),
            cause: None,
            trial: trial.then(Vec::new),
            skipped_in: BTreeMap::new(),
            steps_left: MOST_STEPS,
        }
    }

    pub fn emit(&mut self, event: Event) -> Result<(), Refusal> {
        self.state.apply_event(&event)?;
        self.events.push(event);
        Ok(())
    }

    pub fn count_step(&mut self) -> Result<(), Refusal> {
        self.steps_left = self.steps_left.checked_sub(1).ok_or(Refusal::Inconsistent)?;
        Ok(())
    }

    pub fn step(&self, id: &StepId) -> Result<&'a Step, Refusal> {
        self.definition.step(id).ok_or(Refusal::Inconsistent)
    }

    pub fn visit(&self, id: VisitId) -> Result<&Visit, Refusal> {
        self.state.visit(id).ok_or(Refusal::Inconsistent)
    }

    pub fn item(&self, id: ItemId) -> Result<&Item, Refusal> {
        self.state.item(id).ok_or(Refusal::NoSuchItem)
    }

    pub fn step_of(&self, visit: VisitId) -> Result<&'a Step, Refusal> {
        let id = self.visit(visit)?.step.clone();
        self.step(&id)
    }

    pub fn work_of(&self, visit: VisitId) -> Result<&'a Work, Refusal> {
        self.step_of(visit)?.work().ok_or(Refusal::WrongPart)
    }

    pub fn next_item(&self) -> ItemId {
        ItemId(self.state.items.len() as u32)
    }

    pub fn next_visit(&self) -> VisitId {
        VisitId(self.state.visits.len() as u32)
    }

    pub fn next_fork(&self) -> ForkId {
        ForkId(self.state.forks.len() as u32)
    }

    /// The live items of a visit that its step waits for.
    pub fn live_work(&self, visit: VisitId) -> Vec<ItemId> {
        let live = self.state.items_of(visit).filter(|(_, item)| item.is_live() && item.part.is_work());
        live.map(|(id, _)| id).collect()
    }

    pub fn cancel(&mut self, item: ItemId, reason: Cancelled) -> Result<(), Refusal> {
        let post = self.item(item)?.post;
        self.emit(Event::ItemCancelled { item, post, reason })
    }

    pub fn hold(&mut self, item: ItemId, after: Vec<ItemId>) -> Result<(), Refusal> {
        let post = self.item(item)?.post;
        self.emit(Event::ItemHeld { item, post, after })
    }

    /// Cancels every live item of a visit.
    pub fn cancel_all(&mut self, visit: VisitId, reason: Cancelled) -> Result<(), Refusal> {
        let live = self.state.items_of(visit).filter(|(_, item)| item.is_live() && item.part.is_step_bound());
        let live: Vec<_> = live.map(|(id, _)| id).collect();
        live.into_iter().try_for_each(|item| self.cancel(item, reason))
    }

    pub fn leave(&mut self, visit: VisitId, how: Left, by: Option<ItemId>) -> Result<(), Refusal> {
        let step = self.visit(visit)?.step.clone();
        self.emit(Event::StepLeft { visit, step, how, by })
    }

    /// Takes the token out of an open visit whose work is interrupted.
    pub fn cut(&mut self, visit: VisitId) -> Result<(), Refusal> {
        self.cancel_all(visit, Cancelled::Interrupted)?;
        self.leave(visit, Left::Cancelled, None)
    }

    pub fn open_visits(&self) -> Vec<VisitId> {
        self.state.open_visits().map(|(id, _)| id).collect()
    }

    /// The runs of splits around `fork` and itself, outermost first.
    pub fn chain(&self, fork: Option<ForkId>) -> Vec<ForkId> {
        let mut chain = Vec::new();
        let mut next = fork;
        while let Some(id) = next {
            // A parent is always older, so this ends.
            chain.push(id);
            next = self.state.fork(id).and_then(|fork| fork.parent).filter(|parent| *parent < id);
        }
        chain.reverse();
        chain
    }

    /// The latest run that took this one up.
    pub fn current(&self, fork: ForkId) -> ForkId {
        let mut latest = fork;
        while let Some(later) = self.state.fork(latest).and_then(|fork| fork.became).filter(|f| *f > latest) {
            latest = later;
        }
        latest
    }

    pub fn is_open_fork(&self, fork: ForkId) -> bool {
        self.state.fork(fork).is_some_and(|fork| fork.status == ForkStatus::Open)
    }

    /// Gives up every open run for which `which` holds.
    pub fn drop_forks(&mut self, undone: bool, which: impl Fn(&Self, ForkId) -> bool) -> Result<(), Refusal> {
        let all = (0..self.next_fork().0).rev().map(ForkId);
        let dropped: Vec<_> = all.filter(|fork| self.is_open_fork(*fork) && which(self, *fork)).collect();
        dropped.into_iter().try_for_each(|fork| self.emit(Event::ForkDropped { fork, undone }))
    }
}
