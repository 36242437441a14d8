//! The clocks of a case (时限计时): each item's from when it first came, standing while the case is suspended (挂起) and
//! while the item waits for what its holder asked others for (征求意见, 前加签). An act that was taken back goes on with the
//! clock it had. Who gets a case again after it was returned for correction (退回补正) has a new item with a new clock: what
//! is to be judged is another text.

use std::collections::BTreeMap;

use api::{CaseId, cases::Payload};
use flow::{Due, Event, ItemId};
use jiff::Timestamp;
use sqlx::PgConnection;

use crate::{
    Result,
    platform::calendar::{Pause, Term},
};

impl From<Due> for Term {
    fn from(due: Due) -> Self {
        match due {
            Due::WorkingDays(days) => Self::WorkingDays(days),
            Due::Days(days) => Self::Days(days),
        }
    }
}

/// One item's.
#[derive(Clone, Debug)]
pub struct Clock {
    /// When it began.
    pub opened: Timestamp,
    /// When it stood; the last may still.
    pub pauses: Vec<Pause>,
}

impl Clock {
    fn stop(&mut self, at: Timestamp) {
        if self.pauses.last().is_none_or(|pause| pause.to.is_some()) {
            self.pauses.push(Pause { from: at, to: None });
        }
    }

    /// It goes on, where it stood.
    pub fn go_on(&mut self, at: Timestamp) {
        for pause in self.pauses.iter_mut().filter(|pause| pause.to.is_none()) {
            pause.to = Some(at);
        }
    }
}

/// Read off the history; an item that never opened has none.
pub async fn clocks(connection: &mut PgConnection, id: CaseId) -> Result<BTreeMap<ItemId, Clock>> {
    let rows = sqlx::query!(
        r#"select kind, at as "at: jiff_sqlx::Timestamp", payload from events where case_id = $1 order by sequence"#,
        id.0
    )
    .fetch_all(connection)
    .await?;
    let (mut running, mut suspended) = (Running::default(), Vec::new());
    for row in rows {
        let at = row.at.to_jiff();
        match row.kind.as_str() {
            "suspend" => suspended.push(Pause { from: at, to: None }),
            "resume" => suspended.iter_mut().for_each(|pause| pause.to = pause.to.or(Some(at))),
            _ => {}
        }
        let payload: Payload = serde_json::from_str(&row.payload)?;
        let withdrawn = is_withdrawal(&payload.events);
        payload.events.iter().for_each(|event| running.follow(event, withdrawn, at));
    }
    let mut clocks = running.clocks;
    for clock in clocks.values_mut() {
        clock.pauses.extend(&suspended);
        clock.pauses.sort_by_key(|pause| pause.from);
    }
    Ok(clocks)
}

/// Whether an act was taken back (收回) with these events.
pub fn is_withdrawal(events: &[Event]) -> bool {
    events.iter().any(|event| matches!(event, Event::Withdrawn { .. }))
}

#[derive(Default)]
struct Running {
    clocks: BTreeMap<ItemId, Clock>,
    /// Questions for whose reply somebody waits, and who.
    asked: BTreeMap<ItemId, ItemId>,
}

impl Running {
    fn follow(&mut self, event: &Event, withdrawn: bool, at: Timestamp) {
        match event {
            Event::ItemPlanned(planned) => {
                if let Some(asker) = planned.asked_by.filter(|_| planned.blocking) {
                    self.asked.insert(planned.item, asker);
                    self.stop(asker, at);
                }
                let before =
                    planned.takes_up.filter(|_| withdrawn).and_then(|id| self.clocks.get(&id).cloned());
                if let Some(clock) = before {
                    self.clocks.insert(planned.item, clock);
                }
            }
            Event::ItemOpened { item, .. } => {
                self.clocks.entry(*item).or_insert(Clock { opened: at, pauses: Vec::new() }).go_on(at);
            }
            Event::ItemHeld { item, .. } => self.stop(*item, at),
            Event::ItemClosed { item, .. } | Event::ItemCancelled { item, .. } => {
                self.stop(*item, at);
                if let Some(asker) = self.asked.remove(item).filter(|asker| !self.waits(*asker))
                    && let Some(clock) = self.clocks.get_mut(&asker)
                {
                    clock.go_on(at);
                }
            }
            _ => {}
        }
    }

    fn stop(&mut self, item: ItemId, at: Timestamp) {
        if let Some(clock) = self.clocks.get_mut(&item) {
            clock.stop(at);
        }
    }

    fn waits(&self, item: ItemId) -> bool {
        self.asked.values().any(|asker| *asker == item)
    }
}
