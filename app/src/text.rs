//! The words of the interface: `t!(namespace.key)`, `t!(namespace.key, name = value)`. The catalogues are in `text/`;
//! `build.rs` checks them. A view reads its words once: the app is drawn anew when the language changes.

use std::fmt::Display;

use api::Language;

/// One text in Chinese and in English.
#[derive(Clone, Copy)]
pub struct Text(pub &'static str, pub &'static str);

impl Text {
    pub fn in_language(self, language: Language) -> &'static str {
        language.pick(self.0, self.1)
    }

    /// In the language chosen.
    pub fn words(self) -> &'static str {
        self.in_language(language())
    }
}

/// The language chosen.
pub fn language() -> Language {
    crate::settings::language()
}

fn fill(text: Text, values: &[(&str, &dyn Display)]) -> String {
    let mut words = text.words().to_owned();
    for (name, value) in values {
        words = words.replace(&format!("{{{name}}}"), &value.to_string());
    }
    words
}

#[allow(non_upper_case_globals, non_camel_case_types, dead_code)]
mod catalogue {
    use super::{Text, fill};
    include!(concat!(env!("OUT_DIR"), "/text.rs"));
}
pub use catalogue::*;

/// Words from the catalogue, in the language chosen: `&'static str`, or a `String` where there are placeholders.
#[macro_export]
macro_rules! t {
    ($namespace:ident . $key:ident) => {
        $crate::text::$namespace::$key.words()
    };
    ($namespace:ident . $key:ident, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::text::$namespace::$key { $($name: &$value),+ }.words()
    };
}
