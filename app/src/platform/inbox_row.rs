//! One case in a list.

use api::cases::{InboxBox, InboxRow};
use api::inbox::NEAR_MINUTES;
use leptos::prelude::*;

use super::case::{StatusChip, UrgencyChip};
use crate::text::language;
use crate::ui::{Chip, Lamp, Tone};
use crate::{format, paths, t};

/// Tells one state of a row from every other.
pub fn key(row: &InboxRow) -> String {
    let item = row.item.map_or(0, |item| item.0);
    format!("{} {item} {} {}", row.case.id, row.case.version, row.urged)
}

/// The row: what it is, what is asked, from whom, since when, how urgent.
/// `here`: the path shown, whose own row is marked. Without `lamp` the caller shows the deadline's lamp.
pub fn view(of: InboxBox, row: InboxRow, here: Memo<String>, lamp: bool) -> AnyView {
    let href = paths::case(&row.case, Some(of));
    let path = paths::case(&row.case, None);
    let title = match row.case.title.is_empty() {
        true => t!(inbox.untitled).to_owned(),
        false => row.case.title.clone(),
    };
    let asked = row.asked.as_ref().map(|asked| asked.label(language()).to_owned());
    let from = match &row.from {
        Some(from) => t!(inbox.from, name = from),
        None => t!(inbox.drafter, name = row.case.drafter),
    };
    let since = match (of.asked_of_me(), &row.standing, row.took) {
        (true, ..) => t!(inbox.standing, time = format::since(&row.since)),
        (false, Some(standing), _) => t!(inbox.standing, time = format::since(standing)),
        (false, None, Some(took)) => t!(inbox.took, time = format::span(took)),
        (false, None, None) => t!(inbox.handled, date = format::brief(&row.since)),
    };
    let at = row.standing.filter(|_| !of.asked_of_me()).unwrap_or(row.since);
    let urged = match row.urged {
        0 => None,
        1 => Some(t!(inbox.urged).to_owned()),
        times => Some(t!(inbox.urged_times, count = times)),
    };
    let principal = row.on_behalf_of.map(|name| view! { <Chip>{t!(inbox.on_behalf, name = name)}</Chip> });
    let asks = asked.is_some();
    view! {
        <a class="row" href=href aria-current=move || here.with(|here| here.starts_with(&path)).then_some("true")>
            <span class="row-title">{title}</span>
            <span class="row-marks">
                {principal} {asked.map(|asked| view! { <Chip tone=Tone::Accent>{asked}</Chip> })}
                {(!asks).then(|| view! { <StatusChip status=row.case.status /> })}
                <UrgencyChip urgency=row.case.urgency />
                {urged.map(|urged| view! { <Chip tone=Tone::Caution>{urged}</Chip> })} {row.due_at.as_deref().filter(|_| lamp).map(due_lamp)}
            </span>
            <span class="row-facts">
                {row.case.number.map(|number| view! { <span class="number">{number}</span> })} <span>{from}</span>
                <time datetime=at>{since}</time>
            </span>
        </a>
    }
    .into_any()
}

/// The light of a deadline, with its words.
pub fn due_lamp(due: &str) -> impl IntoView + use<> {
    let left = format::minutes_until(due);
    let (tone, label) = match left {
        ..0 => (Tone::Alarm, t!(inbox.overdue, time = format::span(left))),
        0..NEAR_MINUTES => (Tone::Caution, t!(inbox.soon, time = format::span(left))),
        _ => (Tone::Good, t!(inbox.due, date = format::brief(due))),
    };
    view! { <Lamp tone label /> }
}
