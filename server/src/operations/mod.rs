//! What an operator does from the command line, beside serving: people, health, backups.

pub mod user;
pub mod verify;
