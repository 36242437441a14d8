//! Notices (通知) and what a person chooses of them.

use serde::{Deserialize, Serialize};

use crate::{CaseId, cases::CaseSummary, label::labelled};

labelled! {
    /// What a notice is about.
    pub enum NoticeKind {
        Assigned = "assigned", "新的待办", "New to-do";
        Urged = "urged", "催办", "Urged";
        Near = "near", "即将到期", "Due soon";
        Due = "due", "已到期", "Due";
    }
}

/// One notice, with the case it is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Notice {
    pub id: i64,
    pub kind: NoticeKind,
    pub case: CaseSummary,
    /// RFC 3339.
    pub at: String,
    pub read: bool,
}

/// Notices up to this one have been seen.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadNotices {
    pub up_to: i64,
    /// Only those about this case.
    #[serde(default)]
    pub case: Option<CaseId>,
}
