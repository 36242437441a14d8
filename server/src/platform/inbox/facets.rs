//! `GET /api/inbox/facets`: what a box can be narrowed down to. Counted over its newest thousand rows: enough to offer
//! every choice that matters, and the same work however much a person has handled in their life.

use api::inbox::{Facets, InboxQuery, KindFacet, OrganFacet, StepFacet};
use axum::extract::State;

use super::{Holders, statement};
use crate::{
    App, Result,
    error::internal,
    extract::{Json, Query},
    platform::session::Actor,
};

#[derive(sqlx::FromRow)]
struct Found {
    facet: String,
    value: String,
    second: String,
    count: i64,
}

/// The filters that the question holds besides its box do not count: what is chosen can be chosen otherwise.
pub async fn facets(
    actor: Actor,
    State(app): State<App>,
    Query(query): Query<InboxQuery>,
) -> Result<Json<Facets>> {
    let whole = InboxQuery::new(query.of);
    let question = statement::Question::new(&whole, app.clock.now())?;
    let mut connection = app.database.read(&actor).await?;
    let holders = Holders::of(&mut connection, &actor, query.of).await?;
    let found: Vec<Found> =
        statement::facets(&question, &holders).build_query_as().fetch_all(&mut *connection).await?;
    let mut facets = Facets::default();
    for Found { facet, value, second, count } in found {
        match facet.as_str() {
            "kind" => facets.kinds.push(KindFacet { module: value, kind: second, count }),
            "step" => facets.steps.push(StepFacet { chinese: value, english: second, count }),
            _ => {
                let organ = value.parse().map_err(|error: uuid::Error| internal(&error))?;
                facets.organs.push(OrganFacet { organ, name: second, count });
            }
        }
    }
    Ok(Json(facets))
}
