//! `GET /api/settings/{kind}/export`: all settings of a kind as a file.

use api::{audit::EventKind, settings::FileFormat};
use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

use super::{Wanted, administered, file, values};
use crate::{
    App, Result,
    error::internal,
    extract::{Path, Query},
    platform::{
        audit::{Happening, note},
        session::{Actor, Origin},
    },
};

/// Rows of one file; no kind has as many.
const EXPORTED: i64 = 50_000;

#[derive(Clone, Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    format: FileFormat,
}

/// Recorded before it is read.
///
/// # Errors
/// `not_allowed` for who does not administer the kind.
pub async fn export(
    actor: Actor,
    origin: Origin,
    State(app): State<App>,
    Path(key): Path<String>,
    Query(wish): Query<Wish>,
) -> Result<Response> {
    let (kind, info) = administered(&app, &actor, &key)?;
    let mut transaction = app.database.begin().await?;
    let detail = Some(json!({ "setting": key, "exported": wish.format }));
    let what = Happening { detail, ..Happening::by(actor.person) };
    note(&app, &mut transaction, EventKind::Administered, &origin, what).await?;
    let wanted = Wanted { today: app.clock.today(), limit: EXPORTED, ..Wanted::default() };
    let found = kind.read(&mut transaction, &wanted).await?;
    transaction.commit().await?;
    let rows: Vec<_> = found
        .into_iter()
        .map(|found| (found.id.to_string(), values::values_of(&info, &found.content)))
        .collect();
    let media = match wish.format {
        FileFormat::Json => "application/json",
        FileFormat::Csv => "text/csv; charset=utf-8",
    };
    let name = format!("attachment; filename=\"{key}-{}.{}\"", app.clock.today(), wish.format);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).map_err(|error| internal(&error))?),
    ];
    Ok((headers, file::write(&info, wish.format, &rows)).into_response())
}
