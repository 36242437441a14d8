//! Settings as data: what the app needs to draw one list and one form for every kind of setting, and the changes of a
//! setting with who made them and when.
//!
//! Every value travels as text, as it is written in a form or in a cell of a file: `true` and `false`, days as
//! `2026-11-23`, several choices with commas between them, a reference as an id, nothing as an empty text.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Language, administration::Duty, label::labelled};

/// The values of one setting by the keys of its fields.
pub type Values = BTreeMap<String, String>;

/// A name in both languages.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    pub chinese: String,
    pub english: String,
}

impl Words {
    pub fn new(chinese: &str, english: &str) -> Self {
        Self { chinese: chinese.to_owned(), english: english.to_owned() }
    }

    pub fn pick(&self, language: Language) -> &str {
        language.pick(&self.chinese, &self.english)
    }
}

/// What may stand in a field.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// One line of at most so many characters.
    Text {
        longest: u32,
    },
    /// Several lines.
    Lines {
        longest: u32,
    },
    Number {
        least: i32,
        most: i32,
    },
    Flag,
    Date,
    /// One of these.
    Choice {
        options: Vec<Choice>,
    },
    /// Any of these.
    Choices {
        options: Vec<Choice>,
    },
    /// A setting of another kind, by its id.
    Reference {
        kind: String,
    },
    /// A PNG picture, in base64. Never part of an exported file.
    Picture,
}

/// A value that may be chosen.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub value: String,
    pub name: Words,
}

/// One field of a kind.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    pub key: String,
    pub name: Words,
    pub hint: Option<Words>,
    pub holds: FieldType,
    pub required: bool,
    /// Said when the setting is made, and never changed.
    pub once: bool,
}

impl Field {
    fn new(key: &str, chinese: &str, english: &str, holds: FieldType) -> Self {
        let name = Words::new(chinese, english);
        Self { key: key.to_owned(), name, hint: None, holds, required: false, once: false }
    }

    pub fn text(key: &str, chinese: &str, english: &str, longest: u32) -> Self {
        Self::new(key, chinese, english, FieldType::Text { longest })
    }

    pub fn lines(key: &str, chinese: &str, english: &str, longest: u32) -> Self {
        Self::new(key, chinese, english, FieldType::Lines { longest })
    }

    pub fn number(key: &str, chinese: &str, english: &str, least: i32, most: i32) -> Self {
        Self::new(key, chinese, english, FieldType::Number { least, most })
    }

    pub fn flag(key: &str, chinese: &str, english: &str) -> Self {
        Self::new(key, chinese, english, FieldType::Flag)
    }

    pub fn date(key: &str, chinese: &str, english: &str) -> Self {
        Self::new(key, chinese, english, FieldType::Date)
    }

    pub fn choice(key: &str, chinese: &str, english: &str, options: Vec<Choice>) -> Self {
        Self::new(key, chinese, english, FieldType::Choice { options })
    }

    pub fn choices(key: &str, chinese: &str, english: &str, options: Vec<Choice>) -> Self {
        Self::new(key, chinese, english, FieldType::Choices { options })
    }

    pub fn reference(key: &str, chinese: &str, english: &str, kind: &str) -> Self {
        Self::new(key, chinese, english, FieldType::Reference { kind: kind.to_owned() })
    }

    pub fn picture(key: &str, chinese: &str, english: &str) -> Self {
        Self::new(key, chinese, english, FieldType::Picture)
    }

    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub fn once(mut self) -> Self {
        self.once = true;
        self
    }

    pub fn hint(mut self, chinese: &str, english: &str) -> Self {
        self.hint = Some(Words::new(chinese, english));
        self
    }
}

/// A kind of setting, described once: the server checks and the app draws by it.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindInfo {
    pub key: String,
    pub name: Words,
    /// What it decides.
    pub about: Words,
    /// Whose it is.
    pub duty: Duty,
    pub fields: Vec<Field>,
    /// Whether new ones can be made.
    pub creatable: bool,
    /// Whether changing it asks for a recent proof of identity.
    pub guarded: bool,
}

impl KindInfo {
    pub fn new(key: &str, name: Words, about: Words, duty: Duty, fields: Vec<Field>) -> Self {
        Self { key: key.to_owned(), name, about, duty, fields, creatable: true, guarded: false }
    }

    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }
}

labelled! {
    /// Whether a setting holds.
    pub enum SettingState {
        Current = "current", "有效", "In force";
        Future = "future", "未生效", "Not yet in force";
        Ended = "ended", "已停用", "Ended";
    }
}

/// `GET /api/settings/{kind}`: one row of the list.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingRow {
    pub id: Uuid,
    pub title: String,
    pub note: String,
    pub state: SettingState,
}

/// `GET /api/settings/{kind}/{id}`.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    pub kind: KindInfo,
    pub row: SettingRow,
    /// Counts its changes here; 0 where it never was changed.
    pub version: i32,
    pub values: Values,
    /// Names of what its references mean, by id.
    pub names: BTreeMap<String, String>,
    /// The newest first.
    pub history: Vec<SettingVersion>,
}

/// One change of a setting.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingVersion {
    /// 0 is what it was before it was first changed here.
    pub version: i32,
    /// Nobody for version 0.
    pub by: Option<String>,
    /// RFC 3339.
    pub at: Option<String>,
    pub reason: Option<String>,
    /// The version that was restored by it.
    pub restores: Option<i32>,
    pub changes: Vec<Difference>,
}

/// What became of one field, in words.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    pub field: Words,
    pub before: String,
    pub after: String,
}

/// `PUT /api/settings/{kind}/{id}`, and `POST …/preview` for the same without doing it.
///
/// Exactly one of `values` and `restore` is given.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveSetting {
    /// The version that was seen; 0 for what is new.
    pub version: i32,
    #[serde(default)]
    pub values: Option<Values>,
    /// Back to this version; 0 is what was before the first change.
    #[serde(default)]
    pub restore: Option<i32>,
    pub reason: String,
}

/// What a change would do, or did.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingChange {
    pub version: i32,
    pub changes: Vec<Difference>,
}

labelled! {
    /// Files of settings.
    pub enum FileFormat {
        Json = "json", "JSON", "JSON";
        Csv = "csv", "CSV", "CSV";
    }
}

/// `POST /api/settings/{kind}/import`, and `POST …/import/preview` for the same without doing it.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportSettings {
    pub format: FileFormat,
    /// The file.
    pub content: String,
    pub reason: String,
}

/// What an import would do, or did.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    pub rows: Vec<ImportedRow>,
    /// Rows that say what is so already.
    pub unchanged: u32,
    /// Rows that cannot be taken: while there are any, none is.
    pub bad: u32,
}

/// A row of an imported file that changes something or cannot be taken.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedRow {
    /// Counted as a spreadsheet does: the first after the headings is 2. In JSON the first is 1.
    pub row: u32,
    pub title: String,
    pub new: bool,
    pub changes: Vec<Difference>,
    /// What is wrong with it.
    pub wrong: Option<String>,
}
