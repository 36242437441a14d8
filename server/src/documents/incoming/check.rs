//! 初审 (条例 art. 24 三): the five checks, each done before the document is taken up.

use api::{Code, documents::Check};
use sqlx::PgConnection;

use super::{registration, store};
use crate::{Result, platform::cases::Acting};

/// # Errors
/// `checks_incomplete` where one of the five was not ticked.
pub async fn passed(connection: &mut PgConnection, acting: &mut Acting<'_>) -> Result<()> {
    if !failed(acting).is_empty() {
        return Err(Code::ChecksIncomplete.into());
    }
    let known = store::read(connection, acting.case.id).await?.ok_or(Code::NotFound)?;
    // It may have been corrected after it was registered.
    registration::note(acting, &known);
    let keys: Vec<&str> = Check::ALL.iter().map(|check| check.as_str()).collect();
    acting.facts.insert("checks".to_owned(), keys.join(","));
    Ok(())
}

/// The checks that were not ticked.
pub fn failed(acting: &Acting<'_>) -> Vec<Check> {
    let ticked = |check: &Check| acting.confirmed.iter().any(|key| key == check.as_str());
    Check::ALL.iter().copied().filter(|check| !ticked(check)).collect()
}
