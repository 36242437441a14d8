//! 用词库: words that a document should not hold.

use serde::{Deserialize, Serialize};

use crate::label::labelled;

labelled! {
    /// What is wrong with a wording.
    pub enum WordingKind {
        Misspelt = "misspelt", "错别字", "Misspelt";
        Unfit = "unfit", "不规范用语", "Unfit wording";
        Sensitive = "sensitive", "敏感表述", "Sensitive wording";
    }
}

/// `GET /api/documents/wordings`: a wording that is in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Wording {
    pub kind: WordingKind,
    pub wrong: String,
    /// What is written instead.
    pub proper: Option<String>,
    pub reason: Option<String>,
}
