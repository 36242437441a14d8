//! Indicators counted from the event log.

use serde::{Deserialize, Serialize};

use crate::settings::Words;

/// `GET /api/statistics/mobile?from=…&to=…`: the share of handling done on a phone (移动办理占比): acts on a phone by
/// all acts of people. Beginning a case is no handling, and what came through the API is no act of a hand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MobileShare {
    /// First and last day counted (`2026-11-01`, Beijing).
    pub from: String,
    pub to: String,
    /// The asker's own acts.
    pub own: Share,
    /// By the asker's own kinds of act.
    pub actions: Vec<ActionShare>,
    /// The same acts by module and kind of case.
    pub kinds: Vec<KindShare>,
    /// Departments the asker leads; none for who leads none. In the order of the directory, those without acts too.
    pub departments: Vec<DepartmentShare>,
}

/// How many acts, and how many of them on a phone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Share {
    pub phone: i64,
    pub all: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActionShare {
    /// The act's stable name (`approve`).
    pub action: String,
    pub share: Share,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KindShare {
    pub module: String,
    /// `outgoing`
    pub kind: String,
    /// What the module calls it.
    pub name: Words,
    pub share: Share,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DepartmentShare {
    pub organ: String,
    pub department: String,
    pub share: Share,
}

impl Share {
    /// In whole percent; `None` where nothing was done.
    pub fn percent(self) -> Option<i64> {
        (self.all > 0).then(|| (self.phone * 100 + self.all / 2) / self.all)
    }
}
