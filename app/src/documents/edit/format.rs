//! What one format or another asks for besides the elements all have: the choice of a format where the genre leaves one,
//! and the meeting of 纪要 with those who took part.

use api::documents::{Draft, Format};
use leptos::prelude::*;

use super::autosave::Autosave;
use super::fields::{Place, bound, filled};
use crate::settings::language;
use crate::t;
use crate::ui::{Field, Input, Select, Textarea};

/// Elements that only some formats have.
#[derive(Clone, Copy, PartialEq)]
pub enum Asked {
    /// Which of several formats.
    Choice(&'static [Format]),
    /// The meeting of 纪要, and who took part.
    Meeting,
}

/// Which of them this draft has.
pub fn asked(draft: &Draft) -> Option<Asked> {
    match draft.formats() {
        [Format::Minutes] => Some(Asked::Meeting),
        formats if formats.len() > 1 => Some(Asked::Choice(formats)),
        _ => None,
    }
}

/// Their fields.
pub fn elements(asked: Asked, autosave: Autosave) -> AnyView {
    match asked {
        Asked::Choice(formats) => choice(autosave, formats),
        Asked::Meeting => meeting(autosave),
    }
}

fn choice(autosave: Autosave, formats: &[Format]) -> AnyView {
    let chosen = bound(
        autosave,
        |draft| draft.format().to_string(),
        |draft, text| {
            let usual = draft.formats().first();
            draft.format = text.parse().ok().filter(|format| Some(format) != usual);
        },
    );
    let options: Vec<_> =
        formats.iter().map(|it| (it.to_string(), it.label(language()).to_owned())).collect();
    view! {
        <Place name="format">
            <Field label=t!(documents.format) hint=t!(documents.format_hint)>
                <Select value=chosen options=Signal::stored(options) />
            </Field>
        </Place>
    }
    .into_any()
}

fn meeting(autosave: Autosave) -> AnyView {
    let name = bound(
        autosave,
        |draft| draft.meeting.clone().unwrap_or_default(),
        |draft, text| draft.meeting = filled(text),
    );
    let present = bound(
        autosave,
        |draft| draft.attendance.present.clone().unwrap_or_default(),
        |draft, text| draft.attendance.present = filled(text),
    );
    let absent = bound(
        autosave,
        |draft| draft.attendance.absent.clone().unwrap_or_default(),
        |draft, text| draft.attendance.absent = filled(text),
    );
    let observing = bound(
        autosave,
        |draft| draft.attendance.observing.clone().unwrap_or_default(),
        |draft, text| draft.attendance.observing = filled(text),
    );
    view! {
        <Place name="meeting">
            <Field label=t!(documents.meeting) hint=t!(documents.meeting_hint)><Input value=name longest=60 /></Field>
        </Place>
        <Place name="attendance">
            <Field label=t!(documents.present) hint=t!(documents.attendance_hint)><Textarea value=present rows=2 longest=2000 /></Field>
        </Place>
        <div class="edit-pair">
            <Field label=t!(documents.absent)><Textarea value=absent rows=1 longest=2000 /></Field>
            <Field label=t!(documents.observing)><Textarea value=observing rows=1 longest=2000 /></Field>
        </div>
    }
    .into_any()
}
