//! Passwords: argon2id (OWASP: 19 MiB, 2 passes, 1 lane). However many sign in at once, a core is left to those who work.

use std::sync::OnceLock;

use api::Code;
use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};
use tokio::sync::Semaphore;

use crate::{Result, error::internal};

/// Passwords in work or waiting. Whoever came behind them would wait for seconds and is told to come again.
const PLACES: usize = 100;

struct Turns {
    places: Semaphore,
    /// One less than there are cores: each password takes a core and 19 MiB.
    working: Semaphore,
}

fn turns() -> &'static Turns {
    static TURNS: OnceLock<Turns> = OnceLock::new();
    TURNS.get_or_init(|| {
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
        Turns { places: Semaphore::new(PLACES), working: Semaphore::new((cores - 1).max(1)) }
    })
}

/// Hashes a password for storage.
pub fn hash_password(password: &str) -> Result<String> {
    let hash = Argon2::default().hash_password(password.as_bytes()).map_err(|error| internal(&error))?;
    Ok(hash.to_string())
}

/// Whether the password is the stored one. An unknown account costs as much time as a known one.
///
/// # Errors
/// `busy` where too many sign in at this moment.
pub async fn verify(password: String, stored: Option<String>) -> Result<bool> {
    let _place = turns().places.try_acquire().map_err(|_| Code::Busy)?;
    let turn = turns().working.acquire().await.map_err(|error| internal(&error))?;
    let known = stored.is_some();
    let hash = match stored {
        Some(hash) => hash,
        None => decoy()?.to_owned(),
    };
    // Given back by the work itself: it goes on where whoever asked has gone away.
    let matches = tokio::task::spawn_blocking(move || {
        let _turn = turn;
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
