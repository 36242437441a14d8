//! Every route of the server. Start reading here.

use std::time::Duration;

use api::session::Session;
use axum::{Router, http::StatusCode, middleware};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer, timeout::TimeoutLayer};

use crate::{
    App, Error, documents, error, observe,
    openapi::{self, Routes, delete, get, post, put},
    pages,
    platform::{
        administration, audit, cases, delegation, files, inbox, jobs, live, notices,
        organization::{self, groups},
        phrases, search, session, settings, statistics,
    },
};

/// Longest time for a request with a JSON body.
const REQUEST_LIMIT: Duration = Duration::from_secs(30);
/// Longest time for an upload.
const UPLOAD_LIMIT: Duration = Duration::from_secs(600);

/// Every route of the API, each with its description (`openapi`).
/// Sizes are bounded where bodies are read: `extract::Json` and the file store.
pub fn routes() -> Routes {
    let json = Routes::new()
        .route(
            "/session",
            post(session::sign_in)
                .answering::<Session>()
                .get(session::current)
                .delete(session::sign_out)
                .answering_nothing(),
        )
        .route(
            "/session/passkey",
            post(session::ask_to_sign_in).put(session::sign_in_with_passkey).answering::<Session>(),
        )
        .route("/live", get(live::live).answering_events())
        .nest("/security", session::router())
        .nest("/administration", administration::router())
        .nest("/audit", audit::router())
        .nest("/settings", settings::router())
        .nest("/inbox", inbox::router())
        .nest("/phrases", phrases::router())
        .route("/statistics/mobile", get(statistics::mobile_share))
        .route("/directory", get(organization::directory))
        .route("/organs", get(organization::organs::organs))
        .route("/search", get(search::search))
        .route("/people", get(organization::people::people))
        .route("/people/suggestions", get(organization::suggestions::suggestions))
        .route("/people/places", get(organization::places::places))
        .route("/people/groups/{id}", put(groups::save).delete(groups::delete))
        .route("/delegations", get(delegation::list).post(delegation::give))
        .route("/delegations/{id}", delete(delegation::end))
        .route("/cases/{id}/acts", post(cases::act))
        .route("/cases/{id}/deadline", get(cases::deadline))
        .route("/cases/{id}/form", get(cases::form).answering_file())
        .route("/cases/{id}/handwriting/{sequence}", get(cases::handwriting).answering_file())
        .route("/cases/{id}/verification", post(cases::verify))
        .route("/notices", get(notices::notices))
        .route("/notices/read", post(notices::read))
        .nest("/me/notice-settings", notices::router())
        .route("/jobs/dead", get(jobs::dead))
        .route("/jobs/{id}/retry", post(jobs::retry))
        .route("/jobs/{id}", delete(jobs::discard))
        .nest("/documents", documents::router())
        .route("/openapi.json", get(openapi::serve))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST_LIMIT));
    let uploads = Routes::new()
        .route("/files", post(files::upload))
        .route("/files/{id}", get(files::download).answering_file())
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, UPLOAD_LIMIT));
    Routes::new().nest("/api", json.merge(uploads).fallback(no_such_route)).route("/health", get(health))
}

/// The whole server: the API, and the app's files for everything else.
pub fn router(app: App) -> Router {
    routes()
        .into_router()
        .fallback(pages::serve)
        .layer(CatchPanicLayer::custom(|_| {
            axum::response::IntoResponse::into_response(Error::from(api::Code::Internal))
        }))
        .layer(middleware::from_fn_with_state(app.clone(), session::guard))
        .layer(middleware::from_fn(error::problems))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(app.clone(), observe::observe))
        .with_state(app)
}

async fn no_such_route() -> Error {
    api::Code::NotFound.into()
}

/// Whether requests can be served.
async fn health(axum::extract::State(app): axum::extract::State<App>) -> Result<&'static str, Error> {
    app.database.answers().await?;
    Ok("ok")
}
