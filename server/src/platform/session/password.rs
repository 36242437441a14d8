//! Passwords: argon2id (OWASP: 19 MiB, 2 passes, 1 lane), never more at once than there are cores.

use std::sync::OnceLock;

use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};
use tokio::sync::Semaphore;

use crate::{Result, error::internal};

/// Sign-ins beyond this number wait: each takes 19 MiB and a core.
fn permits() -> &'static Semaphore {
    static PERMITS: OnceLock<Semaphore> = OnceLock::new();
    PERMITS
        .get_or_init(|| Semaphore::new(std::thread::available_parallelism().map_or(1, |cores| cores.get())))
}

/// Hashes a password for storage.
pub fn hash_password(password: &str) -> Result<String> {
    let hash = Argon2::default().hash_password(password.as_bytes()).map_err(|error| internal(&error))?;
    Ok(hash.to_string())
}

/// Whether the password is the stored one. An unknown account costs as much time as a known one.
pub async fn verify(password: String, stored: Option<String>) -> Result<bool> {
    let permit = permits().acquire().await.map_err(|error| internal(&error))?;
    let known = stored.is_some();
    let hash = match stored {
        Some(hash) => hash,
        None => decoy()?.to_owned(),
    };
    // Given back by the work itself: it goes on where whoever asked has gone away.
    let matches = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        PasswordHash::new(&hash)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    })
    .await?;
    Ok(known && matches)
}

fn decoy() -> Result<&'static str> {
    static DECOY: OnceLock<String> = OnceLock::new();
    if let Some(hash) = DECOY.get() {
        return Ok(hash);
    }
    let hash = hash_password("nobody has this password")?;
    Ok(DECOY.get_or_init(|| hash))
}
