//! Reference files (参考材料): for the handlers, not part of the document.

use api::files::{File, MAX_UPLOAD};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::autosave::Autosave;
use super::upload::upload;
use crate::http::Failure;
use crate::ui::{Button, Icon, IconButton, ProgressBar, icon, live};
use crate::{format, paths, t};

/// A file on its way.
#[derive(Clone)]
struct Upload {
    key: u32,
    /// Held by the browser; the page sends it again on a retry.
    file: StoredValue<web_sys::File, LocalStorage>,
    name: String,
    /// 0 to 1.
    share: RwSignal<f64>,
    failure: RwSignal<Option<String>>,
}

#[component]
pub fn Files(autosave: Autosave, known: Vec<File>) -> impl IntoView {
    let known = RwSignal::new(known);
    let uploads = RwSignal::new(Vec::<Upload>::new());
    let last = StoredValue::new(0_u32);
    let input = NodeRef::<html::Input>::new();
    let start = move |upload: Upload| spawn_local(run(upload, autosave, known, uploads));
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        for file in picked(&input) {
            last.update_value(|last| *last += 1);
            let upload = Upload {
                key: last.get_value(),
                name: file.name(),
                file: StoredValue::new_local(file),
                share: RwSignal::new(0.0),
                failure: RwSignal::new(None),
            };
            uploads.update(|uploads| uploads.push(upload.clone()));
            start(upload);
        }
        input.set_value("");
    };
    let attached = move || {
        let ids = autosave.draft.with(|draft| draft.files.clone());
        known.with(|known| known.iter().filter(|file| ids.contains(&file.id)).cloned().collect::<Vec<_>>())
    };
    view! {
        <div class="files">
            <p class="label">{t!(documents.files)}</p>
            <p class="hint">{t!(documents.files_hint, size = format::size(MAX_UPLOAD as i64))}</p>
            <ul class="file-list">
                <For each=attached key=|file| file.id children=move |file| attached_file(file, autosave) />
                <For each=move || uploads.get() key=|upload| upload.key children=move |upload| view! { <Sending upload start uploads /> } />
            </ul>
            <input node_ref=input type="file" multiple=true hidden=true on:change=chosen />
            <Button symbol=Icon::Attachment on_press=move |()| if let Some(input) = input.get_untracked() { input.click() }>
                {t!(documents.file_add)}
            </Button>
        </div>
    }
}

fn picked(input: &web_sys::HtmlInputElement) -> Vec<web_sys::File> {
    let Some(files) = input.files() else { return Vec::new() };
    (0..files.length()).filter_map(|index| files.get(index)).collect()
}

async fn run(one: Upload, autosave: Autosave, known: RwSignal<Vec<File>>, uploads: RwSignal<Vec<Upload>>) {
    let Some(file) = one.file.try_get_value() else { return };
    if file.size() > MAX_UPLOAD as f64 {
        one.failure.set(Some(t!(documents.file_too_large, size = format::size(MAX_UPLOAD as i64))));
        return;
    }
    one.failure.set(None);
    let share = one.share;
    let answer = upload(&file, move |sent| {
        share.try_set(sent);
    })
    .await;
    // The page may have gone meanwhile.
    if uploads.is_disposed() {
        return;
    }
    match answer {
        Ok(file) => {
            uploads.update(|uploads| uploads.retain(|other| other.key != one.key));
            let id = file.id;
            known.update(|known| known.push(file));
            autosave.edit(|draft| {
                if !draft.files.contains(&id) {
                    draft.files.push(id);
                }
            });
        }
        Err(failure) => one.failure.set(Some(Failure::words(&failure))),
    }
}

fn attached_file(file: File, autosave: Autosave) -> impl IntoView {
    let id = file.id;
    let remove = move |()| autosave.edit(|draft| draft.files.retain(|other| *other != id));
    view! {
        <li>
            {icon(Icon::Attachment)}
            <a href=paths::api::file(id) download=file.name.clone()>{file.name.clone()}</a>
            <span class="hint">{format::size(file.size)}</span>
            <IconButton symbol=Icon::Close label=t!(people.remove, name = file.name) on_press=remove />
        </li>
    }
}

#[component]
fn Sending(
    upload: Upload,
    start: impl Fn(Upload) + Copy + Send + Sync + 'static,
    uploads: RwSignal<Vec<Upload>>,
) -> impl IntoView {
    let Upload { key, name, share, failure, .. } = upload.clone();
    let again = StoredValue::new(upload);
    let drop_it = move |()| uploads.update(|uploads| uploads.retain(|other| other.key != key));
    view! {
        <li>
            {icon(Icon::Attachment)}
            <span>{name.clone()}</span>
            {live(move || match failure.get() {
                None => view! { <ProgressBar value=share of=1.0 label=t!(documents.file_sending, name = name) /> }.into_any(),
                Some(words) => view! {
                    <span class="error" role="alert">{words}</span>
                    <Button on_press=move |()| start(again.get_value())>{t!(common.retry)}</Button>
                    <IconButton symbol=Icon::Close label=t!(people.remove, name = name) on_press=drop_it />
                }.into_any(),
            })}
        </li>
    }
}
