//! Who signs at a step: added and removed signers (加减签), transfer (转办), claiming (签收).

use std::collections::BTreeSet;

use super::items::planned;
use super::run::Run;
use super::said;
use crate::command::Place;
use crate::definition::Mode;
use crate::event::{Event, ItemPlanned};
use crate::ids::{ItemId, PostId, VisitId};
use crate::refusal::Refusal;
use crate::state::Item;
use crate::terms::{Cancelled, Closed, Part};

impl Run<'_> {
    pub fn add_signers(
        &mut self,
        id: ItemId,
        posts: &[PostId],
        place: Place,
        note: Option<&str>,
    ) -> Result<(), Refusal> {
        self.running()?;
        let (item, visit, _) = self.own_work(id)?;
        if !are_distinct(posts) || posts.iter().any(|post| self.is_busy(visit, *post)) {
            return Err(Refusal::BadPosts);
        }
        let note = said(note);
        self.emit(Event::SignersAdded { item: id, posts: posts.to_vec(), place, note: note.clone() })?;
        let mut added = Vec::new();
        for post in posts {
            let after = if place == Place::After { vec![id] } else { Vec::new() };
            let asked_by = Some(id);
            added.push(self.plan_beside(
                &item,
                ItemPlanned { after, asked_by, note: note.clone(), ..planned(*post, Part::Handle) },
            )?);
        }
        match place {
            Place::Before => {
                self.hold(id, item.after.iter().chain(&added).copied().collect())?;
                added.into_iter().try_for_each(|signer| self.open(signer, note.clone()))
            }
            Place::After => self.let_wait(visit, id, |after| after.extend(&added), &added),
        }
    }

    /// Changes what those wait for who wait for `id`, `except` these.
    fn let_wait(
        &mut self,
        visit: VisitId,
        id: ItemId,
        change: impl Fn(&mut Vec<ItemId>),
        except: &[ItemId],
    ) -> Result<(), Refusal> {
        let waits = |item: &Item| item.is_live() && !item.is_open() && item.after.contains(&id);
        let waiting =
            self.state.items_of(visit).filter(|(other, item)| waits(item) && !except.contains(other));
        let waiting: Vec<_> = waiting.map(|(other, item)| (other, item.after.clone())).collect();
        for (other, mut after) in waiting {
            change(&mut after);
            self.hold(other, after)?;
        }
        Ok(())
    }

    /// Plans an item at the same step, with the same time limit.
    fn plan_beside(&mut self, item: &Item, planned: ItemPlanned) -> Result<ItemId, Refusal> {
        let step = item.visit.map(|visit| self.step_of(visit)).transpose()?.map(|step| step.id.clone());
        self.plan(ItemPlanned { visit: item.visit, step, due: item.due, ..planned })
    }

    /// Whether the post has work to do at this visit already.
    pub fn is_busy(&self, visit: VisitId, post: PostId) -> bool {
        let busy = |item: &Item| item.post == post && item.is_live() && item.part.is_work();
        self.state.items_of(visit).any(|(_, item)| busy(item))
    }

    pub fn remove_signer(&mut self, id: ItemId, note: Option<&str>) -> Result<(), Refusal> {
        self.running()?;
        let item = self.item(id)?.clone();
        if !item.is_live() {
            return Err(Refusal::ItemClosed);
        }
        if !matches!(item.part, Part::Handle | Part::Joint) {
            return Err(Refusal::NotASigner);
        }
        let visit = item.visit.ok_or(Refusal::NotASigner)?;
        if !self.may_remove(&item, visit)? {
            return Err(Refusal::NotPermitted);
        }
        let acted = |item: &Item| matches!(item.closed(), Some(Closed::Approved | Closed::Rejected));
        let others = |(other, item): (ItemId, &Item)| {
            other != id && item.part.is_work() && (item.is_live() || acted(item))
        };
        if !self.state.items_of(visit).any(others) {
            return Err(Refusal::LastCandidate);
        }
        self.emit(Event::SignerRemoved { item: id, post: item.post, note: said(note) })?;
        let inherit = |after: &mut Vec<ItemId>| {
            after.retain(|waits_for| *waits_for != id);
            after.extend(&item.after);
        };
        self.let_wait(visit, id, inherit, &[])?;
        self.cancel(id, Cancelled::Removed)?;
        self.recall_questions(id)?;
        self.settle(visit, None)
    }

    fn may_remove(&self, item: &Item, visit: VisitId) -> Result<bool, Refusal> {
        let actor = self.context.actor;
        if item.post == actor {
            return Ok(false);
        }
        let is_actors =
            |id: Option<ItemId>| id.and_then(|id| self.state.item(id)).is_some_and(|i| i.post == actor);
        let leads = |item: &Item| item.part == Part::Lead && item.post == actor && item.is_live();
        Ok(self.context.administrator
            || is_actors(item.asked_by)
            || is_actors(self.visit(visit)?.cause)
            || self.state.items_of(visit).any(|(_, item)| leads(item)))
    }

    pub fn transfer(&mut self, id: ItemId, to: PostId, note: Option<&str>) -> Result<(), Refusal> {
        self.running()?;
        let item = self.item(id)?;
        let others = item.post != self.context.actor;
        if others && !self.context.administrator {
            return Err(Refusal::NotYourItem);
        }
        let item = self.turn(id)?;
        let visit = item.visit.filter(|_| item.part.is_work()).ok_or(Refusal::WrongPart)?;
        let offered = self.visit(visit)?.mode == Some(Mode::Claim) && item.asked_by.is_none();
        if offered && !item.claimed {
            return Err(Refusal::NotClaimed);
        }
        if to == item.post || self.is_busy(visit, to) {
            return Err(Refusal::BadPosts);
        }
        let note = said(note);
        self.emit(Event::Transferred { item: id, from: item.post, to, note: note.clone() })?;
        let asked_by = item.asked_by;
        let new = self.plan_beside(
            &item,
            ItemPlanned { asked_by, replaces: Some(id), note: note.clone(), ..planned(to, item.part) },
        )?;
        let replace = |after: &mut Vec<ItemId>| {
            for waits_for in after.iter_mut().filter(|waits_for| **waits_for == id) {
                *waits_for = new;
            }
        };
        self.let_wait(visit, id, replace, &[])?;
        self.close(id, Closed::Transferred, None)?;
        self.open(new, note)?;
        if item.claimed { self.emit(Event::ItemClaimed { item: new, post: to }) } else { Ok(()) }
    }

    pub fn claim(&mut self, id: ItemId) -> Result<(), Refusal> {
        let (item, visit) = self.offered(id)?;
        if item.claimed {
            return Err(Refusal::AlreadyClaimed);
        }
        self.emit(Event::ItemClaimed { item: id, post: item.post })?;
        for other in self.candidates(visit, id) {
            self.hold(other, vec![id])?;
        }
        Ok(())
    }

    pub fn release(&mut self, id: ItemId) -> Result<(), Refusal> {
        let (item, visit) = self.offered(id)?;
        if !item.claimed {
            return Err(Refusal::NotClaimed);
        }
        self.emit(Event::ItemReleased { item: id, post: item.post })?;
        self.open_ready(visit)
    }

    pub fn decline(&mut self, id: ItemId, opinion: Option<&str>) -> Result<(), Refusal> {
        let (item, visit) = self.offered(id)?;
        if item.claimed {
            return Err(Refusal::AlreadyClaimed);
        }
        if self.candidates(visit, id).is_empty() {
            return Err(Refusal::LastCandidate);
        }
        self.close(id, Closed::Declined, said(opinion))
    }

    /// The actor's own item at a step that is claimed.
    fn offered(&self, id: ItemId) -> Result<(Item, VisitId), Refusal> {
        self.running()?;
        let item = match self.own(id) {
            Err(Refusal::ItemWaiting) if self.is_claimed_by_another(id) => {
                return Err(Refusal::AlreadyClaimed);
            }
            item => item?,
        };
        let visit = item.visit.filter(|_| item.part == Part::Handle).ok_or(Refusal::NotAClaim)?;
        let offered = self.visit(visit)?.mode == Some(Mode::Claim) && item.asked_by.is_none();
        if offered { Ok((item, visit)) } else { Err(Refusal::NotAClaim) }
    }

    fn is_claimed_by_another(&self, id: ItemId) -> bool {
        let after = self.state.item(id).map(|item| item.after.as_slice()).unwrap_or_default();
        after.iter().any(|other| self.state.item(*other).is_some_and(|item| item.claimed && item.is_live()))
    }

    /// The others to whom the step is offered.
    fn candidates(&self, visit: VisitId, except: ItemId) -> Vec<ItemId> {
        let offered = |item: &Item| item.is_live() && item.part == Part::Handle && item.asked_by.is_none();
        let others = self.state.items_of(visit).filter(|(id, item)| *id != except && offered(item));
        others.map(|(id, _)| id).collect()
    }
}

/// Whether at least one post is named, and none twice.
pub(crate) fn are_distinct(posts: &[PostId]) -> bool {
    !posts.is_empty() && posts.iter().collect::<BTreeSet<_>>().len() == posts.len()
}
