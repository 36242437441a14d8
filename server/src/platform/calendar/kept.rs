//! The calendar as the office keeps it (业务设置): a row a year, read again soon after it was changed.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use sqlx::PgConnection;

use super::{Calendar, Shipped, shipped};
use crate::{Result, platform::id};

/// How long a calendar that was read is believed.
const LIFETIME: Duration = Duration::from_secs(1);

/// The calendar that was read last.
#[derive(Default)]
pub struct Kept(Mutex<Option<(Instant, Arc<Calendar>)>>);

impl Kept {
    /// The calendar in force.
    pub async fn get(&self, connection: &mut PgConnection) -> Result<Arc<Calendar>> {
        if let Some((at, calendar)) = self.0.lock().unwrap_or_else(PoisonError::into_inner).as_ref()
            && at.elapsed() < LIFETIME
        {
            return Ok(calendar.clone());
        }
        let years = sqlx::query!("select year, ordered, source, days from calendar_years order by year")
            .map(|row| (row.year, row.ordered, row.source, row.days))
            .fetch_all(connection)
            .await?;
        let mut calendar = Calendar::default();
        for (year, ordered, source, days) in years {
            // What is no year of a calendar is refused where it is written.
            if let Ok(year) = i16::try_from(year) {
                calendar.add(year, ordered, &source, &days);
            }
        }
        let calendar = Arc::new(calendar);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), calendar.clone()));
        Ok(calendar)
    }

    /// It was changed.
    pub fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Adds the years that come with the program and are not there yet. One that is there is never changed.
///
/// # Errors
/// What the database says.
pub async fn install(owner: &mut PgConnection) -> Result<(), sqlx::Error> {
    for Shipped { year, ordered, source, days } in shipped() {
        sqlx::query!(
            "insert into calendar_years (id, year, ordered, source, days) values ($1, $2, $3, $4, $5) on conflict do nothing",
            id::new(),
            i32::from(year),
            ordered,
            source,
            days
        )
        .execute(&mut *owner)
        .await?;
    }
    Ok(())
}
