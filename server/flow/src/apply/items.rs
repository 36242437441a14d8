//! Work items: planned, opened when their turn comes.

use super::run::Run;
use crate::event::{Event, ItemPlanned};
use crate::ids::{ItemId, PostId, VisitId};
use crate::refusal::Refusal;
use crate::terms::Part;

impl Run<'_> {
    /// Plans an item of a visit with the time limit of its step.
    pub fn plan_in(
        &mut self,
        visit: VisitId,
        post: PostId,
        part: Part,
        after: Vec<ItemId>,
    ) -> Result<ItemId, Refusal> {
        let step = self.step_of(visit)?;
        self.plan(ItemPlanned {
            visit: Some(visit),
            step: Some(step.id.clone()),
            after,
            due: step.due_in(self.context.fields),
            ..planned(post, part)
        })
    }

    /// Plans an item under the next number.
    pub fn plan(&mut self, planned: ItemPlanned) -> Result<ItemId, Refusal> {
        let item = self.next_item();
        self.emit(Event::ItemPlanned(ItemPlanned { item, ..planned }))?;
        Ok(item)
    }

    /// Opens every planned item of a visit that waits for nobody any more.
    pub fn open_ready(&mut self, visit: VisitId) -> Result<(), Refusal> {
        let ready = |run: &Self| {
            let waits = |id: &ItemId| run.state.item(*id).is_some_and(crate::state::Item::is_live);
            let planned = run.state.items_of(visit).filter(|(_, item)| item.is_live() && !item.is_open());
            planned.filter(|(_, item)| !item.after.iter().any(waits)).map(|(id, _)| id).collect::<Vec<_>>()
        };
        ready(self).into_iter().try_for_each(|item| self.open(item, None))
    }

    /// Opens a planned item.
    pub fn open(&mut self, id: ItemId, note: Option<String>) -> Result<(), Refusal> {
        let item = self.item(id)?;
        let visit = item.visit.and_then(|visit| self.state.visit(visit));
        self.emit(Event::ItemOpened {
            item: id,
            visit: item.visit,
            step: visit.map(|visit| visit.step.clone()),
            post: item.post,
            part: item.part,
            mode: visit.and_then(|visit| visit.mode),
            due: item.due,
            note,
        })
    }
}

/// An item with nothing but post and part set.
pub(crate) fn planned(post: PostId, part: Part) -> ItemPlanned {
    ItemPlanned {
        item: ItemId(0),
        visit: None,
        step: None,
        post,
        part,
        after: Vec::new(),
        asked_by: None,
        replaces: None,
        takes_up: None,
        blocking: false,
        due: None,
        note: None,
        circulated_by: None,
    }
}
