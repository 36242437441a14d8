//! The one source of time. Tests fix it.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Reads the time, to the microsecond: what is stored is what is hashed.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    fixed: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// A clock that stands still until it is set.
    pub fn fixed(at: Timestamp) -> Self {
        Self { fixed: Some(Arc::new(AtomicI64::new(at.as_microsecond()))) }
    }

    /// Moves a fixed clock; the system's clock is left alone.
    pub fn set(&self, at: Timestamp) {
        if let Some(fixed) = &self.fixed {
            fixed.store(at.as_microsecond(), Ordering::SeqCst);
        }
    }

    #[expect(clippy::disallowed_methods, reason = "the one source of time")]
    pub fn now(&self) -> Timestamp {
        let microseconds = match &self.fixed {
            Some(fixed) => fixed.load(Ordering::SeqCst),
            None => Timestamp::now().as_microsecond(),
        };
        Timestamp::from_microsecond(microseconds).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Today in China: dates on documents are Beijing dates wherever the server stands.
    pub fn today(&self) -> Date {
        date_in_china(self.now())
    }
}

/// The Beijing date of an instant.
pub fn date_in_china(at: Timestamp) -> Date {
    at.to_zoned(china()).date()
}

/// UTC+8, without daylight saving since 1991.
pub fn china() -> TimeZone {
    TimeZone::fixed(jiff::tz::offset(8))
}

/// `2021年7月1日`: no leading zeros (GB/T 9704 7.3.5.4).
pub fn chinese_date(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_turns_at_midnight_in_beijing() {
        let late: Timestamp = "2021-06-30T16:00:00Z".parse().unwrap();
        assert_eq!(chinese_date(date_in_china(late)), "2021年7月1日");
    }
}
