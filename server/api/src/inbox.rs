//! The one inbox: what can be asked of it, views a person keeps, and acts on many items at once.

use flow::ItemId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    CaseId, OrganId, Problem,
    cases::{Acted, InboxBox, Urgency},
    label::labelled,
};

/// Most items in one [`Batch`].
pub const BATCH_LIMIT: usize = 100;
/// Most views that a person keeps.
pub const VIEW_LIMIT: i64 = 20;
/// Rows of each box at the desk (工作台).
pub const DESK_ROWS: u8 = 5;
/// A deadline is called near from so many minutes before it: a day, as most steps have one or two.
pub const NEAR_MINUTES: i64 = 24 * 60;

labelled! {
    /// The lamp of a deadline (办理时限).
    pub enum DueLamp {
        Overdue = "overdue", "已超期", "Overdue";
        /// Due within [`NEAR_MINUTES`].
        Near = "near", "临期", "Due soon";
        Ahead = "ahead", "未到期", "Ahead of time";
    }
}

labelled! {
    /// In which order a box is read.
    pub enum InboxSort {
        /// What came or was handled last, first.
        Newest = "newest", "最近", "Newest";
        /// What is due first, first; then by 紧急程度. For what stands with the asker.
        Due = "due", "急件优先", "Most pressing";
    }
}

labelled! {
    /// What can be done to many items at once.
    pub enum BatchVerb {
        MarkRead = "mark_read", "阅毕", "Mark as read";
        Claim = "claim", "签收", "Claim";
        Approve = "approve", "同意", "Approve";
        Urge = "urge", "催办", "Urge";
    }
}

/// A question to the inbox: the same in the app's address, in a saved view and in a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct InboxQuery {
    #[serde(rename = "box")]
    pub of: InboxBox,
    /// Words that title, number or the drafter's name contain.
    #[serde(default)]
    pub q: Option<String>,
    #[serde(default)]
    pub module: Option<String>,
    #[serde(default)]
    pub kind: Option<String>,
    #[serde(default)]
    pub urgency: Option<Urgency>,
    #[serde(default)]
    pub due: Option<DueLamp>,
    /// The organ of whoever drafted it.
    #[serde(default)]
    pub organ: Option<OrganId>,
    /// The Chinese name of the step where it stands.
    #[serde(default)]
    pub step: Option<String>,
    /// First day (`2026-11-23`, Beijing) on which it came or was handled.
    #[serde(default)]
    pub from: Option<String>,
    /// Last such day.
    #[serde(default)]
    pub to: Option<String>,
    #[serde(default)]
    pub sort: Option<InboxSort>,
    /// Where the page before ended.
    #[serde(default)]
    pub after: Option<String>,
    /// How many rows at most, where it is not a whole page.
    #[serde(default)]
    pub limit: Option<u8>,
}

impl InboxQuery {
    /// A whole box.
    pub fn new(of: InboxBox) -> Self {
        Self {
            of,
            q: None,
            module: None,
            kind: None,
            urgency: None,
            due: None,
            organ: None,
            step: None,
            from: None,
            to: None,
            sort: None,
            after: None,
            limit: None,
        }
    }

    /// The first rows of a box.
    pub fn first(of: InboxBox, limit: u8) -> Self {
        Self { limit: Some(limit), ..Self::new(of) }
    }

    /// From the values of an address; what is no value of its kind is left out.
    pub fn read(value: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name| value(name).filter(|text| !text.is_empty());
        Self {
            of: text("box").and_then(|it| it.parse().ok()).unwrap_or(InboxBox::Todo),
            q: text("q"),
            module: text("module"),
            kind: text("kind"),
            urgency: text("urgency").and_then(|it| it.parse().ok()),
            due: text("due").and_then(|it| it.parse().ok()),
            organ: text("organ").and_then(|it| it.parse().ok()),
            step: text("step"),
            from: text("from"),
            to: text("to"),
            sort: text("sort").and_then(|it| it.parse().ok()),
            after: None,
            limit: None,
        }
    }

    /// `box=todo&urgency=flash`: always in the same order, so that equal questions are equal texts.
    pub fn address(&self) -> String {
        let pairs = [
            ("q", self.q.clone()),
            ("module", self.module.clone()),
            ("kind", self.kind.clone()),
            ("urgency", self.urgency.map(|it| it.to_string())),
            ("due", self.due.map(|it| it.to_string())),
            ("organ", self.organ.map(|it| it.to_string())),
            ("step", self.step.clone()),
            ("from", self.from.clone()),
            ("to", self.to.clone()),
            ("sort", self.sort.map(|it| it.to_string())),
            ("after", self.after.clone()),
            ("limit", self.limit.map(|it| it.to_string())),
        ];
        let mut address = format!("box={}", self.of);
        for (name, value) in pairs {
            if let Some(value) = value {
                address.push('&');
                address.push_str(name);
                address.push('=');
                encode(&value, &mut address);
            }
        }
        address
    }

    /// How many filters hold besides box, words and order.
    pub fn filters(&self) -> usize {
        let held = [
            // A kind is one of its module.
            self.module.is_some() || self.kind.is_some(),
            self.urgency.is_some(),
            self.due.is_some(),
            self.organ.is_some(),
            self.step.is_some(),
            self.from.is_some() || self.to.is_some(),
        ];
        held.into_iter().filter(|held| *held).count()
    }
}

/// As `encodeURIComponent` does.
fn encode(value: &str, into: &mut String) {
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z'
            | b'A'..=b'Z'
            | b'0'..=b'9'
            | b'-'
            | b'_'
            | b'.'
            | b'!'
            | b'~'
            | b'*'
            | b'\''
            | b'('
            | b')' => into.push(byte as char),
            _ => into.push_str(&format!("%{byte:02X}")),
        }
    }
}

/// `GET /api/inbox/facets?box=…`: what the newest cases of a box could be narrowed down to, with how many there are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Facets {
    pub kinds: Vec<KindFacet>,
    pub steps: Vec<StepFacet>,
    pub organs: Vec<OrganFacet>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KindFacet {
    pub module: String,
    pub kind: String,
    pub count: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StepFacet {
    pub chinese: String,
    pub english: String,
    pub count: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrganFacet {
    pub organ: OrganId,
    pub name: String,
    pub count: i64,
}

/// A question that a person has given a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SavedView {
    pub id: Uuid,
    pub name: String,
    /// As [`InboxQuery::address`] writes it.
    pub query: String,
    /// Stands beside the boxes.
    pub pinned: bool,
}

/// `POST /api/inbox/views`: keeps a question under a name, in place of what had that name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SaveView {
    pub name: String,
    pub query: InboxQuery,
    pub pinned: bool,
}

/// `PUT /api/inbox/views/{id}`: gives a view another name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RenameView {
    pub name: String,
}

/// `POST /api/inbox/batch`: one act on many items, each for itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Batch {
    pub verb: BatchVerb,
    pub items: Vec<BatchItem>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BatchItem {
    /// Idempotency key of this item's act.
    pub key: Uuid,
    pub case: CaseId,
    /// The version the sender saw.
    pub version: i32,
    /// The sender's own item; urging needs none.
    pub item: Option<ItemId>,
}

/// What became of each item, in the order of the request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BatchResult {
    pub case: CaseId,
    pub outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Acted(Acted),
    Refused(Problem),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_its_question() {
        let mut query = InboxQuery::new(InboxBox::Done);
        query.q = Some("第3号（含）&x".to_owned());
        query.urgency = Some(Urgency::Flash);
        query.due = Some(DueLamp::Overdue);
        query.sort = Some(InboxSort::Due);
        assert_eq!(
            query.address(),
            "box=done&q=%E7%AC%AC3%E5%8F%B7%EF%BC%88%E5%90%AB%EF%BC%89%26x&urgency=flash&due=overdue&sort=due"
        );
        let values = [
            ("box", "done"),
            ("q", "第3号（含）&x"),
            ("urgency", "flash"),
            ("due", "overdue"),
            ("sort", "due"),
        ];
        let value =
            |name: &str| values.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        assert_eq!(InboxQuery::read(value), query);
    }
}
