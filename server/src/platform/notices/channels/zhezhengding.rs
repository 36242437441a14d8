//! 浙政钉 (专有钉钉): a work notice (工作通知) to the person's own app, and whose account it is.
//!
//! Written against what the open platform documents and seven public clients agree on: the headers and the string they
//! sign, the addresses and parameters of each call, and that an answer is a success where both `success` and
//! `content.success` are true. It was never tried with a tenant; before it is relied on, see there
//!
//! - whether `receiverIds` are account ids: what `getuserinfo_bycode` names as `accountId` is sent as it is;
//! - what the platform allows an application to send a minute, and what it answers when that is too much;
//! - whether it wants `X-Hmac-Auth-IP` and `-MAC`: they are sent where they are set.
//!
//! A person binds their account by signing in there: the platform sends the browser back with a code, which this server
//! exchanges for who it is. Nobody types another's account. Withdrawing a notice (`/message/revoke`) and the platform's
//! own 待办 (`/tc/…`) need a subscribed package and are left out. Titles are not sent.

mod answers;

use std::{collections::BTreeMap, path::PathBuf};

use anyhow::Context;
use axum::http::{HeaderName, HeaderValue, Uri, header};
use base64::{Engine, prelude::BASE64_STANDARD};
use clap::Args;
use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::json;

use super::{
    Content, Letter, Undelivered,
    post::{self, Post},
    secret_of,
};
use crate::{
    clock::{self, Clock},
    platform::secret::hmac_sha256,
};

#[derive(Args, Clone, Debug, Default)]
pub struct ZhezhengdingConfig {
    /// 浙政钉's open platform, `https://openplatform-pro.ding.zj.gov.cn`. Without it no work notices are sent.
    #[arg(long, global = true, env = "TONGZHOU_ZHEZHENGDING_URL")]
    pub zhezhengding_url: Option<String>,
    /// Where people sign in to it, `https://login-pro.ding.zj.gov.cn`.
    #[arg(long, global = true, env = "TONGZHOU_ZHEZHENGDING_LOGIN")]
    pub zhezhengding_login: Option<String>,
    /// The application's App Key.
    #[arg(long, global = true, env = "TONGZHOU_ZHEZHENGDING_KEY")]
    pub zhezhengding_key: Option<String>,
    /// A file whose first line is the App Secret.
    #[arg(long, global = true, env = "TONGZHOU_ZHEZHENGDING_SECRET_FILE")]
    pub zhezhengding_secret_file: Option<PathBuf>,
    /// The tenant's number (租户).
    #[arg(long, global = true, env = "TONGZHOU_ZHEZHENGDING_TENANT")]
    pub zhezhengding_tenant: Option<String>,
    /// This machine's address as the platform knows it, where it checks that.
    #[arg(long, global = true, env = "TONGZHOU_ZHEZHENGDING_IP")]
    pub zhezhengding_ip: Option<String>,
    /// This machine's hardware address, likewise.
    #[arg(long, global = true, env = "TONGZHOU_ZHEZHENGDING_MAC")]
    pub zhezhengding_mac: Option<String>,
}

pub struct Zhezhengding {
    base: String,
    login: String,
    key: String,
    secret: Vec<u8>,
    tenant: String,
    machine: [(HeaderName, Option<String>); 2],
    post: Post,
    clock: Clock,
    origin: String,
}

type Parameters<'a> = BTreeMap<&'a str, String>;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Token {
    access_token: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Account {
    account_id: serde_json::Value,
}

impl Zhezhengding {
    /// # Errors
    /// Where it is set up by half, or wrongly.
    pub fn open(
        config: &ZhezhengdingConfig,
        origin: Option<&str>,
        clock: &Clock,
    ) -> anyhow::Result<Option<Self>> {
        let Some(url) = &config.zhezhengding_url else { return Ok(None) };
        let base = |url: &str, setting: &str| {
            post::address(url, setting).map(|_| url.trim().trim_end_matches('/').to_owned())
        };
        let login = config.zhezhengding_login.as_ref().context("TONGZHOU_ZHEZHENGDING_LOGIN is missing")?;
        let file = config
            .zhezhengding_secret_file
            .as_ref()
            .context("TONGZHOU_ZHEZHENGDING_SECRET_FILE is missing")?;
        let origin = origin.context("TONGZHOU_ORIGIN is missing: 浙政钉 sends people back there")?;
        Ok(Some(Self {
            base: base(url, "TONGZHOU_ZHEZHENGDING_URL")?,
            login: base(login, "TONGZHOU_ZHEZHENGDING_LOGIN")?,
            key: config.zhezhengding_key.clone().context("TONGZHOU_ZHEZHENGDING_KEY is missing")?,
            secret: secret_of(file)?,
            tenant: config.zhezhengding_tenant.clone().context("TONGZHOU_ZHEZHENGDING_TENANT is missing")?,
            machine: [
                (HeaderName::from_static("x-hmac-auth-ip"), config.zhezhengding_ip.clone()),
                (HeaderName::from_static("x-hmac-auth-mac"), config.zhezhengding_mac.clone()),
            ],
            post: Post::new()?,
            clock: clock.clone(),
            origin: origin.to_owned(),
        }))
    }

    /// Where the browser goes to sign in there; it comes back to the page of the settings with a code and this `state`.
    pub fn sign_in(&self, state: &str) -> String {
        let back = format!("{}/me/notices/settings", self.origin);
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        format!(
            "{}/oauth2/auth.htm?response_type=code&client_id={}&redirect_uri={}&scope=get_user_info&authType=QRCODE&state={}",
            self.login,
            encoded(&self.key),
            encoded(&back),
            encoded(state)
        )
    }

    /// Whose account a code is.
    ///
    /// # Errors
    /// `Refused` where the platform does not know the code.
    pub async fn account(&self, code: &str) -> Result<String, Undelivered> {
        let token = self.token().await?;
        let parameters = BTreeMap::from([("access_token", token), ("code", code.to_owned())]);
        let account: Account = self.call("/rpc/oauth2/getuserinfo_bycode.json", &parameters).await?;
        match account.account_id {
            serde_json::Value::String(id) if !id.is_empty() && id.len() <= 100 => Ok(id),
            serde_json::Value::Number(id) => Ok(id.to_string()),
            other => Err(Undelivered::Refused(format!("accountId: {other}"))),
        }
    }

    /// The application's own token: asks whether the platform answers and takes what is signed so.
    ///
    /// # Errors
    /// What is wrong, in the platform's words.
    pub async fn token(&self) -> Result<String, Undelivered> {
        let secret = String::from_utf8_lossy(&self.secret).into_owned();
        let parameters = BTreeMap::from([("appkey", self.key.clone()), ("appsecret", secret)]);
        Ok(self.call::<Token>("/gettoken.json", &parameters).await?.access_token)
    }

    /// # Errors
    /// Where the platform did not take it.
    pub async fn send(&self, account: &str, letter: &Letter) -> Result<(), Undelivered> {
        let text = json!({ "msgtype": "text", "text": { "content": self.words(&letter.content) } });
        let parameters = BTreeMap::from([
            ("bizMsgId", letter.id.clone()),
            ("msg", text.to_string()),
            ("receiverIds", account.to_owned()),
            ("tenantId", self.tenant.clone()),
        ]);
        self.call::<serde_json::Value>("/message/workNotification", &parameters).await.map(drop)
    }

    fn words(&self, content: &Content) -> String {
        match content {
            Content::Matters(matters) => {
                format!("您有{}件事项待处理，请登录同舟办理。{}/inbox", matters.len(), self.origin)
            }
            Content::Ended { matters, .. } => {
                format!("先前通知的{}件事项已经办理，无需再看。", matters.len())
            }
            Content::Test | Content::Code(_) => "这是同舟发出的测试通知。".to_owned(),
        }
    }

    async fn call<T: serde::de::DeserializeOwned>(
        &self,
        path: &str,
        parameters: &Parameters<'_>,
    ) -> Result<T, Undelivered> {
        let to: Uri = format!("{}{path}", self.base)
            .parse()
            .map_err(|error| Undelivered::Refused(format!("{path}: {error}")))?;
        let now = self.clock.now();
        let nonce = format!("{}{:04}", now.as_millisecond(), rand::random_range(0..10_000));
        let headers = self
            .headers(now, &nonce, to.path(), parameters)
            .map_err(|error| Undelivered::Refused(error.to_string()))?;
        let encoded = |(name, value): (&&str, &String)| {
            format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC))
        };
        let form: Vec<String> = parameters.iter().map(encoded).collect();
        answers::read(&self.post.post(&to, headers, form.join("&").into_bytes()).await?)
    }

    fn headers(
        &self,
        now: Timestamp,
        nonce: &str,
        path: &str,
        parameters: &Parameters<'_>,
    ) -> anyhow::Result<Vec<(HeaderName, HeaderValue)>> {
        let at = now.to_zoned(clock::china()).strftime("%Y-%m-%dT%H:%M:%S.000+08:00").to_string();
        let text = text_to_sign(&at, nonce, path, parameters);
        let signature = BASE64_STANDARD.encode(hmac_sha256(&self.secret, &[text.as_bytes()]));
        let form = HeaderValue::from_static("application/x-www-form-urlencoded;charset=UTF-8");
        let mut headers = vec![(header::CONTENT_TYPE, form)];
        for (name, value) in [
            ("x-hmac-auth-timestamp", at.as_str()),
            ("x-hmac-auth-version", "1.0"),
            ("x-hmac-auth-nonce", nonce),
            ("apikey", &self.key),
            ("x-hmac-auth-signature", &signature),
        ] {
            headers.push((HeaderName::from_static(name), HeaderValue::from_str(value)?));
        }
        for (name, value) in &self.machine {
            if let Some(value) = value {
                headers.push((name.clone(), HeaderValue::from_str(value)?));
            }
        }
        Ok(headers)
    }
}

/// Method, time, nonce and path on a line each, then the parameters in their order, not encoded.
fn text_to_sign(at: &str, nonce: &str, path: &str, parameters: &Parameters<'_>) -> String {
    let pairs: Vec<String> = parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("POST\n{at}\n{nonce}\n{path}\n{}", pairs.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_is_four_lines_and_the_parameters_in_order() {
        let parameters = BTreeMap::from([("tenantId", "1".to_owned()), ("msg", "{}".to_owned())]);
        let text =
            text_to_sign("2026-11-23T09:30:00.000+08:00", "1763", "/message/workNotification", &parameters);
        let lines = "POST\n2026-11-23T09:30:00.000+08:00\n1763\n/message/workNotification\nmsg={}&tenantId=1";
        assert_eq!(text, lines);
    }
}
