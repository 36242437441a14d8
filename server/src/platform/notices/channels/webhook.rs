//! A webhook: each letter as JSON to one address, the office's own message platform (短信网关, 企业微信, 统一消息平台), which
//! knows how to reach the person.
//!
//! The address is the installation's, never a person's, and no redirect is followed. The receiver proves a request with
//! the shared secret:
//!
//! ```text
//! X-Tongzhou-Delivery:  the same for the same letter, sent again or not
//! X-Tongzhou-Timestamp: seconds since 1970; refuse what is older than five minutes
//! X-Tongzhou-Signature: sha256= and, in hex, HMAC-SHA256(secret, timestamp "." body)
//! ```

use std::path::PathBuf;

use anyhow::{Context, bail};
use api::{Language, notices::NoticeKind};
use axum::http::{HeaderName, HeaderValue, Uri, header};
use clap::Args;
use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use super::{
    Content, Letter, Matter, Person, Undelivered,
    post::{self, Post},
    secret_of,
};
use crate::{clock::Clock, platform::secret::hmac_sha256};

/// Bytes that a secret has at least.
const SHORTEST: usize = 16;

#[derive(Args, Clone, Debug, Default)]
pub struct WebhookConfig {
    /// The message platform that gets each notice as JSON. Without it there is no webhook.
    #[arg(long, global = true, env = "TONGZHOU_WEBHOOK_URL")]
    pub webhook_url: Option<String>,
    /// A file whose first line is the secret that signs the requests; 16 bytes at least.
    #[arg(long, global = true, env = "TONGZHOU_WEBHOOK_SECRET_FILE")]
    pub webhook_secret_file: Option<PathBuf>,
    /// Titles and numbers are sent too; set it where the platform is the office's own.
    #[arg(long, global = true, env = "TONGZHOU_WEBHOOK_TITLES")]
    pub webhook_titles: bool,
}

pub struct Webhook {
    url: Uri,
    secret: Vec<u8>,
    titles: bool,
    post: Post,
    clock: Clock,
    origin: Option<String>,
}

/// What the platform gets.
#[derive(Serialize)]
struct Body<'a> {
    delivery: &'a str,
    /// `notices`, `withdrawn` (they are done or read), `test`, or `ping` from `server doctor`.
    event: &'static str,
    at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<Named<'a>>,
    matters: Vec<Told<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    id: Uuid,
    account: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct Told<'a> {
    kind: NoticeKind,
    /// What the kind is called.
    label: &'static str,
    module: &'a str,
    case: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

impl Webhook {
    /// # Errors
    /// Where it is set up by half, or wrongly.
    pub fn open(config: &WebhookConfig, origin: Option<&str>, clock: &Clock) -> anyhow::Result<Option<Self>> {
        let Some(url) = &config.webhook_url else { return Ok(None) };
        let url = post::address(url, "TONGZHOU_WEBHOOK_URL")?;
        let file = config.webhook_secret_file.as_ref().context("TONGZHOU_WEBHOOK_SECRET_FILE is missing")?;
        let secret = secret_of(file)?;
        if secret.len() < SHORTEST {
            bail!("{} holds fewer than {SHORTEST} bytes", file.display());
        }
        Ok(Some(Self {
            url,
            secret,
            titles: config.webhook_titles,
            post: Post::new()?,
            clock: clock.clone(),
            origin: origin.map(str::to_owned),
        }))
    }

    /// # Errors
    /// Where the platform did not take it.
    pub async fn send(&self, person: &Person, letter: &Letter) -> Result<(), Undelivered> {
        let (event, matters) = match &letter.content {
            Content::Matters(matters) => ("notices", matters.as_slice()),
            Content::Ended { matters, .. } => ("withdrawn", matters.as_slice()),
            Content::Test | Content::Code(_) => ("test", [].as_slice()),
        };
        let named = Named { id: person.id.0, account: &person.account, name: &person.name };
        self.deliver(&letter.id, event, Some(named), matters).await
    }

    /// Asks whether the platform takes what is signed so; it tells nobody anything.
    ///
    /// # Errors
    /// What is wrong, in the words of the platform or of the network.
    pub async fn look(&self) -> Result<(), Undelivered> {
        self.deliver("ping", "ping", None, &[]).await
    }

    async fn deliver(
        &self,
        delivery: &str,
        event: &'static str,
        person: Option<Named<'_>>,
        matters: &[Matter],
    ) -> Result<(), Undelivered> {
        let now = self.clock.now();
        let matters = matters.iter().map(|matter| self.told(matter)).collect();
        let body = Body { delivery, event, at: now.to_string(), person, matters };
        let body = serde_json::to_vec(&body).map_err(|error| Undelivered::Refused(error.to_string()))?;
        let headers =
            self.headers(delivery, now, &body).map_err(|error| Undelivered::Refused(error.to_string()))?;
        post::judged(&self.post.post(&self.url, headers, body).await?)
    }

    fn told<'a>(&self, matter: &'a Matter) -> Told<'a> {
        Told {
            kind: matter.kind,
            label: matter.kind.label(Language::Chinese),
            module: &matter.module,
            case: matter.case.0,
            title: self.titles.then_some(matter.title.as_str()),
            number: matter.number.as_deref().filter(|_| self.titles),
            url: self.origin.as_ref().map(|origin| format!("{origin}{}", matter.path())),
        }
    }

    fn headers(
        &self,
        delivery: &str,
        now: Timestamp,
        body: &[u8],
    ) -> anyhow::Result<Vec<(HeaderName, HeaderValue)>> {
        let seconds = now.as_second().to_string();
        let signature = hex::encode(hmac_sha256(&self.secret, &[seconds.as_bytes(), b".", body]));
        Ok(vec![
            (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (HeaderName::from_static("x-tongzhou-delivery"), HeaderValue::from_str(delivery)?),
            (HeaderName::from_static("x-tongzhou-timestamp"), HeaderValue::from_str(&seconds)?),
            (
                HeaderName::from_static("x-tongzhou-signature"),
                HeaderValue::from_str(&format!("sha256={signature}"))?,
            ),
        ])
    }
}
