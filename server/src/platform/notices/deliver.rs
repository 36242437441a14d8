//! Handing over what is due by a channel.

use std::time::Duration;

use api::{
    CaseId, PersonId,
    notices::{Channel, NoticeKind},
};
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::{
    channels::{Content, Letter, Matter, To, Undelivered, takes_back},
    choice::{self, Choice},
    devices,
};
use crate::{
    App, Result,
    error::internal,
    platform::jobs::{Failure, Handler, Job, Limits, Outcome, enqueue_once},
};

/// People read at once.
const BATCH: usize = 200;

/// The one job of a channel. It fails where the channel does, and waits longer each time; whoever is refused by a
/// channel that works gets a job of their own.
pub struct Deliver(pub Channel);

/// Whom a job is for.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Round {
    /// The one who was refused; else everybody else.
    pub person: Option<PersonId>,
}

/// The job that delivers by a channel.
pub fn kind(channel: Channel) -> &'static str {
    match channel {
        Channel::Mail => "notices.mail",
        Channel::Push => "notices.push",
        Channel::Webhook => "notices.webhook",
        Channel::Zhezhengding => "notices.zhezhengding",
    }
}

impl Handler for Deliver {
    fn kind(&self) -> &'static str {
        kind(self.0)
    }

    /// Eight attempts last an hour. What is still due then is taken up by the planner's next job.
    fn limits(&self) -> Limits {
        Limits { attempts: 8, time: Duration::from_secs(600), pause: Duration::from_secs(30) }
    }

    fn run<'a>(&'a self, app: &'a App, job: &'a Job) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            match job.read::<Round>()?.person {
                Some(person) => deliver(app, self.0, person, true).await?.map_err(Failure::from),
                None => everybody(app, self.0).await,
            }
        })
    }
}

async fn everybody(app: &App, channel: Channel) -> Outcome {
    let mut after = uuid::Uuid::nil();
    loop {
        let people = waiting(app, channel, after).await?;
        for person in &people {
            match deliver(app, channel, *person, false).await? {
                Ok(()) => {}
                Err(Undelivered::Outage(why)) => return Err(Failure::Again(why)),
                Err(Undelivered::Refused(why) | Undelivered::Gone(why)) => {
                    set_apart(app, channel, *person, &why).await?
                }
            }
        }
        match people.last() {
            Some(last) if people.len() == BATCH => after = last.0,
            _ => return Ok(()),
        }
    }
}

async fn waiting(app: &App, channel: Channel, after: uuid::Uuid) -> Result<Vec<PersonId>> {
    let mut connection = app.database.acquire().await?;
    let people = sqlx::query_scalar!(
        "select distinct person_id from notice_deliveries
         where channel = $1 and due_at <= $2 and not alone and person_id > $3 order by person_id limit $4",
        channel.as_str(),
        app.clock.now().to_sqlx() as _,
        after,
        BATCH as i64
    )
    .fetch_all(&mut *connection)
    .await?;
    Ok(people.into_iter().map(PersonId).collect())
}

/// Hands over what is due for one person, in one letter; what is not to be told any more is taken out. A process that
/// ends after the handing over and before it is written down does it once more.
async fn deliver(
    app: &App,
    channel: Channel,
    person: PersonId,
    alone: bool,
) -> Result<Result<(), Undelivered>> {
    let now = app.clock.now();
    let mut connection = app.database.begin().await?;
    let choice = choice::of_one(&mut connection, person).await?;
    // A channel that comes back at night keeps still as well.
    if let Some(end) = choice.times.quiet_until(now) {
        put_off(&mut connection, (channel, person, alone), now, end).await?;
        connection.keep().await?;
        return Ok(Ok(()));
    }
    let due = due(&mut connection, (channel, person, alone), now).await?;
    let ids: Vec<i64> = due.iter().map(|notice| notice.id).collect();
    let told: Vec<Due> =
        due.into_iter().filter(|notice| notice.told && choice.wants(channel, notice.matter.kind)).collect();
    let shown: Vec<i64> = told.iter().map(|notice| notice.id).collect();
    let matters = matters(told.into_iter().map(|notice| notice.matter));
    // Not held while somebody else's server is waited for.
    drop(connection);
    if !matters.is_empty() {
        let id = letter_id(person, "notices", &shown);
        if let Err(why) = hand_over(app, (channel, &choice), id, Content::Matters(matters)).await? {
            return Ok(Err(why));
        }
    }
    let mut connection = app.database.acquire().await?;
    sqlx::query!(
        "with gone as (delete from notice_deliveries where channel = $1 and notice_id = any($2) returning notice_id)
         insert into notices_shown (channel, notice_id, person_id, at)
         select $1, notice_id, $4, $5 from gone where $6 and notice_id = any($3) on conflict do nothing",
        channel.as_str(),
        &ids,
        &shown,
        person.0,
        now.to_sqlx() as _,
        takes_back(channel)
    )
    .execute(&mut *connection)
    .await?;
    Ok(Ok(()))
}

/// Sends the same to wherever a channel reaches a person; one place that takes it is enough. A device whose browser took
/// its subscription back is forgotten.
pub async fn hand_over(
    app: &App,
    (channel, choice): (Channel, &Choice),
    id: String,
    content: Content,
) -> Result<Result<(), Undelivered>> {
    let (mut taken, mut failed) = (false, None);
    let mut letter = Letter { id, to: To::Platform(choice.person.clone()), content };
    for to in choice.addresses(channel) {
        letter.to = to;
        match (app.channels.send(&letter).await, &letter.to) {
            (Ok(()), _) => taken = true,
            (Err(Undelivered::Gone(why)), To::Device(device)) => {
                tracing::info!(device = %device.id, why, "a browser is not pushed to any more");
                devices::forget(&mut *app.database.acquire().await?, device.id).await?;
            }
            (Err(why), _) => failed = Some(why),
        }
    }
    Ok(failed.filter(|_| !taken).map_or(Ok(()), Err))
}

/// The same for the same notices.
pub fn letter_id(person: PersonId, event: &str, notices: &[i64]) -> String {
    let words = format!("{person} {event} {notices:?}");
    hex::encode(&Sha256::digest(words)[..16])
}

struct Due {
    id: i64,
    matter: Matter,
    told: bool,
}

/// Told is what was neither read nor withdrawn, of an item that still stands with this person, who still works here.
async fn due(
    connection: &mut PgConnection,
    (channel, person, alone): (Channel, PersonId, bool),
    now: Timestamp,
) -> Result<Vec<Due>> {
    let rows = sqlx::query!(
        r#"select n.id, n.kind, c.module, c.id as case_id, c.title, c.number,
                  n.read_at is null and n.withdrawn_at is null and p.active and w.person_id = n.person_id
                  and w.state in ('open', 'reading') as "told!"
           from notice_deliveries d
           join notices n on n.id = d.notice_id
           join people p on p.id = n.person_id
           join cases c on c.id = n.case_id
           join work_items w on w.case_id = n.case_id and w.item = n.item
           where d.channel = $1 and d.person_id = $2 and d.alone = $3 and d.due_at <= $4
           order by n.id"#,
        channel.as_str(),
        person.0,
        alone,
        now.to_sqlx() as _
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            let kind: NoticeKind = row.kind.parse().map_err(|error: api::UnknownValue| internal(&error))?;
            let (module, case) = (row.module, CaseId(row.case_id));
            let matter = Matter { kind, module, case, title: row.title, number: row.number };
            Ok(Due { id: row.id, matter, told: row.told })
        })
        .collect()
}

/// One a case, with the last thing told of it.
fn matters(told: impl Iterator<Item = Matter>) -> Vec<Matter> {
    let mut list: Vec<Matter> = Vec::new();
    for matter in told {
        match list.iter_mut().find(|known| known.case == matter.case) {
            Some(known) => *known = matter,
            None => list.push(matter),
        }
    }
    list
}

async fn put_off(
    connection: &mut PgConnection,
    (channel, person, alone): (Channel, PersonId, bool),
    now: Timestamp,
    end: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "update notice_deliveries set due_at = $5, alone = false
         where channel = $1 and person_id = $2 and alone = $3 and due_at <= $4",
        channel.as_str(),
        person.0,
        alone,
        now.to_sqlx() as _,
        end.to_sqlx() as _
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A refusal of one is no trouble of the others: it is tried again by itself, and a dead letter in the end.
async fn set_apart(app: &App, channel: Channel, person: PersonId, why: &str) -> Result<()> {
    tracing::warn!(%channel, %person, why, "a notice was refused");
    let now = app.clock.now();
    let mut transaction = app.database.begin().await?;
    sqlx::query!(
        "update notice_deliveries set alone = true
         where channel = $1 and person_id = $2 and not alone and due_at <= $3",
        channel.as_str(),
        person.0,
        now.to_sqlx() as _
    )
    .execute(&mut *transaction)
    .await?;
    let round = Round { person: Some(person) };
    enqueue_once(&mut transaction, kind(channel), &round, &person.to_string(), now).await?;
    transaction.commit().await?;
    Ok(())
}
