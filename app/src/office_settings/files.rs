//! Settings as files: taking them out, and bringing them in. What a file would change is shown before it is done.

use std::sync::Arc;

use api::Problem;
use api::settings::{FileFormat, ImportSettings, Imported, ImportedRow};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::save::differences;
use crate::http::{self, Failure, Method};
use crate::ui::{
    BottomSheet, Button, Chip, Field, Icon, Input, Tone, Weight, icon, live, new_id, use_toasts,
};
use crate::{lazy, paths, t};

/// The links and the button, with the sheet that it opens.
#[component]
pub fn Files(kind: String, on_imported: Callback<()>) -> impl IntoView {
    let open = RwSignal::new(false);
    let link = |format: FileFormat| {
        let href = paths::api::settings_export(&kind, format);
        let name = match format {
            FileFormat::Csv => t!(office_settings.export_csv),
            FileFormat::Json => t!(office_settings.export_json),
        };
        view! {
            <a class="button" download="" href=href>
                {icon(Icon::Download)}
                <span>{name}</span>
            </a>
        }
    };
    let (csv, json) = (link(FileFormat::Csv), link(FileFormat::Json));
    view! {
        <p class="buttons">
            <Button symbol=Icon::Up on_press=move |()| open.set(true)>{t!(office_settings.import)}</Button>
            {csv}
            {json}
        </p>
        <BottomSheet open title=Signal::derive(|| t!(office_settings.import).to_owned())>
            {lazy::settings_import(Importable { kind: kind.clone(), open, on_imported })}
        </BottomSheet>
    }
}

/// What a file can be brought into.
#[derive(Clone)]
pub struct Importable {
    pub kind: String,
    pub open: RwSignal<bool>,
    pub on_imported: Callback<()>,
}

/// The bringing in of one file.
#[derive(Clone, Copy)]
struct Importing {
    file: RwSignal<Option<(FileFormat, String)>>,
    reason: RwSignal<String>,
    shown: RwSignal<Option<Imported>>,
    failure: RwSignal<Option<Failure>>,
    busy: RwSignal<bool>,
}

impl Importing {
    fn new() -> Self {
        Self {
            file: RwSignal::new(None),
            reason: RwSignal::new(String::new()),
            shown: RwSignal::new(None),
            failure: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    fn send(self, path: String, then: impl FnOnce(Imported) + 'static) {
        let Some((format, content)) = self.file.get_untracked() else { return };
        if self.busy.get_untracked() {
            return;
        }
        let body = ImportSettings { format, content, reason: self.reason.get_untracked() };
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let answer = http::send::<Imported>(Method::Post, &path, &body).await;
            self.busy.try_set(false);
            match answer {
                Ok(imported) => then(imported),
                Err(failure) => drop(self.failure.try_set(Some(failure))),
            }
        });
    }
}

/// Asks for the file and the reason, and shows what it would change.
pub fn import(into: Importable) -> AnyView {
    let Importable { kind, open, on_imported } = into;
    let importing = Importing::new();
    let toasts = use_toasts();
    let kind = StoredValue::new(kind);
    let path = move |part: &str| kind.with_value(|kind| paths::api::settings_import(kind, part));
    let choose = move |event: leptos::ev::Event| {
        let chosen = event.target().and_then(|it| it.dyn_into::<web_sys::HtmlInputElement>().ok());
        let Some(file) = chosen.and_then(|it| it.files()).and_then(|files| files.get(0)) else { return };
        importing.shown.set(None);
        spawn_local(async move {
            let Ok(text) = JsFuture::from(file.text()).await else { return };
            let json = file.name().to_ascii_lowercase().ends_with(".json");
            let format = if json { FileFormat::Json } else { FileFormat::Csv };
            importing.file.try_set(Some((format, text.as_string().unwrap_or_default())));
            importing.send(path("/preview"), move |shown| drop(importing.shown.try_set(Some(shown))));
        });
    };
    let bring_in = move |()| {
        importing.send(path(""), move |done| {
            open.set(false);
            toasts.say(t!(office_settings.imported, count = done.rows.len()));
            on_imported.run(());
        });
    };
    let input = new_id();
    view! {
        <p class="hint">{t!(office_settings.import_hint)}</p>
        <div class="field">
            <label for=input.clone()>{t!(office_settings.file)}</label>
            <input id=input class="control" type="file" accept=".csv,.json" on:change=choose />
        </div>
        <p class="error" role="alert">
            {move || importing.failure.with(|failure| failure.as_ref().map(words))}
        </p>
        {live(move || importing.shown.get().map(preview))}
        <Field label=t!(office_settings.reason) hint=t!(office_settings.reason_hint) required=true>
            <Input value=importing.reason longest=500 />
        </Field>
        <footer>
            <Button on_press=move |()| open.set(false)>{t!(common.cancel)}</Button>
            <Button
                weight=Weight::Primary
                busy=importing.busy
                disabled=Signal::derive(move || {
                    importing.shown.with(|shown| shown.as_ref().is_none_or(|it| it.bad > 0 || it.rows.is_empty()))
                })
                on_press=bring_in
            >
                {t!(office_settings.import)}
            </Button>
        </footer>
    }
    .into_any()
}

/// The refusal, with the first thing that is wrong.
fn words(failure: &Failure) -> String {
    match failure {
        Failure::Refused(problem) => {
            let problem: &Arc<Problem> = problem;
            problem.findings.first().unwrap_or(&problem.title).clone()
        }
        _ => failure.words(),
    }
}

fn preview(shown: Imported) -> AnyView {
    let changed = shown.rows.iter().filter(|row| row.wrong.is_none()).count();
    let sum = t!(office_settings.import_sum, changed = changed, unchanged = shown.unchanged, bad = shown.bad);
    view! {
        <p role="status">{sum}</p>
        <ol class="setting-history">{shown.rows.into_iter().map(row).collect_view()}</ol>
    }
    .into_any()
}

fn row(row: ImportedRow) -> AnyView {
    let what = match (&row.wrong, row.new) {
        (Some(_), _) => view! { <Chip tone=Tone::Alarm>{t!(office_settings.bad)}</Chip> }.into_any(),
        (None, true) => view! { <Chip tone=Tone::Good>{t!(office_settings.make)}</Chip> }.into_any(),
        (None, false) => view! { <Chip tone=Tone::Caution>{t!(office_settings.change)}</Chip> }.into_any(),
    };
    let said = match row.wrong {
        Some(wrong) => view! { <p class="error">{wrong}</p> }.into_any(),
        None => differences(row.changes),
    };
    view! {
        <li>
            <p>
                <strong>{t!(office_settings.row, row = row.row)} " " {row.title}</strong>
                " "
                {what}
            </p>
            {said}
        </li>
    }
    .into_any()
}
