//! 办文 on the wire: the draft of an official document, its rules and its views.

mod content;

pub use content::*;
