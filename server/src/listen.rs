//! Taking connections: a bounded number of them, each with a limit for its headers, for what the client leaves unread,
//! and for how long it may go on once the server stops.

use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use socket2::SockRef;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tower::ServiceExt;

use crate::App;

/// A client has so long to send the headers of its next request; then its connection is closed.
/// A proxy's `keepalive_timeout` towards us must be shorter.
pub const HEADER_LIMIT: Duration = Duration::from_secs(30);
/// What has been sent and is not received within this time ends the connection.
const UNREAD_LIMIT: Duration = Duration::from_secs(30);
/// What has begun may finish within this time once the server stops.
pub const STOP_LIMIT: Duration = Duration::from_secs(10);
/// Connections at once; further ones wait to be taken.
const CONNECTIONS: usize = 20_000;
const MAX_HEADERS: usize = 100;
/// Longest head of a request, bytes.
const HEAD_BYTES: usize = 64 * 1024;

/// Serves until the application is stopping, then finishes what has begun within [`STOP_LIMIT`].
pub async fn serve(listener: TcpListener, router: Router, app: App) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let taken = tokio::select! {
            taken = take(&listener, &places) => taken,
            () = app.stopping.cancelled() => break,
        };
        let Some((stream, peer, place)) = taken else { continue };
        let connected = app.metrics.connection();
        let connection = graceful.watch(connection(stream, peer, router.clone()));
        tokio::spawn(async move {
            // How a client ends its connection is its own affair.
            let _ = connection.await;
            drop((place, connected));
        });
    }
    drop(listener);
    if tokio::time::timeout(STOP_LIMIT, graceful.shutdown()).await.is_err() {
        tracing::warn!("connections still open after {STOP_LIMIT:?} were cut");
    }
}

type Taken = (TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit);

async fn take(listener: &TcpListener, places: &Arc<Semaphore>) -> Option<Taken> {
    let place = places.clone().acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            let _ = stream.set_nodelay(true);
            #[cfg(target_os = "linux")]
            let _ = SockRef::from(&stream).set_tcp_user_timeout(Some(UNREAD_LIMIT));
            Some((stream, peer, place))
        }
        Err(error) => {
            // Out of file handles, or a client that has gone: not to be asked again at once.
            tracing::warn!(%error, "a connection could not be taken");
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}

fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
) -> impl hyper_util::server::graceful::GracefulConnection {
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        let router = router.clone();
        async move { Ok::<_, Infallible>(router.oneshot(request).await.unwrap_or_else(|never| match never {})) }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_LIMIT)
        .max_headers(MAX_HEADERS)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service)
}
