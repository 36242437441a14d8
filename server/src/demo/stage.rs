//! Where the cases are played: a server of its own with a clock that is set, and everyone as an actor.

use std::{collections::HashMap, sync::Arc};

use api::{
    PersonId,
    organization::{Post, Role},
    session::Channel,
};
use flow::{Command, PostId};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{city::City, dice::Dice};
use crate::{
    App,
    platform::{
        cases::{self, By, Case},
        organization,
        session::Actor,
    },
};

/// Everyone by their posts.
pub type Actors = HashMap<Uuid, Actor>;

pub struct Stage {
    pub app: App,
    pub city: Arc<City>,
    pub actors: Arc<Actors>,
}

/// Reads everyone back as the server sees them.
pub async fn actors(app: &App, city: &City) -> anyhow::Result<Actors> {
    let mut connection = app.database.acquire().await?;
    let mut actors = Actors::new();
    for person in &city.people {
        let posts: Vec<Post> = organization::posts_of(&mut connection, PersonId(person.id)).await?;
        let registry =
            posts.iter().filter(|post| post.roles.contains(&Role::Registrar)).map(|post| post.organ.0);
        let actor = Actor {
            person: PersonId(person.id),
            name: person.name.clone(),
            account: person.account.clone(),
            holders: [person.id].into_iter().chain(registry).collect(),
            posts: posts.clone(),
            channel: Channel::Phone,
            session: Uuid::nil(),
            proven_until: Timestamp::MAX,
            due: None,
            emergency: None,
            today: app.clock.today(),
            stands_in: false,
        };
        actors.extend(posts.iter().map(|post| (post.id.0, actor.clone())));
    }
    Ok(actors)
}

impl Stage {
    /// The holder of a post.
    pub fn actor(&self, post: Uuid) -> anyhow::Result<&Actor> {
        self.actors.get(&post).ok_or_else(|| anyhow::anyhow!("nobody holds the post {post}"))
    }

    /// An act from a post: mostly on the phone, text and seals rather at the desk.
    pub fn by(&self, post: Uuid, step: &str, dice: &mut Dice) -> anyhow::Result<By> {
        let on_phone = match step {
            "draft" => 35,
            "number" | "seal" => 75,
            _ => 95,
        };
        let channel = if dice.percent(on_phone) { Channel::Phone } else { Channel::Desktop };
        Ok(By { channel, ..By::new(self.actor(post)?, PostId(post)) })
    }

    /// One command in a transaction of its own. Whoever acts has opened the case a little before.
    pub async fn perform(
        &self,
        case: &mut Case,
        by: &By,
        command: &Command,
        read: i64,
    ) -> anyhow::Result<()> {
        let now = self.app.clock.now();
        let mut transaction = self.app.database.begin().await?;
        self.app.clock.set(before(now, read));
        cases::mark_seen(&self.app, &mut transaction, self.actor(by.post.0)?, case.id).await?;
        self.app.clock.set(now);
        cases::advance(&self.app, &mut transaction, by, case, command).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Somebody opens a case and leaves it as it is.
    pub async fn look(&self, case: &Case, post: Uuid) -> anyhow::Result<()> {
        let mut transaction = self.app.database.begin().await?;
        cases::mark_seen(&self.app, &mut transaction, self.actor(post)?, case.id).await?;
        transaction.commit().await?;
        Ok(())
    }
}

fn before(at: Timestamp, seconds: i64) -> Timestamp {
    at.saturating_sub(SignedDuration::from_secs(seconds)).unwrap_or(at)
}
