//! What an operator does from the command line, beside serving: people, health, backups.

pub mod backup;
pub mod doctor;
pub mod files;
pub mod user;
pub mod verify;
