//! The draft (文稿): what the drafter decides of the 18 elements of 条例 art. 9.
//! The rest (number, date, seal, printing organ and date, page numbers) follows from the flow.

use serde::{Deserialize, Serialize};

use super::{Attendance, Block, Format};
use crate::{DepartmentId, FileId, OrganId, cases::Urgency, label::labelled, organization::Organ};

labelled! {
    /// 公文种类 (条例 art. 8).
    pub enum Genre {
        Resolution = "决议", "决议", "Resolution";
        Decision = "决定", "决定", "Decision";
        Order = "命令", "命令（令）", "Order";
        Communique = "公报", "公报", "Communiqué";
        PublicNotice = "公告", "公告", "Public notice";
        Notice = "通告", "通告", "Announcement";
        Opinion = "意见", "意见", "Opinion";
        Circular = "通知", "通知", "Circular";
        Bulletin = "通报", "通报", "Bulletin";
        Report = "报告", "报告", "Report";
        Request = "请示", "请示", "Request for instructions";
        Reply = "批复", "批复", "Reply";
        Bill = "议案", "议案", "Bill";
        Letter = "函", "函", "Letter";
        Minutes = "纪要", "纪要", "Minutes";
    }
}

impl Genre {
    /// The genre with which a title (标题) ends, as its rule says (条例 art. 9).
    pub fn of_title(title: &str) -> Option<Self> {
        let title = title.trim();
        Self::ALL.iter().copied().find(|genre| title.ends_with(genre.as_str()))
    }
}

labelled! {
    /// 行文方向.
    pub enum Direction {
        /// To an organ above (上行文); carries 签发人.
        Upward = "upward", "上行", "Upward";
        /// Between organs not subordinate to each other (平行文).
        Level = "level", "平行", "Level";
        /// To organs below (下行文).
        Downward = "downward", "下行", "Downward";
    }
}

labelled! {
    /// 密级. Only the first two may be handled here; the grades of state secrets are known
    /// so that they can be refused with the reason (条例 art. 26).
    pub enum Secrecy {
        Open = "公开", "公开", "Open";
        Internal = "内部", "内部", "Internal";
        Confidential = "秘密", "秘密", "Confidential (state secret)";
        Secret = "机密", "机密", "Secret (state secret)";
        TopSecret = "绝密", "绝密", "Top secret (state secret)";
    }
}

impl Secrecy {
    /// Whether a document of this grade may be handled in this system.
    pub fn permitted(self) -> bool {
        matches!(self, Secrecy::Open | Secrecy::Internal)
    }
}

/// A 主送 or 抄送 organ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// `None` for a collective name (各县（区）人民政府) or an organ outside the system.
    pub organ: Option<OrganId>,
    /// As printed.
    pub name: String,
}

/// Names of recipients as printed: organs of one kind are parted by 、, different kinds by ，.
/// What is not an organ on the system counts as a kind of its own.
pub fn joined(recipients: &[Recipient], organs: &[Organ]) -> String {
    let kind_of = |recipient: &Recipient| {
        let organ = organs.iter().find(|organ| Some(organ.id) == recipient.organ)?;
        Some(organ.kind)
    };
    let mut text = String::new();
    let mut last = None;
    for recipient in recipients.iter().filter(|recipient| !recipient.name.trim().is_empty()) {
        let kind = kind_of(recipient);
        if !text.is_empty() {
            text.push(if kind.is_some() && kind == last { '、' } else { '，' });
        }
        text.push_str(recipient.name.trim());
        last = kind;
    }
    text
}

/// An attachment (附件) that is part of the document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    pub title: String,
    pub body: Vec<Block>,
    /// 不与正文一起装订: printed behind the document, headed by its number (GB/T 9704 7.3.7).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub separate: bool,
}

/// What the drafter writes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Draft {
    pub genre: Genre,
    pub direction: Direction,
    /// 公文格式 where the drafter chose another than the genre's usual one; see [`Draft::format`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// 份号: six digits; only where copies are counted.
    #[serde(default)]
    pub copy_number: Option<String>,
    pub secrecy: Secrecy,
    pub urgency: Urgency,
    /// 办理时限, `YYYY-MM-DD`; required where urgent (R18).
    #[serde(default)]
    pub due_on: Option<String>,
    /// Issuing organs (联合行文: the lead organ first).
    pub issuers: Vec<OrganId>,
    /// Whether the mark (发文机关标志) ends in "文件".
    pub mark_suffix: bool,
    pub title: String,
    #[serde(default)]
    pub recipients: Vec<Recipient>,
    #[serde(default)]
    pub copies: Vec<Recipient>,
    pub body: Vec<Block>,
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// The meeting that a 纪要 records, as its mark names it: 舟山市人民政府专题会议.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<String>,
    /// Who took part in that meeting.
    #[serde(default, skip_serializing_if = "Attendance::is_empty")]
    pub attendance: Attendance,
    /// 附注, without parentheses.
    #[serde(default)]
    pub note: Option<String>,
    /// Departments to countersign (会签) in parallel.
    #[serde(default)]
    pub countersigners: Vec<DepartmentId>,
    /// Reference files for the handlers; not part of the document.
    #[serde(default)]
    pub files: Vec<FileId>,
}

impl Draft {
    /// An empty 通知 of one organ.
    pub fn new(organ: OrganId) -> Self {
        Self {
            genre: Genre::Circular,
            direction: Direction::Downward,
            format: None,
            copy_number: None,
            secrecy: Secrecy::Open,
            urgency: Urgency::Normal,
            due_on: None,
            issuers: vec![organ],
            mark_suffix: true,
            title: String::new(),
            recipients: Vec::new(),
            copies: Vec::new(),
            body: Vec::new(),
            attachments: Vec::new(),
            meeting: None,
            attendance: Attendance::default(),
            note: None,
            countersigners: Vec::new(),
            files: Vec::new(),
        }
    }

    /// The formats this draft may take, the usual one first.
    pub fn formats(&self) -> &'static [Format] {
        let permitted = self.genre.formats();
        // 上行文 prints its 签发人, for which a letter has no place.
        if self.direction == Direction::Upward && permitted.contains(&Format::Document) {
            return &[Format::Document];
        }
        permitted
    }

    /// 公文格式: what the drafter chose where genre and direction permit it, else the usual one.
    pub fn format(&self) -> Format {
        let permitted = self.formats();
        let chosen = self.format.filter(|format| permitted.contains(format));
        chosen.or_else(|| permitted.first().copied()).unwrap_or_default()
    }

    /// The blocks of the text and of every attachment.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.body.iter().chain(self.attachments.iter().flat_map(|attachment| &attachment.body))
    }

    /// The files of the pictures in the text, each once.
    pub fn pictures(&self) -> Vec<FileId> {
        let mut files: Vec<FileId> = self
            .blocks()
            .filter_map(|block| match block {
                Block::Picture { file, .. } => Some(*file),
                _ => None,
            })
            .collect();
        files.sort();
        files.dedup();
        files
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organization::OrganKind;

    #[test]
    fn organs_of_one_kind_stand_closer() {
        let organ = |n: u128, kind| Organ {
            id: OrganId(uuid::Uuid::from_u128(n)),
            name: String::new(),
            formal_name: String::new(),
            kind,
            parent: None,
            level: 2,
        };
        let organs =
            [organ(1, OrganKind::Government), organ(2, OrganKind::Bureau), organ(3, OrganKind::Bureau)];
        let to = |n: u128, name: &str| Recipient {
            organ: (n > 0).then(|| OrganId(uuid::Uuid::from_u128(n))),
            name: name.to_owned(),
        };
        let list =
            [to(1, "定海区人民政府"), to(2, "市财政局"), to(3, "市审计局"), to(0, "有关单位"), to(0, " ")];
        assert_eq!(joined(&list, &organs), "定海区人民政府，市财政局、市审计局，有关单位");
    }
}
