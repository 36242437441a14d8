//! Notices (通知) and what a person chooses of them.

use serde::{Deserialize, Serialize};

use crate::{CaseId, PushDeviceId, cases::CaseSummary, label::labelled};

labelled! {
    /// What a notice is about.
    pub enum NoticeKind {
        Assigned = "assigned", "新的待办", "New to-do";
        Urged = "urged", "催办", "Urged";
        Near = "near", "即将到期", "Due soon";
        Due = "due", "已到期", "Due";
    }
}

/// One notice, with the case it is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Notice {
    pub id: i64,
    pub kind: NoticeKind,
    pub case: CaseSummary,
    /// RFC 3339.
    pub at: String,
    pub read: bool,
}

/// Notices up to this one have been seen.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReadNotices {
    pub up_to: i64,
    /// Only those about this case.
    #[serde(default)]
    pub case: Option<CaseId>,
}

labelled! {
    /// A way out of the house (渠道).
    pub enum Channel {
        Mail = "mail", "邮件", "Mail";
        Push = "push", "推送", "Push";
        Webhook = "webhook", "消息平台", "Message platform";
        Zhezhengding = "zhezhengding", "浙政钉", "Zhezhengding";
    }
}

/// Notices of a kind that a person does not want by a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Silence {
    pub channel: Channel,
    pub kind: NoticeKind,
}

/// 免打扰: nothing leaves the house between these times of the day in Beijing, `HH:MM`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Quiet {
    pub from: String,
    pub to: String,
}

/// What a person chose of notices outside the app.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NoticeSettings {
    pub version: i32,
    /// The channels of this installation; another is not offered.
    pub channels: Vec<Channel>,
    /// The proven address.
    pub mail: Option<String>,
    /// An address that a code was sent to and that is not proven yet.
    pub claimed_mail: Option<String>,
    /// Where browsers can be pushed to.
    pub push: Option<PushSettings>,
    /// Where 浙政钉 is set up.
    pub zhezhengding: Option<Binding>,
    pub silenced: Vec<Silence>,
    pub quiet: Option<Quiet>,
    /// 摘要: one mail a day at this time in Beijing, `HH:MM`, instead of one each.
    pub digest: Option<String>,
}

/// Web push (浏览器推送), as it is offered here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PushSettings {
    /// What a browser subscribes with: the installation's public key, in base64url.
    pub key: String,
    /// One's own, the newest first.
    pub devices: Vec<PushDevice>,
}

/// A browser that is pushed to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PushDevice {
    pub id: PushDeviceId,
    /// By it a browser knows itself.
    pub endpoint: String,
    /// What it calls itself.
    pub agent: String,
    /// RFC 3339.
    pub since: String,
}

/// A browser's subscription, as its push service gave it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Subscribe {
    pub endpoint: String,
    /// In base64url, as is `auth`.
    pub p256dh: String,
    pub auth: String,
}

/// One's account at another platform.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Binding {
    /// Where one signs in there, to be sent back with a code.
    pub sign_in: String,
    pub account: Option<String>,
}

/// What the platform sent the browser back with.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Bind {
    pub code: String,
    pub state: String,
}

/// The choices, written whole.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SaveNoticeSettings {
    /// The version that was seen; 0 where nothing was chosen yet.
    pub version: i32,
    pub silenced: Vec<Silence>,
    #[serde(default)]
    pub quiet: Option<Quiet>,
    #[serde(default)]
    pub digest: Option<String>,
}

/// An address that notices shall be mailed to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ClaimMail {
    pub address: String,
}

/// The code that came by mail.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ProveMail {
    pub code: String,
}

/// A notice to oneself, to see that a channel works.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TestNotice {
    pub channel: Channel,
}
