//! `POST /api/settings/{kind}/import`: a file of settings, all of it or nothing.
//!
//! A row with an id changes that setting, one without makes a new one. References may be given by id or, where only one
//! bears it, by name. Columns that are missing stay as they are.

use std::collections::BTreeMap;

use api::{
    Code, Language,
    settings::{FieldType, ImportSettings, Imported, ImportedRow, KindInfo, SettingChange, Values},
};
use axum::extract::State;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    Kind, administered,
    change::{self, By},
    differences, file, one, values,
};
use crate::{
    App, Error, Result,
    extract::{Json, Path},
    platform::{
        id,
        session::{Actor, Origin},
    },
};

/// What stands for the reason in what is rolled back.
const PREVIEW: &str = "preview";
/// Most rows of a file.
const ROWS: usize = 2_000;

/// # Errors
/// `unreadable_file`; `too_many` rows; `setting_refused` with what is wrong in which row: then nothing was changed.
pub async fn import(
    actor: Actor,
    origin: Origin,
    State(app): State<App>,
    Path(key): Path<String>,
    Json(request): Json<ImportSettings>,
) -> Result<Json<Imported>> {
    let task = tokio::spawn(async move { perform(&app, &actor, &origin, &key, &request, true).await });
    Ok(Json(task.await??))
}

/// `POST /api/settings/{kind}/import/preview`: what it would do, bad rows included.
///
/// # Errors
/// `unreadable_file`; `too_many` rows.
pub async fn preview(
    actor: Actor,
    origin: Origin,
    State(app): State<App>,
    Path(key): Path<String>,
    Json(request): Json<ImportSettings>,
) -> Result<Json<Imported>> {
    let task = tokio::spawn(async move { perform(&app, &actor, &origin, &key, &request, false).await });
    Ok(Json(task.await??))
}

async fn perform(
    app: &App,
    actor: &Actor,
    origin: &Origin,
    key: &str,
    request: &ImportSettings,
    keep: bool,
) -> Result<Imported> {
    let (kind, info) = administered(app, actor, key)?;
    if keep && info.guarded {
        actor.proven(app.clock.now())?;
    }
    let rows = file::read(request.format, &request.content).ok_or(Code::UnreadableFile)?;
    if rows.is_empty() || rows.len() > ROWS {
        return Err(Error::new(Code::TooMany).with_detail("rows"));
    }
    let mut transaction = app.database.begin().await?;
    change::one_at_a_time(&mut transaction).await?;
    // A preview is seen before anybody has said why.
    let by = By { actor, origin, reason: if keep { &request.reason } else { PREVIEW } };
    if by.reason.trim().chars().count() < 2 {
        return Err(change::without_reason());
    }
    let mut imported = Imported { rows: Vec::new(), unchanged: 0, bad: 0 };
    let mut named = BTreeMap::new();
    for row in rows {
        let number = row.number;
        let title = row.values.values().find(|text| !text.is_empty()).cloned().unwrap_or_default();
        // A row that is refused must not end the transaction: the others are to be told as well.
        sqlx::query("savepoint one_row").execute(&mut *transaction).await?;
        match take(app, &mut transaction, kind, &info, &by, row, &mut named).await {
            Ok((_, done)) if done.changes.is_empty() => imported.unchanged += 1,
            Ok((new, done)) => {
                imported.rows.push(ImportedRow {
                    row: number,
                    title,
                    new,
                    changes: done.changes,
                    wrong: None,
                });
            }
            Err(error) if error.code.status() >= 500 => return Err(error),
            Err(error) => {
                sqlx::query("rollback to savepoint one_row").execute(&mut *transaction).await?;
                imported.bad += 1;
                let wrong = Some(words(&info, &error));
                imported.rows.push(ImportedRow {
                    row: number,
                    title,
                    new: false,
                    changes: Vec::new(),
                    wrong,
                });
            }
        }
    }
    if keep && imported.bad > 0 {
        return Err(refusal(&imported));
    }
    if keep {
        transaction.commit().await?;
        kind.forget(app);
    } else {
        transaction.rollback().await?;
    }
    Ok(imported)
}

/// Takes one row. Whether it is new, and what it changes.
async fn take(
    app: &App,
    connection: &mut PgConnection,
    kind: &dyn Kind,
    info: &KindInfo,
    by: &By<'_>,
    row: file::Row,
    named: &mut BTreeMap<(String, String), String>,
) -> Result<(bool, SettingChange)> {
    let id = match row.id.as_str() {
        "" => id::new(),
        text => text.parse::<Uuid>().map_err(|_| Error::new(Code::NotFound))?,
    };
    let known = one(app, connection, kind, id).await?;
    if known.is_none() && !row.id.is_empty() && !info.creatable {
        return Err(Code::NotFound.into());
    }
    let mut values = known.as_ref().map_or_else(Values::new, |known| values::values_of(info, &known.content));
    for (key, text) in row.values {
        let text = resolve(app, connection, info, &key, text, named).await?;
        values.insert(key, text);
    }
    let content =
        values::content_of(info, &values, app.clock.today()).map_err(|wrong| change::invalid(&wrong))?;
    kind.check(&values).map_err(|(field, words)| change::invalid(&(field.to_owned(), words)))?;
    let seen = change::version_of(connection, &info.key, id).await?;
    let change = change::change(app, connection, kind, info, by, id, seen, content, None).await?;
    Ok((known.is_none(), change))
}

/// A reference by its name, where only one bears it.
async fn resolve(
    app: &App,
    connection: &mut PgConnection,
    info: &KindInfo,
    key: &str,
    text: String,
    named: &mut BTreeMap<(String, String), String>,
) -> Result<String> {
    let holds = info.field(key).map(|field| &field.holds);
    let (Some(FieldType::Reference { kind }), false) = (holds, text.is_empty()) else { return Ok(text) };
    if text.parse::<Uuid>().is_ok() {
        return Ok(text);
    }
    let asked = (kind.clone(), text.clone());
    if let Some(id) = named.get(&asked) {
        return Ok(id.clone());
    }
    let found = differences::options(app, connection, kind, &text, 50).await?;
    let mut bearing = found.iter().filter(|found| found.title == text);
    match (bearing.next(), bearing.next()) {
        (Some(only), None) => {
            named.insert(asked, only.id.to_string());
            Ok(only.id.to_string())
        }
        _ => Ok(text),
    }
}

/// What is wrong with a row: the field and why.
fn words(info: &KindInfo, error: &Error) -> String {
    let problem = error.problem(Language::Chinese);
    let field =
        problem.detail.as_deref().and_then(|key| info.field(key)).map(|field| field.name.chinese.clone());
    let why = problem.findings.into_iter().next().unwrap_or(problem.title);
    let key = problem.detail.filter(|_| field.is_none() && error.code == Code::InvalidValue);
    match field.or(key) {
        Some(field) => format!("{field}：{why}"),
        None => why,
    }
}

fn refusal(imported: &Imported) -> Error {
    let bad = imported.rows.iter().filter_map(|row| Some((row.row, row.wrong.as_ref()?)));
    let findings = bad.map(|(row, wrong)| (format!("第 {row} 行：{wrong}"), format!("Row {row}: {wrong}")));
    Error { findings: findings.collect(), ..Error::new(Code::SettingRefused) }.with_detail("rows")
}
