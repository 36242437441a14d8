//! What the handling sheet (收文处理单) says of a document.

use api::{CaseId, Language, form::FormFact};
use sqlx::PgConnection;

use super::store;
use crate::{Result, clock::chinese_date, documents::store as documents};

/// `None` for a case that is no incoming document.
pub async fn form_facts(connection: &mut PgConnection, case: CaseId) -> Result<Option<Vec<FormFact>>> {
    let Some(known) = store::read(connection, case).await? else { return Ok(None) };
    let draft = documents::read(connection, case).await?.draft;
    let day = |date: Option<jiff::civil::Date>| date.map(chinese_date).unwrap_or_default();
    let mut facts = vec![
        FormFact::new("收文号", known.registered_as.unwrap_or_default()),
        FormFact::new("收文日期", day(known.received_on)),
        FormFact::wide("来文机关", known.sender),
        FormFact::new("来文字号", known.reference.unwrap_or_default()),
        FormFact::new("成文日期", day(known.written_on)),
        FormFact::new("密级", draft.secrecy.label(Language::Chinese)),
        FormFact::new("份数", known.copies.to_string()),
        FormFact::new("办理方式", known.handling.label(Language::Chinese)),
    ];
    if let Some(answer) = known.answer {
        facts.push(FormFact::wide("答复", format!("{}　{answer}", day(known.answered_on))));
    }
    Ok(Some(facts))
}
