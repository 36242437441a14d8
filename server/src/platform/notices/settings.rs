//! `GET`, `PUT /api/me/notice-settings`: what a person chose of notices outside the app.

use api::{
    Code, PersonId,
    notices::{Binding, Channel, NoticeSettings, PushSettings, Quiet, SaveNoticeSettings, Silence},
};
use axum::extract::State;
use jiff::civil::Time;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use super::{
    binding,
    choice::{self, Choice},
    devices,
};
use crate::{App, Error, Result, extract::Json, platform::session::Actor};

/// One's own choices.
pub async fn read(actor: Actor, State(app): State<App>) -> Result<Json<NoticeSettings>> {
    let mut connection = app.database.acquire().await?;
    let choice = choice::of_one(&mut connection, actor.person).await?;
    Ok(Json(view(&app, &mut connection, &actor, choice).await?))
}

async fn view(
    app: &App,
    connection: &mut PgConnection,
    actor: &Actor,
    choice: Choice,
) -> Result<NoticeSettings> {
    let words = |time: Time| time.strftime("%H:%M").to_string();
    let push = match &app.channels.push {
        Some(push) => {
            Some(PushSettings { key: push.key(), devices: devices::of(connection, actor.person).await? })
        }
        None => None,
    };
    let binding = app.channels.zhezhengding.as_ref();
    Ok(NoticeSettings {
        version: choice.version,
        channels: app.channels.offered(),
        mail: choice.mail,
        claimed_mail: choice.claimed_mail,
        push,
        zhezhengding: binding.map(|platform| Binding {
            sign_in: platform.sign_in(&binding::state(app, actor)),
            account: choice.zhezhengding,
        }),
        silenced: choice.silenced,
        quiet: choice.times.quiet.map(|(from, to)| Quiet { from: words(from), to: words(to) }),
        digest: choice.times.digest.map(words),
    })
}

/// Writes the choices whole. The same once more is no fault.
///
/// # Errors
/// `stale_version` where another page has changed them meanwhile; `invalid_value` where a time is none.
pub async fn save(
    actor: Actor,
    State(app): State<App>,
    Json(request): Json<SaveNoticeSettings>,
) -> Result<Json<NoticeSettings>> {
    let wanted = Wanted::read(request)?;
    let mut transaction = app.database.begin().await?;
    if !wanted.write(&mut transaction, actor.person).await? {
        let found = choice::of_one(&mut transaction, actor.person).await?;
        if !wanted.is(&found) {
            return Err(Error::stale(found.version, None));
        }
    }
    let choice = choice::of_one(&mut transaction, actor.person).await?;
    let settings = view(&app, &mut transaction, &actor, choice).await?;
    transaction.commit().await?;
    Ok(Json(settings))
}

struct Wanted {
    version: i32,
    quiet: Option<(Time, Time)>,
    digest: Option<Time>,
    silenced: Vec<Silence>,
}

impl Wanted {
    fn read(request: SaveNoticeSettings) -> Result<Self> {
        let quiet = match &request.quiet {
            Some(quiet) => Some((time(&quiet.from, "quiet")?, time(&quiet.to, "quiet")?)),
            None => None,
        };
        let digest = request.digest.as_deref().map(|at| time(at, "digest")).transpose()?;
        let mut silenced = request.silenced;
        silenced.sort_unstable();
        silenced.dedup();
        Ok(Self { version: request.version, quiet, digest, silenced })
    }

    fn is(&self, found: &Choice) -> bool {
        let mut silenced = found.silenced.clone();
        silenced.sort_unstable();
        (found.times.quiet, found.times.digest, silenced) == (self.quiet, self.digest, self.silenced.clone())
    }

    fn not_by(&self, channel: Channel) -> Vec<String> {
        let of = self.silenced.iter().filter(|silence| silence.channel == channel);
        of.map(|silence| silence.kind.to_string()).collect()
    }

    /// False where the version is another.
    async fn write(&self, connection: &mut PgConnection, person: PersonId) -> Result<bool> {
        let done = sqlx::query!(
            "insert into notice_settings (person_id, version, quiet_from, quiet_to, digest_at, not_by_mail, not_by_push,
                                          not_by_webhook, not_by_zhezhengding)
             select $1, 1, $3, $4, $5, $6, $7, $8, $9
             where $2 = 0 or exists (select from notice_settings where person_id = $1)
             on conflict (person_id) do update set
                 version = notice_settings.version + 1, quiet_from = excluded.quiet_from,
                 quiet_to = excluded.quiet_to, digest_at = excluded.digest_at, not_by_mail = excluded.not_by_mail,
                 not_by_push = excluded.not_by_push, not_by_webhook = excluded.not_by_webhook,
                 not_by_zhezhengding = excluded.not_by_zhezhengding
             where notice_settings.version = $2",
            person.0,
            self.version,
            self.quiet.map(|(from, _)| from.to_sqlx()) as _,
            self.quiet.map(|(_, to)| to.to_sqlx()) as _,
            self.digest.map(|at| at.to_sqlx()) as _,
            &self.not_by(Channel::Mail),
            &self.not_by(Channel::Push),
            &self.not_by(Channel::Webhook),
            &self.not_by(Channel::Zhezhengding)
        )
        .execute(connection)
        .await?;
        Ok(done.rows_affected() > 0)
    }
}

/// `HH:MM`.
fn time(text: &str, field: &str) -> Result<Time> {
    let read = (text.len() == 5).then(|| Time::strptime("%H:%M", text).ok()).flatten();
    read.ok_or_else(|| Error::new(Code::InvalidValue).with_detail(field))
}
