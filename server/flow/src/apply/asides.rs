//! What happens beside the flow and never moves it: consultation (征求意见), reading (传阅), urging (催办), notes.

use super::items::planned;
use super::run::Run;
use super::signers::are_distinct;
use super::{must_say, said};
use crate::event::{Event, ItemPlanned};
use crate::ids::{ItemId, PostId};
use crate::refusal::Refusal;
use crate::terms::{Cancelled, Closed, Part};

impl Run<'_> {
    pub fn consult(
        &mut self,
        id: ItemId,
        posts: &[PostId],
        question: &str,
        blocking: bool,
    ) -> Result<(), Refusal> {
        self.running()?;
        let item = self.own(id)?;
        if !item.part.is_work() {
            return Err(Refusal::WrongPart);
        }
        if item.part != Part::Draft {
            self.own_work(id)?;
        }
        let question = must_say(question)?;
        let asked =
            |post: &PostId| *post == item.post || self.questions(id).any(|(_, asked)| asked.post == *post);
        if !are_distinct(posts) || posts.iter().any(asked) {
            return Err(Refusal::BadPosts);
        }
        let step = item.visit.and_then(|visit| self.state.visit(visit)).map(|visit| visit.step.clone());
        self.emit(Event::Consulted {
            item: id,
            posts: posts.to_vec(),
            question: question.clone(),
            blocking,
        })?;
        for post in posts {
            let question = Some(question.clone());
            let consulted = self.plan(ItemPlanned {
                visit: item.visit,
                step: step.clone(),
                asked_by: Some(id),
                blocking,
                note: question.clone(),
                ..planned(*post, Part::Consult)
            })?;
            self.open(consulted, question)?;
        }
        Ok(())
    }

    pub fn reply(&mut self, id: ItemId, opinion: &str) -> Result<(), Refusal> {
        self.running()?;
        if self.own(id)?.part != Part::Consult {
            return Err(Refusal::WrongPart);
        }
        self.close(id, Closed::Replied, Some(must_say(opinion)?))
    }

    pub fn mark_read(&mut self, id: ItemId, opinion: Option<&str>) -> Result<(), Refusal> {
        self.started()?;
        if self.own(id)?.part != Part::Read {
            return Err(Refusal::WrongPart);
        }
        self.close(id, Closed::Read, said(opinion))
    }

    pub fn circulate(&mut self, posts: &[PostId], note: Option<&str>) -> Result<(), Refusal> {
        self.started()?;
        self.refuse_strangers()?;
        if !are_distinct(posts) {
            return Err(Refusal::BadPosts);
        }
        let (by, note) = (self.context.actor, said(note));
        self.emit(Event::Circulated { by, posts: posts.to_vec(), note: note.clone() })?;
        for post in posts {
            let note = note.clone();
            let reading =
                ItemPlanned { circulated_by: Some(by), note: note.clone(), ..planned(*post, Part::Read) };
            let reading = self.plan(reading)?;
            self.open(reading, note)?;
        }
        Ok(())
    }

    pub fn recall(&mut self, id: ItemId) -> Result<(), Refusal> {
        self.started()?;
        let item = self.item(id)?.clone();
        if item.part != Part::Read {
            return Err(Refusal::WrongPart);
        }
        if item.circulated_by != Some(self.context.actor) && !self.context.administrator {
            return Err(Refusal::NotPermitted);
        }
        self.turn(id)?;
        self.cancel(id, Cancelled::Recalled)
    }

    pub fn urge(&mut self, items: &[ItemId], note: Option<&str>) -> Result<(), Refusal> {
        self.running()?;
        self.refuse_strangers()?;
        let actor = self.context.actor;
        let items: Vec<ItemId> = if items.is_empty() {
            let others = self.state.items().filter(|(_, item)| item.is_open() && item.post != actor);
            others.filter(|(_, item)| item.part != Part::Read).map(|(id, _)| id).collect()
        } else {
            items.to_vec()
        };
        let posts =
            items.iter().map(|id| self.turn(*id).map(|item| item.post)).collect::<Result<Vec<_>, _>>()?;
        if posts.is_empty() || posts.contains(&actor) {
            return Err(Refusal::NothingOpen);
        }
        self.emit(Event::Urged { items, posts, note: said(note) })
    }

    pub fn note(&mut self) -> Result<(), Refusal> {
        self.started()?;
        if !self.context.system {
            return Err(Refusal::NotPermitted);
        }
        self.emit(Event::Noted)
    }

    fn refuse_strangers(&self) -> Result<(), Refusal> {
        let knows_it = self.context.administrator || self.state.took_part(self.context.actor);
        if knows_it { Ok(()) } else { Err(Refusal::NotPermitted) }
    }
}
