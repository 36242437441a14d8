//! Two texts of one draft: the drafter compares them and says which holds, or keeps both.

use api::documents::Draft;
use leptos::prelude::*;

use super::super::{Record, changes, difference};
use super::autosave::{Autosave, SaveState, Theirs};
use crate::lazy::documents_record;
use crate::t;
use crate::ui::{Button, Dialog, Weight};

/// Opens when a save was refused because another came before it.
#[component]
pub fn Conflict(autosave: Autosave) -> impl IntoView {
    let open = RwSignal::new(false);
    let theirs = Memo::new(move |_| {
        autosave.state.with(|state| match state {
            SaveState::Stale(theirs) => Some((**theirs).clone()),
            _ => None,
        })
    });
    Effect::new(move |_| open.set(theirs.with(Option::is_some)));
    let question =
        move || theirs.get().map(|theirs| documents_record(Record::Conflict(autosave, Box::new(theirs))));
    view! {
        <Dialog open title=Signal::derive(|| t!(documents.conflict_title).to_owned()) firm=true>
            {question}
        </Dialog>
    }
}

/// Both texts in one, with their differences, and what to do about it.
pub fn question(autosave: Autosave, theirs: Theirs) -> AnyView {
    let mine = autosave.draft.get_untracked();
    let compared = changes::of_drafts(&theirs.draft, &mine);
    let save = theirs.save;
    let both = both(&theirs.draft, &mine);
    let other = theirs.draft.clone();
    let said = match theirs.by {
        Some(name) => t!(documents.conflict_by, name = name, save = save),
        None => t!(documents.conflict_text, save = save),
    };
    view! {
        <p>{said}</p>
        <p class="hint">{t!(documents.conflict_legend)}</p>
        <div class="conflict-changes" tabindex="0" role="region" aria-label=t!(documents.differences)>{compared}</div>
        <footer>
            <Button on_press=move |()| autosave.resolve(other.clone(), save)>{t!(documents.conflict_theirs)}</Button>
            <Button on_press=move |()| autosave.resolve(both.clone(), save)>{t!(documents.conflict_both)}</Button>
            <Button weight=Weight::Primary on_press=move |()| autosave.resolve(mine.clone(), save)>{t!(documents.conflict_mine)}</Button>
        </footer>
    }
    .into_any()
}

/// My elements; of the text every paragraph of either, theirs first where they differ.
fn both(theirs: &Draft, mine: &Draft) -> Draft {
    let mut both = mine.clone();
    both.body = difference::union(&theirs.body, &mine.body);
    let lost = theirs.attachments.iter().filter(|attachment| !mine.attachments.contains(attachment));
    both.attachments.extend(lost.cloned());
    both
}
