//! Languages of the interface and enumerations that carry their own labels.

use serde::{Deserialize, Serialize};

/// The languages the interface speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Language {
    #[default]
    #[serde(rename = "zh-CN")]
    Chinese,
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// The first of the two languages named in an `Accept-Language` header; Chinese where neither is.
    pub fn from_accept(header: &str) -> Self {
        for wanted in header.split(',') {
            let tag = wanted.trim().to_ascii_lowercase();
            if tag.starts_with("zh") {
                return Language::Chinese;
            }
            if tag.starts_with("en") {
                return Language::English;
            }
        }
        Language::Chinese
    }

    /// Chooses between the two wordings of one message.
    pub fn pick<T>(self, chinese: T, english: T) -> T {
        match self {
            Language::Chinese => chinese,
            Language::English => english,
        }
    }
}

/// Declares an enumeration whose stored value and both labels stand beside each variant.
macro_rules! labelled {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $stored:literal, $zh:literal, $en:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $stored)] $variant,)+ }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The value as stored and sent.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $stored,)+ }
            }

            /// The value as a person reads it.
            pub fn label(self, language: $crate::Language) -> &'static str {
                match self { $(Self::$variant => language.pick($zh, $en),)+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnknownValue;

            fn from_str(value: &str) -> Result<Self, $crate::UnknownValue> {
                match value {
                    $($stored => Ok(Self::$variant),)+
                    _ => Err($crate::UnknownValue { kind: stringify!($name), value: value.to_owned() }),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use labelled;

/// A stored or sent text that names no value of its enumeration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownValue {
    pub kind: &'static str,
    pub value: String,
}

impl std::fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "“{}” is no {}", self.value, self.kind)
    }
}

impl std::error::Error for UnknownValue {}
