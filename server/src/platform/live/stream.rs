//! `GET /api/live`: server-sent events.
//!
//! ```text
//! retry: 2000                            how long to wait before coming back
//! id: 7031.1763861000                    place in the outbox and when; sent back as Last-Event-ID
//! event: touched | refresh | ended       something changed | ask for everything anew | the session is over
//! data: {"case":"…","version":7,"mine":true}
//! ```

use std::{convert::Infallible, time::Duration};

use api::{Code, live::Touched};
use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures_util::{Stream, StreamExt, stream};
use jiff::Timestamp;
use serde::Deserialize;
use tokio::{sync::mpsc::Receiver, time};

use super::{
    hub::Word,
    outbox::{self, Place, RESUMABLE},
};
use crate::{
    App, Result,
    extract::Query,
    platform::session::{Actor, token_of},
};

/// Shorter than what any proxy waits for.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// After so long a browser comes back, with whatever posts its person has then.
const LIFETIME: Duration = Duration::from_secs(30 * 60);
const RETRY: Duration = Duration::from_secs(2);

#[derive(Deserialize, schemars::JsonSchema)]
pub struct Since {
    /// Where the page that now listens was made; the browser's own Last-Event-ID goes before it.
    after: Option<String>,
}

/// Where a page that is made now begins to listen.
pub fn present(app: &App) -> String {
    mark(&app.live.place(), app.clock.now())
}

/// # Errors
/// `not_signed_in`; `busy` where the server is stopping.
pub async fn live(
    actor: Actor,
    State(app): State<App>,
    Query(since): Query<Since>,
    headers: HeaderMap,
) -> Result<Response> {
    let session = token_of(&app, &headers).ok_or(Code::NotSignedIn)?;
    let (id, receiver, place) = app.live.join(&actor, session).ok_or(Code::Busy)?;
    let seat = Seat { app: app.clone(), id };
    let now = app.clock.now();
    let mut first = vec![Event::default().retry(RETRY).id(mark(&place, now))];
    // Joined before reading: what is committed in between comes twice rather than not at all.
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok());
    if let Some(last) = last.or(since.after.as_deref()) {
        first.extend(resumed(&app, &actor, last, &place, now).await?);
    }
    Ok(answer(stream::iter(first).chain(words(seat, receiver))))
}

/// A place among the connected; given up when the browser goes away.
struct Seat {
    app: App,
    id: u64,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.app.live.leave(self.id);
    }
}

/// What the hub says, as long as it says something and not longer than a connection lives.
fn words(seat: Seat, receiver: Receiver<Word>) -> impl Stream<Item = Event> {
    let ends = Box::pin(time::sleep(LIFETIME));
    stream::unfold((seat, receiver, ends), |(seat, mut receiver, mut ends)| async move {
        let word = tokio::select! {
            word = receiver.recv() => word?,
            () = &mut ends => return None,
        };
        let event = match word {
            Word::Touched(touched, place) => said(&touched, &place, seat.app.clock.now()),
            // The browser asks who it is, and is told.
            Word::Ended => Event::default().event("ended").data("{}"),
            Word::Stopping => Event::default().retry(RETRY).comment("stopping"),
        };
        Some((event, (seat, receiver, ends)))
    })
}

/// What was missed since the last event of a browser; one `refresh` where that cannot be told.
async fn resumed(
    app: &App,
    actor: &Actor,
    last: &str,
    present: &Place,
    now: Timestamp,
) -> Result<Vec<Event>> {
    let refresh = || vec![Event::default().id(mark(present, now)).event("refresh").data("{}")];
    let Some((place, at)) = read_mark(last) else { return Ok(refresh()) };
    // A place beyond ours is of another database, or of one that was restored.
    if now.duration_since(at) > RESUMABLE || place.xid > present.xid {
        return Ok(refresh());
    }
    let mut connection = app.database.acquire().await?;
    let missed = outbox::missed(&mut connection, &place, &actor.holders).await?;
    Ok(missed.map_or_else(refresh, |hints| {
        hints.iter().map(|hint| said(&hint.said_to(actor.person), present, now)).collect()
    }))
}

fn said(touched: &Touched, place: &Place, now: Timestamp) -> Event {
    let data = serde_json::to_string(touched).unwrap_or_default();
    Event::default().id(mark(place, now)).event("touched").data(data)
}

/// A place and when it was told, as an event's id.
fn mark(place: &Place, now: Timestamp) -> String {
    format!("{}.{}", place.xid, now.as_second())
}

fn read_mark(text: &str) -> Option<(Place, Timestamp)> {
    let (xid, at) = text.split_once('.')?;
    Some((Place { xid: xid.parse().ok()? }, Timestamp::from_second(at.parse().ok()?).ok()?))
}

fn answer(events: impl Stream<Item = Event> + Send + 'static) -> Response {
    let alive = KeepAlive::new().interval(HEARTBEAT);
    let mut response = Sse::new(events.map(Ok::<_, Infallible>)).keep_alive(alive).into_response();
    // nginx would collect what is sent until a page is full.
    let unbuffered = HeaderName::from_static("x-accel-buffering");
    response.headers_mut().insert(unbuffered, HeaderValue::from_static("no"));
    response
}
