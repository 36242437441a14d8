//! The parts of a case that look the same in every module. Each takes the case as a signal and follows it, so that a
//! reload keeps what a person has typed.
//!
//! A module's page, from top to bottom: [`CaseHeader`], the module's own content, [`Opinions`], [`way`] or
//! [`History`], and [`ActionBar`] last in the page (it sticks to the thumb's edge on a phone).

mod act_dialog;
mod action_bar;
mod command;
mod deadline;
mod form;
mod handwriting;
mod header;
mod history;
mod links;
mod opinions;
mod people;
mod steps;
mod take_back;
mod way;
mod words;

pub use act_dialog::act_dialog;
pub use action_bar::ActionBar;
pub use deadline::{of_case as deadlines, sheet as deadline};
pub use form::Form;
pub use header::{CaseHeader, StatusChip, UrgencyChip};
pub use history::History;
pub use opinions::Opinions;
pub use take_back::{Done, Heard, say as say_done};
pub use way::{Way, way};
pub use words::{action_word, event_word, refusal_word};
