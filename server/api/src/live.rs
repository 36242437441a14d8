//! What a browser is told while it looks: hints to ask again, never the content itself.

use serde::{Deserialize, Serialize};

use crate::CaseId;

/// The data of an event `touched` of `GET /api/live`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Touched {
    /// The case that has changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    /// The version it has now: who knows it already need not ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i32>,
    /// Whether items of the person themselves changed, and with them the counts.
    #[serde(default)]
    pub mine: bool,
    /// Whether their notices (通知) changed.
    #[serde(default)]
    pub notices: bool,
}
