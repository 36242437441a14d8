//! The case as a whole: start, suspend, jump, special finish, reopening, the end of a child case.

use super::advance::Token;
use super::run::Run;
use super::{must_say, said};
use crate::definition::{Outcome, StepKind};
use crate::event::Event;
use crate::ids::{StepId, VisitId};
use crate::refusal::Refusal;
use crate::state::Status;
use crate::terms::{Entered, Part};

impl Run<'_> {
    pub fn start(&mut self) -> Result<(), Refusal> {
        if self.state.status != Status::New {
            return Err(Refusal::AlreadyStarted);
        }
        let start = self.definition.start().ok_or(Refusal::Inconsistent)?;
        let (definition, version) = (self.definition.key.clone(), self.definition.version);
        self.emit(Event::Started { definition, version, drafter: self.context.actor })?;
        self.go(&start.id, Token::new(None, Vec::new(), Entered::Forward))
    }

    pub fn suspend(&mut self, reason: &str) -> Result<(), Refusal> {
        self.running()?;
        self.refuse_bystanders()?;
        self.emit(Event::Suspended { reason: must_say(reason)? })
    }

    pub fn resume(&mut self, note: Option<&str>) -> Result<(), Refusal> {
        match self.state.status {
            Status::New => return Err(Refusal::NotStarted),
            Status::Running => return Err(Refusal::NotSuspended),
            Status::Finished => return Err(Refusal::CaseFinished),
            Status::Suspended => {}
        }
        self.refuse_bystanders()?;
        self.emit(Event::Resumed { note: said(note) })
    }

    /// Only the drafter, those who have the case at hand, and administrators go on.
    fn refuse_bystanders(&self) -> Result<(), Refusal> {
        let actor = self.context.actor;
        let at_hand = || self.state.open_items(actor).any(|(_, item)| item.part.is_work());
        let may = self.context.administrator || self.state.drafter == Some(actor) || at_hand();
        if may { Ok(()) } else { Err(Refusal::NotPermitted) }
    }

    pub fn jump_by_administrator(&mut self, to: &StepId, reason: &str) -> Result<(), Refusal> {
        self.running()?;
        if !self.context.administrator {
            return Err(Refusal::AdministratorOnly);
        }
        let reason = must_say(reason)?;
        self.jump(to, reason)
    }

    pub fn finish_specially(&mut self, reason: &str) -> Result<(), Refusal> {
        match self.state.status {
            Status::New => return Err(Refusal::NotStarted),
            Status::Finished => return Err(Refusal::CaseFinished),
            Status::Running | Status::Suspended => {}
        }
        let drafts = self.state.open_items(self.context.actor).any(|(_, item)| item.part == Part::Draft);
        if !drafts && !self.context.administrator {
            return Err(Refusal::NotPermitted);
        }
        self.finish(Outcome::Special, Some(must_say(reason)?), None, Vec::new())
    }

    pub fn reopen_by(&mut self, reason: &str) -> Result<(), Refusal> {
        self.started()?;
        let ending = self.state.ending.as_ref().ok_or(Refusal::NotFinished)?;
        let ended_it = ending.by.and_then(|item| self.state.item(item));
        let is_theirs = ended_it.is_some_and(|item| item.post == self.context.actor);
        if !is_theirs && !self.context.administrator {
            return Err(Refusal::NotPermitted);
        }
        self.reopen(must_say(reason)?)
    }

    pub fn end_subflow(&mut self, visit: VisitId, outcome: Outcome) -> Result<(), Refusal> {
        if !self.context.system {
            return Err(Refusal::NotPermitted);
        }
        if self.state.status == Status::Finished {
            return Err(Refusal::CaseFinished);
        }
        let step =
            self.state.visit(visit).filter(|visit| visit.left.is_none()).map(|visit| visit.step.clone());
        let step = step.ok_or(Refusal::NoSuchTarget)?;
        if !matches!(self.step(&step)?.kind, StepKind::Subflow { .. }) {
            return Err(Refusal::NoSuchTarget);
        }
        self.emit(Event::SubflowEnded { visit, step, outcome })?;
        self.pass(visit, None)
    }
}
