//! Reads the outbox after every commit, here or elsewhere, and ends the connections of sessions that have ended.

use std::{collections::HashSet, time::Duration};

use tokio::time;

use super::outbox::{self, Place};
use crate::{App, Result, platform::session};

/// How often is read although nobody rang.
const POLL: Duration = Duration::from_secs(2);
/// Between two readings: what is committed within is read together.
const COALESCE: Duration = Duration::from_millis(20);
/// A revoked session hears nothing after two of these.
const SESSIONS: Duration = Duration::from_secs(1);

/// For as long as the server runs. When it stops, every connection is ended: they would be waited for.
pub async fn run(app: App) {
    tokio::select! {
        () = tail(&app) => {}
        () = watch_sessions(&app) => {}
        () = app.stopping.cancelled() => app.live.stop(),
    }
}

async fn tail(app: &App) {
    let mut bell = app.database.bell().hear();
    let mut place = loop {
        match begin(app).await {
            Ok(place) => break place,
            Err(error) => tracing::warn!(%error, "the outbox cannot be read"),
        }
        time::sleep(POLL).await;
    };
    let mut told = HashSet::new();
    loop {
        if let Err(error) = step(app, &mut place, &mut told).await {
            tracing::warn!(%error, "the outbox cannot be read");
        }
        time::sleep(COALESCE).await;
        tokio::select! {
            _ = bell.changed() => {}
            () = time::sleep(POLL) => {}
        }
    }
}

/// What was there before this process began is told to nobody: they resume, or begin anew.
async fn begin(app: &App) -> Result<Place> {
    let mut connection = app.database.acquire().await?;
    let (_, place) = outbox::read(&mut connection, &Place { xid: i64::MAX as u64 }).await?;
    app.live.reach(place.clone());
    Ok(place)
}

async fn step(app: &App, place: &mut Place, told: &mut HashSet<i64>) -> Result<()> {
    let mut connection = app.database.acquire().await?;
    let (rows, next) = outbox::read(&mut connection, place).await?;
    drop(connection);
    for row in rows.iter().filter(|row| !told.contains(&row.sequence)) {
        app.live.tell(&row.hint, place);
    }
    *told = rows.iter().filter(|row| row.again).map(|row| row.sequence).collect();
    *place = next;
    app.live.reach(place.clone());
    Ok(())
}

async fn watch_sessions(app: &App) {
    let mut beat = time::interval(SESSIONS);
    beat.set_missed_tick_behavior(time::MissedTickBehavior::Delay);
    loop {
        beat.tick().await;
        let connected = app.live.sessions();
        if connected.is_empty() {
            continue;
        }
        match session::alive(app, &connected).await {
            Ok(alive) => {
                connected.iter().filter(|it| !alive.contains(*it)).for_each(|gone| app.live.end(gone))
            }
            Err(error) => tracing::warn!(%error, "sessions cannot be read"),
        }
    }
}
