//! Requests where they belong: R04 (不得原文转报), R05 (一文一事) and R06 (报告不夹带请示).

use super::{
    Field, Finding, Rule,
    text::{clauses, squeezed},
};
use crate::documents::{Draft, Genre};

/// What a request closes with; each alone makes a clause.
const CLOSINGS: [&str; 18] = [
    "妥否",
    "当否",
    "可否",
    "请批示",
    "请予批示",
    "请领导批示",
    "请审批",
    "请予审批",
    "请批准",
    "请予批准",
    "恳请批准",
    "请批复",
    "请予批复",
    "请指示",
    "请予指示",
    "特此请示",
    "请审定",
    "请予审定",
];

pub(super) fn check(draft: &Draft, findings: &mut Vec<Finding>) {
    match draft.genre {
        Genre::Request => {
            one_matter(draft, findings);
            own_opinion(draft, findings);
        }
        Genre::Report => no_request(draft, findings),
        _ => {}
    }
}

/// R04: who passes a lower organ's request on says what they think of it. That it is one shows by its title.
fn own_opinion(draft: &Draft, findings: &mut Vec<Finding>) {
    let passes_on = draft.attachments.iter().any(|attachment| attachment.title.trim().ends_with("请示"))
        || draft
            .body
            .iter()
            .any(|block| ["现转报", "转报如下", "予以转报"].iter().any(|word| block.text().contains(word)));
    let thinks = [
        "经研究",
        "我局认为",
        "我委认为",
        "我办认为",
        "我区认为",
        "我县认为",
        "我市认为",
        "拟同意",
        "建议",
        "审核认为",
    ];
    let said = draft.body.iter().any(|block| thinks.iter().any(|word| block.text().contains(word)));
    if passes_on && !said {
        findings.push(Finding::advice(
            Rule::R04,
            Field::Body { block: None },
            "下级机关的请示应当提出倾向性意见后上报，不得原文转报；请写明本机关意见",
            "A lower organ's request goes up with your own organ's opinion, not as it came; say what you think of it",
        ));
    }
}

/// R05: several paragraphs that each ask for something hint at several matters.
fn one_matter(draft: &Draft, findings: &mut Vec<Finding>) {
    let asks = |text: &str| {
        clauses(text).any(|clause| {
            ["请予", "恳请", "请求"].iter().any(|word| clause.contains(word)) && !CLOSINGS.contains(&clause)
        })
    };
    let mut asking = draft.body.iter().enumerate().filter(|(_, block)| asks(block.text()));
    if let (Some(_), Some((block, _))) = (asking.next(), asking.next()) {
        findings.push(Finding::advice(
            Rule::R05,
            Field::Body { block: Some(block) },
            "请示应当一文一事；这里似有另一请求，如是另一事项请另文请示",
            "A request asks for one matter; this seems to be another, which belongs in a request of its own",
        ));
    }
}

/// R06: certain where a clause is nothing but a request's closing; advice where the words stand inside another.
fn no_request(draft: &Draft, findings: &mut Vec<Finding>) {
    for (block, text) in draft.body.iter().enumerate() {
        let text = squeezed(text.text());
        let field = Field::Body { block: Some(block) };
        if let Some(closing) = clauses(&text).find(|clause| CLOSINGS.contains(clause)) {
            let chinese = format!("报告不得夹带请示事项，请删去“{closing}”，或改用请示行文");
            let english = format!("A report asks for nothing; remove “{closing}” or write a request (请示)");
            findings.push(Finding::binding(Rule::R06, field, chinese, english));
        } else if let Some(closing) = CLOSINGS
            .iter()
            .filter(|closing| closing.starts_with(['请', '恳']))
            .find(|closing| text.contains(**closing))
        {
            let chinese = format!("报告不得夹带请示事项，请确认“{closing}”不是请示");
            let english = format!("A report asks for nothing; make sure that “{closing}” does not");
            findings.push(Finding::advice(Rule::R06, field, chinese, english));
        }
    }
}
