//! Choosing many rows: a mode of the list, with ticks under the thumb and `x` on the keyboard.

use api::CaseId;
use api::cases::{CaseStatus, InboxBox, InboxRow};
use api::inbox::{BatchItem, BatchVerb};
use flow::ItemId;
use leptos::prelude::*;

use crate::http;
use crate::t;
use crate::ui::is_writing;

/// A row that can be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Picked {
    pub case: CaseId,
    item: Option<ItemId>,
    version: i32,
    pub title: String,
    /// Address of the case.
    pub href: String,
    /// What one tap can do with it.
    pub quick: Option<BatchVerb>,
    /// Whether those who have it can be urged.
    urgeable: bool,
}

impl Picked {
    pub fn new(of: InboxBox, row: &InboxRow) -> Self {
        let title = match row.case.title.is_empty() {
            true => t!(inbox.untitled).to_owned(),
            false => row.case.title.clone(),
        };
        let others = matches!(of, InboxBox::Following | InboxBox::Mine);
        Self {
            case: row.case.id,
            item: row.item,
            version: row.case.version,
            title,
            href: crate::paths::case(&row.case, Some(of)),
            quick: row.quick,
            urgeable: others && row.case.status == CaseStatus::Running,
        }
    }

    /// Whether it is the same work, in whatever version.
    pub fn same(&self, other: &Self) -> bool {
        self.case == other.case && self.item == other.item
    }

    pub fn allows(&self, verb: BatchVerb) -> bool {
        self.quick == Some(verb) || (verb == BatchVerb::Urge && self.urgeable)
    }

    /// As it is sent; made once for each act, whose key it holds.
    pub fn entry(&self) -> BatchItem {
        BatchItem { key: http::key(), case: self.case, version: self.version, item: self.item }
    }

    /// The row by its name in the page.
    pub fn name(&self) -> String {
        format!("{}.{}", self.case, self.item.map_or(0, |item| item.0))
    }
}

/// The rows there are, and those chosen, in order.
#[derive(Clone, Copy)]
pub struct Picking {
    /// Whether ticks are shown.
    pub on: RwSignal<bool>,
    pub chosen: RwSignal<Vec<Picked>>,
    rows: RwSignal<Vec<Picked>>,
}

impl Picking {
    pub fn new() -> Self {
        Self { on: RwSignal::new(false), chosen: RwSignal::new(Vec::new()), rows: RwSignal::new(Vec::new()) }
    }

    /// A row is there, until it goes. One that comes again in another version stays chosen in that version.
    pub fn register(self, row: Picked) {
        self.chosen.update(|chosen| {
            chosen.iter_mut().filter(|other| other.same(&row)).for_each(|other| *other = row.clone());
        });
        self.rows.update(|rows| {
            rows.retain(|other| !other.same(&row));
            rows.push(row.clone());
        });
        on_cleanup(move || {
            self.rows.try_update(|rows| rows.retain(|other| *other != row));
        });
    }

    pub fn holds(self, row: &Picked) -> bool {
        self.chosen.with(|chosen| chosen.iter().any(|other| other.same(row)))
    }

    pub fn toggle(self, row: &Picked) {
        self.on.set(true);
        self.chosen.update(|chosen| match chosen.iter().position(|other| other.same(row)) {
            Some(place) => drop(chosen.remove(place)),
            None => chosen.push(row.clone()),
        });
    }

    pub fn all(self) {
        self.chosen.set(self.rows.get_untracked());
    }

    pub fn toggle_mode(self) {
        match self.on.get_untracked() {
            true => self.end(),
            false => self.on.set(true),
        }
    }

    pub fn end(self) {
        self.on.set(false);
        self.chosen.set(Vec::new());
    }
}

/// `x` chooses the row that has the focus, Escape chooses nothing any more.
pub fn listen(picking: Picking) {
    let handle = window_event_listener(leptos::ev::keydown, move |event| {
        let plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
        if !plain || event.is_composing() || is_writing() {
            return;
        }
        match event.key().as_str() {
            "x" => {
                let line = document().active_element();
                let line = line.and_then(|element| element.closest("[data-row]").ok().flatten());
                let name = line.and_then(|line| line.get_attribute("data-row"));
                let rows = picking.rows.get_untracked();
                let Some(row) = rows.iter().find(|row| Some(row.name()) == name) else { return };
                picking.toggle(row);
            }
            "Escape" if picking.on.get_untracked() => picking.end(),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || handle.remove());
}
