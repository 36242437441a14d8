//! Working days and deadlines, as pure functions of dates: no clock, no database. Which days are worked is a setting,
//! a year each ([`Kept`]).
//!
//! The rules are those of 民法典 art. 200-204: the day something begins does not count; a term ends on its last day at
//! the close of business; where that day is off, on the next working day. While a clock stands (暂停) no day counts.

mod days;
mod deadline;
mod kept;

pub use days::{Calendar, Day, Reason, Shipped, first_of, read_days, shipped};
pub use deadline::{CLOSE, Counted, Deadline, Pause, Term, deadline, spent};
pub use kept::{Kept, install};
