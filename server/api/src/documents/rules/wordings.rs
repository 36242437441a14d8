//! Words of the office's own lexicon (F09): misspelt, unfit, sensitive.

use super::{Field, Finding, Rule, RuleContext, text::running_text};
use crate::{
    Language,
    documents::{Draft, Wording},
};

/// Every wording of the lexicon that a text of the draft holds.
pub(super) fn check(draft: &Draft, context: &RuleContext, findings: &mut Vec<Finding>) {
    if context.wordings.is_empty() {
        return;
    }
    let own =
        [(Field::Title, draft.title.as_str()), (Field::Note, draft.note.as_deref().unwrap_or_default())];
    for (field, text) in own.into_iter().chain(running_text(draft)) {
        let held = context.wordings.iter().filter(|wording| text.contains(&wording.wrong));
        findings.extend(held.filter_map(|wording| found(field, text, wording)));
    }
}

/// Nothing where it stands only inside of what is right: 部署 in 安排部署.
fn found(field: Field, text: &str, wording: &Wording) -> Option<Finding> {
    let Wording { kind, wrong, proper, reason } = wording;
    let mended = mend(text, wrong, proper.as_deref().unwrap_or_default());
    if mended == text {
        return None;
    }
    let why = reason.as_deref().map(|reason| format!("：{reason}")).unwrap_or_default();
    let chinese = kind.label(Language::Chinese);
    let english = kind.label(Language::English).to_lowercase();
    Some(match proper {
        Some(proper) => Finding::advice(
            Rule::F09,
            field,
            format!("“{wrong}”为{chinese}，应作“{proper}”{why}"),
            format!("“{wrong}” is {english}; write “{proper}”{why}"),
        )
        .with_fix(mended),
        None => Finding::advice(
            Rule::F09,
            field,
            format!("“{wrong}”为{chinese}，不宜使用{why}"),
            format!("“{wrong}” is {english}; leave it out{why}"),
        ),
    })
}

/// The text with every wrong wording written properly, what stands properly left alone.
fn mend(text: &str, wrong: &str, proper: &str) -> String {
    let inside = !proper.is_empty() && proper.contains(wrong);
    if !inside {
        return text.replace(wrong, proper);
    }
    let parts: Vec<String> = text.split(proper).map(|part| part.replace(wrong, proper)).collect();
    parts.join(proper)
}
