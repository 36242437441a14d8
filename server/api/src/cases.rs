//! Cases, work items, opinions and events: what every module's piece of work looks like on the wire.

use flow::{ItemId, PostId, StepId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{CaseId, PersonId, handwriting::Handwriting, label::labelled};

mod opinion;

pub use opinion::*;

labelled! {
    /// Where a case stands as a whole.
    pub enum CaseStatus {
        Draft = "draft", "草稿", "Draft";
        Running = "running", "办理中", "In progress";
        Suspended = "suspended", "已暂停", "Suspended";
        Finished = "finished", "已办结", "Finished";
        Rejected = "rejected", "未通过", "Rejected";
    }
}

labelled! {
    /// 紧急程度 of a case; `Normal` prints nothing.
    pub enum Urgency {
        Normal = "normal", "平件", "Normal";
        Urgent = "urgent", "加急", "Urgent";
        Flash = "flash", "特急", "Most urgent";
    }
}

labelled! {
    /// The boxes of the one inbox.
    pub enum InboxBox {
        /// Asked of me now.
        Todo = "todo", "待办", "To do";
        /// To read.
        ToRead = "to_read", "待阅", "To read";
        /// I handled it and it still runs.
        Following = "following", "在办", "Under way";
        /// I handled it and it has ended.
        Done = "done", "已办", "Done";
        /// Asked of me now, and somebody urges.
        Urged = "urged", "催办", "Urged";
        /// I drafted it.
        Mine = "mine", "我发起", "Started by me";
    }
}

impl InboxBox {
    /// Whether it holds work items that stand with the asker, which are what can be due.
    pub fn asked_of_me(self) -> bool {
        matches!(self, InboxBox::Todo | InboxBox::ToRead | InboxBox::Urged)
    }
}

/// `GET /api/inbox?box=…`: a row of the inbox. What can be asked is an [`InboxQuery`](crate::inbox::InboxQuery).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InboxRow {
    pub case: CaseSummary,
    /// The organ of the drafter.
    pub origin: String,
    /// My own item, where one stands with me.
    pub item: Option<ItemId>,
    /// The one act that finishes it without opening the case, as far as can be told beforehand.
    pub quick: Option<crate::inbox::BatchVerb>,
    /// What is asked of me: the step's Chinese and English name. `None` where nothing is.
    pub asked: Option<StepName>,
    /// RFC 3339: since when it stands with me, or when I last handled it.
    pub since: String,
    /// RFC 3339: since when it stands at its present step (停留). `None` once it has ended.
    pub standing: Option<String>,
    /// How long I had it, minutes; `None` where I have handled nothing of it.
    pub took: Option<i64>,
    /// RFC 3339.
    pub due_at: Option<String>,
    /// How often it was urged (催办) while it stood here.
    pub urged: i32,
    /// Who handed it over.
    pub from: Option<String>,
    /// Whose item it is, where I may handle it in their name (代).
    pub on_behalf_of: Option<String>,
}

/// The name of a step in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StepName {
    pub chinese: String,
    pub english: String,
}

impl StepName {
    pub fn label(&self, language: crate::Language) -> &str {
        language.pick(&self.chinese, &self.english)
    }
}

/// What a list shows of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CaseSummary {
    pub id: CaseId,
    /// `documents`, later `meetings`, … : the first part of the case's address in the app.
    pub module: String,
    /// What kind of case within the module: `outgoing` (发文), `incoming` (收文).
    pub kind: String,
    pub title: String,
    /// 发文字号 or the like, once assigned.
    pub number: Option<String>,
    pub status: CaseStatus,
    pub urgency: Urgency,
    /// Names of the steps it stands at now.
    pub steps: Vec<StepName>,
    pub drafter: String,
    pub drafter_department: String,
    pub organ: String,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
    /// Every command names the version it saw.
    pub version: i32,
}

/// A case as the asker may see it. Part of every module's answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CaseView {
    pub summary: CaseSummary,
    /// What the asker may do now and, where not, why: computed by the server, rendered by the app.
    pub allowed: Vec<flow::Allowed>,
    /// Steps passed, current and expected, in order.
    pub path: Vec<flow::PathStep>,
    /// Every work item so far, in order.
    pub items: Vec<WorkItem>,
    /// Opinions in order; append-only.
    pub opinions: Vec<Opinion>,
    /// The places (意见栏) of the handling sheet in their order, the empty ones too.
    pub slots: Vec<OpinionSlot>,
    /// The whole history, in order, with its chain.
    pub events: Vec<EventView>,
    /// Cases this one came from or gave rise to.
    pub links: Vec<CaseLink>,
}

/// One handler's part in one step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WorkItem {
    pub item: ItemId,
    pub step: StepId,
    pub step_name: StepName,
    pub post: PostId,
    pub person: PersonId,
    pub name: String,
    pub title: String,
    pub department: String,
    pub state: ItemState,
    /// RFC 3339.
    pub opened_at: String,
    /// RFC 3339.
    pub closed_at: Option<String>,
    /// When the handler first opened the case, RFC 3339.
    pub seen_at: Option<String>,
    pub due_at: Option<String>,
    pub urged: i32,
    /// 转办备注, consultation question or reason that came with the item.
    pub note: Option<String>,
}

labelled! {
    /// Where a work item stands.
    pub enum ItemState {
        /// To be handled.
        Open = "open", "待办", "Open";
        /// To be read; blocks nothing.
        Reading = "reading", "待阅", "To read";
        /// Its turn has not come (依次), or it waits for a consultation.
        Waiting = "waiting", "等待", "Waiting";
        Done = "done", "已办", "Done";
        /// Ended without being handled: returned by another, claimed by another, removed.
        Cancelled = "cancelled", "已取消", "Cancelled";
    }
}

/// An event (one act) with the words a person reads beside the record the chain covers.
/// The record's `kind` is the flow action (`approve`), its payload a [`Payload`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EventView {
    pub record: crate::chain::Record,
    pub name: String,
    pub title: String,
    pub department: String,
    /// In whose name (代), where another acted for them.
    pub on_behalf_of: Option<String>,
}

/// What an event's payload holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Payload {
    /// All that the flow made of the act.
    pub events: Vec<flow::Event>,
    /// What the module did with it: the number given, the hash of the text handed on, the file sealed.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub facts: std::collections::BTreeMap<String, String>,
}

/// A link between cases.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CaseLink {
    pub relation: Relation,
    /// Whether the other case came from this one.
    pub outward: bool,
    pub case: CaseId,
    pub title: String,
    pub status: CaseStatus,
}

labelled! {
    /// How one case is bound to another.
    pub enum Relation {
        ArisesFrom = "arises_from", "由…产生", "Arises from";
        RepliesTo = "replies_to", "答复", "Replies to";
        AttachedTo = "attached_to", "附于", "Attached to";
    }
}

/// `POST /api/cases/{id}/acts`: one command on a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// Idempotency key, made by the sender: sent twice, it acts once.
    pub key: Uuid,
    /// The version the sender saw.
    pub version: i32,
    /// The opinion (意见), where there is one, is part of the command.
    pub command: flow::Command,
    /// Points of the step's checklist (核稿清单) that the sender ticked, by key; recorded in the event.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub confirmed: Vec<String>,
    /// The opinion written by hand (手写签批), alone or beside its words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handwriting: Option<Handwriting>,
}

impl Act {
    pub fn new(key: Uuid, version: i32, command: flow::Command) -> Self {
        Self { key, version, command, confirmed: Vec::new(), handwriting: None }
    }
}

/// What an act led to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Acted {
    pub version: i32,
    pub status: CaseStatus,
    /// Who has it now.
    pub next: Vec<NextHandler>,
    /// The item of the act, where it can be taken back (收回) as things stand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub take_back: Option<ItemId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NextHandler {
    pub step_name: StepName,
    pub name: String,
    pub title: String,
}

/// `POST /api/cases/{id}/verification`: the server's own recomputation of the chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Verification {
    pub events: i32,
    /// Hash of the last event.
    pub head: String,
    pub broken: Option<crate::chain::Break>,
}
