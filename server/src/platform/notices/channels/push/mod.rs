//! Web push (浏览器推送): a message to a browser that asked for it, by way of its maker's push service (RFC 8030). Best
//! effort: many a service cannot be reached from an office, and none promises delivery.
//!
//! A push says how many matters wait and where, and never a title: it appears on locked screens. What is sent is sealed
//! for the one browser (RFC 8291) and signed by this installation (VAPID, RFC 8292), with a key that is derived from the
//! installation's secret: made once, and kept where that is. There is one push a person on the screen, and in the hands
//! of the service (its topic): a later one replaces it, and when nothing waits any more it is taken away.

mod seal;
mod services;
mod vapid;

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use anyhow::bail;
use api::{Language, notices::NoticeKind};
use axum::http::{HeaderName, HeaderValue, Uri, header};
use clap::Args;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use uuid::Uuid;

use self::{
    services::{Reach, Services},
    vapid::Vapid,
};
use super::{
    Content, Matter, Undelivered,
    post::{self, Post},
};
use crate::{clock::Clock, platform::secret::Secret};

/// The service keeps a push for a device that is off so long, seconds.
const KEPT: &str = "86400";
/// A service that did not answer is left alone so long (熔断): people whose service works do not wait for it.
const PAUSE: SignedDuration = SignedDuration::from_secs(60);
/// What may be named on the way: one push a person waits in the service.
const TOPIC: &str = "tongzhou";

#[derive(Args, Clone, Debug, Default)]
pub struct PushConfig {
    /// Whom a push service may write to about pushes from here (RFC 8292): `mailto:…` or `https://…`. Without it nothing
    /// is pushed.
    #[arg(long, global = true, env = "TONGZHOU_PUSH_CONTACT")]
    pub push_contact: Option<String>,
    /// Push services besides those of the known browsers, as `https://host`: also inside the house.
    #[arg(long, global = true, env = "TONGZHOU_PUSH_SERVICES", value_delimiter = ',')]
    pub push_services: Vec<String>,
}

/// A browser that asked for pushes.
#[derive(Clone, Debug, PartialEq)]
pub struct Device {
    pub id: Uuid,
    pub endpoint: String,
    /// The browser's public key, an uncompressed point of P-256.
    pub p256dh: Vec<u8>,
    pub auth: Vec<u8>,
}

pub struct Push {
    vapid: Vapid,
    services: Services,
    inside: Post,
    outside: Post,
    clock: Clock,
    /// Services that did not answer, and until when they are left alone.
    out: Mutex<HashMap<String, Timestamp>>,
}

/// What the service worker gets.
#[derive(Serialize)]
struct Message {
    /// Something new, worth a sound; else what is shown already is brought up to date, or taken away.
    news: bool,
    /// Matters that wait.
    count: usize,
    title: String,
    body: String,
    /// What a tap opens.
    url: String,
}

impl Push {
    /// # Errors
    /// Where it is set up wrongly.
    pub fn open(config: &PushConfig, secret: &Secret, clock: &Clock) -> anyhow::Result<Option<Self>> {
        let Some(contact) = &config.push_contact else { return Ok(None) };
        if !(contact.starts_with("mailto:") || contact.starts_with("https://")) {
            bail!("TONGZHOU_PUSH_CONTACT: mailto:name@host or https://host");
        }
        let inside = Post::new()?;
        Ok(Some(Self {
            vapid: Vapid::new(secret, contact),
            services: Services::of(&config.push_services)?,
            outside: inside.outside_only(),
            inside,
            clock: clock.clone(),
            out: Mutex::default(),
        }))
    }

    /// The key that a browser subscribes with, as it takes it.
    pub fn key(&self) -> String {
        self.vapid.public()
    }

    /// Whether a push could be sent to this subscription: a service that is known, and keys that are some.
    pub fn accepts(&self, device: &Device) -> bool {
        self.services.reach(&device.endpoint).is_some() && seal::usable(&device.p256dh, &device.auth)
    }

    /// # Errors
    /// `Gone` where the browser has taken its subscription back. An outage of one service is none of the channel.
    pub async fn send(&self, device: &Device, content: &Content) -> Result<(), Undelivered> {
        let refused = |why: &str| Undelivered::Refused(why.to_owned());
        let Some((to, reach)) = self.services.reach(&device.endpoint) else {
            return Err(refused("this push service is not permitted"));
        };
        // A browser of Apple takes the subscription back from whoever pushes without showing something.
        if matches!(content, Content::Ended { .. }) && to.host() == Some("web.push.apple.com") {
            return Ok(());
        }
        let now = self.clock.now();
        let service = services::origin(&to);
        if self.is_out(&service, now) {
            return Err(refused("the push service did not answer a moment ago"));
        }
        let message = serde_json::to_vec(&message(content)).map_err(|error| refused(&error.to_string()))?;
        let body =
            seal::sealed(&message, &device.p256dh, &device.auth).ok_or_else(|| refused("keys are wrong"))?;
        let headers = self.headers(&service, content, now).map_err(|error| refused(&error.to_string()))?;
        let post = match reach {
            Reach::Inside => &self.inside,
            Reach::Outside => &self.outside,
        };
        match post.post(&to, headers, body).await {
            Ok(answer) if matches!(answer.status.as_u16(), 404 | 410) => {
                Err(Undelivered::Gone(answer.status.to_string()))
            }
            Ok(answer) => post::judged(&answer).map_err(|error| refused(&error.to_string())),
            Err(error) => {
                self.out.lock().unwrap_or_else(PoisonError::into_inner).insert(service, now + PAUSE);
                Err(refused(&error.to_string()))
            }
        }
    }

    fn is_out(&self, service: &str, now: Timestamp) -> bool {
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        out.retain(|_, until| *until > now);
        out.contains_key(service)
    }

    fn headers(
        &self,
        service: &str,
        content: &Content,
        now: Timestamp,
    ) -> anyhow::Result<Vec<(HeaderName, HeaderValue)>> {
        let urgent = matches!(content, Content::Matters(matters)
            if matters.iter().any(|matter| matches!(matter.kind, NoticeKind::Urged | NoticeKind::Due)));
        Ok(vec![
            (header::AUTHORIZATION, HeaderValue::from_str(&self.vapid.authorization(service, now))?),
            (header::CONTENT_ENCODING, HeaderValue::from_static("aes128gcm")),
            (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
            (HeaderName::from_static("ttl"), HeaderValue::from_static(KEPT)),
            (HeaderName::from_static("topic"), HeaderValue::from_static(TOPIC)),
            (
                HeaderName::from_static("urgency"),
                HeaderValue::from_static(if urgent { "high" } else { "normal" }),
            ),
        ])
    }
}

/// Whether the services of the known browsers can be reached from here, each with what was wrong.
pub async fn look() -> anyhow::Result<Vec<(&'static str, Option<String>)>> {
    let post = Post::new()?.outside_only();
    let ask = async |service: &'static str| {
        let to = Uri::from_static(service);
        // Any answer is one: nothing is subscribed there.
        (service, post.post(&to, Vec::new(), Vec::new()).await.err().map(|error| error.to_string()))
    };
    Ok(futures_util::future::join_all(services::ASKED.iter().map(|service| ask(service))).await)
}

fn message(content: &Content) -> Message {
    let inbox = || "/inbox".to_owned();
    let waiting = |count: usize| format!("您有{count}件事项待处理");
    let title = "同舟".to_owned();
    match content {
        Content::Matters(matters) => {
            let url = match matters.as_slice() {
                [one] => one.path(),
                _ => inbox(),
            };
            Message { news: true, count: matters.len(), title, body: words(matters), url }
        }
        Content::Ended { left, .. } => {
            Message { news: false, count: *left, title, body: waiting(*left), url: inbox() }
        }
        Content::Test | Content::Code(_) => Message {
            news: true,
            count: 1,
            title,
            body: "这是一条测试通知，说明推送可以正常送达。".to_owned(),
            url: "/me/notices/settings".to_owned(),
        },
    }
}

fn words(matters: &[Matter]) -> String {
    match matters {
        [one] if one.kind == NoticeKind::Assigned => "您有新的待办".to_owned(),
        [one] => format!("您有1件事项{}", one.kind.label(Language::Chinese)),
        many => format!("您有{}件事项待处理", many.len()),
    }
}
