//! `POST /api/me/notice-settings/test`: a notice to oneself, to see that a channel works.

use std::time::Duration;

use api::{
    Code, PersonId,
    notices::{Channel, TestNotice},
};
use axum::{extract::State, http::StatusCode};
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use super::{address::BY_PERSON, channels::Content, choice, deliver::hand_over};
use crate::{
    App, Error, Result,
    extract::Json,
    platform::{
        jobs::{Handler, Job, Limits, Outcome, enqueue_once},
        session::Actor,
    },
};

/// What is sent, as a job.
pub struct SendTest;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    person: PersonId,
    channel: Channel,
}

/// It goes out at once, in quiet hours too. Asked twice while the first is on its way, one is sent.
///
/// # Errors
/// `refused` where the person is not reached by this channel; `too_many_attempts`.
pub async fn test(
    actor: Actor,
    State(app): State<App>,
    Json(request): Json<TestNotice>,
) -> Result<StatusCode> {
    let channel = request.channel;
    let mut transaction = app.database.begin().await?;
    let choice = choice::of_one(&mut transaction, actor.person).await?;
    if !app.channels.offers(channel) || !choice.is_reached(channel) {
        return Err(Error::new(Code::Refused).with_detail(channel.as_str()));
    }
    if !app.limits.take(format!("mail of {}", actor.person), BY_PERSON) {
        return Err(Code::TooManyAttempts.into());
    }
    let (wanted, key) = (Wanted { person: actor.person, channel }, format!("{}/{channel}", actor.person));
    enqueue_once(&mut transaction, SendTest.kind(), &wanted, &key, app.clock.now()).await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

impl Handler for SendTest {
    fn kind(&self) -> &'static str {
        "notices.test"
    }

    /// Whoever looks for it does so now: no long trying.
    fn limits(&self) -> Limits {
        Limits { attempts: 3, time: Duration::from_secs(60), pause: Duration::from_secs(5) }
    }

    fn run<'a>(&'a self, app: &'a App, job: &'a Job) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let Wanted { person, channel } = job.read()?;
            let mut connection = app.database.acquire().await?;
            let choice = choice::of_one(&mut connection, person).await?;
            drop(connection);
            Ok(hand_over(app, (channel, &choice), format!("test-{}", job.id), Content::Test).await??)
        })
    }
}
