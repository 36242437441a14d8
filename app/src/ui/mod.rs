//! Parts that know nothing of office work, each once. Their looks are in `style/ui.css`.

mod button;
mod chips;
mod choice;
mod combobox;
mod dialog;
mod field;
mod icon;
mod list;
mod live;
mod mark;
mod offline;
mod state;
mod tabs;
mod toast;

pub use button::*;
pub use chips::*;
pub use choice::*;
pub use combobox::*;
pub use dialog::*;
pub use field::*;
pub use icon::*;
pub use list::*;
pub use live::*;
pub use mark::*;
pub use offline::*;
pub use state::*;
pub use tabs::*;
pub use toast::*;

/// A new id for an element, for labels and descriptions.
pub fn new_id() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static LAST: AtomicU32 = AtomicU32::new(0);
    format!("e{}", LAST.fetch_add(1, Ordering::Relaxed))
}
