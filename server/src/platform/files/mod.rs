//! Files: content-addressed, written and synced before a transaction speaks of them.

pub mod clamd;
mod download;
mod kind;
mod scan;
mod store;
mod upload;

pub use download::{download, respond};
pub use scan::{ScanLater, threat_in};
pub use store::{FileStore, Stored, place, record};
pub use upload::upload;
