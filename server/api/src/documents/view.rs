//! Requests and answers of `/api/documents`.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Draft, Incoming};
use crate::{
    CaseId, FileId, OrganId,
    cases::{CaseView, StepName},
    files::File,
    label::labelled,
    organization::Organ,
};

/// `POST /api/documents`: opens a draft in one of the asker's posts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OpenDraft {
    /// Idempotency key.
    pub key: Uuid,
    pub post: flow::PostId,
    pub draft: Draft,
}

/// Answer of `POST /api/documents`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Opened {
    pub case: CaseId,
    pub version: i32,
}

/// `PUT /api/documents/{id}/draft`: autosave. Names the save it builds on; a stale one is refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SaveDraft {
    /// Number of the save the editor started from.
    pub save: i32,
    pub draft: Draft,
}

/// Answer of `PUT /api/documents/{id}/draft`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Saved {
    pub save: i32,
}

/// `GET /api/documents/{id}`: an outgoing (发文) or incoming (收文) document with its case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DocumentView {
    pub case: CaseView,
    pub draft: Draft,
    /// Number of the last save of the draft.
    pub save: i32,
    /// Whether the asker may edit the text now.
    pub editable: bool,
    /// Organs that issue or receive it, for names and the rules of correspondence.
    pub organs: Vec<Organ>,
    /// Names of the 会签 departments chosen.
    pub countersigners: Vec<String>,
    /// Versions handed on (a version a person and step), in order.
    pub versions: Vec<VersionInfo>,
    pub files: Vec<File>,
    pub issue: Issue,
    /// To whom it was sent, or passed on, and who has signed for it.
    pub distribution: Vec<Delivery>,
    /// Whether the asker may take it back from a recipient, or send it again.
    pub may_distribute: bool,
    /// What the organ registered of it, where it is an incoming one.
    pub incoming: Option<Box<Incoming>>,
}

/// What the flow adds to the draft.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Issue {
    /// 发文字号.
    pub number: Option<String>,
    /// 签发人.
    pub signed_by: Option<String>,
    /// 成文日期, `YYYY-MM-DD`.
    pub signed_on: Option<String>,
    /// Whether the seal is set.
    pub sealed: bool,
    /// The final PDF/A.
    pub pdf: Option<File>,
    /// 印发日期, `YYYY-MM-DD`.
    pub dispatched_on: Option<String>,
}

/// A version of the text, made when it was handed on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VersionInfo {
    /// From 1.
    pub version: i32,
    pub step_name: StepName,
    pub by: String,
    /// RFC 3339.
    pub at: String,
}

/// `GET /api/documents/{id}/versions/{n}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Version {
    pub info: VersionInfo,
    pub draft: Draft,
}

labelled! {
    /// Where a delivery stands (分发).
    pub enum DeliveryState {
        Waiting = "waiting", "待签收", "Not yet received";
        Received = "received", "已签收", "Received";
        Registered = "registered", "已登记", "Registered";
        Returned = "returned", "退回", "Returned";
        Recalled = "recalled", "已撤回", "Taken back";
        /// The organ is not on the system: paper or another way.
        Outside = "outside", "系统外", "Outside the system";
    }
}

labelled! {
    /// In what capacity an organ receives a document.
    pub enum RecipientKind {
        Main = "main", "主送", "Main recipient";
        Copy = "copy", "抄送", "Copy";
    }
}

/// One recipient organ of a document that was dispatched or passed on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Delivery {
    /// Its place in the list, by which it is named.
    pub position: i32,
    pub organ: Option<OrganId>,
    pub name: String,
    pub kind: RecipientKind,
    pub state: DeliveryState,
    /// The receiving organ's own case.
    pub case: Option<CaseId>,
    /// Who signed for it.
    pub received_by: Option<String>,
    /// RFC 3339.
    pub received_at: Option<String>,
    /// RFC 3339: when the organ registered it (登记).
    pub registered_at: Option<String>,
    /// RFC 3339: when it was sent back (退回).
    pub returned_at: Option<String>,
    /// Who sent it back.
    pub returned_by: Option<String>,
    /// Why.
    pub return_reason: Option<String>,
    /// RFC 3339: when the sender took it back (撤回).
    pub recalled_at: Option<String>,
    /// Who took it back.
    pub recalled_by: Option<String>,
    /// Why.
    pub recall_reason: Option<String>,
    pub urged: i32,
}

impl Delivery {
    /// Whether it came back, so that it may be sent again.
    pub fn came_back(&self) -> bool {
        matches!(self.state, DeliveryState::Returned | DeliveryState::Recalled)
    }
}

/// `POST /api/documents/{id}/deliveries/{position}/recall`: takes back (撤回) what was not yet signed for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Recall {
    /// Idempotency key.
    pub key: Uuid,
    pub reason: String,
}

/// `POST /api/documents/{id}/deliveries/{position}/again`: sends what came back once more (再次分送).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SendAgain {
    /// Idempotency key.
    pub key: Uuid,
    /// Where it should have gone; `None` for the same organ.
    #[serde(default)]
    pub organ: Option<OrganId>,
    /// What was put right (补正说明): the receiver reads it.
    #[serde(default)]
    pub note: Option<String>,
}

/// `POST /api/documents/{id}/urging`: urges every organ that has not signed for it (催办).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UrgeReceipt {
    pub key: Uuid,
    /// `None` urges all that wait.
    pub organ: Option<OrganId>,
}

/// `GET /api/documents/{id}/pages?…` and of its pictures.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct PagesQuery {
    /// Which of several PDFs that came on paper; the first where none is named.
    pub file: Option<FileId>,
}

/// `GET /api/documents/{id}/pages`: how many pages the present text has and under which name to fetch their pictures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pages {
    pub pages: usize,
    /// Hash of the PDF: `GET /api/documents/{id}/pages/{hash}/{page}` is immutable.
    pub hash: String,
    /// The final file, where issued.
    pub file: Option<FileId>,
}
