//! `GET /api/search`: every case one may see, by any words of it, in two tiers: those whose title, number, organ or people
//! hold all the words, then those that hold them in their text. Within a tier the newest first.
//!
//! Each tier is looked for among the newest cases first: a word that stands everywhere fills the page there, a rare one
//! costs nothing there. Deliberately absent: a rank over all that was found, which reads all of it, and a dictionary.

mod find;

use api::{CaseId, Code, OrganId, Page, cases::CaseStatus, search::Found};
use axum::extract::State;
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    App, Error, Result,
    clock::china,
    extract::{Json, Query},
    platform::{cases, session::Actor},
};
use find::{Hit, Tier, Wanted};

/// Rows of a page.
const PAGE: usize = 20;
/// The newest: cases of the last half a year.
const NEWEST: SignedDuration = SignedDuration::from_hours(24 * 182);

/// Words and what narrows them down. Dates are days in China, both included.
#[derive(Clone, Debug, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    pub q: String,
    #[serde(default)]
    pub module: Option<String>,
    #[serde(default)]
    pub status: Option<CaseStatus>,
    #[serde(default)]
    pub organ: Option<OrganId>,
    #[serde(default)]
    pub from: Option<Date>,
    #[serde(default)]
    pub to: Option<Date>,
    #[serde(default)]
    pub after: Option<String>,
}

pub async fn search(
    actor: Actor,
    State(app): State<App>,
    Query(filter): Query<Filter>,
) -> Result<Json<Page<Found>>> {
    Ok(Json(list(&app, &actor, &filter).await?))
}

/// One page of what was found. A question without a word finds nothing.
///
/// # Errors
/// `malformed_request` where `after` is not one of our cursors.
pub async fn list(app: &App, actor: &Actor, filter: &Filter) -> Result<Page<Found>> {
    let malformed = || Error::new(Code::MalformedRequest).with_detail("after");
    let after = filter.after.as_deref().map(|after| read_place(after).ok_or_else(malformed)).transpose()?;
    let words = api::search::words(&filter.q);
    if words.is_empty() {
        return Ok(Page { rows: Vec::new(), next: None });
    }
    let wanted = wanted(actor, filter, words)?;
    let mut connection = app.database.read(actor).await?;
    let mut hits: Vec<Hit> = Vec::new();
    for tier in [Tier::Head, Tier::Text] {
        let before = match after {
            Some((last, _)) if last > tier => continue,
            Some((last, place)) if last == tier => Some(place),
            _ => None,
        };
        let room = PAGE + 1 - hits.len();
        let newest = app.clock.now() - NEWEST;
        let recent = before.is_none_or(|(at, _)| at > newest);
        let mut found = Vec::new();
        if recent {
            found = find::find(&mut connection, &wanted, tier, before, Some(newest), room).await?;
        }
        if found.len() < room {
            found = find::find(&mut connection, &wanted, tier, before, None, room).await?;
        }
        hits.extend(found);
        if hits.len() > PAGE {
            break;
        }
    }
    let next = (hits.len() > PAGE).then(|| hits[PAGE - 1].place());
    hits.truncate(PAGE);
    let rows = hits.into_iter().map(Hit::found).collect::<Result<_>>()?;
    Ok(Page { rows, next })
}

fn wanted(actor: &Actor, filter: &Filter, words: Vec<String>) -> Result<Wanted> {
    let administered = cases::administered_organs(actor);
    let begin = |day: Date| day.to_zoned(china()).map(|day| day.timestamp()).map_err(malformed_date);
    let end = |day: Date| day.tomorrow().map_err(malformed_date).and_then(begin);
    Ok(Wanted {
        tokens: words.iter().flat_map(|word| tokens(word)).collect(),
        likes: words.iter().map(|word| format!("%{word}%")).collect(),
        scope: scope(&actor.holders, &administered),
        holders: actor.holders.clone(),
        administered,
        module: filter.module.clone(),
        status: filter.status.map(|status| status.as_str().to_owned()),
        organ: filter.organ.map(|organ| organ.0),
        of_organ: filter.organ.map_or_else(Vec::new, |organ| scope(&[], &[organ.0])),
        from: filter.from.map(begin).transpose()?,
        to: filter.to.map(end).transpose()?,
        words,
    })
}

fn malformed_date(error: jiff::Error) -> Error {
    Error::new(Code::MalformedRequest).with_detail(error.to_string())
}

/// What the index holds of a word: its pairs of neighbours, or its only character; as `search_tokens` in the schema.
fn tokens(word: &str) -> Vec<i32> {
    let codes: Vec<(i64, bool)> = word
        .chars()
        .map(|character| (i64::from(u32::from(character)), api::search::is_letter(character)))
        .collect();
    let pairs = codes.windows(2).filter(|pair| pair[0].1 && pair[1].1);
    let mut tokens: Vec<i32> =
        pairs.map(|pair| (((pair[0].0 << 16) + pair[1].0) % (1 << 32) - (1 << 31)) as i32).collect();
    if tokens.is_empty() {
        tokens.extend(codes.iter().filter(|code| code.1).map(|code| code.0 as i32));
    }
    tokens
}

/// As `search_holder` in the schema.
fn scope(holders: &[Uuid], administered: &[Uuid]) -> Vec<i32> {
    let number = |id: &Uuid| {
        let [.., a, b, c, d] = *id.as_bytes();
        i32::from_be_bytes([a, b, c, d])
    };
    holders.iter().map(number).chain(administered.iter().map(|id| number(id) ^ 1)).collect()
}

/// Tier and place of the last row of a page.
fn read_place(text: &str) -> Option<(Tier, (Timestamp, CaseId))> {
    let (tier, place) = text.split_once('.')?;
    let tier = match tier {
        "head" => Tier::Head,
        "text" => Tier::Text,
        _ => return None,
    };
    let (at, id) = place.split_once('_')?;
    Some((tier, (Timestamp::from_microsecond(at.parse().ok()?).ok()?, id.parse().ok()?)))
}

impl Hit {
    fn place(&self) -> String {
        let tier = match self.tier {
            Tier::Head => "head",
            Tier::Text => "text",
        };
        format!("{tier}.{}_{}", self.at.as_microsecond(), CaseId(self.summary.id))
    }
}
