//! The checklist of 核稿 (条例 art. 20), and which rules feed each of its points.

use super::Rule;
use crate::Language;

/// A point that the office confirms before a draft goes to the leader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChecklistItem {
    /// Stable key of the point.
    pub key: &'static str,
    chinese: &'static str,
    english: &'static str,
    /// Findings of these rules belong to this point; empty where only a person can judge.
    pub rules: &'static [Rule],
}

impl ChecklistItem {
    /// The point in the user's language.
    pub fn words(&self, language: Language) -> &'static str {
        language.pick(self.chinese, self.english)
    }
}

/// Name of the fact in a reviewer's event that lists the points ticked, by key, parted by commas.
pub const CHECKLIST_FACT: &str = "checklist";

/// The points of art. 20 in their order.
pub fn checklist() -> &'static [ChecklistItem] {
    &[
        ChecklistItem {
            key: "grounds",
            chinese: "行文理由是否充分，行文依据是否准确",
            english: "Are the reasons for the document sufficient and its grounds accurate?",
            rules: &[Rule::R01, Rule::R03, Rule::R04, Rule::R05],
        },
        ChecklistItem {
            key: "content",
            chinese: "内容是否符合法律法规和政策，是否完整体现发文意图，是否同现行公文相衔接，措施和办法是否切实可行",
            english: "Does the content agree with law and policy, carry the whole intent, fit the documents in force, and can it be carried out?",
            rules: &[Rule::R06, Rule::R10, Rule::R19, Rule::R20],
        },
        ChecklistItem {
            key: "agreement",
            chinese: "涉及有关地区或者部门职权范围内的事项是否经过充分协商并达成一致意见",
            english: "Have matters within the powers of other places or departments been discussed and agreed?",
            rules: &[Rule::R11, Rule::R12],
        },
        ChecklistItem {
            key: "form",
            chinese: "文种是否正确，格式是否规范；主送、抄送是否符合行文规则",
            english: "Are genre and format right, and do the recipients agree with the rules of correspondence?",
            rules: &[
                Rule::R02,
                Rule::R07,
                Rule::R08,
                Rule::R09,
                Rule::R13,
                Rule::R14,
                Rule::R15,
                Rule::R16,
                Rule::R18,
                Rule::F01,
                Rule::F02,
                Rule::F03,
                Rule::F04,
                Rule::F07,
                Rule::F08,
            ],
        },
        ChecklistItem {
            key: "accuracy",
            chinese: "人名、地名、时间、数字、段落顺序、引文等是否准确；文字、数字、计量单位和标点符号等用法是否规范",
            english: "Are names, places, dates, figures, the order of paragraphs and quotations accurate, and words, figures, units and punctuation properly used?",
            rules: &[Rule::R17, Rule::F05, Rule::F06, Rule::F09],
        },
        ChecklistItem {
            key: "other",
            chinese: "其他内容是否符合公文起草的有关要求",
            english: "Does everything else meet the requirements of drafting?",
            rules: &[],
        },
    ]
}
