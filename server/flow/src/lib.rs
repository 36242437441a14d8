//! The flow engine (流程引擎): a pure state machine. `(definition, state, context, command) → events | refusal`; the
//! state is the fold of the events. No I/O, no clock, no randomness: the server runs it in a transaction, the browser
//! runs it to simulate a definition, and both get the same.
//!
//! # How the server drives it
//! 1. [`needs`] names the assignments that the command could use; resolve them in one query into [`Context::posts`].
//! 2. [`apply`] gives the events or a [`Refusal`]. Append the events, take them into the stored [`State`].
//! 3. Project work items from [`Event::ItemOpened`] and its kin, do what [`Event::EffectDue`] and
//!    [`Event::SubflowStarted`] ask, in the same transaction.
//! 4. [`needs_of`] and [`allowed`] tell what the reader of a case may do; [`path`] where it has been and will go.
//!
//! # Model
//! A case *visits* steps. A visit without `left` holds a token. A parallel split opens a *fork*; its arms' tokens meet
//! at the join. Returns, withdrawals and reopening never bring a visit back to life: they make a new one that takes
//! the old one's work up, so the state only grows and everything that happened stays told.
//!
//! # Invariants (property-tested)
//! - Tokens are conserved: a running case has one token outside all splits, and every open fork accounts for all its
//!   arms. No work item is open in a visit that has been left, and every open visit has one that can be acted on.
//! - Every started case can reach an end.
//! - The state equals the fold of its events; a refused command gives no event.
//! - [`allowed`] says yes exactly where [`apply`] does.

mod allowed;
mod apply;
mod check;
mod command;
mod condition;
mod definition;
mod event;
mod fold;
mod ids;
mod needs;
mod path;
mod refusal;
mod state;
mod terms;

pub use allowed::{Allowed, Choice, Needed, Target, allowed};
pub use apply::apply;
pub use check::Flaw;
pub use command::{Action, AfterReturn, Choices, Command, Context, Place, ReturnTo};
pub use condition::{Condition, Fields};
pub use definition::{
    Arm, Assign, Case, Definition, Due, FieldHolds, Mode, Name, OnReject, Outcome, Slot, Step, StepKind, Work,
};
pub use event::{Arrival, Event, Forked, ItemPlanned, StepEntered};
pub use ids::{DepartmentId, ForkId, ItemId, OrganId, PersonId, PostId, StepId, VisitId};
pub use needs::{needs, needs_of};
pub use path::{PathStep, Standing, path};
pub use refusal::Refusal;
pub use state::{Ending, Fork, ForkStatus, Item, ItemStatus, State, Status, Visit};
pub use terms::{Cancelled, Closed, Entered, Left, Part};
