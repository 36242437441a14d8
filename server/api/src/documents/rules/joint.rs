//! Who issues: R12 (联合行文) and R13 (内设机构).

use super::{Field, Finding, Rule, RuleContext, text::squeezed};
use crate::{
    documents::Draft,
    organization::{Organ, OrganKind},
};

pub(super) fn check(draft: &Draft, context: &RuleContext, findings: &mut Vec<Finding>) {
    levels(draft, context, findings);
    department(draft, context, findings);
}

fn levels(draft: &Draft, context: &RuleContext, findings: &mut Vec<Finding>) {
    let issuers: Vec<&Organ> = draft.issuers.iter().filter_map(|id| context.organ(*id)).collect();
    let Some((lead, others)) = issuers.split_first() else { return };
    for organ in others.iter().filter(|organ| organ.level != lead.level) {
        let chinese =
            format!("“{}”与主办机关“{}”不同级，不能联合行文，请移除或改为抄送", organ.name, lead.name);
        let english = format!(
            "“{}” is not of the level of the lead organ “{}”; remove it or copy it",
            organ.name, lead.name
        );
        findings.push(Finding::binding(Rule::R12, Field::Issuers, chinese, english));
    }
    let of_kind = |kind| issuers.iter().any(|organ| organ.kind == kind);
    if of_kind(OrganKind::Party) && of_kind(OrganKind::Government) {
        findings.push(Finding::advice(
            Rule::R12,
            Field::Issuers,
            "党委、政府各自职权范围内的工作不得联合行文，请确认确有必要",
            "What lies within the powers of the Party committee or of the government alone is not issued jointly; confirm the need",
        ));
    }
}

/// The title says in whose name the document speaks: the organ's, not one of its departments'.
fn department(draft: &Draft, context: &RuleContext, findings: &mut Vec<Finding>) {
    let title = squeezed(&draft.title);
    let Some((speaker, _)) = title.split_once("关于") else { return };
    let own = context.departments.iter().filter(|department| draft.issuers.contains(&department.organ));
    for department in own.filter(|department| !is_office(&department.name)) {
        let names = draft
            .issuers
            .iter()
            .filter_map(|id| context.organ(*id))
            .flat_map(|organ| [&organ.name, &organ.formal_name]);
        let alone = speaker == department.name;
        if !department.name.is_empty()
            && (alone
                || names
                    .into_iter()
                    .any(|name| speaker.strip_prefix(name.as_str()) == Some(&department.name)))
        {
            let chinese =
                format!("内设机构“{}”不得对外正式行文，请改用机关名义或由办公室行文", department.name);
            let english = format!(
                "The department “{}” may not issue documents; issue it in the organ's name or through its office",
                department.name
            );
            findings.push(Finding::binding(Rule::R13, Field::Title, chinese, english));
            return;
        }
    }
}

/// 办公厅（室）, which may issue documents where other departments may not.
fn is_office(name: &str) -> bool {
    ["办公室", "办公厅", "办"].iter().any(|end| name.ends_with(end))
}
