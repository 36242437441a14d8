//! What goes with the text of a draft, in a file of its own to load: it stands further down.

use api::files::File;
use leptos::prelude::*;

use super::attachments::Attachments;
use super::autosave::Autosave;
use super::files::Files;
use super::format::{self, Asked};

#[derive(Clone)]
pub enum Attached {
    /// 附件 with texts of their own.
    Texts(Autosave),
    /// Files for the handlers, and those that are known already.
    Files(Autosave, Vec<File>),
    /// What its format asks for.
    Format(Asked, Autosave),
}

/// Such a part of the form.
pub fn attached(attached: Attached) -> AnyView {
    match attached {
        Attached::Texts(autosave) => view! { <Attachments autosave /> }.into_any(),
        Attached::Files(autosave, known) => view! { <Files autosave known /> }.into_any(),
        Attached::Format(asked, autosave) => format::elements(asked, autosave),
    }
}

impl Attached {
    /// Whether it stands among the fields of the form.
    pub fn is_field(&self) -> bool {
        matches!(self, Attached::Format(..))
    }
}
