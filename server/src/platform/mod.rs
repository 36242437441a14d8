//! What every module stands on. It knows no module.

pub mod administration;
pub mod audit;
pub mod calendar;
pub mod cases;
pub mod delegation;
pub mod files;
pub mod id;
pub mod inbox;
pub mod jobs;
pub mod live;
pub mod notices;
pub mod numbering;
pub mod organization;
pub mod phrases;
pub mod search;
pub mod secret;
pub mod session;
pub mod settings;
pub mod square_code;
pub mod statistics;
pub mod typesetting;
