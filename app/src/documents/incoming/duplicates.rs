//! 重复登记: what seems to be the same, with a way to look at it, and the reason for registering it all the same.

use api::documents::Duplicate;
use leptos::prelude::*;

use crate::ui::{Chip, Field, Icon, Textarea, Tone, icon};
use crate::{paths, t};

/// Longest reason, characters; the server's limit too.
const LONGEST: u32 = 500;

/// Nothing where nothing is the same.
pub fn duplicates(found: Signal<Vec<Duplicate>>, reason: RwSignal<String>) -> impl IntoView {
    let any = Memo::new(move |_| found.with(|found| !found.is_empty()));
    move || {
        any.get().then(|| view! {
            <section class="card duplicates" aria-labelledby="duplicates" role="status">
                <h2 id="duplicates">{icon(Icon::Warning)} {t!(incoming.duplicate)}</h2>
                <ul role="list">
                    {move || found.get().into_iter().map(row).collect_view()}
                </ul>
                <Field label=t!(incoming.duplicate_reason)><Textarea value=reason rows=2 longest=LONGEST /></Field>
            </section>
        })
    }
}

fn row(one: Duplicate) -> impl IntoView {
    let why = if one.same_file { t!(incoming.duplicate_file) } else { t!(incoming.duplicate_number) };
    view! {
        <li>
            <a href=paths::document(one.case) target="_blank">{one.title}</a>
            <p class="hint">
                <span class="number">{one.registered_as}</span> " · " {one.sender} " · " {one.reference}
                " " <Chip tone=Tone::Caution>{why}</Chip>
            </p>
        </li>
    }
}
