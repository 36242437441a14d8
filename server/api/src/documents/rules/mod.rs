//! The linter of drafts: 行文规则 (条例 art. 13 to 17) and the format of art. 9 and GB/T 9704, the same
//! code in the browser while typing and on the server before signing.
//!
//! Binding is only what a draft's own facts prove; everything that leans on wording is advice.
//!
//! Rules with no finding here, and why:
//! - R11 (no downward document without agreement): the 会签 step of the flow holds it.
//! - R16 (成文日期 is the date of signing): the flow writes the date; a draft cannot hold another.
//! - The second half of R07 (in a leader's own name) and 签发人 of R14: an issuer is always an organ, and the
//!   flow fills in the signer.

mod attachments;
mod checklist;
mod correspondence;
mod elements;
mod formats;
mod headings;
mod joint;
mod number;
mod punctuation;
mod repeated;
mod requests;
mod rule;
mod text;
mod title;
mod wordings;

use serde::{Deserialize, Serialize};

use super::{Draft, Wording};
use crate::{
    Language, OrganId,
    label::labelled,
    organization::{Department, Organ},
};

pub use checklist::{CHECKLIST_FACT, ChecklistItem, checklist};
pub use number::{DocumentNumber, number_is_well_formed};
pub use rule::Rule;

/// What the rules must know beside the draft. An organ that is not listed is treated as unknown:
/// rules that need it stay silent.
#[derive(Clone, Copy, Debug, Default)]
pub struct RuleContext<'a> {
    /// The issuers and recipients of the draft and the organs above them; others do no harm.
    pub organs: &'a [Organ],
    /// Departments (内设机构) of the issuing organs, for R13.
    pub departments: &'a [Department],
    /// 用词库, for F09.
    pub wordings: &'a [Wording],
}

impl<'a> RuleContext<'a> {
    /// The organ of this id.
    pub fn organ(&self, id: OrganId) -> Option<&'a Organ> {
        self.organs.iter().find(|organ| organ.id == id)
    }

    /// Whether `upper` stands above `lower` in the tree of organs.
    fn above(&self, upper: &Organ, lower: &Organ) -> bool {
        let mut parent = lower.parent;
        // A tree is never deeper than it has organs: a ring in the data ends the walk.
        for _ in 0..self.organs.len() {
            match parent.and_then(|id| self.organ(id)) {
                Some(organ) if organ.id == upper.id => return true,
                Some(organ) => parent = organ.parent,
                None => return parent == Some(upper.id),
            }
        }
        false
    }
}

labelled! {
    /// Whether a finding stops the signing.
    pub enum Severity {
        /// The document cannot be signed.
        Binding = "binding", "必须修正", "Must be mended";
        Advice = "advice", "建议", "Advice";
    }
}

/// Where in the editor a finding belongs. Indices count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "element")]
pub enum Field {
    Direction,
    CopyNumber,
    Secrecy,
    DueOn,
    Issuers,
    Title,
    Recipients,
    Copies,
    /// `None` means the body as a whole.
    Body {
        block: Option<usize>,
    },
    /// `block` is `None` for the attachment's title or the attachment as a whole.
    Attachment {
        index: usize,
        block: Option<usize>,
    },
    Note,
    /// 出席, 请假, 列席 of a 纪要.
    Attendance,
}

impl Field {
    /// The name of the element on the form.
    pub fn name(self) -> &'static str {
        match self {
            Field::Direction => "direction",
            Field::CopyNumber => "copy_number",
            Field::Secrecy => "secrecy",
            Field::DueOn => "due_on",
            Field::Issuers => "issuers",
            Field::Title => "title",
            Field::Recipients => "recipients",
            Field::Copies => "copies",
            Field::Body { .. } => "body",
            Field::Attachment { .. } => "attachments",
            Field::Note => "note",
            Field::Attendance => "attendance",
        }
    }
}

/// One message in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Words {
    pub chinese: String,
    pub english: String,
}

/// A breach of a rule, or a hint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    pub rule: Rule,
    pub severity: Severity,
    pub field: Field,
    /// What is wrong and what to do.
    pub words: Words,
    /// The whole text of the field, attachment title or block as it should be, where that is plain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

impl Finding {
    fn binding(rule: Rule, field: Field, chinese: impl Into<String>, english: impl Into<String>) -> Self {
        let words = Words { chinese: chinese.into(), english: english.into() };
        Self { rule, severity: Severity::Binding, field, words, fix: None }
    }

    fn advice(rule: Rule, field: Field, chinese: impl Into<String>, english: impl Into<String>) -> Self {
        Self { severity: Severity::Advice, ..Self::binding(rule, field, chinese, english) }
    }

    fn with_fix(self, fix: impl Into<String>) -> Self {
        Self { fix: Some(fix.into()), ..self }
    }

    /// Whether the finding stops the signing.
    pub fn binds(&self) -> bool {
        self.severity == Severity::Binding
    }

    /// What is wrong and what to do.
    pub fn words(&self, language: Language) -> &str {
        language.pick(&self.words.chinese, &self.words.english)
    }

    /// The words with the rule's source, for a refusal.
    pub fn sentence(&self, language: Language) -> String {
        let (words, source) = (self.words(language), self.rule.source(language));
        match language {
            Language::Chinese => format!("{words}（{source}）"),
            Language::English => format!("{words} ({source})"),
        }
    }
}

/// Everything the rules have to say of a draft, the binding findings first, each group in the order of the page.
pub fn check(draft: &Draft, context: &RuleContext) -> Vec<Finding> {
    let mut findings = Vec::new();
    elements::check(draft, &mut findings);
    attachments::check(draft, &mut findings);
    repeated::check(draft, &mut findings);
    joint::check(draft, context, &mut findings);
    title::check(draft, context, &mut findings);
    correspondence::check(draft, context, &mut findings);
    requests::check(draft, &mut findings);
    formats::check(draft, &mut findings);
    headings::check(draft, &mut findings);
    punctuation::check(draft, &mut findings);
    wordings::check(draft, context, &mut findings);
    findings.sort_by_key(|finding| (!finding.binds(), place(finding.field)));
    // A heading's half-width （一） breaks two rules and is mended once.
    findings.dedup_by(|later, earlier| {
        later.fix.is_some() && later.fix == earlier.fix && later.field == earlier.field
    });
    findings
}

/// Where a field stands on the page.
fn place(field: Field) -> (u8, usize, usize) {
    let after = |block: Option<usize>| block.map_or(0, |block| block.saturating_add(1));
    match field {
        Field::CopyNumber => (0, 0, 0),
        Field::Secrecy => (1, 0, 0),
        Field::DueOn => (2, 0, 0),
        Field::Direction => (3, 0, 0),
        Field::Issuers => (4, 0, 0),
        Field::Title => (5, 0, 0),
        Field::Recipients => (6, 0, 0),
        Field::Body { block } => (7, after(block), 0),
        Field::Attendance => (7, usize::MAX, 1),
        Field::Note => (8, 0, 0),
        Field::Attachment { index, block } => (9, index, after(block)),
        Field::Copies => (10, 0, 0),
    }
}
