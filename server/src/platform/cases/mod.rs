//! Cases: one way for every piece of work. A command goes through the flow engine; what it makes of it is
//! written as one event, its opinion, its work items and its participations, in one transaction.
//!
//! What is deliberately absent: any knowledge of a module. A module takes part through [`Module`].

mod act;
mod advance;
mod clock;
mod deadline;
mod definitions;
mod form;
mod handwriting;
mod history;
mod ink;
mod load;
mod opinions;
mod project;
mod recount;
mod resolve;
mod start;
mod subflow;
mod urge;
mod verify;
pub mod view;

use std::{collections::BTreeMap, future::Future, pin::Pin};

use api::{
    CaseId, OrganId, PersonId,
    cases::{CaseStatus, Urgency},
    form::FormFact,
    session::Channel,
};
use flow::{Command, Event, Fields, PostId, State};
use jiff::Timestamp;
use sqlx::PgConnection;

pub use act::{act, answered, one_at_a_time, perform, remember};
pub use advance::{advance, advance_confirming, advance_telling};
pub use deadline::{deadline, lamp};
pub use definitions::Definitions;
pub use form::form;
pub use handwriting::picture as handwriting;
pub use load::{administered_organs, load, lock, may_see};
pub use recount::{RECOUNT, Recount};
pub use start::{NewCase, link, start};
pub use subflow::{Child, plain_child};
pub use urge::UrgeDue;
pub use verify::{Told, verify, verify_all};
pub use view::{mark_seen, view};

use crate::{
    App, Result,
    platform::{jobs, session::Actor, settings::Kind},
};

pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What a module adds to the flow of its cases.
pub trait Module: Send + Sync {
    /// As in `cases.module`.
    fn name(&self) -> &'static str;

    /// What does the module's background jobs.
    fn jobs(&self) -> Vec<Box<dyn jobs::Handler>> {
        Vec::new()
    }

    /// The kinds of setting it adds.
    fn settings(&self) -> &'static [&'static dyn Kind] {
        &[]
    }

    /// Called in the transaction of every act, after the flow has agreed and before anything is written.
    /// It may refuse, carry out the effects that fell due, add facts to the event and change the case's
    /// title, number, urgency and fields.
    fn acted<'a>(
        &'a self,
        app: &'a App,
        connection: &'a mut PgConnection,
        acting: &'a mut Acting<'_>,
    ) -> BoxFuture<'a, Result<()>>;

    /// The kinds of its cases.
    fn kinds(&self) -> &'static [CaseKind];

    /// Whether the step's work is its holder's own and never delegated (委托), such as setting a seal.
    fn in_person(&self, _step: &flow::Step) -> bool {
        false
    }

    /// Compares what the module keeps of a case with what its history says of it: the sequence of the first event
    /// that differs. Part of every verification.
    fn differing<'a>(
        &'a self,
        _connection: &'a mut PgConnection,
        _case: &'a Case,
        _told: &'a [Told],
    ) -> BoxFuture<'a, Result<Option<i32>>> {
        Box::pin(async { Ok(None) })
    }

    /// What the handling sheet (处理单) says of a case besides what it says of every one.
    fn form_facts<'a>(
        &'a self,
        _connection: &'a mut PgConnection,
        _case: &'a Case,
    ) -> BoxFuture<'a, Result<Vec<FormFact>>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    /// The page of ours that the handling sheet leads to with a code: where a copy of the final file can be checked.
    fn check_path<'a>(
        &'a self,
        _connection: &'a mut PgConnection,
        _case: &'a Case,
    ) -> BoxFuture<'a, Result<Option<String>>> {
        Box::pin(async { Ok(None) })
    }

    /// Opens the child case of a sub-flow (子流程) of `parent` on the flow of that key, in the same transaction. It may
    /// hold what it needs of the parent. By default a case of the module that its drafter fills in.
    fn open_child<'a>(
        &'a self,
        app: &'a App,
        connection: &'a mut PgConnection,
        by: &'a By,
        parent: &'a Case,
        flow: &'a str,
    ) -> BoxFuture<'a, Result<Child>> {
        Box::pin(async move {
            let case = plain_child(app, connection, by, parent, flow, flow).await?;
            Ok(Child { case, submit: false })
        })
    }
}

/// A kind of case.
pub struct CaseKind {
    /// As in `cases.kind`.
    pub name: &'static str,
    pub chinese: &'static str,
    pub english: &'static str,
    /// Whether its work may be delegated (委托): what is about persons may not.
    pub delegable: bool,
}

/// An act as a module sees it.
pub struct Acting<'a> {
    pub case: &'a mut Case,
    pub by: &'a By,
    pub command: &'a Command,
    /// What the flow made of the command; the case's state has taken them in.
    pub events: &'a [Event],
    /// Points of the step's checklist that the actor ticked: keys that only the module knows.
    pub confirmed: &'a [String],
    /// What the event shall record of the module's part.
    pub facts: BTreeMap<String, String>,
}

impl Acting<'_> {
    /// The effects that fell due with this act, by name.
    pub fn effects(&self) -> impl Iterator<Item = &str> {
        self.events.iter().filter_map(|event| match event {
            Event::EffectDue { effect, .. } => Some(effect.as_str()),
            _ => None,
        })
    }
}

/// Who acts: always from one post.
#[derive(Clone, Debug)]
pub struct By {
    pub person: PersonId,
    /// The post of theirs from which they act; the event names it.
    pub own: PostId,
    /// The post that the flow sees: their own or, where they act for somebody (代), the principal's.
    pub post: PostId,
    pub channel: Channel,
    /// May administer the case (流程管理员).
    pub administrator: bool,
    /// Until then the person counts as having just proved who they are: for seals.
    pub proven_until: Timestamp,
    /// Whether the server acts, as a consequence of what the person did.
    pub system: bool,
}

impl By {
    pub fn new(actor: &Actor, post: PostId) -> Self {
        Self {
            person: actor.person,
            own: post,
            post,
            channel: actor.channel,
            administrator: false,
            proven_until: actor.proven_until,
            system: false,
        }
    }

    /// The actor in the name of another (代): from a post of their own, for the principal's.
    pub fn for_another(actor: &Actor, own: PostId, principal: PostId) -> Self {
        Self { own, ..Self::new(actor, principal) }
    }

    /// The server, in the place of this post.
    pub fn system_for(&self, post: PostId) -> Self {
        Self { post, administrator: true, system: true, ..self.clone() }
    }

    /// The principal's post, where the person acts for somebody (代).
    pub fn on_behalf_of(&self) -> Option<PostId> {
        (self.post != self.own && !self.system).then_some(self.post)
    }
}

/// A case as loaded.
#[derive(Clone, Debug)]
pub struct Case {
    pub id: CaseId,
    pub organ: OrganId,
    pub module: String,
    pub kind: String,
    pub title: String,
    pub number: Option<String>,
    pub status: CaseStatus,
    pub urgency: Urgency,
    pub drafter: PostId,
    pub flow_key: String,
    pub flow_version: i32,
    pub state: State,
    pub fields: Fields,
    /// Sequence of the last event.
    pub version: i32,
    /// Hash of the last event.
    pub head: String,
}

impl Case {
    /// The status that lists show, from the flow's state.
    fn status_of(state: &State) -> CaseStatus {
        match state.status {
            flow::Status::Suspended => CaseStatus::Suspended,
            flow::Status::Finished => match &state.ending {
                Some(ending) if ending.outcome == flow::Outcome::Rejected => CaseStatus::Rejected,
                _ => CaseStatus::Finished,
            },
            flow::Status::New => CaseStatus::Draft,
            flow::Status::Running if state.visits.len() <= 1 => CaseStatus::Draft,
            flow::Status::Running => CaseStatus::Running,
        }
    }
}
