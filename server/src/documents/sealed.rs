//! `GET /api/documents/sealed/{sha256}`: whether a file that somebody holds is one that was issued here (核验). For
//! everybody, also without an account: whoever can say the SHA-256 of a file has the file, and learns nothing that does
//! not stand in it.

use api::{CaseId, Code, sealed::SealedFile};
use axum::extract::State;
use sqlx::PgConnection;

use super::OUTGOING;
use crate::{
    App, Result,
    extract::{Json, Path},
    platform::session::{Origin, Rate},
};

/// Questions from one address.
const BY_ADDRESS: Rate = Rate { burst: 30.0, per_second: 1.0 };

/// # Errors
/// `unknown_file` where it is none of ours; `too_many_attempts`.
pub async fn sealed(
    State(app): State<App>,
    origin: Origin,
    Path(sha256): Path<String>,
) -> Result<Json<SealedFile>> {
    let address = origin.address.map_or_else(String::new, |address| address.to_string());
    if !app.limits.take(format!("sealed:{address}"), BY_ADDRESS) {
        return Err(Code::TooManyAttempts.into());
    }
    let mut connection = app.database.read_as_office().await?;
    let row = sqlx::query!(
        r#"select d.number as "number!", c.title, o.formal_name as organ, f.sha256 is not distinct from $1 as "current!",
                  coalesce((select max(u.at) from seal_uses u where u.case_id = c.id and u.pdf_sha256 = $1), f.at)
                      as "at!: jiff_sqlx::Timestamp"
           from documents d
           join cases c on c.id = d.case_id
           join organs o on o.id = c.organ_id
           left join files f on f.id = d.pdf_file
           where c.kind = $2 and d.number is not null
             and d.case_id in (select u.case_id from seal_uses u where u.pdf_sha256 = $1
                               union select i.case_id from files s join documents i on i.pdf_file = s.id where s.sha256 = $1)"#,
        sha256,
        OUTGOING
    )
    .fetch_optional(&mut *connection)
    .await?;
    let row = row.ok_or(Code::UnknownFile)?;
    Ok(Json(SealedFile {
        number: row.number,
        title: row.title,
        organ: row.organ,
        sealed_at: row.at.to_jiff().to_string(),
        current: row.current,
    }))
}

/// The page that compares a file with the document's final one, once there is one.
pub async fn check_path(connection: &mut PgConnection, case: CaseId) -> Result<Option<String>> {
    let sha256 = sqlx::query_scalar!(
        "select f.sha256 from documents d join files f on f.id = d.pdf_file join cases c on c.id = d.case_id
         where d.case_id = $1 and c.kind = $2",
        case.0,
        OUTGOING
    )
    .fetch_optional(connection)
    .await?;
    Ok(sha256.map(|sha256| format!("/check#{sha256}")))
}
