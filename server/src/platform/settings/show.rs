//! `GET /api/settings/{kind}/{id}`: one setting with its history.

use api::{
    Code,
    settings::{KindInfo, Setting, SettingVersion},
};
use axum::extract::State;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{administered, differences, list, one, values};
use crate::{
    App, Result,
    extract::{Json, Path},
    platform::session::Actor,
};

/// Changes that are shown; more are in the audit.
const SHOWN: i64 = 100;

/// # Errors
/// `not_found`; `not_allowed` for who does not administer the kind.
pub async fn show(
    actor: Actor,
    State(app): State<App>,
    Path((key, id)): Path<(String, Uuid)>,
) -> Result<Json<Setting>> {
    let (kind, info) = administered(&app, &actor, &key)?;
    let mut connection = app.database.acquire().await?;
    let found = one(&app, &mut connection, kind, id).await?.ok_or(Code::NotFound)?;
    let noted = noted(&mut connection, &info.key, id).await?;
    let mut contents: Vec<&Value> = vec![&found.content];
    contents.extend(noted.iter().flat_map(|noted| noted.before.iter().chain([&noted.after])));
    let names = differences::names(&app, &mut connection, &info, &contents).await?;
    let version = noted.first().map_or(0, |noted| noted.version);
    let history = history(&info, noted, &names);
    let values = values::values_of(&info, &found.content);
    let row = list::row(found, app.clock.today());
    Ok(Json(Setting { kind: info, row, version, values, names, history }))
}

struct Noted {
    version: i32,
    before: Option<Value>,
    after: Value,
    by: String,
    reason: String,
    restores: Option<i32>,
    at: String,
}

async fn noted(connection: &mut PgConnection, kind: &str, id: Uuid) -> Result<Vec<Noted>> {
    Ok(sqlx::query!(
        r#"select v.version, v.before, v.after, n.name, v.reason, v.restores, v.at as "at: jiff_sqlx::Timestamp"
           from setting_versions v join people n on n.id = v.person_id
           where v.kind = $1 and v.setting_id = $2 order by v.version desc limit $3"#,
        kind,
        id,
        SHOWN
    )
    .map(|row| Noted {
        version: row.version,
        before: row.before,
        after: row.after,
        by: row.name,
        reason: row.reason,
        restores: row.restores,
        at: row.at.to_jiff().to_string(),
    })
    .fetch_all(connection)
    .await?)
}

/// The changes in words, the newest first, and what there was before the first.
fn history(info: &KindInfo, noted: Vec<Noted>, names: &differences::Names) -> Vec<SettingVersion> {
    let original = noted.last().is_some_and(|first| first.version == 1 && first.before.is_some());
    let mut history: Vec<SettingVersion> = noted
        .into_iter()
        .map(|noted| SettingVersion {
            version: noted.version,
            changes: differences::differences(info, noted.before.as_ref(), &noted.after, names),
            by: Some(noted.by),
            at: Some(noted.at),
            reason: Some(noted.reason),
            restores: noted.restores,
        })
        .collect();
    if original {
        history.push(SettingVersion {
            version: 0,
            by: None,
            at: None,
            reason: None,
            restores: None,
            changes: Vec::new(),
        });
    }
    history
}
