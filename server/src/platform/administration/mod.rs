//! What the three administrators (三员) do; who may do what is the one table in `api::administration`.

mod emergency;

use axum::{
    Router,
    routing::{get, post},
};

use super::session;
use crate::App;

pub fn router() -> Router<App> {
    session::administration()
        .route("/emergency", get(emergency::list).post(emergency::ask))
        .route("/emergency/{id}", axum::routing::delete(emergency::end))
        .route("/emergency/{id}/approval", post(emergency::approve))
}
