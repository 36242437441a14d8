//! `POST /api/files?name=…`: the raw body is the content, so that a large file streams through.

use api::{
    Code, PersonId,
    files::{File, MAX_UPLOAD},
};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, header},
};
use futures_util::TryStreamExt;
use serde::Deserialize;

use super::{
    kind::media_type,
    scan::{Passed, gate, scan_later},
    store::{Arrived, Stored, record},
};
use crate::{
    App, Error, Result,
    extract::{Json, Query},
    platform::session::{Actor, Origin},
};

#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Upload {
    name: String,
}

/// # Errors
/// `too_large`, `unsupported_file`, `disguised_file`, `malformed_request` for an empty or broken body; `infected_file`,
/// `scanner_down`.
pub async fn upload(
    actor: Actor,
    origin: Origin,
    State(app): State<App>,
    Query(upload): Query<Upload>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<File>> {
    let name =
        safe_name(&upload.name).ok_or_else(|| Error::new(Code::MalformedRequest).with_detail("name"))?;
    let announced =
        headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|size| size > MAX_UPLOAD) {
        return Err(Code::TooLarge.into());
    }
    let content = body
        .into_data_stream()
        .map_err(|error| Error::new(Code::MalformedRequest).with_detail(error.to_string()));
    let accept = |stored: &Stored| {
        if stored.size == 0 || announced.is_some_and(|size| size != stored.size as u64) {
            return Err(Error::new(Code::MalformedRequest).with_detail("empty or incomplete"));
        }
        media_type(&name, &stored.head)
    };
    let (arrived, media_type) = app.files.receive(content, MAX_UPLOAD, accept).await?;
    // From here on in a task of its own: where the client goes away, nothing is left lying about.
    let task = tokio::spawn(take_in(app, actor.person, origin, name, arrived, media_type));
    Ok(Json(task.await??))
}

async fn take_in(
    app: App,
    person: PersonId,
    origin: Origin,
    name: String,
    arrived: Arrived,
    media_type: &'static str,
) -> Result<File> {
    let content = app.files.stream_arrived(&arrived).await?;
    let passed = match gate(&app, person, &origin, (&name, &arrived.stored.sha256), content).await {
        Ok(passed) => passed,
        Err(error) => {
            app.files.discard(arrived).await?;
            return Err(error);
        }
    };
    let stored = app.files.keep(arrived).await?;
    let mut transaction = app.database.begin().await?;
    let file = record(&app, &mut transaction, &stored, &name, media_type, None, person).await?;
    if passed == Passed::Unscanned {
        scan_later(&app, &mut transaction, person, &origin, &file).await?;
    }
    transaction.commit().await?;
    Ok(file)
}

/// The last part of the name, without what a file system or a header could trip over.
fn safe_name(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).take(200).collect();
    let clean = clean.trim().trim_start_matches('.').to_owned();
    (!clean.is_empty()).then_some(clean)
}

#[cfg(test)]
mod tests {
    use super::safe_name;

    #[test]
    fn names_lose_paths_and_controls() {
        assert_eq!(safe_name("../../etc/passwd.txt").as_deref(), Some("passwd.txt"));
        assert_eq!(safe_name("C:\\a\\方案\r\n.pdf").as_deref(), Some("方案.pdf"));
        assert_eq!(safe_name("../"), None);
    }
}
