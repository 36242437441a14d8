//! The API on a real PostgreSQL with the real typesetting worker. One file a module, mirroring the addresses.

mod administration;
mod audit;
mod bad_input;
mod calendar;
mod cancelled;
mod cases;
mod demo;
mod documents;
mod files;
mod guard;
mod history;
mod inbox;
mod jobs;
mod killed;
mod live;
mod notices;
mod numbering;
mod operations;
mod pages;
mod people;
mod plans;
mod races;
mod security;
mod session;
mod subflows;
mod support;
