//! Sending back to the sender (退回来文单位, 条例 art. 24 三): the case ends, and the return slip (退文单), which is the
//! reason with the checks that failed, comes to the sender's inbox with the document it is about.

use api::{CaseId, Language};
use flow::Command;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use super::{check, step_of};
use crate::{
    App, Result,
    documents::OUTGOING,
    platform::cases::{self, Acting},
};

pub async fn send_back(
    app: &App,
    connection: &mut PgConnection,
    acting: &mut Acting<'_>,
    opinion: &str,
) -> Result<()> {
    let slip = slip(acting, opinion);
    acting.facts.insert("return_slip".to_owned(), slip.clone());
    let delivery = sqlx::query!(
        "update deliveries set state = 'returned', returned_at = $2, returned_by = $3, return_reason = $4
         where incoming_case = $1 and state in ('waiting', 'received', 'registered')
         returning case_id, name",
        acting.case.id.0,
        app.clock.now().to_sqlx() as _,
        acting.by.own.0,
        slip
    )
    .fetch_optional(&mut *connection)
    .await?;
    // What came on paper goes back on paper, with the slip printed.
    let Some(delivery) = delivery else { return Ok(()) };
    let mut sent = cases::lock(connection, CaseId(delivery.case_id)).await?;
    // Who dispatched it, or passed it on, began this case.
    let desk = acting.case.drafter;
    let mut posts = vec![desk];
    // What was passed on was begun by another organ's.
    if sent.kind == OUTGOING && sent.drafter != desk {
        posts.push(sent.drafter);
    }
    let note = Some(format!("{}退回：{slip}", delivery.name));
    let by = acting.by.system_for(desk);
    cases::advance(app, connection, &by, &mut sent, &Command::Circulate { posts, note }).await?;
    Ok(())
}

/// The reason; at 初审 with what did not hold.
fn slip(acting: &Acting<'_>, opinion: &str) -> String {
    let opinion = opinion.trim();
    let failed: Vec<&str> = match step_of(acting).as_deref() {
        Some("check") => {
            check::failed(acting).into_iter().map(|check| check.label(Language::Chinese)).collect()
        }
        _ => Vec::new(),
    };
    if failed.is_empty() {
        opinion.to_owned()
    } else {
        format!("{opinion}（不符合：{}）", failed.join("；"))
    }
}
