//! What every module stands on: the shell, the pages of the floor, and the parts of a case.

pub mod case;
mod changes;
pub mod delegation;
mod directory;
mod frame;
mod home;
pub mod inbox;
mod inbox_row;
mod keys;
mod live;
mod me;
mod mobile;
mod new;
mod not_found;
mod notices;
mod palette;
mod people;
pub mod phrases;
mod search;
pub mod session;
mod shell;

pub use changes::{Changes, use_changes};
pub use directory::use_directory;
pub use frame::PageFrame;
pub use home::Home;
pub use keys::{Panel, Panels};
pub use me::Me;
pub use mobile::Mobile;
pub use new::{Apps, New};
pub use not_found::NotFound;
pub use notices::Notices;
pub use palette::palette;
pub use people::PeoplePicker;
pub use search::Search;
pub use session::use_session;
pub use shell::{Shell, focus_late_page, use_media};
