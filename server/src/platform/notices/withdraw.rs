//! Taking back what was told: the item is done or gone, or the notice was read in the app. Only some channels can
//! (`takes_back`); a push is replaced by what still waits, or closed, and a message platform hears which ones are done.

use std::time::Duration;

use api::{
    CaseId, PersonId,
    notices::{Channel, NoticeKind},
};
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use super::{
    channels::{Content, Matter, Undelivered, takes_back},
    choice,
    deliver::{hand_over, letter_id},
};
use crate::{
    App, Result,
    error::internal,
    platform::jobs::{Failure, Handler, Job, Limits, Outcome, enqueue_once},
};

/// The job of a channel.
pub struct Withdraw(pub Channel);

fn kind(channel: Channel) -> &'static str {
    match channel {
        Channel::Mail => "notices.withdraw.mail",
        Channel::Push => "notices.withdraw.push",
        Channel::Webhook => "notices.withdraw.webhook",
        Channel::Zhezhengding => "notices.withdraw.zhezhengding",
    }
}

impl Withdraw {
    /// Of every channel that can.
    pub fn all() -> impl Iterator<Item = Self> {
        Channel::ALL.iter().copied().filter(|channel| takes_back(*channel)).map(Self)
    }
}

impl Handler for Withdraw {
    fn kind(&self) -> &'static str {
        kind(self.0)
    }

    fn limits(&self) -> Limits {
        Limits { attempts: 8, time: Duration::from_secs(600), pause: Duration::from_secs(30) }
    }

    fn run<'a>(&'a self, app: &'a App, _: &'a Job) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            for person in people(app, self.0).await? {
                take_back(app, self.0, person).await?.map_err(Failure::from)?;
            }
            Ok(())
        })
    }
}

/// Sets the job of a channel to work where something is to be taken back.
pub async fn wake(connection: &mut PgConnection, channel: Channel, now: Timestamp) -> Result<()> {
    let wanted = sqlx::query_scalar!(
        r#"select exists (select from notices_shown s join notices n on n.id = s.notice_id
               where s.channel = $1 and (n.withdrawn_at is not null or n.read_at is not null)) as "wanted!""#,
        channel.as_str()
    )
    .fetch_one(&mut *connection)
    .await?;
    if wanted {
        enqueue_once(connection, kind(channel), &(), "all", now).await?;
    }
    Ok(())
}

/// What is too old to be looked at by anybody, and what a channel showed that is not set up any more.
pub async fn forget(connection: &mut PgConnection, offered: &[String], before: Timestamp) -> Result<()> {
    sqlx::query!(
        "delete from notices_shown where at < $2 or channel <> all($1)",
        offered,
        before.to_sqlx() as _
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn people(app: &App, channel: Channel) -> Result<Vec<PersonId>> {
    let mut connection = app.database.read_as_office().await?;
    let people = sqlx::query_scalar!(
        "select distinct s.person_id from notices_shown s join notices n on n.id = s.notice_id
         where s.channel = $1 and (n.withdrawn_at is not null or n.read_at is not null)",
        channel.as_str()
    )
    .fetch_all(&mut *connection)
    .await?;
    Ok(people.into_iter().map(PersonId).collect())
}

/// One who is refused is let be: they see in the app what is done.
async fn take_back(app: &App, channel: Channel, person: PersonId) -> Result<Result<(), Undelivered>> {
    let mut connection = app.database.read_as_office().await?;
    let choice = choice::of_one(&mut connection, person).await?;
    let rows = sqlx::query!(
        r#"select n.id, n.kind, c.module, c.id as case_id, c.title, c.number,
                  n.withdrawn_at is not null or n.read_at is not null as "ended!"
           from notices_shown s join notices n on n.id = s.notice_id join cases c on c.id = n.case_id
           where s.channel = $1 and s.person_id = $2 order by n.id"#,
        channel.as_str(),
        person.0
    )
    .fetch_all(&mut *connection)
    .await?;
    drop(connection);
    let (mut ids, mut matters, mut left) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        if !row.ended {
            left.push(row.case_id);
            continue;
        }
        ids.push(row.id);
        let kind: NoticeKind = row.kind.parse().map_err(|error: api::UnknownValue| internal(&error))?;
        let (module, case) = (row.module, CaseId(row.case_id));
        matters.push(Matter { kind, module, case, title: row.title, number: row.number });
    }
    // Somebody else has told it meanwhile.
    if ids.is_empty() {
        return Ok(Ok(()));
    }
    left.sort_unstable();
    left.dedup();
    let content = Content::Ended { matters, left: left.len() };
    let id = letter_id(person, "withdrawn", &ids);
    match hand_over(app, (channel, &choice), id, content).await? {
        Err(why @ Undelivered::Outage(_)) => return Ok(Err(why)),
        Err(why) => tracing::info!(%channel, %person, %why, "a notice was not taken back"),
        Ok(()) => {}
    }
    sqlx::query!(
        "delete from notices_shown where channel = $1 and notice_id = any($2)",
        channel.as_str(),
        &ids
    )
    .execute(&mut *app.database.acquire().await?)
    .await?;
    Ok(Ok(()))
}
