//! Background jobs that were given up.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A dead letter (死信): a job that failed in its last attempt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeadJob {
    pub id: Uuid,
    /// `module.verb`.
    pub kind: String,
    pub attempts: i32,
    /// What went wrong the last time, as a programmer reads it.
    pub error: String,
    pub created_at: String,
    pub died_at: String,
}
