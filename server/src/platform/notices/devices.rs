//! `POST /api/me/notice-settings/push`, `DELETE …/push/{id}`: the browsers that a person is pushed to.

use api::{
    Code, PersonId, PushDeviceId,
    notices::{PushDevice, Subscribe},
};
use axum::{extract::State, http::StatusCode};
use base64::{
    Engine,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use super::channels::push::Device;
use crate::{
    App, Error, Result,
    extract::{Json, Path},
    platform::{
        id,
        session::{Actor, Origin},
    },
};

/// Browsers of one person; a further one takes the place of the oldest.
const MOST: i64 = 10;
/// Browsers write their keys with padding or without.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Subscribes the browser. The same once more is no fault; what another person had here is this one's now.
///
/// # Errors
/// `refused` where nothing is pushed here; `invalid_value` where the push service is not known or the keys are none.
pub async fn subscribe(
    actor: Actor,
    origin: Origin,
    State(app): State<App>,
    Json(request): Json<Subscribe>,
) -> Result<StatusCode> {
    let Some(push) = &app.channels.push else {
        return Err(Error::new(Code::Refused).with_detail("push"));
    };
    let key =
        |text: &str| BASE64.decode(text).map_err(|_| Error::new(Code::InvalidValue).with_detail("keys"));
    let device = Device {
        id: id::new(),
        endpoint: request.endpoint,
        p256dh: key(&request.p256dh)?,
        auth: key(&request.auth)?,
    };
    if device.endpoint.len() > 1000 || !push.accepts(&device) {
        return Err(Error::new(Code::InvalidValue).with_detail("endpoint"));
    }
    let mut transaction = app.database.begin().await?;
    sqlx::query!(
        "insert into push_subscriptions (id, person_id, endpoint, p256dh, auth, agent, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict on constraint push_subscriptions_endpoint_unique do update set
             person_id = excluded.person_id, p256dh = excluded.p256dh, auth = excluded.auth, agent = excluded.agent,
             created_at = excluded.created_at",
        device.id,
        actor.person.0,
        device.endpoint,
        device.p256dh,
        device.auth,
        origin.agent.unwrap_or_default(),
        app.clock.now().to_sqlx() as _
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!(
        "delete from push_subscriptions where id in (
             select id from push_subscriptions where person_id = $1 order by created_at desc, id desc offset $2)",
        actor.person.0,
        MOST
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Pushes to one of one's own browsers no more. Twice is no fault, and another's is left alone.
pub async fn remove(
    actor: Actor,
    State(app): State<App>,
    Path(device): Path<PushDeviceId>,
) -> Result<StatusCode> {
    let mut connection = app.database.acquire().await?;
    sqlx::query!("delete from push_subscriptions where id = $1 and person_id = $2", device.0, actor.person.0)
        .execute(&mut *connection)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One's own, the newest first.
pub async fn of(connection: &mut PgConnection, person: PersonId) -> Result<Vec<PushDevice>> {
    let rows = sqlx::query!(
        r#"select id, endpoint, agent, created_at as "at: jiff_sqlx::Timestamp" from push_subscriptions
           where person_id = $1 order by created_at desc, id desc"#,
        person.0
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| PushDevice {
            id: PushDeviceId(row.id),
            endpoint: row.endpoint,
            agent: row.agent,
            since: row.at.to_jiff().to_string(),
        })
        .collect())
}

/// One that nobody can be reached at any more.
pub async fn forget(connection: &mut PgConnection, device: Uuid) -> Result<()> {
    sqlx::query!("delete from push_subscriptions where id = $1", device).execute(connection).await?;
    Ok(())
}
