//! 收文 through the API: 条例 art. 24, from receipt or paper to the end.

mod circulation;
mod duplicates;
mod exchange;
mod paper;
mod passed_on;
mod recalled;
mod refused;
mod register;
mod reply;
mod sent_again;
