//! What a person chose, as the planner, the channels and their own page read it.

use std::collections::HashMap;

use api::{
    Code, PersonId,
    notices::{Channel, NoticeKind, Silence},
};
use sqlx::PgConnection;

use super::{
    channels::{Person, To, push::Device},
    timing::Times,
};
use crate::{Result, error::internal};

/// The choices of one person, and where they are reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub person: Person,
    /// 0 where nothing was chosen yet.
    pub version: i32,
    pub mail: Option<String>,
    pub claimed_mail: Option<String>,
    pub devices: Vec<Device>,
    pub zhezhengding: Option<String>,
    pub times: Times,
    pub silenced: Vec<Silence>,
}

impl Choice {
    pub fn wants(&self, channel: Channel, kind: NoticeKind) -> bool {
        !self.silenced.contains(&Silence { channel, kind })
    }

    /// Where the person is reached by a channel; empty where they are not.
    pub fn addresses(&self, channel: Channel) -> Vec<To> {
        match channel {
            Channel::Mail => self.mail.iter().cloned().map(To::Mail).collect(),
            Channel::Push => self.devices.iter().cloned().map(To::Device).collect(),
            Channel::Webhook => vec![To::Platform(self.person.clone())],
            Channel::Zhezhengding => self.zhezhengding.iter().cloned().map(To::Zhezhengding).collect(),
        }
    }

    pub fn is_reached(&self, channel: Channel) -> bool {
        !self.addresses(channel).is_empty()
    }
}

/// What these people chose, in no order.
pub async fn of(connection: &mut PgConnection, people: &[uuid::Uuid]) -> Result<Vec<Choice>> {
    let mut devices = devices(connection, people).await?;
    let rows = sqlx::query!(
        r#"select p.id as "id!", p.account as "account!", p.name as "name!", coalesce(s.version, 0) as "version!", s.mail as "mail?",
                  s.claimed_mail as "claimed_mail?", s.zhezhengding as "zhezhengding?",
                  s.quiet_from as "quiet_from?: jiff_sqlx::Time", s.quiet_to as "quiet_to?: jiff_sqlx::Time",
                  s.digest_at as "digest_at?: jiff_sqlx::Time", s.not_by_mail as "not_by_mail?",
                  s.not_by_push as "not_by_push?", s.not_by_webhook as "not_by_webhook?",
                  s.not_by_zhezhengding as "not_by_zhezhengding?"
           from people p left join notice_settings s on s.person_id = p.id where p.id = any($1)"#,
        people
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            let mut silenced = Vec::new();
            for (channel, kinds) in [
                (Channel::Mail, row.not_by_mail),
                (Channel::Push, row.not_by_push),
                (Channel::Webhook, row.not_by_webhook),
                (Channel::Zhezhengding, row.not_by_zhezhengding),
            ] {
                for kind in kinds.unwrap_or_default() {
                    let kind = kind.parse().map_err(|error: api::UnknownValue| internal(&error))?;
                    silenced.push(Silence { channel, kind });
                }
            }
            let times = Times {
                quiet: row.quiet_from.zip(row.quiet_to).map(|(from, to)| (from.to_jiff(), to.to_jiff())),
                digest: row.digest_at.map(|at| at.to_jiff()),
            };
            Ok(Choice {
                person: Person { id: PersonId(row.id), account: row.account, name: row.name },
                version: row.version,
                mail: row.mail,
                claimed_mail: row.claimed_mail,
                devices: devices.remove(&row.id).unwrap_or_default(),
                zhezhengding: row.zhezhengding,
                times,
                silenced,
            })
        })
        .collect()
}

async fn devices(
    connection: &mut PgConnection,
    people: &[uuid::Uuid],
) -> Result<HashMap<uuid::Uuid, Vec<Device>>> {
    let rows = sqlx::query!(
        "select id, person_id, endpoint, p256dh, auth from push_subscriptions
         where person_id = any($1) order by created_at desc",
        people
    )
    .fetch_all(connection)
    .await?;
    let mut devices: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        let device = Device { id: row.id, endpoint: row.endpoint, p256dh: row.p256dh, auth: row.auth };
        devices.entry(row.person_id).or_default().push(device);
    }
    Ok(devices)
}

/// What one person chose.
pub async fn of_one(connection: &mut PgConnection, person: PersonId) -> Result<Choice> {
    of(connection, &[person.0]).await?.pop().ok_or_else(|| Code::NotFound.into())
}
