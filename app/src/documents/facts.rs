//! What the flow made of the draft: number, seal, and the final file with its hashes.

use api::CaseId;
use api::documents::{DocumentView, Issue};
use api::files::File;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

use super::paper::printed_date;
use crate::ui::{Icon, IconButton, icon, live, use_toasts};
use crate::{format, paths, t};

/// Whether there is anything of it yet.
pub fn any(issue: &Issue) -> bool {
    issue.number.is_some() || issue.signed_by.is_some() || issue.pdf.is_some()
}

pub fn facts(view: Signal<DocumentView>) -> AnyView {
    let issue = Memo::new(move |_| view.with(|view| view.issue.clone()));
    let case = view.with_untracked(|view| view.case.summary.id);
    let unsealed = Memo::new(move |_| view.with(|view| !view.draft.format().sealed()));
    live(move || card(case, issue.get(), unsealed.get()))
}

fn card(case: CaseId, issue: Issue, unsealed: bool) -> impl IntoView {
    let signed = issue.signed_by.map(|name| match issue.signed_on.as_deref() {
        Some(date) => format!("{name} · {}", printed_date(date)),
        None => name,
    });
    let seal = match issue.sealed {
        _ if unsealed => t!(documents.unsealed_format),
        true => t!(documents.sealed),
        false => t!(documents.not_sealed),
    };
    view! {
        <section class="card" aria-labelledby="issue-facts">
            <h2 id="issue-facts">{t!(documents.issue)}</h2>
            <dl class="facts issue-facts">
                {issue.number.map(|number| view! {
                    <div><dt>{t!(documents.number)}</dt><dd class="number">{number.clone()} <CopyButton text=number /></dd></div>
                })}
                {signed.map(|signed| view! { <div><dt>{t!(documents.signed_by)}</dt><dd>{signed}</dd></div> })}
                <div><dt>{t!(documents.seal)}</dt><dd>{seal}</dd></div>
                {issue.dispatched_on.map(|date| view! { <div><dt>{t!(documents.dispatched_on)}</dt><dd>{printed_date(&date)}</dd></div> })}
            </dl>
            {issue.pdf.map(|pdf| final_file(case, pdf))}
        </section>
    }
}

fn final_file(case: CaseId, pdf: File) -> impl IntoView {
    view! {
        <p class="final-file">
            <a class="button primary" href=paths::api::document_pdf(case) target="_blank" rel="external">
                {icon(Icon::Download)}<span>{t!(documents.download_pdf, size = format::size(pdf.size))}</span>
            </a>
        </p>
        <dl class="hashes">
            <div><dt>"SHA-256"</dt><dd><code>{pdf.sha256.clone()}</code> <CopyButton text=pdf.sha256 /></dd></div>
            <div><dt>"SM3"</dt><dd><code>{pdf.sm3.clone()}</code> <CopyButton text=pdf.sm3 /></dd></div>
        </dl>
    }
}

/// Copies a text with one tap.
#[component]
fn CopyButton(text: String) -> impl IntoView {
    let toasts = use_toasts();
    let label = t!(documents.copy_text, text = shortened(&text));
    let copy = move |()| {
        let text = text.clone();
        spawn_local(async move {
            let written = JsFuture::from(window().navigator().clipboard().write_text(&text)).await;
            toasts.say(if written.is_ok() { t!(common.copied) } else { t!(documents.not_copied) });
        });
    };
    view! { <IconButton symbol=Icon::Copy label on_press=copy /> }
}

fn shortened(text: &str) -> String {
    match text.chars().count() {
        ..=24 => text.to_owned(),
        _ => text.chars().take(8).chain("…".chars()).collect(),
    }
}
