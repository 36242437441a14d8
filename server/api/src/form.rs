//! 处理单 (发文稿纸): what the typesetting worker is given to print how a case was handled. Words are resolved and Chinese:
//! it is paper of the office.

use serde::{Deserialize, Serialize};

/// One handling sheet ready for the page; it takes as many pages as it needs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// `舟山市大数据局发文处理单`.
    pub heading: String,
    /// What it is about, in order; a wide one takes a line of its own.
    pub facts: Vec<FormFact>,
    /// 意见栏, in order, the empty ones too.
    pub places: Vec<FormPlace>,
    /// Below each page: what proves the sheet.
    pub proof: String,
    /// Where a copy of the final file is compared with it, as rows of `0` and `1` of a QR code.
    pub check: Option<Vec<String>>,
    /// Instant of the file's metadata, RFC 3339; the same input gives the same bytes.
    pub made_at: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FormFact {
    pub label: String,
    pub text: String,
    pub wide: bool,
}

impl FormFact {
    pub fn new(label: &str, text: impl Into<String>) -> Self {
        Self { label: label.to_owned(), text: text.into(), wide: false }
    }

    pub fn wide(label: &str, text: impl Into<String>) -> Self {
        Self { wide: true, ..Self::new(label, text) }
    }
}

/// A place (意见栏).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FormPlace {
    pub name: String,
    pub opinions: Vec<FormOpinion>,
}

/// An opinion as it is printed: words, hand, who and when.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FormOpinion {
    /// Printed above the first opinion of a department (会签).
    pub department: Option<String>,
    /// Line feeds begin paragraphs; empty where it was only written by hand.
    pub text: String,
    /// 手写签批: an SVG picture of the strokes.
    pub handwriting: Option<Handwritten>,
    /// `处长 李华（代王静）`.
    pub who: String,
    /// `2026年11月23日 15:41`.
    pub at: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Handwritten {
    pub svg: String,
    /// CSS pixels.
    pub width: i32,
    pub height: i32,
}
