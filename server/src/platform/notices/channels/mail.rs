//! Mail (邮件), through the office's own mail server.
//!
//! A title is written only into mail to the office's own domains: what a document is about does not leave by a private
//! mailbox. Others read how many matters wait.

use std::{fs, path::PathBuf, time::Duration};

use anyhow::{Context, bail};
use api::{Language, notices::NoticeKind};
use clap::Args;
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header},
    transport::smtp::{self, authentication::Credentials},
};

use super::{Content, Matter, Undelivered};

/// One mail, from the connection to the server's last word. The library bounds the connecting only.
const LIMIT: Duration = Duration::from_secs(15);
/// Matters that a mail names; a person with more reads how many there are.
const NAMED: usize = 30;

#[derive(Args, Clone, Debug, Default)]
pub struct MailConfig {
    /// The office's mail server: `smtps://host` (TLS), `smtp://host?tls=required` (STARTTLS), `smtp://host` (readable by
    /// whoever is between). Without it nothing is mailed.
    #[arg(long, global = true, env = "TONGZHOU_MAIL_SERVER")]
    pub mail_server: Option<String>,
    /// Who the mail comes from: an address, or `同舟 <tongzhou@example.gov.cn>`.
    #[arg(long, global = true, env = "TONGZHOU_MAIL_FROM")]
    pub mail_from: Option<String>,
    /// The account at the mail server, where it asks for one.
    #[arg(long, global = true, env = "TONGZHOU_MAIL_USER")]
    pub mail_user: Option<String>,
    /// A file whose first line is that account's password.
    #[arg(long, global = true, env = "TONGZHOU_MAIL_PASSWORD_FILE", requires = "mail_user")]
    pub mail_password_file: Option<PathBuf>,
    /// The office's own mail domains: only mail to these names titles.
    #[arg(long, global = true, env = "TONGZHOU_MAIL_DOMAINS", value_delimiter = ',')]
    pub mail_domains: Vec<String>,
}

pub struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    domains: Vec<String>,
    /// Without the slash at its end.
    origin: Option<String>,
}

impl Mail {
    /// # Errors
    /// Where it is set up by half, or wrongly. Whether the server answers is not asked.
    pub fn open(config: &MailConfig, origin: Option<&str>) -> anyhow::Result<Option<Self>> {
        let Some(server) = &config.mail_server else { return Ok(None) };
        let from = config.mail_from.as_ref().context("TONGZHOU_MAIL_FROM is missing")?;
        let from = from.parse().with_context(|| format!("TONGZHOU_MAIL_FROM: {from} is no mail address"))?;
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(server)
            .map_err(|_| anyhow::anyhow!("TONGZHOU_MAIL_SERVER cannot be read: smtps://host:port"))?
            .timeout(Some(LIMIT));
        if let Some(user) = &config.mail_user {
            let file =
                config.mail_password_file.as_ref().context("TONGZHOU_MAIL_PASSWORD_FILE is missing")?;
            let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
            let password = text.lines().next().unwrap_or_default().to_owned();
            if password.is_empty() {
                bail!("{} holds no password", file.display());
            }
            builder = builder.credentials(Credentials::new(user.clone(), password));
        }
        Ok(Some(Self {
            transport: builder.build(),
            from,
            domains: config.mail_domains.iter().map(|domain| domain.to_ascii_lowercase()).collect(),
            origin: origin.map(|origin| origin.trim_end_matches('/').to_owned()),
        }))
    }

    /// Greets the server and signs in, without sending anything.
    ///
    /// # Errors
    /// What is wrong, in the words of the server or of the library.
    pub async fn look(&self) -> Result<(), String> {
        match tokio::time::timeout(LIMIT, self.transport.test_connection()).await {
            Err(_) => Err(format!("no answer within {} s", LIMIT.as_secs())),
            Ok(Err(error)) => Err(whole(&error)),
            Ok(Ok(false)) => Err("the server does not answer as a mail server does".to_owned()),
            Ok(Ok(true)) => Ok(()),
        }
    }

    /// # Errors
    /// Where the server did not take it.
    pub async fn send(&self, to: &str, content: &Content) -> Result<(), Undelivered> {
        let message = self.message(to, content).map_err(Undelivered::Refused)?;
        match tokio::time::timeout(LIMIT, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(judged(&error)),
            Err(_) => Err(Undelivered::Outage(format!("no answer within {} s", LIMIT.as_secs()))),
        }
    }

    fn message(&self, to: &str, content: &Content) -> Result<Message, String> {
        let to: Address = to.parse().map_err(|error| format!("{error}"))?;
        let own = self.domains.iter().any(|domain| to.domain().eq_ignore_ascii_case(domain));
        let (subject, body) = self.words(content, own);
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(subject)
            .message_id(None)
            .header(header::ContentType::TEXT_PLAIN)
            .raw_header(automatic())
            .body(body)
            .map_err(|error| error.to_string())
    }

    /// Subject and text. Nothing that a person wrote goes into the subject.
    fn words(&self, content: &Content, own: bool) -> (String, String) {
        match content {
            Content::Matters(matters) => {
                let subject = match matters.as_slice() {
                    [one] if one.kind == NoticeKind::Assigned => "同舟：您有新的待办".to_owned(),
                    [one] => format!("同舟：{}提醒", label(one.kind)),
                    many => format!("同舟：您有{}件待办事项", many.len()),
                };
                (subject, self.list(matters, own))
            }
            Content::Code(code) => (
                "同舟：邮箱验证码".to_owned(),
                format!("验证码：{code}\n\n15分钟内有效。如非本人操作，请忽略本邮件。\n"),
            ),
            Content::Ended { matters, .. } => (
                "同舟：事项已办理".to_owned(),
                format!("先前通知的{}件事项已经办理，无需再看。\n", matters.len()),
            ),
            Content::Test => {
                ("同舟：测试通知".to_owned(), "收到本邮件，说明邮件通知可以正常送达。\n".to_owned())
            }
        }
    }

    fn list(&self, matters: &[Matter], own: bool) -> String {
        let mut text = format!("您有{}件待办事项：\n\n", matters.len());
        for (number, matter) in (1..).zip(matters.iter().take(NAMED)) {
            let title = match (own, matter.title.as_str()) {
                (true, "") => "（无标题）".to_owned(),
                (true, title) => match &matter.number {
                    Some(number) => format!("{title}（{number}）"),
                    None => title.to_owned(),
                },
                (false, _) => String::new(),
            };
            text.push_str(&format!("{number}. 【{}】{title}\n", label(matter.kind)));
            if let Some(url) = &self.origin {
                text.push_str(&format!("   {url}{}\n", matter.path()));
            }
        }
        if matters.len() > NAMED {
            text.push_str(&format!("另有{}件，请登录查看。\n", matters.len() - NAMED));
        }
        text.push_str("\n可在“我的—通知—通知设置”中更改接收方式。\n");
        text
    }
}

fn label(kind: NoticeKind) -> &'static str {
    kind.label(Language::Chinese)
}

/// So that no holiday notice answers (RFC 3834).
fn automatic() -> header::HeaderValue {
    let name = header::HeaderName::new_from_ascii_str("Auto-Submitted");
    header::HeaderValue::new(name, "auto-generated".to_owned())
}

/// Whether the server refused this mail, or does not take any: 421 closing, 454 and 53x about signing in (RFC 5321,
/// RFC 4954), and whatever is no answer at all.
fn judged(error: &smtp::Error) -> Undelivered {
    let why = whole(error);
    match error.status().map(u16::from) {
        None | Some(421 | 454 | 530..=538) => Undelivered::Outage(why),
        Some(_) => Undelivered::Refused(why),
    }
}

fn whole(error: &smtp::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text = format!("{text}: {inner_text}");
        }
        cause = inner.source();
    }
    text
}
