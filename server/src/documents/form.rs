//! What the handling sheet (处理单) says of a document.

use api::{CaseId, Language, form::FormFact};
use sqlx::PgConnection;

use super::{
    incoming,
    page_sheet::{organs_of, printed},
    store,
};
use crate::Result;

pub async fn facts(connection: &mut PgConnection, case: CaseId) -> Result<Vec<FormFact>> {
    if let Some(facts) = incoming::form_facts(connection, case).await? {
        return Ok(facts);
    }
    let draft = store::read(connection, case).await?.draft;
    let organs = organs_of(connection, &draft).await?;
    let mut facts = vec![
        FormFact::new("文种", draft.genre.label(Language::Chinese)),
        FormFact::new("密级", draft.secrecy.label(Language::Chinese)),
        FormFact::wide("主送", printed(&draft.recipients, &organs).unwrap_or_default()),
    ];
    facts.extend(printed(&draft.copies, &organs).map(|copies| FormFact::wide("抄送", copies)));
    let titles: Vec<&str> = draft.attachments.iter().map(|attachment| attachment.title.as_str()).collect();
    if !titles.is_empty() {
        facts.push(FormFact::wide("附件", titles.join("；")));
    }
    Ok(facts)
}
