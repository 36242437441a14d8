//! The acts that decide a step: submit, approve, return, reject, withdraw.

use super::run::Run;
use super::{must_say, said};
use crate::command::{AfterReturn, ReturnTo};
use crate::definition::{Mode, OnReject, Outcome, Work};
use crate::event::Event;
use crate::ids::{ItemId, VisitId};
use crate::refusal::Refusal;
use crate::state::Item;
use crate::terms::{Cancelled, Closed, Left, Part};

impl<'a> Run<'a> {
    pub fn submit(&mut self, id: ItemId, opinion: Option<&str>) -> Result<(), Refusal> {
        self.running()?;
        let item = self.own(id)?;
        let visit = item.visit.filter(|_| item.part == Part::Draft).ok_or(Refusal::WrongPart)?;
        self.refuse_if_reply_awaited(id)?;
        self.cause = Some(id);
        self.close(id, Closed::Submitted, said(opinion))?;
        self.pass(visit, Some(id))
    }

    pub fn approve(&mut self, id: ItemId, opinion: Option<&str>) -> Result<(), Refusal> {
        self.running()?;
        let (item, visit, work) = self.own_work(id)?;
        let opinion = said(opinion);
        if work.opinion_required && opinion.is_none() {
            return Err(Refusal::OpinionRequired);
        }
        self.cause = Some(id);
        self.agree(id, &item, visit, Closed::Approved, opinion)
    }

    /// Closes an item in a way that lets the step go on.
    fn agree(
        &mut self,
        id: ItemId,
        item: &Item,
        visit: VisitId,
        closed: Closed,
        opinion: Option<String>,
    ) -> Result<(), Refusal> {
        self.refuse_if_reply_awaited(id)?;
        let live = self.live_work(visit);
        let joint: Vec<_> = live.iter().copied().filter(|id| self.is_part(*id, Part::Joint)).collect();
        let mode = self.visit(visit)?.mode;
        let cancelled = match mode {
            Some(Mode::Lead { wait: true }) if item.part == Part::Lead && !joint.is_empty() => {
                return Err(Refusal::JointUnfinished);
            }
            Some(Mode::Lead { .. }) if item.part == Part::Lead => joint,
            Some(Mode::Any | Mode::Claim) if item.asked_by.is_none() => {
                live.into_iter().filter(|other| *other != id && !self.is_asked_by(*other, id)).collect()
            }
            _ => Vec::new(),
        };
        self.close(id, closed, opinion)?;
        for other in cancelled {
            self.cancel(other, Cancelled::Decided)?;
            self.recall_questions(other)?;
        }
        self.settle(visit, Some(id))
    }

    pub fn return_to(
        &mut self,
        id: ItemId,
        to: &ReturnTo,
        then: AfterReturn,
        opinion: &str,
    ) -> Result<(), Refusal> {
        self.running()?;
        let (item, visit, _) = self.own_work(id)?;
        if item.part == Part::Joint {
            return Err(Refusal::LeadOnly);
        }
        let opinion = must_say(opinion)?;
        let target = self.return_target(visit, to)?;
        self.cause = Some(id);
        let (from, to) = (self.visit(visit)?.step.clone(), self.visit(target)?.step.clone());
        self.emit(Event::Returned { item: Some(id), from, to, then })?;
        self.close(id, Closed::Returned, Some(opinion))?;
        self.send_back(Some(id), visit, target, Left::Returned, then)
    }

    pub fn reject(&mut self, id: ItemId, opinion: &str) -> Result<(), Refusal> {
        self.running()?;
        let (item, visit, work) = self.own_work(id)?;
        if item.part == Part::Joint {
            return Err(Refusal::LeadOnly);
        }
        let opinion = Some(must_say(opinion)?);
        self.cause = Some(id);
        let is_vote = matches!(self.visit(visit)?.mode, Some(Mode::Vote { .. }));
        if !is_vote && work.on_reject == OnReject::Record {
            return self.agree(id, &item, visit, Closed::Rejected, opinion);
        }
        self.close(id, Closed::Rejected, opinion)?;
        if is_vote { self.settle(visit, Some(id)) } else { self.rejected(visit, Some(id)) }
    }

    /// Decides the step where its handlers' acts suffice; otherwise opens whose turn has come.
    pub fn settle(&mut self, visit: VisitId, by: Option<ItemId>) -> Result<(), Refusal> {
        if let Some(Mode::Vote { more_than }) = self.visit(visit)?.mode {
            return self.settle_vote(visit, more_than, by);
        }
        self.open_ready(visit)?;
        if self.live_work(visit).is_empty() { self.pass(visit, by) } else { Ok(()) }
    }

    fn settle_vote(&mut self, visit: VisitId, more_than: u8, by: Option<ItemId>) -> Result<(), Refusal> {
        let with =
            |closed| move |(_, item): &(ItemId, &Item)| item.part.is_work() && item.closed() == Some(closed);
        let agreed = self.state.items_of(visit).filter(with(Closed::Approved)).count() as u32;
        let against = self.state.items_of(visit).filter(with(Closed::Rejected)).count() as u32;
        let voters = agreed + against + self.live_work(visit).len() as u32;
        self.emit(Event::VoteCounted { visit, agreed, against, voters })?;
        let enough = |votes: u32| u64::from(votes) * 100 > u64::from(more_than) * u64::from(voters);
        if enough(agreed) {
            self.cancel_all(visit, Cancelled::Decided)?;
            self.pass(visit, by)
        } else if enough(voters - against) {
            self.open_ready(visit)
        } else {
            self.rejected(visit, by)
        }
    }

    fn rejected(&mut self, visit: VisitId, by: Option<ItemId>) -> Result<(), Refusal> {
        match self.work_of(visit)?.on_reject {
            OnReject::Record => {
                self.cancel_all(visit, Cancelled::Decided)?;
                self.pass(visit, by)
            }
            OnReject::ToDrafter => {
                let target = self.return_target(visit, &ReturnTo::Drafter)?;
                let (from, to) = (self.visit(visit)?.step.clone(), self.visit(target)?.step.clone());
                self.emit(Event::Returned { item: by, from, to, then: AfterReturn::Again })?;
                self.send_back(by, visit, target, Left::Rejected, AfterReturn::Again)
            }
            OnReject::End => {
                self.cancel_all(visit, Cancelled::Interrupted)?;
                self.leave(visit, Left::Rejected, by)?;
                self.finish(Outcome::Rejected, None, by, vec![visit])
            }
        }
    }

    pub fn withdraw(&mut self, id: ItemId) -> Result<(), Refusal> {
        self.running()?;
        let item = self.item(id)?;
        if item.post != self.context.actor {
            return Err(Refusal::NotYourItem);
        }
        let decisive = matches!(
            item.closed(),
            Some(Closed::Submitted | Closed::Approved | Closed::Rejected | Closed::Returned)
        );
        if !decisive || item.carried {
            return Err(Refusal::NothingToWithdraw);
        }
        self.take_back(id)
    }

    /// The actor's own item at a step of people, whose turn it is and which is claimed where it has to be.
    pub fn own_work(&self, id: ItemId) -> Result<(Item, VisitId, &'a Work), Refusal> {
        let item = self.own(id)?;
        let visit = item.visit.filter(|_| item.part.is_work()).ok_or(Refusal::WrongPart)?;
        let work = self.work_of(visit)?;
        let offered = self.visit(visit)?.mode == Some(Mode::Claim) && item.asked_by.is_none();
        if offered && !item.claimed {
            return Err(Refusal::NotClaimed);
        }
        Ok((item, visit, work))
    }

    /// Closes an item; questions asked from it lose their asker.
    pub fn close(&mut self, id: ItemId, closed: Closed, opinion: Option<String>) -> Result<(), Refusal> {
        let item = self.item(id)?;
        let post = item.post;
        let step = item.visit.filter(|_| item.part.is_work()).map(|visit| self.step_of(visit)).transpose()?;
        let slot = step.filter(|_| opinion.is_some()).and_then(|step| step.opinion_slot.clone());
        self.emit(Event::ItemClosed { item: id, post, closed, opinion, slot })?;
        self.recall_questions(id)
    }

    pub fn recall_questions(&mut self, asker: ItemId) -> Result<(), Refusal> {
        let questions: Vec<_> = self.questions(asker).map(|(id, _)| id).collect();
        questions.into_iter().try_for_each(|question| self.cancel(question, Cancelled::Recalled))
    }

    fn refuse_if_reply_awaited(&self, id: ItemId) -> Result<(), Refusal> {
        if self.questions(id).any(|(_, question)| question.blocking) {
            Err(Refusal::ReplyAwaited)
        } else {
            Ok(())
        }
    }

    /// The open consultations asked from an item.
    pub fn questions(&self, asker: ItemId) -> impl Iterator<Item = (ItemId, &Item)> {
        let asked =
            move |item: &Item| item.part == Part::Consult && item.asked_by == Some(asker) && item.is_live();
        self.state.items().filter(move |(_, item)| asked(item))
    }

    fn is_part(&self, id: ItemId, part: Part) -> bool {
        self.state.item(id).is_some_and(|item| item.part == part)
    }

    /// Whether the holder of `asker` (or of what it replaces) asked for `id`, if only through others.
    fn is_asked_by(&self, id: ItemId, asker: ItemId) -> bool {
        let mut asked = vec![asker];
        let mut replaced = self.state.item(asker).and_then(|item| item.replaces);
        while let Some(id) = replaced {
            asked.push(id);
            replaced = self.state.item(id).and_then(|item| item.replaces).filter(|older| *older < id);
        }
        let mut next = self.state.item(id).and_then(|item| item.asked_by);
        while let Some(id) = next {
            if asked.contains(&id) {
                return true;
            }
            next = self.state.item(id).and_then(|item| item.asked_by).filter(|older| *older < id);
        }
        false
    }
}
