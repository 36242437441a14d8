//! 收文 through the API: 条例 art. 24, from receipt or paper to the end.

mod circulation;
mod duplicates;
mod exchange;
mod paper;
mod refused;
mod register;
mod reply;
