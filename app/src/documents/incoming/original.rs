//! The original as it came on paper: its pictures, the pages of each of its PDFs, and every file.

use api::CaseId;
use api::documents::DocumentView;
use api::files::File;
use leptos::prelude::*;

use super::super::Printed;
use crate::ui::{Icon, icon};
use crate::{format, lazy, paths, t};

pub fn original(case: CaseId, view: Signal<DocumentView>) -> impl IntoView {
    let files = Memo::new(move |_| {
        view.with(|view| view.incoming.as_ref().map(|it| it.files.clone()).unwrap_or_default())
    });
    view! {
        <section class="card original" aria-labelledby="original">
            <h2 id="original">{t!(incoming.original)}</h2>
            {move || shown(case, files.get())}
        </section>
    }
}

fn shown(case: CaseId, files: Vec<File>) -> AnyView {
    if files.is_empty() {
        return view! { <p class="hint">{t!(incoming.no_original)}</p> }.into_any();
    }
    let pictures = files.iter().filter(|file| file.media_type.starts_with("image/")).cloned().enumerate();
    let pictures = pictures.map(|(index, file)| {
        view! {
            <li>
                <a href=paths::api::file(file.id) download=file.name.clone()>
                    <img src=paths::api::file(file.id) alt=t!(incoming.page_picture, number = index + 1, name = file.name) loading="lazy" />
                </a>
            </li>
        }
    });
    let pictures = pictures.collect_view();
    let printed = files.iter().filter(|file| file.media_type == "application/pdf").map(|file| {
        view! {
            <section aria-label=file.name.clone()>
                <h3>{file.name.clone()}</h3>
                {lazy::documents_pages(Printed::Scan(case, file.id))}
            </section>
        }
    });
    let printed = printed.collect_view();
    view! {
        <ol class="scan-pages">{pictures}</ol>
        {printed}
        <ul class="file-list" role="list">{files.into_iter().map(entry).collect_view()}</ul>
    }
    .into_any()
}

fn entry(file: File) -> impl IntoView {
    view! {
        <li>
            {icon(Icon::Attachment)}
            <a href=paths::api::file(file.id) download=file.name.clone()>{file.name.clone()}</a>
            <span class="hint">{format::size(file.size)}</span>
        </li>
    }
}
