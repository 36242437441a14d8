//! Settings as their administrators change them.

use api::settings::{SaveSetting, Setting, Values};
use uuid::Uuid;

use super::{Answer, Client, TestApp};

pub const REASON: &str = "机构改革";

pub fn path(kind: &str, id: Uuid) -> String {
    format!("/api/settings/{kind}/{id}")
}

pub async fn setting(client: &Client, kind: &str, id: Uuid) -> Setting {
    client.get(&path(kind, id)).await.ok()
}

/// The values of a setting with some of them changed.
pub fn with(values: &Values, changes: &[(&str, &str)]) -> Values {
    let mut values = values.clone();
    for (key, value) in changes {
        values.insert((*key).to_owned(), (*value).to_owned());
    }
    values
}

pub fn save(version: i32, values: Values) -> SaveSetting {
    SaveSetting { version, values: Some(values), restore: None, reason: REASON.to_owned() }
}

/// The one row of a table, or of some of it.
pub async fn id_of(app: &TestApp, rows: &str) -> Uuid {
    let sql = sqlx::AssertSqlSafe(format!("select id from {rows}"));
    sqlx::query_scalar(sql).fetch_one(&mut app.owner().await).await.unwrap()
}

/// Changes some fields of a setting as it stands.
pub async fn change(client: &Client, kind: &str, id: Uuid, changes: &[(&str, &str)]) -> Answer {
    let now = setting(client, kind, id).await;
    client.put(&path(kind, id), &save(now.version, with(&now.values, changes))).await
}

/// Makes a setting.
pub async fn make(client: &Client, kind: &str, id: Uuid, values: &[(&str, &str)]) -> Answer {
    client.put(&path(kind, id), &save(0, with(&Values::new(), values))).await
}
