//! The ways out of the house. Each is set up by the installation's environment and files, and not offered where it is
//! not. A letter is handed over or it is not; there is no state here.

pub mod mail;
pub mod post;
pub mod push;
pub mod webhook;
pub mod zhezhengding;

use std::{fs, path::Path};

use anyhow::{Context, bail};
use api::{
    CaseId, PersonId,
    notices::{Channel, NoticeKind},
};
use clap::Args;

use crate::{clock::Clock, platform::secret::Secret};

/// What an installation sets of the channels.
#[derive(Args, Clone, Debug, Default)]
pub struct ChannelConfig {
    #[command(flatten)]
    pub mail: mail::MailConfig,
    #[command(flatten)]
    pub push: push::PushConfig,
    #[command(flatten)]
    pub webhook: webhook::WebhookConfig,
    #[command(flatten)]
    pub zhezhengding: zhezhengding::ZhezhengdingConfig,
}

/// The channels that are set up.
pub struct Channels {
    mail: Option<mail::Mail>,
    pub push: Option<push::Push>,
    webhook: Option<webhook::Webhook>,
    pub zhezhengding: Option<zhezhengding::Zhezhengding>,
}

/// What a person is told by a channel.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The same for the same letter, sent again or not: by it a receiver knows one that it has.
    pub id: String,
    pub to: To,
    pub content: Content,
}

/// Where a person is reached, and thereby by which channel.
#[derive(Clone, Debug, PartialEq)]
pub enum To {
    Mail(String),
    Device(push::Device),
    /// The platform knows how to reach them.
    Platform(Person),
    /// Their account there.
    Zhezhengding(String),
}

/// Who somebody is, in the words of this installation.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    pub id: PersonId,
    pub account: String,
    pub name: String,
}

#[derive(Clone, Debug)]
pub enum Content {
    /// Never empty.
    Matters(Vec<Matter>),
    /// What was told before and is done or read now, and how many others still wait.
    Ended {
        matters: Vec<Matter>,
        left: usize,
    },
    /// The code that proves a mail address.
    Code(String),
    Test,
}

/// One case that a person is told of, for the most urgent of its notices.
#[derive(Clone, Debug)]
pub struct Matter {
    pub kind: NoticeKind,
    pub module: String,
    pub case: CaseId,
    pub title: String,
    pub number: Option<String>,
}

impl Matter {
    /// Where it is handled.
    pub fn path(&self) -> String {
        format!("/{}/{}", self.module, self.case)
    }
}

/// Why a letter was not handed over.
#[derive(Clone, Debug, PartialEq)]
pub enum Undelivered {
    /// This one is refused; others may pass.
    Refused(String),
    /// The channel itself does not work: nothing passes now.
    Outage(String),
    /// There is nobody at this address any more.
    Gone(String),
}

impl std::fmt::Display for Undelivered {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (Self::Refused(why) | Self::Outage(why) | Self::Gone(why)) = self;
        formatter.write_str(why)
    }
}

impl Channels {
    /// # Errors
    /// Where a channel is set up by half, or wrongly.
    pub fn open(
        config: &ChannelConfig,
        origin: Option<&str>,
        secret: &Secret,
        clock: &Clock,
    ) -> anyhow::Result<Self> {
        let origin = origin.map(|origin| origin.trim_end_matches('/'));
        Ok(Self {
            mail: mail::Mail::open(&config.mail, origin)?,
            push: push::Push::open(&config.push, secret, clock)?,
            webhook: webhook::Webhook::open(&config.webhook, origin, clock)?,
            zhezhengding: zhezhengding::Zhezhengding::open(&config.zhezhengding, origin, clock)?,
        })
    }

    /// Those that are set up.
    pub fn offered(&self) -> Vec<Channel> {
        Channel::ALL.iter().copied().filter(|channel| self.offers(*channel)).collect()
    }

    pub fn offers(&self, channel: Channel) -> bool {
        match channel {
            Channel::Mail => self.mail.is_some(),
            Channel::Push => self.push.is_some(),
            Channel::Webhook => self.webhook.is_some(),
            Channel::Zhezhengding => self.zhezhengding.is_some(),
        }
    }

    /// Hands a letter over. Bounded in time.
    ///
    /// # Errors
    /// Where it was not taken, or the channel is not set up.
    pub async fn send(&self, letter: &Letter) -> Result<(), Undelivered> {
        let none = || Undelivered::Refused("not set up".to_owned());
        match &letter.to {
            To::Mail(address) => self.mail.as_ref().ok_or_else(none)?.send(address, &letter.content).await,
            To::Device(device) => self.push.as_ref().ok_or_else(none)?.send(device, &letter.content).await,
            To::Platform(person) => self.webhook.as_ref().ok_or_else(none)?.send(person, letter).await,
            To::Zhezhengding(account) => {
                self.zhezhengding.as_ref().ok_or_else(none)?.send(account, letter).await
            }
        }
    }
}

/// Whether what was handed over can be taken back. A mail cannot; 浙政钉's `/message/revoke` belongs to a package that a
/// tenant must have subscribed to.
pub fn takes_back(channel: Channel) -> bool {
    matches!(channel, Channel::Push | Channel::Webhook)
}

/// The first line of a file.
fn secret_of(file: &Path) -> anyhow::Result<Vec<u8>> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let line = text.lines().next().unwrap_or_default().trim();
    if line.is_empty() {
        bail!("{} holds no secret", file.display());
    }
    Ok(line.as_bytes().to_vec())
}
