//! The rules of passwords, factors and sessions, and what a person and the security administrator see of them.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{PersonId, label::labelled, organization::Role};

labelled! {
    /// Two rule books that contradict each other in passwords: the office chooses one, and the choice is recorded.
    pub enum Profile {
        /// Long rather than mixed, no expiry (OWASP ASVS 5.0, 6.2.5 and 6.2.10).
        Asvs = "asvs", "长度优先，不定期更换（ASVS）", "Long passwords, no expiry (ASVS)";
        /// Three kinds of characters, changed every 90 days, none of the last five (GB/T 22239-2019 8.1.4.1).
        Level3 = "level3", "等保三级：三类字符，90 天更换", "MLPS level 3: three kinds of characters, changed every 90 days";
    }
}

/// The rules of signing in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SecurityPolicy {
    pub profile: Profile,
    /// Roles that may not work without a second factor.
    pub factor_roles: Vec<Role>,
}

impl Default for SecurityPolicy {
    fn default() -> Self {
        Self { profile: Profile::Asvs, factor_roles: Vec::new() }
    }
}

impl SecurityPolicy {
    /// Failures within [`Self::failure_minutes`] that close an account until they have passed.
    pub fn failures(&self) -> i64 {
        match self.profile {
            Profile::Asvs => 8,
            Profile::Level3 => 5,
        }
    }

    pub fn failure_minutes(&self) -> i64 {
        match self.profile {
            Profile::Asvs => 10,
            Profile::Level3 => 15,
        }
    }

    /// After so many days a password must be changed.
    pub fn password_days(&self) -> Option<i64> {
        (self.profile == Profile::Level3).then_some(90)
    }
}

/// The policy with who set it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CurrentPolicy {
    pub version: i32,
    pub policy: SecurityPolicy,
    pub by: Option<String>,
    pub at: Option<String>,
}

/// A new policy, in place of the version that was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SetPolicy {
    pub version: i32,
    pub policy: SecurityPolicy,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    pub current: String,
    pub new: String,
}

/// An open session of one's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OwnSession {
    pub id: Uuid,
    pub created_at: String,
    pub seen_at: String,
    pub address: Option<String>,
    pub agent: Option<String>,
    /// The one that asks.
    pub current: bool,
}

/// A passkey (通行密钥) of one's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OwnPasskey {
    pub id: Uuid,
    pub name: String,
    pub created_at: String,
    pub used_at: Option<String>,
}

/// What an authenticator is asked: good once, for five minutes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PasskeyChallenge {
    pub id: Uuid,
    /// For `navigator.credentials`, with base64url in place of buffers.
    pub options: serde_json::Value,
}

/// What the authenticator answered to a challenge.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PasskeyAnswer {
    pub challenge: Uuid,
    /// As the browser gives it, with base64url in place of buffers.
    pub credential: serde_json::Value,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AddPasskey {
    pub challenge: Uuid,
    /// What its owner calls it, 1 to 40 characters.
    pub name: String,
    pub credential: serde_json::Value,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RenamePasskey {
    pub name: String,
}

/// What guards one's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Guards {
    pub totp: bool,
    /// The oldest first.
    pub passkeys: Vec<OwnPasskey>,
    /// Whether passkeys can be used at this installation's address.
    pub passkeys_offered: bool,
    /// Recovery codes that are left.
    pub recovery_codes: i64,
    /// The rules demand a second factor of this person, and there is none.
    pub enrolment_due: bool,
    pub password_due: bool,
    pub profile: Profile,
    pub password_set_at: Option<String>,
}

/// A second factor being enrolled: what to put into the authenticator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Enrolment {
    /// Base32, in groups of four.
    pub secret: String,
    /// `otpauth://…`
    pub uri: String,
    /// The same as a QR code: modules from left to right, top to bottom.
    pub modules: Vec<String>,
}

/// A code of the authenticator, or a recovery code.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    pub code: String,
}

/// Shown once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecoveryCodes {
    pub codes: Vec<String>,
}

/// An account, as the security administrator sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Account {
    pub person: PersonId,
    pub name: String,
    pub account: String,
    pub active: bool,
    pub organ: Option<String>,
    pub locked: bool,
    /// Has a second factor, of whatever kind.
    pub factor: bool,
    pub sessions: i64,
    pub last_seen: Option<String>,
}

labelled! {
    /// How far a request for emergency rights has come.
    pub enum EmergencyState {
        Waiting = "waiting", "待批准", "Waiting for approval";
        Running = "running", "生效中", "In force";
        Over = "over", "已结束", "Over";
        Lapsed = "lapsed", "逾期未批", "Lapsed";
    }
}

/// 紧急授权.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EmergencyGrant {
    pub id: Uuid,
    pub person: PersonId,
    pub name: String,
    pub role: Role,
    pub reason: String,
    pub hours: i16,
    pub state: EmergencyState,
    pub asked_at: String,
    pub ends_at: Option<String>,
    pub approved_by: Vec<String>,
    /// What the asker of this list may do with it.
    pub may_approve: bool,
    pub may_end: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AskEmergency {
    pub id: Uuid,
    pub role: Role,
    pub reason: String,
    /// 1 to 8.
    pub hours: i16,
}
