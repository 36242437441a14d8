//! `PUT /api/settings/{kind}/{id}`: makes a setting, changes it, ends it, or restores what it was.

use api::{
    Code,
    audit::EventKind,
    settings::{KindInfo, SaveSetting, SettingChange, Words},
};
use axum::extract::State;
use jiff_sqlx::ToSqlx;
use serde_json::{Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Kind, administered, differences, one, values};
use crate::{
    App, Error, Result,
    extract::{Json, Path},
    platform::{
        audit::{Happening, note},
        session::{Actor, Origin},
    },
};

/// # Errors
/// `stale_version` with the name of who changed it meanwhile; `invalid_value` and `setting_refused` with the field and
/// what is wrong; `reauthentication_required` for a guarded kind.
pub async fn save(
    actor: Actor,
    origin: Origin,
    State(app): State<App>,
    Path((key, id)): Path<(String, Uuid)>,
    Json(request): Json<SaveSetting>,
) -> Result<Json<SettingChange>> {
    let task = tokio::spawn(async move { perform(&app, &actor, &origin, &key, id, &request, true).await });
    Ok(Json(task.await??))
}

/// `POST /api/settings/{kind}/{id}/preview`: the same to the end, and then nothing of it.
///
/// # Errors
/// The same.
pub async fn preview(
    actor: Actor,
    origin: Origin,
    State(app): State<App>,
    Path((key, id)): Path<(String, Uuid)>,
    Json(request): Json<SaveSetting>,
) -> Result<Json<SettingChange>> {
    let task = tokio::spawn(async move { perform(&app, &actor, &origin, &key, id, &request, false).await });
    Ok(Json(task.await??))
}

async fn perform(
    app: &App,
    actor: &Actor,
    origin: &Origin,
    key: &str,
    id: Uuid,
    request: &SaveSetting,
    keep: bool,
) -> Result<SettingChange> {
    let (kind, info) = administered(app, actor, key)?;
    if keep && info.guarded {
        actor.proven(app.clock.now())?;
    }
    let mut transaction = app.database.begin().await?;
    one_at_a_time(&mut transaction).await?;
    let by = By { actor, origin, reason: &request.reason };
    let change = match (&request.values, request.restore) {
        (Some(values), None) => {
            let content =
                values::content_of(&info, values, app.clock.today()).map_err(|wrong| invalid(&wrong))?;
            kind.check(values).map_err(|(field, words)| invalid(&(field.to_owned(), words)))?;
            change(app, &mut transaction, kind, &info, &by, id, request.version, content, None).await?
        }
        (None, Some(back)) => {
            let content = content_at(&mut transaction, &info.key, id, back).await?;
            change(app, &mut transaction, kind, &info, &by, id, request.version, content, Some(back)).await?
        }
        _ => return Err(Error::new(Code::MalformedRequest).with_detail("values")),
    };
    if keep {
        transaction.commit().await?;
        kind.forget(app);
    } else {
        transaction.rollback().await?;
    }
    Ok(change)
}

/// Who changes something, and why.
pub struct By<'a> {
    pub actor: &'a Actor,
    pub origin: &'a Origin,
    pub reason: &'a str,
}

/// Changes of settings are rare; one after the other they see each other's effects, in whatever rows.
pub async fn one_at_a_time(connection: &mut PgConnection) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('settings', 0))").execute(connection).await?;
    Ok(())
}

/// Makes it so, and notes who, when, why, before and after.
///
/// # Errors
/// As [`save`].
#[expect(clippy::too_many_arguments, reason = "the one place where a setting changes")]
pub async fn change(
    app: &App,
    connection: &mut PgConnection,
    kind: &dyn Kind,
    info: &KindInfo,
    by: &By<'_>,
    id: Uuid,
    seen: i32,
    content: Value,
    restores: Option<i32>,
) -> Result<SettingChange> {
    let before = one(app, connection, kind, id).await?.map(|found| found.content);
    let last = last_change(connection, &info.key, id).await?;
    let version = last.as_ref().map_or(0, |last| last.version);
    let changes = {
        let contents: Vec<&Value> = before.iter().chain([&content]).collect();
        let names = differences::names(app, connection, info, &contents).await?;
        differences::differences(info, before.as_ref(), &content, &names)
    };
    if before.as_ref() == Some(&content) {
        // Nothing changes; sent twice, it was done the first time.
        return Ok(SettingChange { version, changes });
    }
    if seen != version {
        return Err(Error::stale(version, last.map(|last| last.name)));
    }
    refuse_what_is_fixed(info, before.as_ref(), &content)?;
    if before.is_none() && !info.creatable {
        return Err(Code::NotFound.into());
    }
    kind.write(connection, id, &content).await.map_err(|error| refused(kind, info, error))?;
    kind.follow(app, connection, before.as_ref(), &content).await?;
    record(app, connection, info, by, id, version + 1, before.as_ref(), &content, restores).await?;
    Ok(SettingChange { version: version + 1, changes })
}

fn refuse_what_is_fixed(info: &KindInfo, before: Option<&Value>, content: &Value) -> Result<()> {
    let Some(before) = before else { return Ok(()) };
    let fixed =
        info.fields.iter().find(|field| field.once && before.get(&field.key) != content.get(&field.key));
    match fixed {
        Some(field) => {
            let words = Words::new(
                "建立后不能更改，请停用后新建",
                "It cannot be changed; end this one and make another",
            );
            Err(refusal(&field.key, &words))
        }
        None => Ok(()),
    }
}

struct Last {
    version: i32,
    name: String,
}

async fn last_change(connection: &mut PgConnection, kind: &str, id: Uuid) -> Result<Option<Last>> {
    Ok(sqlx::query!(
        "select v.version, n.name from setting_versions v join people n on n.id = v.person_id
           where v.kind = $1 and v.setting_id = $2 order by v.version desc limit 1",
        kind,
        id
    )
    .map(|row| Last { version: row.version, name: row.name })
    .fetch_optional(connection)
    .await?)
}

/// How often it was changed here.
pub async fn version_of(connection: &mut PgConnection, kind: &str, id: Uuid) -> Result<i32> {
    Ok(last_change(connection, kind, id).await?.map_or(0, |last| last.version))
}

/// What it was in a version; in version 0 before it was ever changed.
async fn content_at(connection: &mut PgConnection, kind: &str, id: Uuid, version: i32) -> Result<Value> {
    sqlx::query_scalar!(
        "select case when $3 = 0 then before else after end from setting_versions
         where kind = $1 and setting_id = $2 and version = greatest($3, 1)",
        kind,
        id,
        version
    )
    .fetch_optional(connection)
    .await?
    .flatten()
    .ok_or_else(|| Code::NotFound.into())
}

#[expect(clippy::too_many_arguments, reason = "the columns of one row")]
async fn record(
    app: &App,
    connection: &mut PgConnection,
    info: &KindInfo,
    by: &By<'_>,
    id: Uuid,
    version: i32,
    before: Option<&Value>,
    after: &Value,
    restores: Option<i32>,
) -> Result<()> {
    let noted = sqlx::query!(
        "insert into setting_versions (kind, setting_id, version, before, after, person_id, reason, restores, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        info.key,
        id,
        version,
        before,
        after,
        by.actor.person.0,
        by.reason.trim(),
        restores,
        app.clock.now().to_sqlx() as _
    )
    .execute(&mut *connection)
    .await;
    noted.map_err(|error| match error.as_database_error().and_then(|error| error.constraint()) {
        Some("setting_versions_reason") => without_reason(),
        _ => error.into(),
    })?;
    // Which fields, not their values: a seal's picture has no place in the audit.
    let changed = info
        .fields
        .iter()
        .filter(|field| before.and_then(|before| before.get(&field.key)) != after.get(&field.key));
    let fields: Vec<&str> = changed.map(|field| field.key.as_str()).collect();
    let detail = json!({
        "setting": info.key, "version": version, "fields": fields, "reason": by.reason.trim(), "restores": restores,
    });
    let what = Happening { subject: Some(id), detail: Some(detail), ..Happening::by(by.actor.person) };
    note(app, connection, EventKind::Administered, by.origin, what).await
}

/// What the database refused, in the words of the kind.
fn refused(kind: &dyn Kind, info: &KindInfo, error: sqlx::Error) -> Error {
    let constraint = error.as_database_error().and_then(|error| error.constraint());
    let rule = kind.rules().iter().find(|rule| Some(rule.constraint) == constraint);
    if let Some(rule) = rule {
        return refusal(rule.field, &Words::new(rule.chinese, rule.english));
    }
    let missing = info
        .fields
        .iter()
        .find(|field| constraint.is_some_and(|name| name.ends_with(&format!("{}_id_fkey", field.key))));
    match missing {
        Some(field) => {
            refusal(&field.key, &Words::new("没有找到所指的对象", "What it refers to was not found"))
        }
        None => error.into(),
    }
}

/// Nobody will know later why it was changed.
pub fn without_reason() -> Error {
    refusal("reason", &Words::new("请写明原因（2 至 500 字）", "Say why, in 2 to 500 characters"))
}

/// A refusal at a field.
pub fn refusal(field: &str, words: &Words) -> Error {
    let findings = vec![(words.chinese.clone(), words.english.clone())];
    Error { detail: Some(field.to_owned()), findings, ..Error::new(Code::SettingRefused) }
}

/// A value that is wrong in itself.
pub fn invalid(wrong: &values::Wrong) -> Error {
    let findings = vec![(wrong.1.chinese.clone(), wrong.1.english.clone())];
    Error { detail: Some(wrong.0.clone()), findings, ..Error::new(Code::InvalidValue) }
}
