//! demo placeholder
use crate::App;
pub async fn fill_if_empty(_app: &App, _o: &sqlx::postgres::PgConnectOptions) -> anyhow::Result<()> { Ok(()) }
pub async fn fill(_app: &App, _o: &sqlx::postgres::PgConnectOptions) -> anyhow::Result<()> { Ok(()) }
