//! The kinds of the platform. Modules declare theirs in [`crate::platform::cases::Module::settings`].

mod departments;
mod organs;
mod people;
mod posts;
mod registers;

use super::Kind;

/// In the order of the index.
pub static PLATFORM: &[&dyn Kind] =
    &[&organs::Organs, &departments::Departments, &posts::Posts, &people::People, &registers::Registers];
