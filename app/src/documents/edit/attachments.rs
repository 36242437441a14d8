//! 附件: each a title and a text of its own, in order.

use api::documents::{Attachment, Block};
use leptos::prelude::*;

use super::autosave::Autosave;
use super::editor::{Editor, EditorHandle};
use crate::t;
use crate::ui::{Button, Checkbox, Field, Icon, IconButton, Input};

/// The list with its editors. Each attachment keeps a key of its own, so that moving one does not remake the others.
#[component]
pub fn Attachments(autosave: Autosave) -> impl IntoView {
    let count = autosave.draft.with_untracked(|draft| draft.attachments.len());
    let keys = RwSignal::new((0..count).collect::<Vec<usize>>());
    let next = StoredValue::new(count);
    let add = move |()| {
        autosave.edit(|draft| draft.attachments.push(Attachment::default()));
        let key = next.get_value();
        next.set_value(key + 1);
        keys.update(|keys| keys.push(key));
    };
    view! {
        <div class="attachments">
            <p class="label">{t!(documents.attachments)}</p>
            <p class="hint">{t!(documents.attachments_hint)}</p>
            <For each=move || keys.get() key=|key| *key children=move |key| view! { <One autosave keys key /> } />
            <Button symbol=Icon::Plus on_press=add>{t!(documents.attachment_add)}</Button>
        </div>
    }
}

#[component]
fn One(autosave: Autosave, keys: RwSignal<Vec<usize>>, key: usize) -> impl IntoView {
    let place = Memo::new(move |_| keys.with(|keys| keys.iter().position(|other| *other == key)));
    let change = move |change: &dyn Fn(&mut Attachment)| {
        if let Some(index) = place.get_untracked() {
            autosave.edit(|draft| draft.attachments.get_mut(index).into_iter().for_each(change));
        }
    };
    let start = place
        .get_untracked()
        .and_then(|index| autosave.draft.with_untracked(|draft| draft.attachments.get(index).cloned()));
    let start = start.unwrap_or_default();
    let title = RwSignal::new(start.title);
    Effect::new(move |before: Option<()>| {
        let words = title.get();
        if before.is_some() {
            change(&|attachment| attachment.title.clone_from(&words));
        }
    });
    let separate = RwSignal::new(start.separate);
    Effect::new(move |before: Option<()>| {
        let separate = separate.get();
        if before.is_some() {
            change(&|attachment| attachment.separate = separate);
        }
    });
    let earlier = move |()| {
        if let Some(index) = place.get_untracked().filter(|index| *index > 0) {
            autosave.edit(|draft| draft.attachments.swap(index, index - 1));
            keys.update(|keys| keys.swap(index, index - 1));
        }
    };
    let remove = move |()| {
        if let Some(index) = place.get_untracked() {
            autosave.edit(|draft| drop(draft.attachments.remove(index)));
            keys.update(|keys| keys.retain(|other| *other != key));
        }
    };
    let written = move |blocks: Vec<Block>| change(&|attachment| attachment.body.clone_from(&blocks));
    let number = move || place.get().map_or(0, |index| index + 1);
    view! {
        <fieldset class="attachment" id=move || format!("at-attachments-{}", number())>
            <legend>{move || t!(documents.attachment_number, number = number())}</legend>
            <div class="attachment-tools">
                <IconButton symbol=Icon::Up label=t!(documents.attachment_earlier) disabled=Signal::derive(move || number() < 2) on_press=earlier />
                <IconButton symbol=Icon::Trash label=t!(documents.attachment_remove) on_press=remove />
            </div>
            <Field label=t!(documents.attachment_title)><Input value=title longest=200 /></Field>
            <Checkbox checked=separate label=t!(documents.attachment_separate) />
            <Editor
                label=t!(documents.attachment_text).to_owned()
                blocks=start.body
                handle=EditorHandle::new()
                changed=written
            />
        </fieldset>
    }
}
