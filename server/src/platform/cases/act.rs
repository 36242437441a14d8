//! `POST /api/cases/{id}/acts`: one command on a case, exactly once.

use api::{
    CaseId, Code,
    cases::{Act, Acted},
};
use axum::extract::State;
use flow::{Command, ItemId};
use jiff_sqlx::ToSqlx;
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    By, Case,
    advance::{Beside, record},
    handwriting,
    load::{self, Taken},
};
use crate::{
    App, Error, Result,
    extract::{Json, Path},
    platform::{delegation, organization::suggestions, session::Actor},
};

/// Runs in a task of its own: a client that goes away does not cut an act in half.
pub async fn act(
    actor: Actor,
    State(app): State<App>,
    Path(id): Path<CaseId>,
    Json(request): Json<Act>,
) -> Result<Json<Acted>> {
    let task = tokio::spawn(async move {
        let acted = perform(&app, &actor, id, &request).await?;
        app.metrics.act(actor.channel);
        Ok::<_, Error>(acted)
    });
    Ok(Json(task.await??))
}

/// Checks key and version, lets the flow decide, writes all of it.
///
/// # Errors
/// `not_found`, `stale_version`, `key_reused`, the flow's refusals, the module's.
pub async fn perform(app: &App, actor: &Actor, id: CaseId, request: &Act) -> Result<Acted> {
    if matches!(request.command, Command::Start | Command::EndSubflow { .. } | Command::Note) {
        return Err(Code::NotAllowed.into());
    }
    let (written, command) = handwriting::of(request)?;
    let mut transaction = app.database.begin_for(actor).await?;
    let item = item_of(&command);
    let Taken { mut case, used, due } = load::take(&mut transaction, actor, id, request.key, item).await?;
    let stale = case.version != request.version;
    // Where the lock was waited for, the same act may have been done meanwhile: it has moved the version on then.
    if (used || stale)
        && let Some(answer) = answered(&mut transaction, actor, request.key, &(id, request)).await?
    {
        return Ok(answer);
    }
    if stale {
        return Err(Error::stale(case.version, last_actor(&mut transaction, id).await?));
    }
    let by = acting_post(&mut transaction, actor, &case, &command).await?;
    check_posts(&mut transaction, &command).await?;
    let receipt = Receipt { key: request.key, digest: digest(&(id, request))? };
    let beside = Beside {
        confirmed: &request.confirmed,
        receipt: Some(&receipt),
        written: written.as_ref(),
        due,
        ..Beside::default()
    };
    let acted = record(app, &mut transaction, &by, &mut case, &command, beside).await?;
    transaction.commit().await?;
    suggestions::note(app, actor.person, &named(&command)).await;
    Ok(acted)
}

/// Who did what came last.
async fn last_actor(connection: &mut PgConnection, id: CaseId) -> Result<Option<String>> {
    let sql = sqlx::query_scalar!(
        "select p.name from events e join people p on p.id = e.person_id
         where e.case_id = $1 order by e.sequence desc limit 1",
        id.0
    );
    Ok(sql.fetch_optional(connection).await?)
}

/// Under which the answer to a command is kept, in the transaction of the act.
pub(super) struct Receipt {
    pub key: Uuid,
    pub digest: Vec<u8>,
}

/// Keeps out a second request with the same key until this one's transaction ends: for what locks no case first.
pub async fn one_at_a_time(connection: &mut PgConnection, actor: &Actor, key: Uuid) -> Result<()> {
    let name = format!("{}/{key}", actor.person);
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 0))", name).execute(connection).await?;
    Ok(())
}

/// The answer given to this key before, if any.
///
/// # Errors
/// `key_reused` where the key came with another content.
pub async fn answered<T: DeserializeOwned>(
    connection: &mut PgConnection,
    actor: &Actor,
    key: Uuid,
    request: &impl Serialize,
) -> Result<Option<T>> {
    let seen = sqlx::query!(
        "select digest, answer from commands where person_id = $1 and key = $2",
        actor.person.0,
        key
    )
    .fetch_optional(connection)
    .await?;
    match seen {
        None => Ok(None),
        Some(row) if row.digest == digest(request)? => Ok(Some(serde_json::from_value(row.answer)?)),
        Some(_) => Err(Code::KeyReused.into()),
    }
}

/// Keeps the answer under the key, in the transaction of the act.
pub async fn remember(
    app: &App,
    connection: &mut PgConnection,
    actor: &Actor,
    key: Uuid,
    request: &impl Serialize,
    answer: &impl Serialize,
) -> Result<()> {
    sqlx::query!(
        "insert into commands (person_id, key, digest, answer, at) values ($1, $2, $3, $4, $5)",
        actor.person.0,
        key,
        digest(request)?,
        serde_json::to_value(answer)?,
        app.clock.now().to_sqlx() as _
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn digest(request: &impl Serialize) -> Result<Vec<u8>> {
    Ok(Sha256::digest(serde_json::to_vec(request)?).to_vec())
}

/// The post the command is done from: that of the item, else one that took part, else the main one. An item of
/// somebody else's is handled in their name where it is delegated (代).
async fn acting_post(
    connection: &mut PgConnection,
    actor: &Actor,
    case: &Case,
    command: &Command,
) -> Result<By> {
    let administrator = load::administered_organs(actor).contains(&case.organ.0);
    let item = item_of(command).and_then(|id| Some((id, case.state.item(id)?.post)));
    let of_item = item.and_then(|(_, post)| actor.post(post));
    if let (Some((id, _)), None) = (item, of_item) {
        let delegated = delegation::items_for(connection, actor, case.id).await?;
        if let Some(other) = delegated.into_iter().find(|other| other.item == id) {
            return Ok(By::for_another(actor, other.own, other.post));
        }
    }
    let took_part = || actor.posts.iter().find(|post| case.state.took_part(post.id));
    let post = of_item.or_else(took_part).or(actor.posts.first()).ok_or(Code::NotAllowed)?;
    Ok(By { administrator, ..By::new(actor, post.id) })
}

pub(super) fn item_of(command: &Command) -> Option<ItemId> {
    match command {
        Command::Submit { item, .. }
        | Command::Approve { item, .. }
        | Command::Return { item, .. }
        | Command::Reject { item, .. }
        | Command::Withdraw { item }
        | Command::AddSigner { item, .. }
        | Command::Transfer { item, .. }
        | Command::Consult { item, .. }
        | Command::Reply { item, .. }
        | Command::MarkRead { item, .. }
        | Command::Claim { item }
        | Command::Release { item }
        | Command::Decline { item, .. } => Some(*item),
        _ => None,
    }
}

/// Posts named in a command must exist and be held by active people; the flow takes them as they are.
async fn check_posts(connection: &mut PgConnection, command: &Command) -> Result<()> {
    let named = named(command);
    if named.is_empty() {
        return Ok(());
    }
    let unknown = sqlx::query_scalar!(
        r#"select exists (select from unnest($1::uuid[]) as named (id) where not exists
             (select from posts p join people n on n.id = p.person_id and n.active
              where p.id = named.id and p.ended_on is null)) as "unknown!""#,
        &named
    )
    .fetch_one(connection)
    .await?;
    if unknown { Err(flow::Refusal::BadPosts.into()) } else { Ok(()) }
}

/// The posts that a command names.
fn named(command: &Command) -> Vec<Uuid> {
    match command {
        Command::AddSigner { posts, .. }
        | Command::Consult { posts, .. }
        | Command::Circulate { posts, .. } => posts.iter().map(|post| post.0).collect(),
        Command::Transfer { to, .. } => vec![to.0],
        Command::Submit { choices, .. }
        | Command::Approve { choices, .. }
        | Command::Reject { choices, .. }
        | Command::RemoveSigner { choices, .. }
        | Command::Jump { choices, .. } => choices.values().flatten().map(|post| post.0).collect(),
        _ => Vec::new(),
    }
}
