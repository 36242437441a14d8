//! One paging scheme: keyset.

use serde::{Deserialize, Serialize};

/// Rows of a list and where the next ones begin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// Opaque; sent back as `after`. `None` on the last page.
    pub next: Option<String>,
}
