//! What every module stands on. It knows no module.

pub mod cases;
pub mod files;
pub mod id;
pub mod inbox;
pub mod jobs;
pub mod live;
pub mod numbering;
pub mod organization;
pub mod session;
pub mod typesetting;
