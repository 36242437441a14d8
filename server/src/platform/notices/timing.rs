//! When a notice may leave the house: 免打扰 and 摘要, by the clock of Beijing.

use jiff::{Timestamp, ToSpan, civil::Time};

use crate::clock;

/// What a person chose of times.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Times {
    /// 免打扰: from the first time of the day until before the second; over midnight where the second is earlier.
    pub quiet: Option<(Time, Time)>,
    /// 摘要: for mail only.
    pub digest: Option<Time>,
}

impl Times {
    /// When a notice made now may leave; a digest whose time lies in the quiet hours leaves at their end.
    pub fn due(self, now: Timestamp, digest: bool) -> Timestamp {
        let at = match self.digest {
            Some(time) if digest => next(now, time),
            _ => now,
        };
        self.quiet_until(at).unwrap_or(at)
    }

    /// The end of the quiet hours that an instant lies in.
    pub fn quiet_until(self, at: Timestamp) -> Option<Timestamp> {
        let (from, to) = self.quiet?;
        let time = at.to_zoned(clock::china()).time();
        let within = if from < to { from <= time && time < to } else { from <= time || time < to };
        within.then(|| next(at, to))
    }
}

/// The first instant with this time of the day, `now` included.
fn next(now: Timestamp, time: Time) -> Timestamp {
    let here = now.to_zoned(clock::china());
    let day = if here.time() <= time { here.date() } else { here.date() + 1.day() };
    // China has one offset all year: every local time exists once.
    day.to_datetime(time).to_zoned(clock::china()).map_or(now, |at| at.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Time {
        Time::strptime("%H:%M", text).unwrap()
    }

    fn times(quiet: Option<(&str, &str)>, digest: Option<&str>) -> Times {
        Times { quiet: quiet.map(|(from, to)| (time(from), time(to))), digest: digest.map(time) }
    }

    /// Times in Beijing.
    #[track_caller]
    fn check(times: Times, digest: bool, now: &str, due: &str) {
        let at = |text: &str| format!("{text}:00+08:00").parse::<Timestamp>().unwrap();
        assert_eq!(times.due(at(now), digest), at(due));
    }

    #[test]
    fn quiet_hours_over_midnight_put_off_to_their_end() {
        let quiet = times(Some(("22:00", "07:30")), None);
        check(quiet, false, "2026-11-23T21:59", "2026-11-23T21:59");
        check(quiet, false, "2026-11-23T22:00", "2026-11-24T07:30");
        check(quiet, false, "2026-11-24T00:00", "2026-11-24T07:30");
        check(quiet, false, "2026-11-24T07:29", "2026-11-24T07:30");
        check(quiet, false, "2026-11-24T07:30", "2026-11-24T07:30");
        check(quiet, false, "2026-12-31T23:30", "2027-01-01T07:30");
    }

    #[test]
    fn quiet_hours_within_a_day() {
        let quiet = times(Some(("12:00", "14:00")), None);
        check(quiet, false, "2026-11-23T11:59", "2026-11-23T11:59");
        check(quiet, false, "2026-11-23T13:00", "2026-11-23T14:00");
        check(quiet, false, "2026-11-23T14:00", "2026-11-23T14:00");
    }

    #[test]
    fn a_digest_leaves_once_a_day_and_only_where_digests_are() {
        let daily = times(None, Some("08:30"));
        check(daily, true, "2026-11-23T08:30", "2026-11-23T08:30");
        check(daily, true, "2026-11-23T08:31", "2026-11-24T08:30");
        check(daily, true, "2026-11-23T23:59", "2026-11-24T08:30");
        check(daily, false, "2026-11-23T23:59", "2026-11-23T23:59");
    }

    #[test]
    fn a_digest_in_quiet_hours_waits_for_their_end() {
        check(times(Some(("22:00", "09:00")), Some("08:30")), true, "2026-11-23T23:00", "2026-11-24T09:00");
    }
}
