//! Official documents as pages (公文排版): GB/T 9704-2012 文件格式 in, PDF/A-2b and pictures out.
//!
//! The templates under `templates/` hold every measure; this crate feeds them one document's words as data, decides
//! what only a finished layout can tell (recipients below, a signature that would stand alone) and exports.
//!
//! Deliberately absent: markup from users (their words are strings in `sheet.json`, never source), files and packages
//! (the layout can read the templates, that file and the seals), the clock (dates come with the document). Letters,
//! orders and minutes (信函, 命令, 纪要) have formats of their own and are not laid out here.
//!
//! The layout library can be neither interrupted nor bounded, so the crate is run as a process of its own (`main.rs`).

mod data;
pub mod fonts;
mod form;
mod glyphs;
mod layout;
mod picture;
mod seal_picture;
mod text;
mod title;
mod worker;
mod world;

pub use worker::Worker;
