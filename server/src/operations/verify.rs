//! `server verify`: every chain recomputed.

use std::process::ExitCode;

use sqlx::{ConnectOptions, postgres::PgConnectOptions};

use crate::{platform::cases, serve::modules};

/// Names each broken case; fails where there is one.
pub async fn verify(options: &PgConnectOptions) -> anyhow::Result<ExitCode> {
    let mut connection = options.connect().await?;
    let mut broken = 0;
    let cases = cases::verify_all(&mut connection, &modules(), |case, found| {
        broken += 1;
        println!("BROKEN case {case} at event {}: {:?}", found.sequence, found.reason);
    })
    .await?;
    println!("{cases} cases verified, {broken} broken");
    Ok(if broken > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
