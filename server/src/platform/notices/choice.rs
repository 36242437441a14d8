//! What a person chose, as the planner, the channels and their own page read it.

use api::{
    PersonId,
    notices::{Channel, NoticeKind, Silence},
};
use sqlx::PgConnection;

use super::timing::Times;
use crate::{Result, error::internal};

/// The choices of one person; of whoever chose nothing, the default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    pub version: i32,
    pub mail: Option<String>,
    pub claimed_mail: Option<String>,
    pub times: Times,
    pub silenced: Vec<Silence>,
}

impl Choice {
    pub fn wants(&self, channel: Channel, kind: NoticeKind) -> bool {
        !self.silenced.contains(&Silence { channel, kind })
    }

    /// Where the person is reached by a channel; nothing where they are not.
    pub fn address(&self, channel: Channel) -> Option<&str> {
        match channel {
            Channel::Mail => self.mail.as_deref(),
        }
    }
}

/// What these people chose, in no order; those who chose nothing are left out.
pub async fn of(connection: &mut PgConnection, people: &[uuid::Uuid]) -> Result<Vec<(PersonId, Choice)>> {
    let rows = sqlx::query!(
        r#"select person_id, version, mail, claimed_mail,
                  quiet_from as "quiet_from: jiff_sqlx::Time", quiet_to as "quiet_to: jiff_sqlx::Time",
                  digest_at as "digest_at: jiff_sqlx::Time",
                  not_by_mail
           from notice_settings where person_id = any($1)"#,
        people
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            let mut silenced = Vec::new();
            for (channel, kinds) in [(Channel::Mail, row.not_by_mail)] {
                for kind in kinds {
                    let kind = kind.parse().map_err(|error: api::UnknownValue| internal(&error))?;
                    silenced.push(Silence { channel, kind });
                }
            }
            let times = Times {
                quiet: row.quiet_from.zip(row.quiet_to).map(|(from, to)| (from.to_jiff(), to.to_jiff())),
                digest: row.digest_at.map(|at| at.to_jiff()),
            };
            let choice = Choice {
                version: row.version,
                mail: row.mail,
                claimed_mail: row.claimed_mail,
                times,
                silenced,
            };
            Ok((PersonId(row.person_id), choice))
        })
        .collect()
}

/// What one person chose.
pub async fn of_one(connection: &mut PgConnection, person: PersonId) -> Result<Choice> {
    let found = of(connection, &[person.0]).await?.pop();
    Ok(found.map_or_else(Choice::default, |(_, choice)| choice))
}
