//! No organ twice (F04).

use std::collections::BTreeSet;

use super::{Field, Finding, Rule, text::squeezed};
use crate::{
    OrganId,
    documents::{Draft, Recipient},
};

/// An organ named twice among the issuers or recipients.
pub(super) fn check(draft: &Draft, findings: &mut Vec<Finding>) {
    let twice = |field, chinese: String, english: String| Finding::advice(Rule::F04, field, chinese, english);
    let mut issuers = BTreeSet::new();
    if !draft.issuers.iter().all(|issuer| issuers.insert(*issuer)) {
        findings.push(twice(
            Field::Issuers,
            "同一发文机关出现两次，请删除一个".into(),
            "An issuing organ appears twice; remove one".into(),
        ));
    }
    let mut main = Named::default();
    let mut copies = Named::default();
    for (field, list, named) in
        [(Field::Recipients, &draft.recipients, &mut main), (Field::Copies, &draft.copies, &mut copies)]
    {
        for recipient in list {
            if named.holds(recipient) {
                let name = &recipient.name;
                findings.push(twice(
                    field,
                    format!("“{name}”出现两次，请删除一个"),
                    format!("“{name}” appears twice; remove one"),
                ));
            }
            named.add(recipient);
        }
    }
    for copy in draft.copies.iter().filter(|copy| main.holds(copy)) {
        let name = &copy.name;
        let chinese = format!("“{name}”已是主送机关，不必再抄送");
        findings.push(twice(
            Field::Copies,
            chinese,
            format!("“{name}” is a main recipient already; no copy is needed"),
        ));
    }
}

/// The recipients named so far, by organ and by name.
#[derive(Default)]
struct Named {
    organs: BTreeSet<OrganId>,
    names: BTreeSet<String>,
}

impl Named {
    fn holds(&self, recipient: &Recipient) -> bool {
        recipient.organ.is_some_and(|organ| self.organs.contains(&organ))
            || self.names.contains(&squeezed(&recipient.name))
    }

    fn add(&mut self, recipient: &Recipient) {
        self.organs.extend(recipient.organ);
        let name = squeezed(&recipient.name);
        if !name.is_empty() {
            self.names.insert(name);
        }
    }
}
