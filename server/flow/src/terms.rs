//! The words in which events and state speak of steps and items.

use serde::{Deserialize, Serialize};

/// Why a step was entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Entered {
    /// The flow came to it.
    Forward,
    /// 退回.
    Returned,
    /// A visit that had been cut off, or whose act was taken back, goes on.
    Restored,
    /// 重定位.
    Jumped,
    /// 恢复待办.
    Reopened,
}

/// Why a step was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Left {
    /// It was done.
    Passed,
    /// Nobody was to handle it (optional), or a circulation had no reader.
    Skipped,
    /// One of its handlers returned the case.
    Returned,
    /// It was rejected.
    Rejected,
    /// It was cut off: a return elsewhere, a withdrawal, a jump, the end of the case.
    Cancelled,
}

/// What an item asks of its post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Draft or correct (拟稿).
    Draft,
    /// Handle (办理).
    Handle,
    /// Lead (主办).
    Lead,
    /// Join (协办).
    Joint,
    /// Reply to a question (征求意见).
    Consult,
    /// Read (阅件).
    Read,
}

impl Part {
    /// Whether the step waits for it.
    pub fn is_work(self) -> bool {
        !matches!(self, Self::Consult | Self::Read)
    }

    /// Whether it loses its sense once its step is left; reading does not.
    pub fn is_step_bound(self) -> bool {
        self != Self::Read
    }
}

/// How a post finished its item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Closed {
    Submitted,
    Approved,
    Rejected,
    Returned,
    /// 转办: another item took its place.
    Transferred,
    /// 拒签.
    Declined,
    Replied,
    Read,
}

/// Why an item is no longer asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Cancelled {
    /// Others decided the step.
    Decided,
    /// The step was cut off by a return, a withdrawal, a jump or the end of the case.
    Interrupted,
    /// 减签.
    Removed,
    /// 取消传阅, or the question lost its asker.
    Recalled,
}
