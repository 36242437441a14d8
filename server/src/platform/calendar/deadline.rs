//! Deadlines, day by day.

use jiff::{
    SignedDuration, Span, Timestamp,
    civil::{Date, Time, time},
};

use super::{Calendar, Day};
use crate::clock::{china, date_in_china};

/// The close of business, when a term ends on its last day (民法典 art. 203).
pub const CLOSE: Time = time(17, 30, 0, 0);

/// How long something may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// 工作日.
    WorkingDays(u16),
    /// 自然日: a last day that is off moves to the next working day.
    Days(u16),
    /// By the clock, day and night: what is so urgent does not wait for Monday.
    Hours(u16),
}

/// A time during which the clock stood; still does, where it has no end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    pub from: Timestamp,
    pub to: Option<Timestamp>,
}

/// A day between beginning and deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub day: Day,
    /// The clock stood.
    pub paused: bool,
    /// Which day of the term this is, where it counts.
    pub number: Option<u16>,
}

/// When a term ends, and how that comes about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// Nothing while the clock stands.
    pub at: Option<Timestamp>,
    /// From the day after the beginning to the last; for a term of hours empty.
    pub days: Vec<Counted>,
}

/// The longest way that is walked day by day; no term is longer.
const HORIZON: i64 = 3660;

/// Counts a term from an instant.
pub fn deadline(calendar: &Calendar, from: Timestamp, term: Term, pauses: &[Pause]) -> Deadline {
    match term {
        Term::Hours(hours) => Deadline { at: after_hours(from, hours, pauses), days: Vec::new() },
        Term::WorkingDays(days) => walk(calendar, from, days, pauses, true),
        Term::Days(days) => walk(calendar, from, days, pauses, false),
    }
}

fn walk(calendar: &Calendar, from: Timestamp, term: u16, pauses: &[Pause], working: bool) -> Deadline {
    let first = date_in_china(from);
    let mut days = Vec::new();
    let mut number = 0;
    for offset in 0..HORIZON {
        let Ok(date) = first.checked_add(Span::new().days(offset)) else { break };
        let day = calendar.day(date);
        let paused = stands(date, pauses);
        // The day it begins does not count; a term of no days ends on it, or on the first day worked after.
        let counts = offset > 0 && !paused && number < term && (day.working || !working);
        number += u16::from(counts);
        let last = number == term && day.working && !paused;
        if offset > 0 {
            days.push(Counted { day, paused, number: counts.then_some(number) });
        }
        if last {
            return Deadline { at: Some(close_of(date)), days };
        }
        if paused && open_since(pauses).is_some_and(|since| date > since) {
            break;
        }
    }
    Deadline { at: None, days }
}

fn after_hours(from: Timestamp, hours: u16, pauses: &[Pause]) -> Option<Timestamp> {
    let mut at = from + SignedDuration::from_hours(i64::from(hours));
    let mut pauses: Vec<&Pause> = pauses.iter().filter(|pause| pause.to.is_none_or(|to| to > from)).collect();
    pauses.sort_by_key(|pause| pause.from);
    for pause in pauses {
        let begun = pause.from.max(from);
        if begun < at {
            at += pause.to?.duration_since(begun);
        }
    }
    Some(at)
}

/// Whether the clock stood on a day: from the day after a pause began to the day it ended.
fn stands(date: Date, pauses: &[Pause]) -> bool {
    pauses
        .iter()
        .any(|pause| date_in_china(pause.from) < date && pause.to.is_none_or(|to| date <= date_in_china(to)))
}

/// The day since which the clock stands.
fn open_since(pauses: &[Pause]) -> Option<Date> {
    pauses.iter().filter(|pause| pause.to.is_none()).map(|pause| date_in_china(pause.from)).min()
}

/// The close of business on a day.
fn close_of(date: Date) -> Timestamp {
    // China has one offset all year: every local time exists once.
    date.to_datetime(CLOSE).to_zoned(china()).map_or(Timestamp::MAX, |at| at.timestamp())
}

/// How much of its time is used at an instant, in parts of a hundred: working time from the beginning to the deadline,
/// without the pauses, counted in days that are worked. At a hundred it is late.
pub fn spent(calendar: &Calendar, from: Timestamp, due: Timestamp, now: Timestamp, pauses: &[Pause]) -> u32 {
    let stands = pauses.iter().find(|pause| pause.to.is_none());
    let now = stands.map_or(now, |pause| pause.from);
    let closed = pauses.iter().filter_map(|pause| Some((pause.from.max(from), pause.to?)));
    let stood: i64 = closed.map(|(begun, ended)| worked(calendar, begun, ended)).sum();
    let whole = worked(calendar, from, due) - stood;
    let used = worked(calendar, from, now) - stood;
    if now >= due || whole <= 0 {
        return 100;
    }
    u32::try_from(used.max(0) * 100 / whole).unwrap_or(100).min(99)
}

/// Seconds of the days worked between two instants.
fn worked(calendar: &Calendar, from: Timestamp, to: Timestamp) -> i64 {
    let mut total = 0;
    let mut date = date_in_china(from);
    let midnight = |date: Date| date.to_zoned(china()).map_or(Timestamp::MAX, |at| at.timestamp());
    while midnight(date) < to {
        let Ok(next) = date.tomorrow() else { break };
        if calendar.day(date).working {
            let (begin, end) = (midnight(date).max(from), midnight(next).min(to));
            total += end.duration_since(begin).as_secs().max(0);
        }
        date = next;
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[track_caller]
    fn check(from: &str, term: Term, pauses: &[(&str, &str)], expected: &str) {
        let pauses: Vec<Pause> =
            pauses.iter().map(|(from, to)| Pause { from: at(from), to: Some(at(to)) }).collect();
        let found = deadline(Calendar::official(), at(from), term, &pauses);
        assert_eq!(found.at, Some(at(expected)), "{:#?}", found.days);
    }

    #[test]
    fn terms_end_as_the_calendar_has_it() {
        // Friday to Tuesday, over a weekend.
        check("2026-11-20T02:00:00Z", Term::WorkingDays(2), &[], "2026-11-24T09:30:00Z");
        // Before the National Day: 30 September, 8, 9 and the Saturday 10 October.
        check("2026-09-29T02:00:00Z", Term::WorkingDays(4), &[], "2026-10-10T09:30:00Z");
        // Over the Spring Festival; the Saturday before it is worked.
        check("2026-02-13T02:00:00Z", Term::WorkingDays(2), &[], "2026-02-24T09:30:00Z");
        // Over a year's end, into a year not ordered yet.
        check("2026-12-31T02:00:00Z", Term::WorkingDays(1), &[], "2027-01-04T09:30:00Z");
        // A leap day.
        check("2028-02-28T02:00:00Z", Term::WorkingDays(1), &[], "2028-02-29T09:30:00Z");
        // Natural days that end on a holiday.
        check("2026-09-21T02:00:00Z", Term::Days(10), &[], "2026-10-08T09:30:00Z");
        check("2026-11-20T02:00:00Z", Term::Days(3), &[], "2026-11-23T09:30:00Z");
        check("2026-11-20T02:00:00Z", Term::Hours(24), &[], "2026-11-21T02:00:00Z");
        // Late in the evening Beijing is a day further than Greenwich.
        check("2026-11-22T17:00:00Z", Term::WorkingDays(1), &[], "2026-11-24T09:30:00Z");
        // Begun on a holiday, for no days.
        check("2026-10-02T02:00:00Z", Term::WorkingDays(0), &[], "2026-10-08T09:30:00Z");
    }

    #[test]
    fn a_clock_that_stands_counts_nothing() {
        let pause = ("2026-11-24T02:00:00Z", "2026-11-26T02:00:00Z");
        check("2026-11-23T02:00:00Z", Term::WorkingDays(3), &[pause], "2026-11-30T09:30:00Z");
        check("2026-11-23T02:00:00Z", Term::Hours(48), &[pause], "2026-11-27T02:00:00Z");
        let open = Pause { from: at("2026-11-24T02:00:00Z"), to: None };
        let found = deadline(Calendar::official(), at("2026-11-23T02:00:00Z"), Term::WorkingDays(3), &[open]);
        assert_eq!(found.at, None);
        assert_eq!(found.days.iter().filter_map(|day| day.number).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn the_share_of_time_used_stands_over_a_weekend() {
        let calendar = Calendar::official();
        let (from, due) = (at("2026-11-20T00:00:00Z"), at("2026-11-24T00:00:00Z"));
        let friday_night = spent(calendar, from, due, at("2026-11-20T16:00:00Z"), &[]);
        assert_eq!(friday_night, spent(calendar, from, due, at("2026-11-22T16:00:00Z"), &[]));
        assert!(friday_night > 0 && friday_night < 50, "{friday_night}");
        assert_eq!(spent(calendar, from, due, due, &[]), 100);
    }
}
