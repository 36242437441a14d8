//! Signing in and out.

use serde::{Deserialize, Serialize};

use crate::{
    PersonId,
    label::labelled,
    organization::{Post, Role},
};

labelled! {
    /// Where an act came from; the share of mobile handling is counted from it.
    pub enum Channel {
        Phone = "phone", "手机", "Phone";
        Desktop = "desktop", "电脑", "Desktop";
        Api = "api", "接口", "API";
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    pub account: String,
    pub password: String,
    /// Six digits of the second factor, or a recovery code.
    #[serde(default)]
    pub code: Option<String>,
}

/// Asks for the challenge to sign in with a passkey.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AskPasskey {
    pub account: String,
    pub password: String,
}

/// The signed-in person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Session {
    pub person: PersonId,
    pub name: String,
    pub account: String,
    /// Every post held, the main one first. Each act is done from one of them.
    pub posts: Vec<Post>,
    /// Open work items, for the badge.
    pub todo: i64,
    /// Items to read (待阅).
    pub unread: i64,
    /// Open work items that somebody urges (催办).
    pub urged: i64,
    /// Unread notices (通知), for the bell.
    pub notices: i64,
    /// Rights lent for some hours (紧急授权): shown as a banner as long as they last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency: Option<Emergency>,
}

/// Rights lent for some hours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Emergency {
    pub role: Role,
    /// RFC 3339.
    pub until: String,
}

/// What the first HTML answer carries, so that nothing is fetched twice.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Boot {
    pub session: Option<Session>,
    /// Answers that the first page would ask for, by their path, e.g. `/api/inbox?box=todo`.
    pub answers: std::collections::BTreeMap<String, serde_json::Value>,
    /// From where what happens after these answers is told (`GET /api/live?after=`).
    pub live: Option<String>,
    /// Shown on the sign-in page of a demonstration city only.
    pub demonstration: Option<Demonstration>,
}

/// Accounts of the demonstration city, shown on its sign-in page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Demonstration {
    pub password: String,
    pub accounts: Vec<DemonstrationAccount>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DemonstrationAccount {
    pub account: String,
    pub name: String,
    pub title: String,
}
