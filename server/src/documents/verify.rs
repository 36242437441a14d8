//! What the module keeps beside the history, compared with what the history says of it.

use std::collections::BTreeMap;

use sqlx::PgConnection;

use super::{INCOMING, OUTGOING, incoming, store::fingerprint};
use crate::{
    Result,
    platform::cases::{Case, Told},
};

/// The first event that a version, the number, the signed text or the sealed file does not agree with.
pub async fn differing(connection: &mut PgConnection, case: &Case, told: &[Told]) -> Result<Option<i32>> {
    if case.kind == INCOMING {
        return incoming::differing(connection, case, told).await;
    }
    if case.kind != OUTGOING {
        return Ok(None);
    }
    let mut differing = versions(connection, case, told).await?;
    let row = sqlx::query!(
        r#"select d.number, d.signed_text, f.sha256 as "pdf_sha256?"
           from documents d left join files f on f.id = d.pdf_file where d.case_id = $1"#,
        case.id.0
    )
    .fetch_one(connection)
    .await?;
    let signed = told.iter().rev().find(|event| event.facts.contains_key("signed_on"));
    let last = |key: &str| told.iter().rev().find(|event| event.facts.contains_key(key));
    for (kept, key, event) in [
        (&row.number, "number", last("number")),
        (&case.number, "number", last("number")),
        (&row.signed_text, "text_sm3", signed),
    ] {
        if kept.as_ref() != event.and_then(|event| event.facts.get(key)) {
            differing.push(event.map_or(case.version, |event| event.sequence));
        }
    }
    // A document that goes back has no final file until it is sealed again.
    let sealed = last("pdf_sha256");
    if row.pdf_sha256.is_some() && row.pdf_sha256.as_ref() != sealed.and_then(|it| it.facts.get("pdf_sha256"))
    {
        differing.push(sealed.map_or(case.version, |event| event.sequence));
    }
    Ok(differing.into_iter().min())
}

async fn versions(connection: &mut PgConnection, case: &Case, told: &[Told]) -> Result<Vec<i32>> {
    let rows = sqlx::query!("select version, draft from document_versions where case_id = $1", case.id.0)
        .fetch_all(connection)
        .await?;
    let mut kept = BTreeMap::new();
    for row in rows {
        kept.insert(row.version.to_string(), fingerprint(&row.draft)?);
    }
    let mut differing = Vec::new();
    for event in told {
        if let Some(version) = event.facts.get("version")
            && kept.remove(version).as_ref() != event.facts.get("text_sm3")
        {
            differing.push(event.sequence);
        }
    }
    if !kept.is_empty() {
        // A version of which the history knows nothing.
        differing.push(case.version);
    }
    Ok(differing)
}
