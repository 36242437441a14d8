//! The kinds of the platform. Modules declare theirs in [`crate::platform::cases::Module::settings`].

mod calendars;
mod departments;
mod lamp_rules;
mod organs;
mod people;
mod phrases;
mod posts;
mod registers;
mod roles;

use super::Kind;

/// In the order of the index.
pub static PLATFORM: &[&dyn Kind] = &[
    &organs::Organs,
    &departments::Departments,
    &posts::Posts,
    &people::People,
    &roles::Roles,
    &registers::Registers,
    &calendars::Calendars,
    &lamp_rules::LampRules,
    &phrases::OrganPhrases,
];
