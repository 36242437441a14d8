//! `POST /api/inbox/batch`: one act on many items. Each is a command of its own in a transaction of its own, and tells
//! what became of it: one refusal holds up nothing else.

use api::{
    Code,
    cases::{Act, Acted},
    inbox::{BATCH_LIMIT, Batch, BatchItem, BatchResult, BatchVerb, Outcome},
};
use axum::{extract::State, http::HeaderMap};
use flow::{Action, Command};

use crate::{
    App, Error, Result,
    error::language_of,
    extract::Json,
    platform::{cases, session::Actor},
};

/// Runs in a task of its own: a client that goes away does not cut it short.
///
/// # Errors
/// `too_large` for more items than [`BATCH_LIMIT`]; what is wrong with one of them is in its own result.
pub async fn batch(
    actor: Actor,
    State(app): State<App>,
    headers: HeaderMap,
    Json(batch): Json<Batch>,
) -> Result<Json<Vec<BatchResult>>> {
    if batch.items.len() > BATCH_LIMIT {
        return Err(Code::TooLarge.into());
    }
    let language = language_of(&headers);
    let task = tokio::spawn(async move {
        let mut results = Vec::with_capacity(batch.items.len());
        for item in &batch.items {
            let outcome = match act(&app, &actor, batch.verb, item).await {
                Ok(acted) => {
                    app.metrics.act(actor.channel);
                    Outcome::Acted(acted)
                }
                Err(error) => Outcome::Refused(error.problem(language)),
            };
            results.push(BatchResult { case: item.case, outcome });
        }
        results
    });
    Ok(Json(task.await?))
}

async fn act(app: &App, actor: &Actor, verb: BatchVerb, item: &BatchItem) -> Result<Acted> {
    let own = || item.item.ok_or_else(|| Error::new(Code::MalformedRequest).with_detail("item"));
    let command = match verb {
        BatchVerb::MarkRead => Command::MarkRead { item: own()?, opinion: None },
        BatchVerb::Claim => Command::Claim { item: own()? },
        BatchVerb::Approve => {
            refuse_unanswered(app, actor, item).await?;
            Command::Approve { item: own()?, opinion: None, choices: Default::default() }
        }
        BatchVerb::Urge => Command::Urge { items: Vec::new(), note: None },
    };
    cases::perform(app, actor, item.case, &Act::new(item.key, item.version, command)).await
}

/// An approval that asks who is next, or for an opinion, is given with the case open: nobody is skipped by silence.
/// Whether it is still the case that was looked at, the act itself finds out.
async fn refuse_unanswered(app: &App, actor: &Actor, item: &BatchItem) -> Result<()> {
    let mut connection = app.database.read(actor).await?;
    let case = cases::load(&mut connection, actor, item.case).await?;
    let definition = app.definitions.get(&mut connection, &case.flow_key, case.flow_version).await?;
    let allowed = cases::view::allowed(&mut connection, &definition, actor, &case).await?;
    let asks = |found: &&flow::Allowed| {
        found.action == Action::Approve
            && found.item == item.item
            && found.refusal.is_none()
            && (found.needs.opinion || !found.needs.choices.is_empty())
    };
    if allowed.iter().any(|found| asks(&found)) { Err(Code::NeedsOpening.into()) } else { Ok(()) }
}
