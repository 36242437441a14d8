//! To whom an organ writes: R01, R02, R03, R07, R08, R09, R10.

use super::{Field, Finding, Rule, RuleContext, text::squeezed};
use crate::{
    documents::{Direction, Draft, Genre, Recipient},
    organization::{Organ, OrganKind},
};

pub(super) fn check(draft: &Draft, context: &RuleContext, findings: &mut Vec<Finding>) {
    let issuers: Vec<&Organ> = draft.issuers.iter().filter_map(|id| context.organ(*id)).collect();
    let setting = Setting { draft, context, issuers };
    match draft.direction {
        Direction::Upward => {
            one_superior(&setting, findings);
            no_copies_below(&setting, findings);
            no_leaders(&setting, findings);
            no_level_passed(&setting, findings);
            consent(&setting, findings);
            other_superior(&setting, findings);
        }
        Direction::Level => {}
        Direction::Downward => {
            copy_superior(&setting, findings);
            no_instructions(&setting, findings);
        }
    }
}

/// A draft with its known issuers.
struct Setting<'a> {
    draft: &'a Draft,
    context: &'a RuleContext<'a>,
    issuers: Vec<&'a Organ>,
}

impl<'a> Setting<'a> {
    fn known(&self, recipients: &'a [Recipient]) -> impl Iterator<Item = &'a Organ> {
        recipients.iter().filter_map(|recipient| recipient.organ).filter_map(|id| self.context.organ(id))
    }

    fn is_below(&self, organ: &Organ) -> bool {
        self.issuers.iter().any(|issuer| self.context.above(issuer, organ))
    }

    fn says(&self, words: &[&str]) -> bool {
        self.draft.body.iter().any(|block| words.iter().any(|word| block.text().contains(word)))
    }
}

/// R02: one main recipient. Joint issuers may each have their own superior.
fn one_superior(setting: &Setting, findings: &mut Vec<Finding>) {
    let count = setting.draft.recipients.len();
    if count > 1 {
        let chinese = "上行文原则上只主送一个上级机关，其余请改为抄送";
        let english = "An upward document has one main recipient; copy the others";
        findings.push(if count > setting.draft.issuers.len() {
            Finding::binding(Rule::R02, Field::Recipients, chinese, english)
        } else {
            Finding::advice(Rule::R02, Field::Recipients, chinese, english)
        });
    }
    for organ in setting.known(&setting.draft.recipients).filter(|organ| setting.is_below(organ)) {
        let chinese = format!("“{}”是下级机关，不能作上行文的主送机关，请更换或改行文方向", organ.name);
        let english =
            format!("“{}” stands below; choose another main recipient or change the direction", organ.name);
        findings.push(Finding::binding(Rule::R02, Field::Recipients, chinese, english));
    }
}

fn no_copies_below(setting: &Setting, findings: &mut Vec<Finding>) {
    for organ in setting.known(&setting.draft.copies).filter(|organ| setting.is_below(organ)) {
        let chinese = format!("上行文不得抄送下级机关“{}”，请从抄送中移除", organ.name);
        let english =
            format!("An upward document is not copied to “{}”, which stands below; remove it", organ.name);
        findings.push(Finding::binding(Rule::R02, Field::Copies, chinese, english));
    }
    for copy in setting
        .draft
        .copies
        .iter()
        .filter(|copy| copy.organ.is_none() && copy.name.trim_start().starts_with('各'))
    {
        let chinese = format!("上行文不得抄送下级机关，请确认“{}”不是下级机关", copy.name);
        let english = format!(
            "An upward document is not copied to organs below; make sure that “{}” are not",
            copy.name
        );
        findings.push(Finding::advice(Rule::R02, Field::Copies, chinese, english));
    }
}

/// R07. What a leader has asked for in person is excepted; a text that says so is only reminded.
fn no_leaders(setting: &Setting, findings: &mut Vec<Finding>) {
    let excepted =
        setting.says(&["交办"]) || setting.draft.note.as_deref().is_some_and(|note| note.contains("交办"));
    let lists = [(Field::Recipients, &setting.draft.recipients), (Field::Copies, &setting.draft.copies)];
    for (field, recipients) in lists {
        for person in
            recipients.iter().filter(|recipient| recipient.organ.is_none() && is_leader(&recipient.name))
        {
            let chinese = format!(
                "不得以机关名义向上级机关负责人“{}”报送公文，请改送其机关；负责人直接交办的，请在正文或附注中说明",
                person.name
            );
            let english = format!(
                "Documents are not addressed to a leader (“{}”) but to the organ; where the leader asked for it, say so (交办) in the body or the note",
                person.name
            );
            findings.push(if excepted {
                Finding::advice(Rule::R07, field, chinese, english)
            } else {
                Finding::binding(Rule::R07, field, chinese, english)
            });
        }
    }
}

/// Whether a recipient's name ends in the title of a leader.
fn is_leader(name: &str) -> bool {
    const TITLES: [&str; 12] =
        ["同志", "书记", "省长", "市长", "县长", "区长", "局长", "厅长", "部长", "秘书长", "主任", "主席"];
    let name = squeezed(name);
    TITLES.iter().any(|title| name.ends_with(title))
}

/// R01: an organ two levels up is written to only with a copy to the one between.
fn no_level_passed(setting: &Setting, findings: &mut Vec<Finding>) {
    let Some(issuer) = setting.issuers.first() else { return };
    let Some(between) = issuer.parent else { return };
    if setting.draft.copies.iter().chain(&setting.draft.recipients).any(|copy| copy.organ == Some(between)) {
        return;
    }
    for organ in
        setting.known(&setting.draft.recipients).filter(|organ| organ.level.saturating_add(1) < issuer.level)
    {
        let passed = setting.context.organ(between).map_or("上级机关", |organ| &organ.name);
        let chinese =
            format!("主送“{}”越过了“{passed}”，一般不得越级行文；特殊情况请抄送被越过的机关", organ.name);
        let english = format!(
            "Writing to “{}” passes over “{passed}”; where that must be, copy the organ passed over",
            organ.name
        );
        findings.push(Finding::advice(Rule::R01, Field::Recipients, chinese, english));
    }
}

/// R03: a department asks or reports to the department above it with the consent of its own government.
fn consent(setting: &Setting, findings: &mut Vec<Finding>) {
    let by_department = setting.issuers.first().is_some_and(|issuer| issuer.kind == OrganKind::Bureau);
    let asks = matches!(setting.draft.genre, Genre::Request | Genre::Report);
    let to_department = setting.draft.recipients.iter().any(|recipient| {
        let name = squeezed(&recipient.name);
        name.starts_with('省')
            && ["厅", "局", "委", "办"].iter().any(|end| name.ends_with(end))
            && name != "省委"
    });
    if by_department && asks && to_department && !setting.says(&["同意", "授权"]) {
        findings.push(Finding::advice(
            Rule::R03,
            Field::Recipients,
            "部门向上级主管部门请示、报告重大事项，应当经本级党委、政府同意或者授权，请确认并在正文中写明",
            "A department writes to the department above it on important matters with the consent of its own Party committee or government; confirm it and say so",
        ));
    }
}

/// R08: these organs answer to their government and to the department above them (双重领导).
fn other_superior(setting: &Setting, findings: &mut Vec<Finding>) {
    const DUAL: [&str; 8] =
        ["公安局", "审计局", "生态环境局", "国家安全局", "武装部", "消防救援", "气象局", "海关"];
    let dual = |organ: &Organ| DUAL.iter().any(|name| organ.name.contains(name));
    if let Some(issuer) = setting.issuers.first().filter(|issuer| dual(issuer))
        && setting.draft.copies.is_empty()
    {
        let chinese = format!("“{}”受双重领导，向一个上级机关行文时，必要时抄送另一个上级机关", issuer.name);
        let english = format!("“{}” has two superiors; where needed, copy the other one", issuer.name);
        findings.push(Finding::advice(Rule::R08, Field::Copies, chinese, english));
    }
}

fn copy_superior(setting: &Setting, findings: &mut Vec<Finding>) {
    let important = matches!(setting.draft.genre, Genre::Decision | Genre::Order);
    let Some(parent) = setting.issuers.first().and_then(|issuer| issuer.parent) else { return };
    if important && !setting.draft.copies.iter().any(|copy| copy.organ == Some(parent)) {
        findings.push(Finding::advice(
            Rule::R09,
            Field::Copies,
            "重要行文应当同时抄送发文机关的直接上级机关，请考虑抄送",
            "Important documents are copied to the issuer's direct superior; consider a copy",
        ));
    }
}

/// R10: only the office of a Party committee or government instructs lower ones.
fn no_instructions(setting: &Setting, findings: &mut Vec<Finding>) {
    let Some(issuer) = setting.issuers.first() else { return };
    let instructs = matches!(
        setting.draft.genre,
        Genre::Circular | Genre::Decision | Genre::Order | Genre::Opinion | Genre::Notice
    );
    if issuer.kind != OrganKind::Bureau
        || is_office(&issuer.name)
        || !instructs
        || setting.says(&["同意", "授权"])
    {
        return;
    }
    let to = setting.draft.recipients.iter().find(|recipient| {
        match recipient.organ.and_then(|id| setting.context.organ(id)) {
            Some(organ) => {
                matches!(organ.kind, OrganKind::Party | OrganKind::Government) && organ.level >= issuer.level
            }
            None => {
                recipient.name.starts_with('各')
                    && (recipient.name.contains("人民政府") || recipient.name.contains("党委"))
            }
        }
    });
    if let Some(to) = to {
        let chinese = format!(
            "部门不得向下级党委、政府（“{}”）发布指令性公文；确需行文的，应经本级党委、政府同意，并在文中注明",
            to.name
        );
        let english = format!(
            "A department does not instruct a lower Party committee or government (“{}”); with its own government's consent, say so in the text",
            to.name
        );
        findings.push(Finding::advice(Rule::R10, Field::Recipients, chinese, english));
    }
}

/// The 办公厅（室） of a Party committee or government.
fn is_office(name: &str) -> bool {
    ["办公室", "办公厅", "市府办", "市委办", "政府办"].iter().any(|end| name.ends_with(end))
}
