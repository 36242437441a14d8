//! The organs that a draft names: 主送, 抄送, 联合行文.

use api::OrganId;
use api::documents::{Draft, Recipient};
use api::organization::{Directory, Organ};
use leptos::prelude::*;

use super::super::Organs;
use super::autosave::Autosave;
use crate::lazy::documents_organs;

/// What a picker chooses for.
#[derive(Clone, Copy)]
pub struct Chosen {
    pub read: fn(&Draft, &Directory) -> Vec<Recipient>,
    pub write: fn(&mut Draft, Vec<Recipient>),
    /// Whether words that are no organ of the directory are taken.
    pub free: bool,
}

/// 主送.
pub const MAIN: Chosen = Chosen {
    read: |draft, _| draft.recipients.clone(),
    write: |draft, chosen| draft.recipients = chosen,
    free: true,
};

/// 抄送.
pub const COPIES: Chosen = Chosen {
    read: |draft, _| draft.copies.clone(),
    write: |draft, chosen| draft.copies = chosen,
    free: true,
};

/// 发文机关, the lead organ first.
pub const ISSUERS: Chosen = Chosen {
    read: |draft, directory| {
        let named = |id: &OrganId| directory.organs.iter().find(|organ| organ.id == *id).map(recipient);
        draft.issuers.iter().filter_map(named).collect()
    },
    write: |draft, chosen| draft.issuers = chosen.into_iter().filter_map(|organ| organ.organ).collect(),
    free: false,
};

/// The box for them.
pub fn organs_of(
    autosave: Autosave,
    directory: Signal<Directory>,
    of: Chosen,
    label: &'static str,
    hint: &'static str,
) -> AnyView {
    let chosen = Memo::new(move |_| {
        directory.with(|directory| autosave.draft.with(|draft| (of.read)(draft, directory)))
    });
    let set = Callback::new(move |list: Vec<Recipient>| autosave.edit(|draft| (of.write)(draft, list)));
    documents_organs(Organs { chosen: chosen.into(), set, free: of.free, label, hint })
}

fn recipient(organ: &Organ) -> Recipient {
    Recipient { organ: Some(organ.id), name: organ.name.clone() }
}
