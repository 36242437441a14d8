//! Figures for Prometheus, and the second port where machines ask for them and for our health.

use std::time::Duration;

use api::session::Channel;
use axum::{
    Router,
    extract::State,
    http::{Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

use crate::{App, error::internal};

/// Upper bounds of the durations counted, seconds.
const BOUNDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: String,
    /// As in the router, so that ids make no new series; `page` for the app's own files and addresses.
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct By {
    channel: &'static str,
}

/// The figures of this process.
pub struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    durations: Family<Route, Histogram>,
    acts: Family<By, Counter>,
    connections: Gauge,
    idle: Gauge,
    open: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("tongzhou"),
            requests: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(BOUNDS)),
            acts: Family::default(),
            connections: Gauge::default(),
            idle: Gauge::default(),
            open: Gauge::default(),
        };
        let registry = &mut metrics.registry;
        registry.register("requests", "Requests answered, by route and status", metrics.requests.clone());
        registry.register_with_unit(
            "request_duration",
            "Time to the head of the answer",
            Unit::Seconds,
            metrics.durations.clone(),
        );
        registry.register("acts", "Acts on cases, by where they came from", metrics.acts.clone());
        registry.register("database_connections", "Connections to PostgreSQL", metrics.connections.clone());
        registry.register("database_connections_idle", "Those that nobody uses", metrics.idle.clone());
        registry.register("client_connections", "Connections of clients", metrics.open.clone());
        metrics
    }
}

impl Metrics {
    /// A request was answered.
    pub fn request(&self, method: &Method, route: &str, status: u16, taken: Duration) {
        let labels = Answered { method: method.to_string(), route: route.to_owned(), status };
        self.requests.get_or_create(&labels).inc();
        self.durations.get_or_create(&Route { route: route.to_owned() }).observe(taken.as_secs_f64());
    }

    /// A case was acted on.
    pub fn act(&self, channel: Channel) {
        self.acts.get_or_create(&By { channel: channel.as_str() }).inc();
    }

    /// Counts a client's connection until it is dropped.
    pub fn connection(&self) -> Connected {
        self.open.inc();
        Connected(self.open.clone())
    }

    fn text(&self, app: &App) -> Result<String, std::fmt::Error> {
        let (connections, idle) = app.database.connections();
        self.connections.set(connections.into());
        self.idle.set(i64::try_from(idle).unwrap_or(i64::MAX));
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// See [`Metrics::connection`].
pub struct Connected(Gauge);

impl Drop for Connected {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// The second port: no session, nothing about people or cases.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/health", get(|| async { "ok" }))
        .route("/ready", get(ready))
        .route("/metrics", get(figures))
        .with_state(app)
}

/// Whether requests should be sent here: PostgreSQL answers and nobody has asked the server to stop.
async fn ready(State(app): State<App>) -> Response {
    if app.stopping.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping").into_response();
    }
    match app.database.answers().await {
        Ok(()) => "ready".into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer").into_response(),
    }
}

async fn figures(State(app): State<App>) -> Response {
    const KIND: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    match app.metrics.text(&app) {
        Ok(text) => ([(header::CONTENT_TYPE, KIND)], text).into_response(),
        Err(error) => internal(&error).into_response(),
    }
}
