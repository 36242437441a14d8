//! Which days are worked.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use jiff::civil::{Date, Weekday};

/// The notices of the State Council, one file for all years.
const HOLIDAYS: &str = include_str!("holidays.txt");

/// Working days and days off.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    special: BTreeMap<Date, (bool, Arc<str>)>,
    /// Years that the State Council has spoken on, or not yet, and by what.
    years: BTreeMap<i16, (bool, Arc<str>)>,
}

/// Why a day is worked or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    Weekday,
    Weekend,
    /// A public holiday, or a day given for one.
    Holiday(Arc<str>),
    /// A Saturday or Sunday worked for a holiday (调休).
    MadeUp(Arc<str>),
}

/// One day of the calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    pub date: Date,
    pub working: bool,
    pub reason: Reason,
    /// The State Council has not ordered this year yet: it may turn out otherwise (暂按).
    pub provisional: bool,
}

impl Calendar {
    /// The calendar of mainland China.
    pub fn official() -> &'static Self {
        static OFFICIAL: LazyLock<Calendar> = LazyLock::new(|| {
            // A unit test reads the same file; a line that cannot be read would be missing, not wrong.
            Calendar::read(HOLIDAYS)
        });
        &OFFICIAL
    }

    fn read(text: &str) -> Self {
        let mut calendar = Self::default();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if calendar.read_line(line).is_none() {
                tracing::error!(line, "a line of the calendar cannot be read");
            }
        }
        calendar
    }

    fn read_line(&mut self, line: &str) -> Option<()> {
        let mut words = line.split_whitespace();
        let (first, second) = (words.next()?, words.next()?);
        if let Ok(year) = first.parse() {
            self.years.insert(year, (second == "notice", words.next()?.into()));
            return Some(());
        }
        let (first, last): (Date, Date) = (first.parse().ok()?, second.parse().ok()?);
        let (working, name) = (words.next()? == "work", words.next()?);
        for date in first.series(jiff::Span::new().days(1)).take_while(|date| *date <= last) {
            self.special.insert(date, (working, name.into()));
        }
        Some(())
    }

    pub fn day(&self, date: Date) -> Day {
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        let (working, reason) = match self.special.get(&date) {
            Some((true, name)) => (true, Reason::MadeUp(name.clone())),
            Some((false, name)) => (false, Reason::Holiday(name.clone())),
            None if weekend => (false, Reason::Weekend),
            None => (true, Reason::Weekday),
        };
        let provisional = !self.years.get(&date.year()).is_some_and(|(ordered, _)| *ordered);
        Day { date, working, reason, provisional }
    }

    /// What orders the days of a year: the notice, or the regulation where there is none yet.
    pub fn source(&self, year: i16) -> Option<&str> {
        self.years.get(&year).map(|(_, source)| &**source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(date: &str, working: bool, provisional: bool) {
        let day = Calendar::official().day(date.parse().unwrap());
        assert_eq!((day.working, day.provisional), (working, provisional), "{day:?}");
    }

    #[test]
    fn days_are_as_the_notices_order_them() {
        check("2026-02-14", true, false);
        check("2026-02-15", false, false);
        check("2026-02-23", false, false);
        check("2026-02-24", true, false);
        check("2026-02-28", true, false);
        check("2026-10-10", true, false);
        check("2025-10-08", false, false);
        check("2025-10-11", true, false);
        check("2026-11-21", false, false);
        check("2027-02-10", false, true);
        check("2028-10-02", true, true);
    }

    #[test]
    fn every_line_is_read() {
        for line in HOLIDAYS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            assert!(Calendar::default().read_line(line).is_some(), "{line}");
        }
    }

    /// A notice moves days, it takes none away: days off on weekdays beyond the statutory ones are worked at weekends.
    #[test]
    fn a_year_keeps_its_working_days() {
        for (year, expected) in [(2025_i16, 248), (2026, 248)] {
            let first = jiff::civil::date(year, 1, 1);
            let days = first.series(jiff::Span::new().days(1)).take_while(|date| date.year() == year);
            let worked = days.filter(|date| Calendar::official().day(*date).working).count();
            assert_eq!(worked, expected, "{year}");
        }
    }
}
