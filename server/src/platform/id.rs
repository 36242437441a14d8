//! The one source of ids: UUIDv7, so that rows of one time lie together.

use uuid::Uuid;

#[expect(clippy::disallowed_methods, reason = "the one source of ids")]
pub fn new() -> Uuid {
    Uuid::now_v7()
}
