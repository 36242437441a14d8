//! Office hours: weekdays from half past eight to half past five in Beijing.

use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, DateTime, Weekday, time},
};

use crate::clock::china;

/// Minutes of a working day.
pub const DAY: i64 = 9 * 60;

/// So many working minutes later.
pub fn later(from: Timestamp, minutes: i64) -> Timestamp {
    let mut at = opening(from.to_zoned(china()).datetime());
    let mut left = SignedDuration::from_mins(minutes.max(0));
    loop {
        let room = at.date().to_datetime(time(17, 30, 0, 0)).duration_since(at);
        if left <= room {
            return instant(at.saturating_add(left), from);
        }
        left = left.saturating_sub(room);
        at = opening(next_day(at.date()));
    }
}

/// The morning so many working days before.
pub fn days_before(from: Timestamp, days: i64) -> Timestamp {
    let mut date = from.to_zoned(china()).date();
    let mut left = days;
    while left > 0 {
        date = date.saturating_sub(1.day());
        left -= i64::from(is_workday(date));
    }
    later(instant(date.to_datetime(time(8, 30, 0, 0)), from), 0)
}

/// The time itself in office hours, else when they begin next.
fn opening(at: DateTime) -> DateTime {
    let mut at = at;
    if at.time() >= time(17, 30, 0, 0) {
        at = next_day(at.date());
    }
    while !is_workday(at.date()) {
        at = next_day(at.date());
    }
    at.max(at.date().to_datetime(time(8, 30, 0, 0)))
}

fn next_day(date: Date) -> DateTime {
    date.saturating_add(1.day()).to_datetime(time(8, 30, 0, 0))
}

fn is_workday(date: Date) -> bool {
    !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn instant(at: DateTime, otherwise: Timestamp) -> Timestamp {
    at.to_zoned(china()).map_or(otherwise, |zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_weekend_and_the_night_are_skipped() {
        // Friday 17:00 in Beijing and an hour of work: Monday 9:00.
        assert_eq!(later(at("2026-11-20T09:00:00Z"), 60), at("2026-11-23T01:00:00Z"));
        // Sunday: Monday morning.
        assert_eq!(later(at("2026-11-22T03:00:00Z"), 0), at("2026-11-23T00:30:00Z"));
    }

    #[test]
    fn days_are_counted_back_over_the_weekend() {
        assert_eq!(days_before(at("2026-11-23T06:00:00Z"), 1), at("2026-11-20T00:30:00Z"));
    }
}
