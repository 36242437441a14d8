//! Uploaded and produced files.

use serde::{Deserialize, Serialize};

use crate::FileId;

/// Largest upload, bytes.
pub const MAX_UPLOAD: u64 = 100 * 1024 * 1024;

/// A stored file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct File {
    pub id: FileId,
    pub name: String,
    /// By content, never by name.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Hex.
    pub sha256: String,
    /// Hex.
    pub sm3: String,
}
