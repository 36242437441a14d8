//! The 18 elements of art. 9 as far as the drafter writes them: F01, F02, F03, R14, R18, R19.

use super::{
    Field, Finding, Rule,
    text::{is_blank, running_text, squeezed},
};
use crate::{
    Language,
    cases::Urgency,
    documents::{Direction, Draft, Genre},
};

pub(super) fn check(draft: &Draft, findings: &mut Vec<Finding>) {
    missing(draft, findings);
    direction(draft, findings);
    copy_number(draft, findings);
    time_limit(draft, findings);
    secrecy(draft, findings);
    contact(draft, findings);
}

fn missing(draft: &Draft, findings: &mut Vec<Finding>) {
    let mut lack = |field, chinese: &str, english: &str| {
        findings.push(Finding::binding(Rule::F01, field, chinese, english))
    };
    if draft.issuers.is_empty() {
        lack(Field::Issuers, "没有发文机关，请选择", "There is no issuing organ; choose one");
    }
    if draft.title.trim().is_empty() {
        lack(Field::Title, "标题为空，请填写", "The title is empty; write one");
    }
    if is_blank(&draft.body) {
        lack(Field::Body { block: None }, "正文为空，请填写", "The body is empty; write it");
    }
    if draft.recipients.iter().any(|recipient| recipient.name.trim().is_empty()) {
        lack(
            Field::Recipients,
            "主送机关中有空白名称，请填写或删除",
            "A main recipient has no name; write it or remove it",
        );
    }
    if draft.copies.iter().any(|recipient| recipient.name.trim().is_empty()) {
        lack(
            Field::Copies,
            "抄送机关中有空白名称，请填写或删除",
            "A copy recipient has no name; write it or remove it",
        );
    }
    let without = "没有主送机关，请选择";
    match draft.genre {
        _ if !draft.recipients.is_empty() => {}
        Genre::Circular | Genre::Report | Genre::Request | Genre::Reply | Genre::Bill | Genre::Letter => {
            lack(Field::Recipients, without, "There is no main recipient; choose one");
        }
        Genre::Opinion | Genre::Bulletin => findings.push(Finding::advice(
            Rule::F01,
            Field::Recipients,
            "没有主送机关；如不是公开发布，请选择",
            "There is no main recipient; choose one unless it is published",
        )),
        Genre::Resolution
        | Genre::Decision
        | Genre::Order
        | Genre::Communique
        | Genre::PublicNotice
        | Genre::Notice
        | Genre::Minutes => {}
    }
}

/// Art. 8: a 报告 or 请示 goes up, and only an upward document prints its 签发人 (R14).
fn direction(draft: &Draft, findings: &mut Vec<Finding>) {
    use Direction::{Downward, Level, Upward};
    let (permitted, rule): (&[Direction], Rule) = match draft.genre {
        Genre::Report | Genre::Request => (&[Upward], Rule::R14),
        Genre::Letter => (&[Level], Rule::F02),
        Genre::Bill => (&[Level, Upward], Rule::F02),
        Genre::Circular | Genre::Minutes | Genre::Notice | Genre::PublicNotice | Genre::Communique => {
            (&[Downward, Level], Rule::F02)
        }
        Genre::Resolution | Genre::Decision | Genre::Order | Genre::Bulletin | Genre::Reply => {
            (&[Downward], Rule::F02)
        }
        Genre::Opinion => (Direction::ALL, Rule::F02),
    };
    if permitted.contains(&draft.direction) {
        return;
    }
    let (zh, en) = (Language::Chinese, Language::English);
    let Some(proper) = permitted.first() else { return };
    let chinese = format!(
        "{}是{}文，请把行文方向改为{}，或改用其他文种",
        draft.genre.label(zh),
        proper.label(zh),
        proper.label(zh)
    );
    let goes = proper.label(en).to_ascii_lowercase();
    let english = format!(
        "The direction of a {} is {goes}; change the direction or the genre",
        draft.genre.label(en).to_ascii_lowercase()
    );
    findings.push(match rule {
        Rule::R14 => Finding::binding(
            rule,
            Field::Direction,
            format!("{chinese}；上行文才标注签发人"),
            format!("{english}; only upward documents print the signer"),
        ),
        _ => Finding::advice(rule, Field::Direction, chinese, english),
    });
}

fn copy_number(draft: &Draft, findings: &mut Vec<Finding>) {
    let Some(number) = draft.copy_number.as_deref() else { return };
    let figures = number.chars().all(|c| c.is_ascii_digit());
    if figures && number.len() == 6 {
        return;
    }
    let finding = Finding::advice(
        Rule::F03,
        Field::CopyNumber,
        "份号一般为六位阿拉伯数字，如000001",
        "A copy number has six Arabic figures, such as 000001",
    );
    findings.push(if figures && (1..6).contains(&number.len()) {
        finding.with_fix(format!("{number:0>6}"))
    } else {
        finding
    });
}

fn time_limit(draft: &Draft, findings: &mut Vec<Finding>) {
    match draft.due_on.as_deref().map(str::trim).filter(|date| !date.is_empty()) {
        None if draft.urgency != Urgency::Normal => findings.push(Finding::binding(
            Rule::R18,
            Field::DueOn,
            "紧急公文应当明确办理时限，请填写",
            "An urgent document names a time limit; write it",
        )),
        Some(date) if !is_date(date) => findings.push(Finding::binding(
            Rule::R18,
            Field::DueOn,
            "办理时限不是有效日期，请重新填写",
            "The time limit is no date; write it again",
        )),
        _ => {}
    }
}

/// `YYYY-MM-DD`, a day that exists.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let &[year, month, day] = parts.as_slice() else { return false };
    let number = |part: &str, length: usize| {
        (part.len() == length && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| part.parse::<u32>().ok())
            .flatten()
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&day)
}

fn secrecy(draft: &Draft, findings: &mut Vec<Finding>) {
    const REFUSED: (&str, &str) = (
        "本系统不得处理国家秘密，请停止录入，改由机要渠道办理",
        "State secrets may not be handled here; stop, and use the confidential channel",
    );
    if !draft.secrecy.permitted() {
        findings.push(Finding::binding(Rule::R19, Field::Secrecy, REFUSED.0, REFUSED.1));
    }
    let elements =
        [(Field::Title, draft.title.as_str()), (Field::Note, draft.note.as_deref().unwrap_or_default())];
    for (field, text) in elements.into_iter().chain(running_text(draft)) {
        if carries_secret_mark(text) {
            let chinese = format!("文中有涉密标志；{}", REFUSED.0);
            findings.push(Finding::binding(
                Rule::R19,
                field,
                chinese,
                format!("The text bears a secrecy mark. {}", REFUSED.1),
            ));
        }
    }
}

/// A mark such as 机密★1年, unless it is quoted as an example (“机密★”).
fn carries_secret_mark(text: &str) -> bool {
    let text = squeezed(text);
    ["秘密★", "机密★", "绝密★"].iter().any(|mark| {
        text.match_indices(mark).any(|(at, _)| !text[..at].ends_with(['“', '‘', '「', '《', '"', '\'']))
    })
}

/// A 请示 gives a contact and a telephone number in its 附注, by common practice.
fn contact(draft: &Draft, findings: &mut Vec<Finding>) {
    let figures = draft.note.as_deref().unwrap_or_default().chars().filter(|c| c.is_numeric()).count();
    if draft.genre == Genre::Request && figures < 7 {
        findings.push(Finding::advice(
            Rule::R14,
            Field::Note,
            "请示一般在附注中注明联系人和电话，请补充",
            "A request names a contact and a telephone number in its note; add them",
        ));
    }
}
