//! The JSON API of 同舟 over PostgreSQL. `router` is the table of contents; `platform` is the floor that
//! every module stands on; each module is a folder of its own.

pub mod app;
pub mod clock;
pub mod config;
pub mod database;
pub mod demo;
pub mod documents;
pub mod error;
pub mod extract;
pub mod first_paint;
pub mod listen;
pub mod logging;
pub mod metrics;
pub mod observe;
pub mod openapi;
pub mod operations;
pub mod pages;
pub mod platform;
pub mod router;
pub mod serve;

pub use app::App;
pub use error::{Error, Result};
