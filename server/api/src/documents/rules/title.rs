//! 标题: R15, R20 and the number inside it.

use super::{Field, Finding, Rule, RuleContext, text::squeezed};
use crate::{
    Language,
    documents::{Draft, Genre},
};

pub(super) fn check(draft: &Draft, context: &RuleContext, findings: &mut Vec<Finding>) {
    let title = squeezed(&draft.title);
    if !title.is_empty() {
        genre(draft, &title, findings);
        issuer(draft, &title, context, findings);
        punctuation(draft.title.trim(), findings);
    }
    normative(draft, findings);
}

/// The ways a genre is written at the end of a title.
fn endings(genre: Genre) -> &'static [&'static str] {
    match genre {
        Genre::Order => &["命令", "令"],
        _ => std::slice::from_ref(match genre {
            Genre::Resolution => &"决议",
            Genre::Decision => &"决定",
            Genre::Order => &"令",
            Genre::Communique => &"公报",
            Genre::PublicNotice => &"公告",
            Genre::Notice => &"通告",
            Genre::Opinion => &"意见",
            Genre::Circular => &"通知",
            Genre::Bulletin => &"通报",
            Genre::Report => &"报告",
            Genre::Request => &"请示",
            Genre::Reply => &"批复",
            Genre::Bill => &"议案",
            Genre::Letter => &"函",
            Genre::Minutes => &"纪要",
        }),
    }
}

fn genre(draft: &Draft, title: &str, findings: &mut Vec<Finding>) {
    let core = without_closing_parenthesis(title.trim_end_matches(['。', '.', '！', '!']));
    if endings(draft.genre).iter().any(|ending| core.ends_with(ending)) {
        return;
    }
    let (zh, en) = (draft.genre.label(Language::Chinese), draft.genre.label(Language::English));
    let proper = endings(draft.genre).first().copied().unwrap_or(zh);
    let other =
        Genre::ALL.iter().filter_map(|genre| endings(*genre).first()).find(|ending| core.ends_with(*ending));
    let finding = match other {
        Some(other) => Finding::binding(
            Rule::R15,
            Field::Title,
            format!("文种是{zh}，标题却以“{other}”结尾，请改标题或文种"),
            format!("The genre is {zh} ({en}) and the title ends in “{other}”; change one of them"),
        ),
        None => Finding::binding(
            Rule::R15,
            Field::Title,
            format!("标题应以文种“{proper}”结尾，请补充"),
            format!("The title ends in its genre, “{proper}”; add it"),
        ),
    };
    // The drafter's line breaks stay; a title with something after its core is left to the drafter.
    let written = draft.title.trim();
    let replaced = other.and_then(|other| written.strip_suffix(other)).filter(|rest| rest.ends_with('的'));
    findings.push(match replaced {
        _ if core != title => finding,
        Some(rest) => finding.with_fix(format!("{rest}{proper}")),
        None if written.ends_with('的') => finding.with_fix(format!("{written}{proper}")),
        None => finding.with_fix(format!("{written}的{proper}")),
    });
}

/// A title may end in （试行）, （征求意见稿） and the like.
fn without_closing_parenthesis(title: &str) -> &str {
    match title.strip_suffix(['）', ')']).and_then(|inner| inner.rfind(['（', '('])) {
        Some(at) => &title[..at],
        None => title,
    }
}

fn issuer(draft: &Draft, title: &str, context: &RuleContext, findings: &mut Vec<Finding>) {
    let Some(lead) = draft.issuers.first().and_then(|id| context.organ(*id)) else { return };
    let named = [&lead.name, &lead.formal_name]
        .into_iter()
        .any(|name| !name.is_empty() && title.contains(&squeezed(name)));
    if named {
        return;
    }
    let name = if lead.formal_name.is_empty() { &lead.name } else { &lead.formal_name };
    let finding = Finding::advice(
        Rule::R15,
        Field::Title,
        format!("标题没有发文机关名称，请以“{name}”开头"),
        format!("The title does not name the issuing organ; begin it with “{name}”"),
    );
    findings.push(if title.starts_with("关于") {
        finding.with_fix(format!("{name}{}", draft.title.trim_start()))
    } else {
        finding
    });
}

/// Titles carry no punctuation but 《》, parentheses, quotation marks, 〔〕, 、, · and —.
fn punctuation(title: &str, findings: &mut Vec<Finding>) {
    let is_stray =
        |c: char| matches!(c, '，' | '。' | '；' | '：' | '！' | '？' | '…' | ',' | ';' | '!' | '?');
    let bare = title.trim_end_matches(is_stray);
    if bare.chars().any(is_stray) {
        let english = "A title has no punctuation but 《》, brackets and quotation marks; reword it";
        findings.push(Finding::advice(
            Rule::R15,
            Field::Title,
            "标题中一般不用书名号、括号、引号以外的标点符号，请删改",
            english,
        ));
    } else if bare.len() < title.len() {
        let finding = Finding::advice(
            Rule::R15,
            Field::Title,
            "标题末尾不加标点符号，请删除",
            "No punctuation ends a title; remove it",
        );
        findings.push(finding.with_fix(bare));
    }
    super::punctuation::check_text(Field::Title, title, findings);
}

/// R20: what is issued looks like a normative document (行政规范性文件).
fn normative(draft: &Draft, findings: &mut Vec<Finding>) {
    const KINDS: [&str; 5] = ["办法", "规定", "细则", "规则", "规范"];
    let is_normative =
        |title: &str| KINDS.iter().any(|kind| without_closing_parenthesis(title.trim()).ends_with(kind));
    let index = draft.attachments.iter().position(|attachment| is_normative(&attachment.title));
    let Some(index) = index else { return };
    findings.push(Finding::advice(
        Rule::R20,
        Field::Attachment { index, block: None },
        "可能是规范性文件：请先作合法性审查，涉及市场主体的作公平竞争审查，并写明有效期",
        "This may be a normative document: have it reviewed for legality and fair competition, and state its term",
    ));
}
