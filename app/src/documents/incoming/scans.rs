//! The original: photos from the camera, scans, a PDF, in the order of the pages.

use api::FileId;
use api::files::{File, MAX_UPLOAD};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::edit::upload;
use crate::http::Failure;
use crate::ui::{Button, Icon, IconButton, ProgressBar, icon};
use crate::{format, paths, t};

/// What a scan may be; the server looks at the content.
const ACCEPTED: &str = ".pdf,.ofd,.png,.jpg,.jpeg,.webp,.docx,.doc,.wps";

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

/// The files; `sending` while one is on its way.
#[component]
pub fn Scans(files: RwSignal<Vec<File>>, sending: RwSignal<bool>) -> impl IntoView {
    let uploads = RwSignal::new(Vec::<Upload>::new());
    let last = StoredValue::new(0_u32);
    let (camera, picker) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    Effect::new(move |_| {
        sending.set(uploads.with(|all| all.iter().any(|one| one.failure.with(Option::is_none))));
    });
    let start = move |upload: Upload| spawn_local(run(upload, files, uploads));
    let chosen = move |from: NodeRef<html::Input>| {
        let Some(input) = from.get_untracked() else { return };
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
    let press = move |of: NodeRef<html::Input>| {
        if let Some(input) = of.get_untracked() {
            input.click();
        }
    };
    view! {
        <div class="files scans">
            <p class="label">{t!(incoming.original)}</p>
            <p class="hint">{t!(incoming.original_hint)}</p>
            <ul class="file-list">
                <For each=move || files.get() key=|file| file.id children=move |file| taken(file, files) />
                <For each=move || uploads.get() key=|upload| upload.key children=move |upload| view! { <Sending upload start uploads /> } />
            </ul>
            <input node_ref=camera type="file" accept="image/*" capture="environment" hidden=true on:change=move |_| chosen(camera) />
            <input node_ref=picker type="file" accept=ACCEPTED multiple=true hidden=true on:change=move |_| chosen(picker) />
            <p class="buttons">
                <Button symbol=Icon::Document on_press=move |()| press(camera)>{t!(incoming.photo)}</Button>
                <Button symbol=Icon::Attachment on_press=move |()| press(picker)>{t!(incoming.choose_file)}</Button>
            </p>
        </div>
    }
}

fn picked(input: &web_sys::HtmlInputElement) -> Vec<web_sys::File> {
    let Some(files) = input.files() else { return Vec::new() };
    (0..files.length()).filter_map(|index| files.get(index)).collect()
}

async fn run(one: Upload, files: RwSignal<Vec<File>>, uploads: RwSignal<Vec<Upload>>) {
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
            files.update(|files| files.push(file));
        }
        Err(failure) => one.failure.set(Some(Failure::words(&failure))),
    }
}

fn taken(file: File, files: RwSignal<Vec<File>>) -> impl IntoView {
    let id: FileId = file.id;
    let remove = move |()| files.update(|files| files.retain(|other| other.id != id));
    let picture = file.media_type.starts_with("image/").then(|| {
        view! { <img class="scan-thumb" src=paths::api::file(id) alt="" loading="lazy" /> }
    });
    view! {
        <li>
            {picture.map_or_else(|| icon(Icon::Attachment).into_any(), IntoAny::into_any)}
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
            {move || match failure.get() {
                None => view! { <ProgressBar value=share of=1.0 label=t!(documents.file_sending, name = name) /> }.into_any(),
                Some(words) => view! {
                    <span class="error" role="alert">{words}</span>
                    <Button on_press=move |()| start(again.get_value())>{t!(common.retry)}</Button>
                    <IconButton symbol=Icon::Close label=t!(people.remove, name = name) on_press=drop_it />
                }.into_any(),
            }}
        </li>
    }
}
