//! Commands: `(definition, state, context, command) → events | refusal`.

mod advance;
mod asides;
mod back;
mod decide;
mod items;
mod manage;
mod resolve;
mod run;
mod signers;
mod take_up;
mod undo;

use crate::allowed::Choice;
use crate::command::{Choices, Command, Context};
use crate::definition::Definition;
use crate::event::Event;
use crate::ids::ItemId;
use crate::refusal::Refusal;
use crate::state::{Item, State, Status};

pub(crate) use back::{previous, targets};
pub(crate) use resolve::ANYBODY;
pub(crate) use run::Run;

static NO_CHOICES: Choices = Choices::new();

/// Decides a command: the events that follow from it, in order. The state is not touched; take the events in with
/// [`State::apply_event`].
///
/// # Errors
/// Why it may not be done; nothing happens then.
pub fn apply(
    definition: &Definition,
    state: &State,
    context: &Context<'_>,
    command: &Command,
) -> Result<Vec<Event>, Refusal> {
    let mut run = Run::new(definition, state, context, choices_of(command), false);
    run.command(command)?;
    Ok(run.events)
}

/// Tries a command: whether it would be done, and for which steps handlers have to be chosen; missing choices are
/// filled in.
pub(crate) fn try_out(
    definition: &Definition,
    state: &State,
    context: &Context<'_>,
    command: &Command,
) -> (Result<(), Refusal>, Vec<Choice>) {
    let mut run = Run::new(definition, state, context, choices_of(command), true);
    let result = run.command(command);
    (result, run.trial.unwrap_or_default())
}

fn choices_of(command: &Command) -> &Choices {
    match command {
        Command::Submit { choices, .. }
        | Command::Approve { choices, .. }
        | Command::Reject { choices, .. }
        | Command::RemoveSigner { choices, .. }
        | Command::Jump { choices, .. } => choices,
        _ => &NO_CHOICES,
    }
}

impl Run<'_> {
    fn command(&mut self, command: &Command) -> Result<(), Refusal> {
        match command {
            Command::Start => self.start(),
            Command::Submit { item, opinion, .. } => self.submit(*item, opinion.as_deref()),
            Command::Approve { item, opinion, .. } => self.approve(*item, opinion.as_deref()),
            Command::Return { item, to, then, opinion } => self.return_to(*item, to, *then, opinion),
            Command::Reject { item, opinion, .. } => self.reject(*item, opinion),
            Command::Withdraw { item } => self.withdraw(*item),
            Command::AddSigner { item, posts, place, note } => {
                self.add_signers(*item, posts, *place, note.as_deref())
            }
            Command::RemoveSigner { item, note, .. } => self.remove_signer(*item, note.as_deref()),
            Command::Transfer { item, to, note } => self.transfer(*item, *to, note.as_deref()),
            Command::Consult { item, posts, question, blocking } => {
                self.consult(*item, posts, question, *blocking)
            }
            Command::Reply { item, opinion } => self.reply(*item, opinion),
            Command::MarkRead { item, opinion } => self.mark_read(*item, opinion.as_deref()),
            Command::Claim { item } => self.claim(*item),
            Command::Release { item } => self.release(*item),
            Command::Decline { item, opinion } => self.decline(*item, opinion.as_deref()),
            Command::Circulate { posts, note } => self.circulate(posts, note.as_deref()),
            Command::Recall { item } => self.recall(*item),
            Command::Urge { items, note } => self.urge(items, note.as_deref()),
            Command::Suspend { reason } => self.suspend(reason),
            Command::Resume { note } => self.resume(note.as_deref()),
            Command::Jump { to, reason, .. } => self.jump_by_administrator(to, reason),
            Command::FinishSpecially { reason } => self.finish_specially(reason),
            Command::Reopen { reason } => self.reopen_by(reason),
            Command::EndSubflow { visit, outcome } => self.end_subflow(*visit, *outcome),
            Command::Note => self.note(),
        }
    }

    fn running(&self) -> Result<(), Refusal> {
        match self.state.status {
            Status::New => Err(Refusal::NotStarted),
            Status::Running => Ok(()),
            Status::Suspended => Err(Refusal::CaseSuspended),
            Status::Finished => Err(Refusal::CaseFinished),
        }
    }

    fn started(&self) -> Result<(), Refusal> {
        if self.state.status == Status::New { Err(Refusal::NotStarted) } else { Ok(()) }
    }

    /// The actor's own item, whose turn it is.
    fn own(&self, id: ItemId) -> Result<Item, Refusal> {
        let item = self.item(id)?;
        if item.post != self.context.actor {
            return Err(Refusal::NotYourItem);
        }
        self.turn(id)
    }

    /// An item whose turn it is.
    fn turn(&self, id: ItemId) -> Result<Item, Refusal> {
        let item = self.item(id)?;
        match (item.is_open(), item.is_live()) {
            (true, _) => Ok(item.clone()),
            (false, true) => Err(Refusal::ItemWaiting),
            (false, false) => Err(Refusal::ItemClosed),
        }
    }
}

/// The text, where it says anything.
fn said(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn must_say(text: &str) -> Result<String, Refusal> {
    said(Some(text)).ok_or(Refusal::OpinionRequired)
}
