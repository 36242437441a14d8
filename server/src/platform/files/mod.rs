//! Files: content-addressed, written and synced before a transaction speaks of them.

mod download;
mod kind;
mod store;
mod upload;

pub use download::{download, respond};
pub use store::{FileStore, Stored, place, record};
pub use upload::upload;
