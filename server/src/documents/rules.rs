//! The rules of correspondence (行文规则), checked where the draft is handed on. The same rules run in the editor.

use api::{
    Code, Language, OrganId,
    documents::{
        Draft,
        rules::{RuleContext, Severity, check},
    },
};
use sqlx::PgConnection;

use crate::{Error, Result, platform::organization};

/// # Errors
/// `invalid_draft` with every binding finding.
pub async fn refuse_binding(connection: &mut PgConnection, draft: &Draft, organ: OrganId) -> Result<()> {
    let organs = organization::organs(connection, None).await?;
    let departments = organization::departments(connection, &[organ.0]).await?;
    let findings: Vec<(String, String)> =
        check(draft, &RuleContext { organs: &organs, departments: &departments, wordings: &[] })
            .into_iter()
            .filter(|finding| finding.severity == Severity::Binding)
            .map(|finding| (finding.sentence(Language::Chinese), finding.sentence(Language::English)))
            .collect();
    if findings.is_empty() { Ok(()) } else { Err(Error { findings, ..Error::new(Code::InvalidDraft) }) }
}
