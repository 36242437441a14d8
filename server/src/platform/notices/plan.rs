//! What is to leave the house, by which channel and when: written down a minute after the notice at the latest.

use std::collections::HashMap;

use api::notices::{Channel, NoticeKind};
use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use super::{
    choice,
    deliver::{self, Round},
    withdraw,
};
use crate::{
    App, Result,
    error::internal,
    platform::jobs::{Handler, Job, Outcome, Schedule, enqueue_once},
};

/// Notices looked at together.
const BATCH: usize = 1000;
/// Older ones are shown in the app only: whoever sets a channel up, or starts the workers after a week, mails nobody the
/// past.
const OLDEST: SignedDuration = SignedDuration::from_hours(24);
/// What could not be handed over for so long is given up; its dead letter tells why.
const GIVEN_UP: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Every minute.
pub struct Plan;

impl Handler for Plan {
    fn kind(&self) -> &'static str {
        "notices.plan"
    }

    fn schedule(&self) -> Option<Schedule> {
        Some(Schedule::EveryMinutes(1))
    }

    fn run<'a>(&'a self, app: &'a App, _: &'a Job) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            while batch(app).await? == BATCH {}
            wake(app).await?;
            Ok(())
        })
    }
}

/// A notice that was not looked at yet.
struct New {
    id: i64,
    person: uuid::Uuid,
    kind: NoticeKind,
    /// Still to be told of at all.
    told: bool,
}

/// Plans the oldest; how many there were.
async fn batch(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let mut transaction = app.database.begin().await?;
    let new = unseen(&mut transaction, now).await?;
    let mut people: Vec<_> = new.iter().map(|notice| notice.person).collect();
    people.sort_unstable();
    people.dedup();
    let choices: HashMap<_, _> = choice::of(&mut transaction, &people)
        .await?
        .into_iter()
        .map(|choice| (choice.person.id.0, choice))
        .collect();
    let mut written = Planned::default();
    for notice in new.iter().filter(|notice| notice.told) {
        let Some(choice) = choices.get(&notice.person) else { continue };
        for channel in app.channels.offered() {
            if choice.is_reached(channel) && choice.wants(channel, notice.kind) {
                let due = choice.times.due(now, channel == Channel::Mail);
                written.push(channel, notice, due);
            }
        }
    }
    written.save(&mut transaction).await?;
    let ids: Vec<i64> = new.iter().map(|notice| notice.id).collect();
    sqlx::query!("update notices set sent_at = $2 where id = any($1)", &ids, now.to_sqlx() as _)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(new.len())
}

async fn unseen(connection: &mut PgConnection, now: Timestamp) -> Result<Vec<New>> {
    let rows = sqlx::query!(
        r#"select id, person_id, kind, read_at is null and at > $2 as "told!" from notices
           where sent_at is null and withdrawn_at is null order by id limit $1"#,
        BATCH as i64,
        (now - OLDEST).to_sqlx() as _
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            let kind = row.kind.parse().map_err(|error: api::UnknownValue| internal(&error))?;
            Ok(New { id: row.id, person: row.person_id, kind, told: row.told })
        })
        .collect()
}

/// Deliveries in columns, for one statement.
#[derive(Default)]
struct Planned {
    channels: Vec<String>,
    notices: Vec<i64>,
    people: Vec<uuid::Uuid>,
    due: Vec<jiff_sqlx::Timestamp>,
}

impl Planned {
    fn push(&mut self, channel: Channel, notice: &New, due: Timestamp) {
        self.channels.push(channel.as_str().to_owned());
        self.notices.push(notice.id);
        self.people.push(notice.person);
        self.due.push(due.to_sqlx());
    }

    async fn save(&self, connection: &mut PgConnection) -> Result<()> {
        sqlx::query!(
            "insert into notice_deliveries (channel, notice_id, person_id, due_at)
             select * from unnest($1::text[], $2::bigint[], $3::uuid[], $4::timestamptz[])
             on conflict do nothing",
            &self.channels,
            &self.notices,
            &self.people,
            &self.due as _
        )
        .execute(connection)
        .await?;
        Ok(())
    }
}

/// Sets the job of each channel to work where something is due. While it waits after a failure no second one is made:
/// one attempt at a time, farther and farther apart, is what a channel in trouble gets (熔断).
async fn wake(app: &App) -> Result<()> {
    let now = app.clock.now();
    let mut transaction = app.database.begin().await?;
    let offered: Vec<String> = app.channels.offered().iter().map(ToString::to_string).collect();
    sqlx::query!(
        "delete from notice_deliveries where due_at < $2 or channel <> all($1)",
        &offered,
        (now - GIVEN_UP).to_sqlx() as _
    )
    .execute(&mut *transaction)
    .await?;
    withdraw::forget(&mut transaction, &offered, now - GIVEN_UP).await?;
    for channel in app.channels.offered() {
        withdraw::wake(&mut transaction, channel, now).await?;
        let due = sqlx::query_scalar!(
            r#"select exists (select from notice_deliveries where channel = $1 and due_at <= $2 and not alone) as "due!""#,
            channel.as_str(),
            now.to_sqlx() as _
        )
        .fetch_one(&mut *transaction)
        .await?;
        if due {
            enqueue_once(&mut transaction, deliver::kind(channel), &Round::default(), "all", now).await?;
        }
    }
    transaction.commit().await?;
    Ok(())
}
