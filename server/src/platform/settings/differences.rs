//! What became of a setting, in words.

use std::collections::{BTreeMap, BTreeSet};

use api::settings::{Difference, Field, FieldType, KindInfo};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Wanted, kind_of, one};
use crate::{App, Result};

/// Names of what references mean, by id.
pub type Names = BTreeMap<String, String>;

/// The names of everything that these contents refer to.
pub async fn names(
    app: &App,
    connection: &mut PgConnection,
    info: &KindInfo,
    contents: &[&Value],
) -> Result<Names> {
    let references: Vec<(&str, &str)> = info
        .fields
        .iter()
        .filter_map(|field| match &field.holds {
            FieldType::Reference { kind } => Some((field.key.as_str(), kind.as_str())),
            _ => None,
        })
        .collect();
    let mut wanted = BTreeSet::new();
    for content in contents {
        for (key, kind) in &references {
            if let Some(id) = content.get(*key).and_then(Value::as_str) {
                wanted.insert((*kind, id.to_owned()));
            }
        }
    }
    let mut names = Names::new();
    for (kind, id) in wanted {
        let Ok(uuid) = id.parse::<Uuid>() else { continue };
        if let Some(found) = one(app, connection, kind_of(app, kind)?, uuid).await? {
            names.insert(id, named(&found.title, &found.note));
        }
    }
    Ok(names)
}

/// A title that says enough: 办公室 is in every organ.
fn named(title: &str, note: &str) -> String {
    if note.is_empty() { title.to_owned() } else { format!("{title}（{note}）") }
}

/// What there is to choose from in a field, by what was typed.
pub async fn options(
    app: &App,
    connection: &mut PgConnection,
    kind: &str,
    words: &str,
    limit: i64,
) -> Result<Vec<super::Found>> {
    let wanted = Wanted {
        words: words.trim().to_lowercase(),
        ended: Some(false),
        today: app.clock.today(),
        limit,
        ..Wanted::default()
    };
    kind_of(app, kind)?.read(connection, &wanted).await
}

/// The fields in which two contents differ.
pub fn differences(info: &KindInfo, before: Option<&Value>, after: &Value, names: &Names) -> Vec<Difference> {
    let differs = |field: &&Field| {
        let old = before.and_then(|before| before.get(&field.key)).unwrap_or(&Value::Null);
        let new = after.get(&field.key).unwrap_or(&Value::Null);
        old != new && !(before.is_none() && is_nothing(new))
    };
    let difference = |field: &Field| Difference {
        field: field.name.clone(),
        before: shown(field, before.and_then(|before| before.get(&field.key)), names),
        after: shown(field, after.get(&field.key), names),
    };
    info.fields.iter().filter(differs).map(difference).collect()
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(items) => items.is_empty(),
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}

/// A value as a person reads it; names of choices in Chinese, which is what the office works in.
fn shown(field: &Field, value: Option<&Value>, names: &Names) -> String {
    let name = |text: &str| match &field.holds {
        FieldType::Choice { options } | FieldType::Choices { options } => {
            options.iter().find(|option| option.value == text).map(|option| option.name.chinese.clone())
        }
        FieldType::Reference { .. } => names.get(text).cloned(),
        FieldType::Picture => Some("（图片）".to_owned()),
        _ => None,
    };
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::Bool(true)) => "是".to_owned(),
        Some(Value::Bool(false)) => "否".to_owned(),
        Some(Value::String(text)) => name(text).unwrap_or_else(|| text.clone()),
        Some(Value::Array(items)) => {
            let items = items.iter().filter_map(Value::as_str);
            items.map(|text| name(text).unwrap_or_else(|| text.to_owned())).collect::<Vec<_>>().join("、")
        }
        Some(other) => other.to_string(),
    }
}
