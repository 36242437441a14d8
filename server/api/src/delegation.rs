//! Delegation (委托): another person handles the work of a post for some days.

use flow::PostId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{CaseId, DelegationId, cases::StepName, label::labelled};

/// `GET /api/delegations`: what concerns the asker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Delegations {
    /// The kinds of case that can be delegated.
    pub kinds: Vec<Kind>,
    /// By the asker, the newest first.
    pub given: Vec<Delegation>,
    /// To the asker, the newest first.
    pub received: Vec<Delegation>,
    /// What the asker may handle for others now, the oldest first.
    pub items: Vec<ItemFor>,
    /// What others did in the asker's name, the newest first.
    pub acts: Vec<ActFor>,
}

/// A kind of case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Kind {
    /// As in a case's summary.
    pub module: String,
    pub kind: String,
    pub chinese: String,
    pub english: String,
}

labelled! {
    /// Where a delegation stands today.
    pub enum Standing {
        Coming = "coming", "待生效", "To come";
        Active = "active", "生效中", "In force";
        /// It ended by itself.
        Over = "over", "已到期", "Over";
        /// 到岗.
        Ended = "ended", "已到岗", "Ended early";
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Delegation {
    pub id: DelegationId,
    /// Whose work.
    pub principal: String,
    pub principal_title: String,
    /// Who handles it.
    pub delegate: String,
    pub delegate_title: String,
    /// `2026-11-23`: the first and the last day.
    pub from: String,
    pub until: String,
    pub kinds: Vec<Kind>,
    pub standing: Standing,
}

/// An open item of somebody else's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ItemFor {
    pub case: CaseId,
    pub module: String,
    pub title: String,
    pub step_name: StepName,
    /// Whose item.
    pub principal: String,
    /// RFC 3339: since when it waits.
    pub since: String,
}

/// An act done in somebody's name (代).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActFor {
    pub case: CaseId,
    pub module: String,
    pub title: String,
    /// The flow action's stable name.
    pub action: String,
    /// Who did it.
    pub name: String,
    /// RFC 3339.
    pub at: String,
}

/// `POST /api/delegations`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Delegate {
    /// Idempotency key.
    pub key: Uuid,
    /// The asker's post whose work it is.
    pub post: PostId,
    /// The other's post; of the same organ.
    pub to: PostId,
    /// `2026-11-23`; not before today.
    pub from: String,
    pub until: String,
    /// Module and kind of each; all that can be delegated where empty.
    #[serde(default)]
    pub kinds: Vec<(String, String)>,
}
