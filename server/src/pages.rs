//! The app's files. The one page carries the session and the first screen's data, so that nothing is fetched twice.

use std::path::{Path, PathBuf};

use api::{
    CaseId,
    cases::InboxBox,
    session::{Boot, Demonstration},
};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use crate::{
    App, Result, documents,
    error::internal,
    platform::{
        inbox::{self, Filter},
        session::{self, Actor, actor_of},
    },
};

/// Where the built app lies.
#[derive(Clone, Debug)]
pub struct Site {
    folder: PathBuf,
    files: ServeDir,
}

impl Site {
    /// # Errors
    /// Where the folder holds no built app.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        let files = ServeDir::new(folder).append_index_html_on_directories(false).precompressed_br().precompressed_gzip();
        Ok(Self { folder: folder.to_owned(), files })
    }
}

/// A file of the build, or the page for an address of the app. What looks like a file and is none is not found.
pub async fn serve(State(app): State<App>, request: Request) -> Response {
    let uri = request.uri().clone();
    let last = uri.path().rsplit('/').next().unwrap_or_default();
    if last.contains('.') {
        return file(&app, request, uri.path().starts_with("/assets/")).await;
    }
    match page(&app, request.headers(), &uri).await {
        Ok(page) => page,
        Err(error) => error.into_response(),
    }
}

async fn file(app: &App, request: Request, immutable: bool) -> Response {
    let Ok(answer) = app.site.files.clone().oneshot(request).await;
    let mut response = answer.map(Body::new);
    if response.status() == StatusCode::NOT_FOUND {
        return crate::Error::from(api::Code::NotFound).into_response();
    }
    let cache = if immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}

async fn page(app: &App, headers: &HeaderMap, uri: &Uri) -> Result<Response> {
    let html = tokio::fs::read_to_string(app.site.folder.join("index.html"))
        .await
        .map_err(|error| internal(&format!("the app is not built: {error}")))?;
    let boot = boot(app, headers, uri).await?;
    // `<` cannot end the element, and `<!--` cannot open a comment, inside the data.
    let data = serde_json::to_string(&boot)?.replace('<', "\\u003c");
    let html = html.replace("<!--boot-->", &format!(r#"<script type="application/json" id="boot">{data}</script>"#));
    Ok(([(header::CACHE_CONTROL, "no-store")], Html(html)).into_response())
}

async fn boot(app: &App, headers: &HeaderMap, uri: &Uri) -> Result<Boot> {
    let mut boot = Boot::default();
    match actor_of(app, headers).await {
        Ok(actor) => {
            first_answer(app, &actor, uri, &mut boot).await?;
            boot.session = Some(session::session_of(app, actor).await?);
        }
        Err(error) if error.code == api::Code::NotSignedIn => boot.demonstration = demonstration(app).await?,
        Err(error) => return Err(error),
    }
    Ok(boot)
}

/// What the screen at this address asks first. A refusal is left for the screen to find out.
async fn first_answer(app: &App, actor: &Actor, uri: &Uri, boot: &mut Boot) -> Result<()> {
    let path: Vec<&str> = uri.path().trim_matches('/').split('/').collect();
    match path.as_slice() {
        [""] | ["inbox"] => {
            let named = uri.query().unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix("box="));
            let inbox = named.and_then(|name| name.parse().ok()).unwrap_or(InboxBox::Todo);
            let page = inbox::list(app, actor, Filter { inbox, after: None, q: None }).await?;
            boot.answers.insert(format!("/api/inbox?box={inbox}"), serde_json::to_value(page)?);
        }
        ["documents", id] | ["documents", id, _] => {
            if let Ok(id) = id.parse::<CaseId>()
                && let Ok(view) = documents::view(app, actor, id).await
            {
                boot.answers.insert(format!("/api/documents/{id}"), serde_json::to_value(view)?);
            }
        }
        _ => {}
    }
    Ok(())
}

/// The accounts of a demonstration city, for its sign-in page.
async fn demonstration(app: &App) -> Result<Option<Demonstration>> {
    let mut connection = app.database.acquire().await?;
    let value = sqlx::query_scalar!("select value from installation where key = 'demonstration'")
        .fetch_optional(&mut *connection)
        .await?;
    Ok(value.map(serde_json::from_value).transpose()?)
}
