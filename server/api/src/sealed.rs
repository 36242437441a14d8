//! 核验: what is known of a file that somebody holds on paper or on a disk.

use serde::{Deserialize, Serialize};

/// `GET /api/documents/sealed/{sha256}`, for everybody: the document whose final file has this SHA-256.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SealedFile {
    /// 发文字号.
    pub number: String,
    pub title: String,
    /// Formal name of the organ that issued it.
    pub organ: String,
    /// When the file was sealed, RFC 3339.
    pub sealed_at: String,
    /// False where the document was sealed again since: another file is in force.
    pub current: bool,
}
