//! What the three administrators (三员) do; who may do what is the one table in `api::administration`.

mod emergency;

use super::session;
use crate::openapi::{Routes, delete, get, post};

pub fn router() -> Routes {
    session::administration()
        .route("/emergency", get(emergency::list).post(emergency::ask))
        .route("/emergency/{id}", delete(emergency::end))
        .route("/emergency/{id}/approval", post(emergency::approve))
}
