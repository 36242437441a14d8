//! 业务设置: one list and one form for every kind of setting, drawn by what the server says of the kind.
//! Deliberately absent: any knowledge of a kind. A new one is declared on the server and is here.

mod choose;
mod fields;
mod files;
mod form;
mod history;
mod index;
mod list;
mod picture;
mod save;

use api::settings::KindInfo;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

pub use files::{Importable, import};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    Index,
    List,
    One,
    New,
}

/// Such a page.
pub fn page(page: Page) -> AnyView {
    match page {
        Page::Index => index::index(),
        Page::List => list::list(),
        Page::One => form::one(),
        Page::New => form::new(),
    }
}

/// A part of the address, as long as the page stands.
fn part(name: &'static str) -> String {
    use_params_map().with_untracked(|params| params.get(name).unwrap_or_default())
}

/// The kind of this key among those that somebody administers.
fn named(kinds: &[KindInfo], key: &str) -> Option<KindInfo> {
    kinds.iter().find(|kind| kind.key == key).cloned()
}
