//! Official documents as pages (公文排版): GB/T 9704-2012 in, PDF/A-2b and pictures out.
//!
//! The templates under `templates/` hold every measure; this crate feeds them one document's words as data, decides
//! what only a finished layout can tell (recipients below, a signature that would stand alone) and exports.
//!
//! Deliberately absent: markup from users (their words are strings in `sheet.json`, never source), files and packages
//! (the layout can read the templates, that file and the document's pictures), the clock (dates come with the
//! document). A format (文件, 信函, 命令, 纪要) is a template of its own over common parts.
//!
//! The layout library can be neither interrupted nor bounded, so the crate is run as a process of its own (`main.rs`).

mod blocks;
mod data;
pub mod fonts;
mod form;
mod glyphs;
mod images;
mod layout;
mod picture;
mod seal_picture;
mod text;
mod title;
mod worker;
mod world;

pub use worker::Worker;
