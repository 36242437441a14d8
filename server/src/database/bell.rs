//! Wakes those who wait for something to be committed. `NOTIFY` inside a business transaction would hold a lock over
//! its commit and serialise all of them; the bell rings after the commit, and one task tells the other processes.

use std::{sync::Arc, time::Duration};

use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use tokio::sync::watch;
use uuid::Uuid;

use super::Database;
use crate::{Result, platform::id};

const CHANNEL: &str = "tongzhou_committed";
/// Commits within this time are told to the other processes once.
const COALESCE: Duration = Duration::from_millis(25);
/// After the database was away.
const PAUSE: Duration = Duration::from_secs(1);

/// Rings after every commit of this process, and after those of the others where [`listen`] runs.
#[derive(Clone, Debug)]
pub struct Bell {
    ours: Arc<watch::Sender<()>>,
    any: Arc<watch::Sender<()>>,
}

impl Default for Bell {
    fn default() -> Self {
        Self { ours: Arc::new(watch::Sender::new(())), any: Arc::new(watch::Sender::new(())) }
    }
}

impl Bell {
    /// Something may be there to do.
    pub fn ring(&self) {
        self.ours.send_replace(());
        self.any.send_replace(());
    }

    /// Changes with every ring, near or far.
    pub fn hear(&self) -> watch::Receiver<()> {
        self.any.subscribe()
    }
}

/// Tells the other processes of our commits and hears of theirs, for as long as the server runs. A connection that
/// breaks is made again; what was missed meanwhile is found by those who poll.
pub async fn listen(database: Database, options: PgConnectOptions) {
    let process = id::new();
    tokio::join!(tell(&database, process), hear(database.bell(), options, process));
}

async fn tell(database: &Database, process: Uuid) {
    let mut ours = database.bell().ours.subscribe();
    while ours.changed().await.is_ok() {
        if let Err(error) = notify(database, process).await {
            tracing::warn!(%error, "the other processes were not told");
        }
        tokio::time::sleep(COALESCE).await;
    }
}

async fn notify(database: &Database, process: Uuid) -> Result<()> {
    let mut connection = database.acquire().await?;
    // One statement, one transaction: without synchronous_commit nobody waits for the disk.
    sqlx::query!(
        "select set_config('synchronous_commit', 'off', true), pg_notify($1, $2)::text as told",
        CHANNEL,
        process.to_string()
    )
    .fetch_one(&mut *connection)
    .await?;
    Ok(())
}

async fn hear(bell: &Bell, options: PgConnectOptions, process: Uuid) {
    let own = process.to_string();
    loop {
        let ended = async {
            // A pool of its own: this connection never comes back.
            let pool = PgPoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
            let mut listener = PgListener::connect_with(&pool).await?;
            listener.listen(CHANNEL).await?;
            loop {
                match listener.try_recv().await? {
                    Some(notification) if notification.payload() == own => (),
                    // None: the connection was lost and made again.
                    _ => bell.any.send_replace(()),
                }
            }
        };
        let ended: std::result::Result<(), sqlx::Error> = ended.await;
        if let Err(error) = ended {
            tracing::warn!(%error, "listening to the database ended; beginning again");
        }
        tokio::time::sleep(PAUSE).await;
    }
}
