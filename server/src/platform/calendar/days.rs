//! Which days are worked.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use jiff::{
    Span, Timestamp,
    civil::{Date, Weekday},
};

use crate::clock::china;

/// The notices of the State Council, one file for all years.
const HOLIDAYS: &str = include_str!("holidays.txt");

/// Working days and days off.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    special: Special,
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

/// Days that are not what their weekday says: whether they are worked, and the name of the holiday.
type Special = BTreeMap<Date, (bool, Arc<str>)>;

/// A year as it comes with the program.
pub struct Shipped {
    pub year: i16,
    /// Whether the State Council has spoken.
    pub ordered: bool,
    pub source: &'static str,
    /// As [`read_days`] reads them.
    pub days: String,
}

/// The years that come with the program.
pub fn shipped() -> Vec<Shipped> {
    let mut years: Vec<Shipped> = Vec::new();
    for line in HOLIDAYS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let words: Vec<&'static str> = line.split_whitespace().collect();
        match (words.first().and_then(|word| word.parse().ok()), words.as_slice(), years.last_mut()) {
            (Some(year), [_, standing, source], _) => {
                let ordered = *standing == "notice";
                years.push(Shipped { year, ordered, source, days: String::new() });
            }
            (None, _, Some(last)) => {
                if !last.days.is_empty() {
                    last.days.push('\n');
                }
                last.days.push_str(line);
            }
            _ => tracing::error!(line, "a line of the calendar cannot be read"),
        }
    }
    years
}

/// The days of a year from lines such as `10-01 至 10-08 放假 国庆节` and `10-10 上班 国庆节`.
///
/// # Errors
/// The first line that cannot be read, names a day of another year, or one that another line has named.
pub fn read_days(year: i16, text: &str) -> Result<Special, usize> {
    let mut days = Special::new();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let (first, last, working, name) = stretch(year, line).ok_or(number)?;
        for date in first.series(Span::new().days(1)).take_while(|date| *date <= last) {
            if days.insert(date, (working, name.into())).is_some() {
                return Err(number);
            }
        }
    }
    Ok(days)
}

/// First and last day, whether they are worked, and the holiday's name.
fn stretch(year: i16, line: &str) -> Option<(Date, Date, bool, &str)> {
    let mut words = line.split_whitespace().peekable();
    let first = day_of(year, words.next()?)?;
    words.next_if(|word| matches!(*word, "至" | "到" | "—" | "-" | "~"));
    let last = match words.peek().and_then(|word| day_of(year, word)) {
        Some(last) => words.next().map(|_| last)?,
        None => first,
    };
    let working = match words.next()? {
        "上班" => true,
        "放假" | "休息" => false,
        _ => return None,
    };
    let name = words.next()?;
    (first <= last && words.next().is_none()).then_some((first, last, working, name))
}

/// `10-01` or `2026-10-01`, in this year.
fn day_of(year: i16, word: &str) -> Option<Date> {
    let date: Date = match word.len() {
        5 => format!("{year:04}-{word}").parse().ok()?,
        _ => word.parse().ok()?,
    };
    (date.year() == year).then_some(date)
}

/// When a year begins in China.
pub fn first_of(year: i16) -> Option<Timestamp> {
    let first = Date::new(year, 1, 1).ok()?;
    first.to_zoned(china()).ok().map(|at| at.timestamp())
}

impl Calendar {
    /// The calendar of mainland China as it comes with the program; what is in force is [`super::Kept`].
    pub fn official() -> &'static Self {
        static OFFICIAL: LazyLock<Calendar> = LazyLock::new(|| {
            let mut calendar = Calendar::default();
            for Shipped { year, ordered, source, days } in shipped() {
                calendar.add(year, ordered, source, &days);
            }
            calendar
        });
        &OFFICIAL
    }

    /// Adds a year: what orders it, and its days. Lines that cannot be read are refused where they are written.
    pub fn add(&mut self, year: i16, ordered: bool, source: &str, days: &str) {
        self.years.insert(year, (ordered, source.into()));
        match read_days(year, days) {
            Ok(days) => self.special.extend(days),
            Err(line) => tracing::error!(year, line, "a line of the calendar cannot be read"),
        }
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
        let years = shipped();
        assert_eq!(years.iter().map(|it| it.year).collect::<Vec<_>>(), [2025, 2026, 2027]);
        for Shipped { year, days, .. } in years {
            assert!(!read_days(year, &days).unwrap().is_empty());
        }
        for (text, wrong) in [
            ("10-01 至 10-08 放假 国庆节\n\n10-10 上班 国庆节", None),
            ("2026-10-01 2026-10-02 放假 国庆节", None),
            ("10-01 国庆节", Some(1)),
            ("10-01 放假 国庆节\n10-01 至 10-03 放假 国庆节", Some(2)),
            ("2025-10-01 放假 国庆节", Some(1)),
            ("02-30 放假 春节", Some(1)),
            ("10-08 至 10-01 放假 国庆节", Some(1)),
        ] {
            assert_eq!(read_days(2026, text).err(), wrong, "{text}");
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
