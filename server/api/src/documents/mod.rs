//! 办文 on the wire: the draft of an official document, its rules and its views.

mod content;
mod draft;
mod format;
mod incoming;
pub mod rules;
mod template;
mod view;
mod wording;

pub use content::*;
pub use draft::*;
pub use format::*;
pub use incoming::*;
pub use template::*;
pub use view::*;
pub use wording::*;
