//! Differences on the screen: what went is struck through, what came is underlined; colour only helps.

use api::documents::{Attachment, Draft, Recipient};
use leptos::prelude::*;

use super::difference::{self, Change, Line, Piece};
use crate::settings::language;
use crate::t;

/// So many paragraphs in a row without a change are folded away.
const FOLDED: usize = 3;

/// Everything in which two drafts differ: the elements first, then the text.
pub fn of_drafts(old: &Draft, new: &Draft) -> AnyView {
    let elements = elements(old, new);
    let body = difference::of_blocks(&old.body, &new.body);
    let attachments = attachments(&old.attachments, &new.attachments);
    if elements.is_empty() && attachments.is_empty() && body.iter().all(|line| line.change == Change::Same) {
        return view! { <p class="hint">{t!(documents.no_difference)}</p> }.into_any();
    }
    view! {
        <div class="changes">
            {(!elements.is_empty()).then(|| view! {
                <dl class="changes-elements">
                    {elements.into_iter().map(|(name, pieces)| view! { <dt>{name}</dt><dd>{words(pieces)}</dd> }).collect_view()}
                </dl>
            })}
            <div class="paper changes-body" lang="zh-CN">{lines(body)}</div>
            {attachments.into_iter().map(|(title, body)| view! {
                <section class="paper changes-body" lang="zh-CN"><p class="paper-title">{words(title)}</p>{lines(body)}</section>
            }).collect_view()}
        </div>
    }
    .into_any()
}

/// Short elements whose words changed.
fn elements(old: &Draft, new: &Draft) -> Vec<(&'static str, Vec<Piece>)> {
    let language = language();
    let names =
        |list: &[Recipient]| list.iter().map(|organ| organ.name.as_str()).collect::<Vec<_>>().join("，");
    let option = |text: &Option<String>| text.clone().unwrap_or_default();
    let pairs = [
        (t!(documents.genre), old.genre.label(language).to_owned(), new.genre.label(language).to_owned()),
        (
            t!(documents.direction),
            old.direction.label(language).to_owned(),
            new.direction.label(language).to_owned(),
        ),
        (
            t!(documents.format),
            old.format().label(language).to_owned(),
            new.format().label(language).to_owned(),
        ),
        (
            t!(documents.urgency),
            old.urgency.label(language).to_owned(),
            new.urgency.label(language).to_owned(),
        ),
        (t!(documents.due_on), option(&old.due_on), option(&new.due_on)),
        (
            t!(documents.secrecy),
            old.secrecy.label(language).to_owned(),
            new.secrecy.label(language).to_owned(),
        ),
        (t!(documents.meeting), option(&old.meeting), option(&new.meeting)),
        (t!(documents.present), option(&old.attendance.present), option(&new.attendance.present)),
        (t!(documents.absent), option(&old.attendance.absent), option(&new.attendance.absent)),
        (t!(documents.observing), option(&old.attendance.observing), option(&new.attendance.observing)),
        (t!(documents.title), old.title.clone(), new.title.clone()),
        (t!(documents.recipients), names(&old.recipients), names(&new.recipients)),
        (t!(documents.note), option(&old.note), option(&new.note)),
        (t!(documents.copies), names(&old.copies), names(&new.copies)),
    ];
    let differing = pairs.into_iter().filter(|(_, old, new)| old != new);
    differing.map(|(name, old, new)| (name, difference::of_words(&old, &new))).collect()
}

/// Attachments in which anything changed, paired by place.
fn attachments(old: &[Attachment], new: &[Attachment]) -> Vec<(Vec<Piece>, Vec<Line>)> {
    let nothing = Attachment::default();
    let pairs = (0..old.len().max(new.len()))
        .map(|index| (old.get(index).unwrap_or(&nothing), new.get(index).unwrap_or(&nothing)));
    let differing = pairs.filter(|(old, new)| old != new);
    differing
        .map(|(old, new)| {
            (difference::of_words(&old.title, &new.title), difference::of_blocks(&old.body, &new.body))
        })
        .collect()
}

/// Paragraphs with their changes; long runs without any are folded away.
fn lines(lines: Vec<Line>) -> AnyView {
    let runs = lines.chunk_by(|one, next| (one.change == Change::Same) == (next.change == Change::Same));
    let run = |run: &[Line]| {
        let shown = run.iter().map(line).collect_view();
        if run.len() < FOLDED || run[0].change != Change::Same {
            return shown.into_any();
        }
        view! { <details><summary>{t!(documents.unchanged, count = run.len())}</summary>{shown}</details> }
            .into_any()
    };
    runs.map(run).collect_view().into_any()
}

fn line(line: &Line) -> AnyView {
    let class = if line.change == Change::Same { "" } else { "changed" };
    let level = (line.level > 0).then(|| line.level.to_string());
    let words = words(named(line));
    view! { <p class=class data-level=level>{words}</p> }.into_any()
}

/// A picture may have no words: it is named.
fn named(line: &Line) -> Vec<Piece> {
    let mut pieces = line.pieces.clone();
    if line.picture {
        let name = format!("［{}］", t!(documents.picture));
        let name = match line.change {
            Change::Removed => Piece::Removed(name),
            Change::Added => Piece::Added(name),
            Change::Same | Change::Changed => Piece::Same(name),
        };
        pieces.insert(0, name);
    }
    pieces
}

fn words(pieces: Vec<Piece>) -> AnyView {
    let piece = |piece: Piece| match piece {
        Piece::Same(text) => view! { <span>{text}</span> }.into_any(),
        Piece::Removed(text) => view! { <del>{text}</del> }.into_any(),
        Piece::Added(text) => view! { <ins>{text}</ins> }.into_any(),
    };
    pieces.into_iter().map(piece).collect_view().into_any()
}
