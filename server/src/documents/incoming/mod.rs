//! 收文: a document that came to an organ (条例 art. 24): signed for, registered, checked, planned, instructed, handled,
//! circulated, answered, passed on, finished. It begins where another organ dispatches, or where a registrar registers paper.
//!
//! What the flow decides by (who instructs, handles, reads, and by when) are fields of the case, set by [`plan`].

mod check;
mod duplicates;
mod forward;
mod list;
mod plan;
mod receive;
mod register;
mod registration;
mod reply;
mod send_back;
mod sheet;
mod store;
mod view;

use flow::{Command, ItemId, PostId};
use sqlx::PgConnection;

pub use self::{
    forward::{pass_on, passed_on},
    plan::save_plan,
    register::register_paper,
    registration::{registration_of, save_registration},
    reply::{answered, bind_to_question},
    sheet::form_facts,
    store::{Arrival, differing, insert, read},
    view::{Original, original, view},
};
use crate::{
    App, Result,
    error::internal,
    openapi::{Routes, get, post, put},
    platform::{
        cases::{Acting, Case},
        delegation::ForAnother,
        session::Actor,
    },
};

/// Every route of `/api/documents/incoming`.
pub fn router() -> Routes {
    Routes::new()
        .route("/incoming", get(list::list).post(register::register))
        .route("/incoming/duplicates", get(duplicates::duplicates))
        .route("/incoming/{id}/registration", put(registration::save))
        .route("/incoming/{id}/plan", put(plan::save))
        .route("/incoming/{id}/replies", post(reply::open))
        .route("/incoming/{id}/forwards", post(forward::forward))
}

/// What the module adds to an act on an incoming document.
pub async fn acted(app: &App, connection: &mut PgConnection, acting: &mut Acting<'_>) -> Result<()> {
    let effects: Vec<String> = acting.effects().map(str::to_owned).collect();
    for effect in effects {
        match effect.as_str() {
            "arrive" => registration::arrive(app, connection, acting).await?,
            "receive" => receive::receive(app, connection, acting).await?,
            "register" => registration::register(app, connection, acting).await?,
            other => return Err(internal(&format!("no effect {other} of an incoming document"))),
        }
    }
    let Some(step) = step_of(acting) else { return Ok(()) };
    match (acting.command, step.as_str()) {
        (Command::Reject { opinion, .. }, "receive" | "check") => {
            send_back::send_back(app, connection, acting, opinion).await
        }
        (Command::Approve { .. }, "check") => check::passed(connection, acting).await,
        (Command::Approve { .. }, "plan" | "instruct") => plan::handed_on(connection, acting, &step).await,
        _ => Ok(()),
    }
}

/// The step of the item that the command is about.
fn step_of(acting: &Acting<'_>) -> Option<String> {
    let item = match acting.command {
        Command::Approve { item, .. } | Command::Reject { item, .. } => *item,
        _ => return None,
    };
    step_at(acting.case, item).map(str::to_owned)
}

fn step_at(case: &Case, item: ItemId) -> Option<&str> {
    let visit = case.state.item(item)?.visit?;
    Some(case.state.visit(visit)?.step.as_str())
}

/// The post, the actor's own or one they act for, that has the case at hand at one of these steps.
fn at_hand(actor: &Actor, case: &Case, delegated: &[ForAnother], steps: &[&str]) -> Option<PostId> {
    if case.state.status != flow::Status::Running {
        return None;
    }
    case.state.items().filter(|(_, item)| item.is_open() && item.part.is_work()).find_map(|(id, item)| {
        let mine = actor.post(item.post).is_some() || delegated.iter().any(|other| other.item == id);
        (mine && step_at(case, id).is_some_and(|step| steps.contains(&step))).then_some(item.post)
    })
}
