//! 收文: what an organ registers of a document that came to it, what it plans to do with it, and its register.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Secrecy;
use crate::{
    CaseId, DepartmentId, FileId, OrganId,
    cases::{CaseStatus, StepName, Urgency},
    files::File,
    label::labelled,
};
use flow::PostId;

/// Longest 来文机关, characters.
pub const MAX_SENDER: usize = 100;
/// Longest 来文字号, characters.
pub const MAX_REFERENCE: usize = 60;

labelled! {
    /// How a document came.
    pub enum Origin {
        Exchange = "exchange", "公文交换", "Exchange";
        Paper = "paper", "纸质来文", "Paper";
        System = "system", "其他系统", "Another system";
    }
}

labelled! {
    /// 条例 art. 24 (四): what is to be handled, or only read.
    pub enum Handling {
        Matter = "matter", "办件", "To be handled";
        Reading = "reading", "阅件", "To be read";
    }
}

labelled! {
    /// 初审: what is looked at before a document is taken up (条例 art. 24 三).
    pub enum Check {
        Ours = "ours", "应当由本机关办理", "It is ours to handle";
        Rules = "rules", "符合行文规则", "It keeps the rules of correspondence";
        Form = "form", "文种、格式符合要求", "Its genre and form are right";
        Agreed = "agreed", "涉及其他地区或者部门职权的事项已经协商、会签", "What concerns other organs was agreed with them";
        Other = "other", "符合公文起草的其他要求", "It meets the other demands on drafts";
    }
}

/// What the registrar (文书) writes into the register.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// 来文机关, as written.
    pub sender: String,
    /// Which organ it is, where it is on the system.
    #[serde(default)]
    pub sender_organ: Option<OrganId>,
    /// 来文字号 in any notation.
    #[serde(default)]
    pub reference: Option<String>,
    pub title: String,
    /// 成文日期, `YYYY-MM-DD`.
    #[serde(default)]
    pub written_on: Option<String>,
    /// 收文日期, `YYYY-MM-DD`.
    pub received_on: String,
    pub secrecy: Secrecy,
    pub urgency: Urgency,
    /// 份数.
    pub copies: i32,
    pub handling: Handling,
    /// Scanned pages or the PDF, in their order.
    #[serde(default)]
    pub files: Vec<FileId>,
    /// Why it is registered although it seems to have been before.
    #[serde(default)]
    pub duplicate_reason: Option<String>,
}

/// `POST /api/documents/incoming`: registers what came on paper or from another system.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RegisterIncoming {
    /// Idempotency key.
    pub key: Uuid,
    /// The registrar's post.
    pub post: PostId,
    pub origin: Origin,
    pub registration: Registration,
}

/// `PUT /api/documents/incoming/{id}/registration`. Of a document that came by exchange only its copies, its handling and
/// the reason are the registrar's to say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SaveRegistration {
    /// The version of the case that the sender saw.
    pub version: i32,
    pub registration: Registration,
}

/// 拟办安排: who instructs, who handles, who reads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// 批示: leaders, one after another.
    #[serde(default)]
    pub leaders: Vec<PostId>,
    /// 承办: the first leads (主办), the others join (协办).
    #[serde(default)]
    pub departments: Vec<DepartmentId>,
    /// 办理时限, working days (工作日) from when it comes to the departments.
    #[serde(default)]
    pub working_days: Option<u16>,
    /// 传阅.
    #[serde(default)]
    pub readers: Vec<PostId>,
    /// They read one after another.
    #[serde(default)]
    pub in_order: bool,
}

/// `PUT /api/documents/incoming/{id}/plan`: by whoever has the case at hand for 拟办 or 批示.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SavePlan {
    /// The version of the case that the sender saw.
    pub version: i32,
    pub plan: Plan,
}

/// `POST /api/documents/incoming/{id}/replies`: opens the draft of an answer (答复), bound to the document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OpenReply {
    /// Idempotency key.
    pub key: Uuid,
    pub post: PostId,
}

/// Longest note to a recipient, characters.
pub const MAX_NOTE: usize = 500;

/// `POST /api/documents/incoming/{id}/forwards`: passes it on (转发) with all that came with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Forward {
    /// Idempotency key.
    pub key: Uuid,
    /// Organs: each gets an incoming document of its own to sign for.
    #[serde(default)]
    pub organs: Vec<OrganId>,
    /// Departments of the own organ: their heads get this one to read.
    #[serde(default)]
    pub departments: Vec<DepartmentId>,
    /// What is to be done with it.
    #[serde(default)]
    pub note: Option<String>,
}

/// What the organ knows of an incoming document besides its text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Incoming {
    /// Whose register it stands in.
    pub organ: OrganId,
    pub origin: Origin,
    pub sender: String,
    pub sender_organ: Option<OrganId>,
    /// The organ that passed it on (转发).
    pub forwarded_by: Option<String>,
    /// What was said with it when it was passed on, or sent again.
    pub note: Option<String>,
    /// Why the sender took it back (撤回).
    pub recall_reason: Option<String>,
    pub reference: Option<String>,
    /// `YYYY-MM-DD`.
    pub written_on: Option<String>,
    /// `YYYY-MM-DD`; `None` before it is signed for.
    pub received_on: Option<String>,
    pub copies: i32,
    pub handling: Handling,
    /// The original as it came.
    pub files: Vec<File>,
    /// 收文号.
    pub registered_as: Option<String>,
    pub registered_by: Option<String>,
    /// RFC 3339.
    pub registered_at: Option<String>,
    /// Others that seem to be the same.
    pub duplicates: Vec<Duplicate>,
    pub duplicate_reason: Option<String>,
    pub plan: Plan,
    pub leaders: Vec<Planned>,
    pub departments: Vec<String>,
    pub readers: Vec<Planned>,
    /// `YYYY-MM-DD`: when it was answered.
    pub answered_on: Option<String>,
    /// 发文字号 of the answer.
    pub answer: Option<String>,
    /// Whether the asker may correct the registration now.
    pub may_register: bool,
    /// Whether the asker may change the plan now.
    pub may_plan: bool,
    /// Whether the asker may begin an answer.
    pub may_reply: bool,
    /// Whether the asker may pass it on.
    pub may_forward: bool,
}

/// Somebody in a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Planned {
    pub post: PostId,
    pub name: String,
    pub title: String,
    pub department: String,
}

/// A document registered before that seems to be the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Duplicate {
    pub case: CaseId,
    pub title: String,
    pub sender: String,
    pub reference: Option<String>,
    pub registered_as: String,
    /// By its content, not by its number.
    pub same_file: bool,
}

/// `GET /api/documents/incoming/duplicates?…`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DuplicateQuery {
    /// The organ in whose register it would stand.
    pub organ: Uuid,
    #[serde(default)]
    pub sender: String,
    #[serde(default)]
    pub reference: String,
    /// Ids of the asker's uploads, with commas.
    #[serde(default)]
    pub files: String,
}

/// `GET /api/documents/incoming?…`: what is asked of the register (收文登记簿).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct RegisterQuery {
    /// Words of title, sender or number; a 来文字号 in any notation.
    pub q: Option<String>,
    pub handling: Option<Handling>,
    pub status: Option<CaseStatus>,
    pub urgency: Option<Urgency>,
    /// First and last day of registration, `YYYY-MM-DD`.
    pub from: Option<String>,
    pub to: Option<String>,
    /// Being circulated (传阅中).
    pub circulating: Option<bool>,
    pub after: Option<String>,
}

/// A row of the register.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RegisterRow {
    pub case: CaseId,
    pub registered_as: String,
    pub title: String,
    pub sender: String,
    pub reference: Option<String>,
    /// `YYYY-MM-DD`.
    pub received_on: String,
    pub copies: i32,
    pub origin: Origin,
    pub handling: Handling,
    pub urgency: Urgency,
    pub status: CaseStatus,
    /// Where it stands now.
    pub steps: Vec<StepName>,
    /// 传阅: how many have read it, of how many. Zero of zero where it does not circulate.
    pub read: i64,
    pub readers: i64,
    /// RFC 3339: the earliest deadline of what is open.
    pub due_at: Option<String>,
    /// `YYYY-MM-DD`: when it was answered.
    pub answered_on: Option<String>,
}
