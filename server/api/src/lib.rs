//! The wire between the app and the server: ids, enumerations with their labels, requests, answers,
//! and the checks that both sides make. No I/O.

pub mod documents;
pub mod sheet;
