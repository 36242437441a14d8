//! Posts as the server lists them, page by page. Old rows stay until the new ones are there.

use api::Page;
use api::organization::PostEntry;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Picking;
use crate::http::{self, Failure};
use crate::paths;

/// Posts at a path.
#[derive(Clone, Copy)]
pub struct Listing {
    pub rows: RwSignal<Vec<PostEntry>>,
    /// Where more of them begin.
    pub next: RwSignal<Option<String>>,
    pub failure: RwSignal<Option<Failure>>,
    pub busy: RwSignal<bool>,
    path: Memo<Option<String>>,
    latest: StoredValue<u32>,
    picking: Picking,
}

impl Listing {
    /// Follows the path; no path, no posts.
    pub fn new(path: Memo<Option<String>>, picking: Picking) -> Self {
        let listing = Self {
            rows: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            failure: RwSignal::new(None),
            busy: RwSignal::new(false),
            path,
            latest: StoredValue::new(0),
            picking,
        };
        Effect::new(move |_| {
            if path.with(Option::is_none) {
                listing.rows.set(Vec::new());
                listing.next.set(None);
            }
            listing.ask(None);
        });
        listing
    }

    /// Asks again, or for the rows that follow.
    pub fn ask(self, after: Option<String>) {
        self.latest.update_value(|latest| *latest += 1);
        let asked = self.latest.get_value();
        self.failure.set(None);
        let path = self.path.get_untracked();
        self.busy.set(path.is_some());
        let Some(path) = path else { return };
        let target = match &after {
            Some(after) => format!("{path}&after={}", paths::encode(after)),
            None => path,
        };
        spawn_local(async move {
            let answer = http::get::<Page<PostEntry>>(&target).await;
            if self.latest.try_get_value() != Some(asked) {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(page) => {
                    self.picking.learn(&page.rows);
                    self.next.set(page.next);
                    match after {
                        Some(_) => self.rows.update(|rows| rows.extend(page.rows)),
                        None => self.rows.set(page.rows),
                    }
                }
                Err(failure) => self.failure.set(Some(failure)),
            }
        });
    }
}
