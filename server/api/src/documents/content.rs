//! The structured text of a document. One form for the editor, the rules, the page and the differences.

use serde::{Deserialize, Serialize};

use crate::FileId;

/// A paragraph of the body (正文), or what stands in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "type", deny_unknown_fields)]
pub enum Block {
    /// A heading of level 1 to 4; the numbering (一、（一）1.（1）) is part of the text, as the drafter wrote it.
    Heading { level: HeadingLevel, text: String },
    /// A paragraph, indented by two characters.
    Paragraph { text: String },
    /// 表格: a row a line, its cells parted by tabs, as spreadsheets put them on the clipboard. The first row is the head.
    Table {
        text: String,
        /// 横排: on a sheet of its own that is read from its side (GB/T 9704-2012 ch. 8).
        #[serde(default)]
        landscape: bool,
    },
    /// 插图: a PNG or JPEG among the files of the case, and the words below it.
    Picture { file: FileId, text: String },
}

impl Block {
    /// The words of the block.
    pub fn text(&self) -> &str {
        match self {
            Block::Heading { text, .. }
            | Block::Paragraph { text }
            | Block::Table { text, .. }
            | Block::Picture { text, .. } => text,
        }
    }

    /// The words of the block, to be changed.
    pub fn text_mut(&mut self) -> &mut String {
        match self {
            Block::Heading { text, .. }
            | Block::Paragraph { text }
            | Block::Table { text, .. }
            | Block::Picture { text, .. } => text,
        }
    }
}

/// Rows and cells of a table's text; a row short of cells has empty ones at its end.
pub fn table_rows(text: &str) -> Vec<Vec<&str>> {
    let mut rows: Vec<Vec<&str>> = text
        .lines()
        .filter(|row| !row.trim().is_empty())
        .map(|row| row.split('\t').map(str::trim).collect())
        .collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    for row in &mut rows {
        row.resize(columns, "");
    }
    rows
}

/// 结构层次: 1 黑体, 2 楷体, 3 and 4 仿宋 (GB/T 9704-2012 7.3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "u8", into = "u8")]
pub struct HeadingLevel(u8);

impl HeadingLevel {
    pub const ONE: Self = Self(1);
    pub const TWO: Self = Self(2);
    pub const THREE: Self = Self(3);
    pub const FOUR: Self = Self(4);

    pub fn number(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for HeadingLevel {
    type Error = String;

    fn try_from(level: u8) -> Result<Self, String> {
        match level {
            1..=4 => Ok(Self(level)),
            _ => Err(format!("heading level {level} is not between 1 and 4")),
        }
    }
}

impl From<HeadingLevel> for u8 {
    fn from(level: HeadingLevel) -> u8 {
        level.0
    }
}
