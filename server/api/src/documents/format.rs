//! 公文格式 (GB/T 9704-2012): which format a document of each genre takes.

use serde::{Deserialize, Serialize};

use super::Genre;
use crate::label::labelled;

labelled! {
    /// The general format and the three of their own (特定格式, GB/T 9704-2012 ch. 7 and 10).
    pub enum Format {
        Document = "文件", "文件格式", "Document";
        /// 10.1; without the office that prints, without page number on the first page.
        Letter = "信函", "信函格式", "Letter";
        /// 10.2; signed by a leader's own stamp (签名章), not sealed.
        Order = "命令", "命令（令）格式", "Order";
        /// 10.3; names who took part, is not sealed.
        Minutes = "纪要", "纪要格式", "Minutes";
    }
}

#[expect(clippy::derivable_impls, reason = "`labelled!` derives for all alike")]
impl Default for Format {
    fn default() -> Self {
        Self::Document
    }
}

impl Format {
    /// Whether the organs' seals (印章) are set.
    pub fn sealed(self) -> bool {
        matches!(self, Format::Document | Format::Letter)
    }
}

impl Genre {
    /// The formats a document of this genre may take, the usual one first.
    pub fn formats(self) -> &'static [Format] {
        match self {
            Genre::Order => &[Format::Order],
            Genre::Minutes => &[Format::Minutes],
            Genre::Letter => &[Format::Letter, Format::Document],
            Genre::Circular | Genre::Opinion | Genre::Reply | Genre::Bulletin => {
                &[Format::Document, Format::Letter]
            }
            Genre::Report
            | Genre::Request
            | Genre::Resolution
            | Genre::Decision
            | Genre::Communique
            | Genre::PublicNotice
            | Genre::Notice
            | Genre::Bill => &[Format::Document],
        }
    }
}

/// Who took part in the meeting of a 纪要 (GB/T 9704-2012 10.3): units and names as printed, `None` prints no line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Attendance {
    /// 出席.
    pub present: Option<String>,
    /// 请假.
    pub absent: Option<String>,
    /// 列席.
    pub observing: Option<String>,
}

impl Attendance {
    /// Label and names of each line, in the order of the page.
    pub fn lines(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [("出席", &self.present), ("请假", &self.absent), ("列席", &self.observing)]
            .into_iter()
            .filter_map(|(label, names)| Some((label, names.as_deref()?.trim())))
            .filter(|(_, names)| !names.is_empty())
    }

    pub fn is_empty(&self) -> bool {
        self.lines().next().is_none()
    }
}
