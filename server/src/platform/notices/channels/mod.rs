//! The ways out of the house. Each is set up by the installation's environment and files, and not offered where it is
//! not. A letter is handed over or it is not; there is no state here.

pub mod mail;

use api::{
    CaseId,
    notices::{Channel, NoticeKind},
};
use clap::Args;

/// What an installation sets of the channels.
#[derive(Args, Clone, Debug, Default)]
pub struct ChannelConfig {
    #[command(flatten)]
    pub mail: mail::MailConfig,
}

/// The channels that are set up.
pub struct Channels {
    mail: Option<mail::Mail>,
}

/// What a person is told by a channel.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Where they are reached: the address of a mail.
    pub to: String,
    pub content: Content,
}

#[derive(Clone, Debug)]
pub enum Content {
    /// Never empty.
    Matters(Vec<Matter>),
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

/// Why a letter was not handed over.
#[derive(Clone, Debug, PartialEq)]
pub enum Undelivered {
    /// This one is refused; others may pass.
    Refused(String),
    /// The channel itself does not work: nothing passes now.
    Outage(String),
}

impl std::fmt::Display for Undelivered {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (Self::Refused(why) | Self::Outage(why)) = self;
        formatter.write_str(why)
    }
}

impl Channels {
    /// # Errors
    /// Where a channel is set up by half, or wrongly.
    pub fn open(config: &ChannelConfig, origin: Option<&str>) -> anyhow::Result<Self> {
        Ok(Self { mail: mail::Mail::open(&config.mail, origin)? })
    }

    /// Those that are set up.
    pub fn offered(&self) -> Vec<Channel> {
        Channel::ALL.iter().copied().filter(|channel| self.offers(*channel)).collect()
    }

    pub fn offers(&self, channel: Channel) -> bool {
        match channel {
            Channel::Mail => self.mail.is_some(),
        }
    }

    /// Hands a letter over. Bounded in time.
    ///
    /// # Errors
    /// Where it was not taken, or the channel is not set up.
    pub async fn send(&self, channel: Channel, letter: &Letter) -> Result<(), Undelivered> {
        match (channel, &self.mail) {
            (Channel::Mail, Some(mail)) => mail.send(letter).await,
            (Channel::Mail, None) => Err(Undelivered::Refused("not set up".to_owned())),
        }
    }
}
