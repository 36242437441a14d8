//! The wire between the app and the server: ids, enumerations with their labels, requests, answers,
//! and the checks that both sides make. No I/O.

pub mod administration;
pub mod audit;
pub mod calendar;
pub mod cases;
pub mod chain;
pub mod delegation;
pub mod documents;
pub mod files;
pub mod form;
pub mod handwriting;
mod id;
pub mod inbox;
pub mod jobs;
mod label;
pub mod live;
pub mod notices;
pub mod organization;
mod page;
pub mod phrases;
mod problem;
mod refusal;
pub mod sealed;
pub mod search;
pub mod security;
pub mod session;
pub mod settings;
pub mod sheet;
pub mod statistics;

pub use id::*;
pub use label::{Language, UnknownValue};
pub use page::Page;
pub use problem::{Code, Problem};
pub use refusal::refusal_words;
