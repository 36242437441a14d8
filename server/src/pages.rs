//! The app's files. The one page carries the session and the first screen's data, so that nothing is fetched twice.

use std::path::{Path, PathBuf};

use api::{
    CaseId, Code,
    cases::{InboxBox, InboxRow},
    inbox::{DESK_ROWS, InboxQuery},
    session::{Boot, Demonstration},
};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use crate::{
    App, Result, documents,
    error::internal,
    first_paint,
    platform::{
        inbox, live,
        session::{self, Actor, actor_of},
    },
};

/// The address of the sign-in page.
const SIGN_IN: &str = "/sign-in";

/// Where anybody checks a file that was issued here (核验).
const CHECK: &str = "/check";

/// Where one guards one's own account.
const SECURITY: &str = "/me/security";

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
        let files = ServeDir::new(folder)
            .append_index_html_on_directories(false)
            .precompressed_br()
            .precompressed_gzip();
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
        return crate::Error::from(Code::NotFound).into_response();
    }
    let cache = if immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}

/// Strangers get the light sign-in page, which leads back to where they wanted to go; people get the app.
async fn page(app: &App, headers: &HeaderMap, uri: &Uri) -> Result<Response> {
    let signing_in = uri.path() == SIGN_IN;
    let mut boot = Boot::default();
    if uri.path() == CHECK {
        return page_with(app, "check.html", &boot, "", "").await;
    }
    match actor_of(app, headers).await {
        Ok(_) if signing_in => Ok(Redirect::to("/").into_response()),
        // What is due comes before everything else.
        Ok(actor) if actor.due.is_some() && uri.path() != SECURITY => {
            Ok(Redirect::to(SECURITY).into_response())
        }
        Ok(actor) => {
            // Before the answers: what happens in between is told twice rather than not at all.
            boot.live = Some(live::present(app));
            let desk = first_answer(app, &actor, uri, &mut boot).await?;
            let session = session::session_of(app, actor).await?;
            let first = desk.map(|boxes| first_paint::desk(&session, &boxes, app.clock.now()));
            boot.session = Some(session);
            let links = preloads(app, uri).await;
            page_with(app, "index.html", &boot, &links, &first.unwrap_or_default()).await
        }
        Err(error) if error.code == Code::NotSignedIn && signing_in => {
            boot.demonstration = demonstration(app).await?;
            page_with(app, "sign-in.html", &boot, "", "").await
        }
        Err(error) if error.code == Code::NotSignedIn => {
            Ok(Redirect::to(&format!("{SIGN_IN}?next={}", percent_encoded(uri))).into_response())
        }
        Err(error) => Err(error),
    }
}

/// The file of the app that draws the screen at an address besides the shell, as `app/src/lazy.rs` names it.
fn file_of(path: &[&str]) -> Option<&'static str> {
    Some(match path {
        ["inbox"] => "inbox",
        ["search"] => "search",
        ["new" | "apps" | "me"] | ["me", "phrases" | "notices" | "mobile"] => "places",
        ["me", "security"] | ["me", "notices", "settings"] => "own",
        ["me", "delegation"] => "delegation",
        ["settings", "jobs"] | ["administration", ..] | ["audit"] => "administration",
        ["settings", ..] => "office_settings",
        ["documents", "new"] => "documents_new",
        ["documents", "incoming"] => "documents_register",
        ["documents", "incoming", "new"] => "documents_registration",
        ["documents", _, "edit"] => "documents_edit",
        ["documents", _, "pages"] => "documents_pages",
        ["documents", _, "versions" | "history"] => "documents_record",
        ["documents", _] => "documents",
        _ => return None,
    })
}

/// Links that let the browser fetch the screen's code beside the shell's, not after it. The build says in
/// `assets.json` what that is; where it does not, the app asks itself.
async fn preloads(app: &App, uri: &Uri) -> String {
    let Some(file) = file_of(&segments(uri)) else { return String::new() };
    let about = tokio::fs::read(app.site.folder.join("assets.json")).await.unwrap_or_default();
    let about: serde_json::Value = serde_json::from_slice(&about).unwrap_or_default();
    let urls = about["modules"][file].as_array().into_iter().flatten().filter_map(|url| url.as_str());
    urls.map(preload).collect()
}

fn preload(url: &str) -> String {
    match url.ends_with(".js") {
        true => format!("<link rel=\"modulepreload\" href=\"{url}\">\n"),
        false => format!("<link rel=\"preload\" href=\"{url}\" as=\"fetch\" crossorigin>\n"),
    }
}

fn segments(uri: &Uri) -> Vec<&str> {
    uri.path().trim_matches('/').split('/').collect()
}

/// The page with what belongs to this answer: what it will need (`links`), what it shows first as data, and as HTML
/// (`first`).
async fn page_with(app: &App, name: &str, boot: &Boot, links: &str, first: &str) -> Result<Response> {
    let html = tokio::fs::read_to_string(app.site.folder.join(name))
        .await
        .map_err(|error| internal(&format!("the app is not built: {error}")))?;
    // `<` cannot end the element, and `<!--` cannot open a comment, inside the data.
    let data = serde_json::to_string(boot)?.replace('<', "\\u003c");
    let boot = format!(r#"{links}<script type="application/json" id="boot">{data}</script>"#);
    let html = html.replace("<!--boot-->", &boot).replace("<!--first-->", first);
    Ok(([(header::CACHE_CONTROL, "no-store")], Html(html)).into_response())
}

fn percent_encoded(uri: &Uri) -> String {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    path.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => (byte as char).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// The rows of the desk's boxes.
type Desk = Vec<(InboxBox, Vec<InboxRow>)>;

/// What the screen at this address asks first. A refusal is left for the screen to find out.
async fn first_answer(app: &App, actor: &Actor, uri: &Uri, boot: &mut Boot) -> Result<Option<Desk>> {
    let path = segments(uri);
    match path.as_slice() {
        // The desk shows what one has started beside what one is asked.
        [""] => {
            let mut desk = Desk::new();
            for of in [InboxBox::Todo, InboxBox::Mine] {
                let rows = first_page(app, actor, &InboxQuery::first(of, DESK_ROWS), boot).await?;
                desk.push((of, rows));
            }
            return Ok(Some(desk));
        }
        ["inbox"] => {
            first_page(app, actor, &inbox::question_of(uri), boot).await?;
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
    Ok(None)
}

/// Its rows, none where it was refused.
async fn first_page(app: &App, actor: &Actor, query: &InboxQuery, boot: &mut Boot) -> Result<Vec<InboxRow>> {
    let Ok(page) = inbox::list(app, actor, query).await else { return Ok(Vec::new()) };
    boot.answers.insert(format!("/api/inbox?{}", query.address()), serde_json::to_value(&page)?);
    Ok(page.rows)
}

/// The accounts of a demonstration city, for its sign-in page.
async fn demonstration(app: &App) -> Result<Option<Demonstration>> {
    let mut connection = app.database.acquire().await?;
    let value = sqlx::query_scalar!("select value from installation where key = 'demonstration'")
        .fetch_optional(&mut *connection)
        .await?;
    Ok(value.map(serde_json::from_value).transpose()?)
}

#[cfg(test)]
mod tests {
    use super::file_of;

    #[test]
    fn a_screen_is_drawn_by_a_file_that_the_app_has() {
        let lazy = include_str!("../../app/src/lazy.rs");
        let routes = include_str!("../../app/src/app.rs");
        let paths = routes.split("path!(\"/").skip(1).filter_map(|rest| rest.split('"').next());
        for path in paths.filter(|path| !path.is_empty()) {
            let file = file_of(&path.split('/').collect::<Vec<_>>());
            let file = file.unwrap_or_else(|| panic!("no file for /{path}"));
            assert!(lazy.contains(&format!("wasm_split({file},")), "/{path} wants {file}");
        }
    }
}
