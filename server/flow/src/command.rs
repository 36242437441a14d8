//! What a person (or, for [`Command::EndSubflow`], the server) asks of a case.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::condition::Fields;
use crate::definition::Outcome;
use crate::ids::{ItemId, PostId, StepId, VisitId};

/// Handlers chosen for steps that are entered next. Steps that are not entered are ignored.
pub type Choices = BTreeMap<StepId, Vec<PostId>>;

/// A command. Posts named in one (signers, readers, the one transferred to, free choices) are taken as they are: the
/// server checks before that they exist and may handle work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Begins the case: the actor becomes its drafter and gets the drafting item.
    Start,
    /// Sends a drafted or corrected case on (提交).
    Submit {
        item: ItemId,
        #[serde(default)]
        opinion: Option<String>,
        #[serde(default)]
        choices: Choices,
    },
    /// Agrees (同意), or finishes one's part (办毕). Moves the case on where that decides the step.
    Approve {
        item: ItemId,
        #[serde(default)]
        opinion: Option<String>,
        #[serde(default)]
        choices: Choices,
    },
    /// Sends the case back (退回); from inside a 会签 or a split, unfinished siblings are cancelled.
    Return { item: ItemId, to: ReturnTo, then: AfterReturn, opinion: String },
    /// Disagrees (不同意); what follows is the step's [`OnReject`](crate::OnReject).
    Reject {
        item: ItemId,
        opinion: String,
        #[serde(default)]
        choices: Choices,
    },
    /// Takes back (收回) one's own act, the closed `item`, before the next has acted.
    Withdraw { item: ItemId },
    /// Adds signers (加签) before or after oneself.
    AddSigner {
        item: ItemId,
        posts: Vec<PostId>,
        place: Place,
        #[serde(default)]
        note: Option<String>,
    },
    /// Removes a signer (减签): the unfinished `item` of another. By the one who added it, the one who sent the case
    /// here, the lead, or an administrator. The step may be decided by it.
    RemoveSigner {
        item: ItemId,
        #[serde(default)]
        note: Option<String>,
        #[serde(default)]
        choices: Choices,
    },
    /// Hands an item to another post (转办). An administrator may hand over anyone's.
    Transfer {
        item: ItemId,
        to: PostId,
        #[serde(default)]
        note: Option<String>,
    },
    /// Asks others (征求意见). With `blocking`, one's own item waits for the replies.
    Consult {
        item: ItemId,
        posts: Vec<PostId>,
        question: String,
        #[serde(default)]
        blocking: bool,
    },
    /// Answers a consultation.
    Reply { item: ItemId, opinion: String },
    /// Confirms reading (阅毕).
    MarkRead {
        item: ItemId,
        #[serde(default)]
        opinion: Option<String>,
    },
    /// Claims an offered item (签收).
    Claim { item: ItemId },
    /// Gives a claimed item back to all it was offered to (撤销签收).
    Release { item: ItemId },
    /// Declines an offered item (拒签); the last one it is offered to cannot.
    Decline {
        item: ItemId,
        #[serde(default)]
        opinion: Option<String>,
    },
    /// Sends the case for reading (抄送, 传阅), in any state, by anyone who took part.
    Circulate {
        posts: Vec<PostId>,
        #[serde(default)]
        note: Option<String>,
    },
    /// Calls back an unread reading item (取消传阅). By the one who circulated it or an administrator.
    Recall { item: ItemId },
    /// Urges (催办) the holders of these open items, or of all where none is named.
    Urge {
        #[serde(default)]
        items: Vec<ItemId>,
        #[serde(default)]
        note: Option<String>,
    },
    /// Stops the case (暂停). By the drafter, one who has it at hand, or an administrator.
    Suspend { reason: String },
    /// Lets it go on (恢复). By those who may suspend.
    Resume {
        #[serde(default)]
        note: Option<String>,
    },
    /// Moves the whole case to a step (重定位). Administrators only.
    Jump {
        to: StepId,
        reason: String,
        #[serde(default)]
        choices: Choices,
    },
    /// Ends the case outside its flow (特殊办结). By an administrator, or by the drafter while drafting (撤件).
    FinishSpecially { reason: String },
    /// Takes an ended case up again where it ended (恢复待办). By an administrator or the one whose act ended it.
    Reopen { reason: String },
    /// The child case started by `visit` has ended. The server only.
    EndSubflow { visit: VisitId, outcome: Outcome },
    /// Something was done with the case beside its flow, in any state; what, the module says in the event's facts. It
    /// moves nothing. The server only.
    Note,
}

/// Where a return goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ReturnTo {
    /// The drafter.
    Drafter,
    /// The step handled just before; refused as ambiguous behind a join with several arms.
    Previous,
    /// A step passed on the way here.
    Step(StepId),
}

/// What happens once a returned case has been corrected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AfterReturn {
    /// It goes through all steps again (逐级重走).
    #[default]
    Again,
    /// It comes straight back to the returner and to those the return interrupted (直送退回人).
    Straight,
}

/// Where an added signer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// 前加签: one's own item waits for them.
    Before,
    /// 后加签: they follow one's own approval.
    After,
}

/// The name of a command, for buttons and permissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Start,
    Submit,
    Approve,
    Return,
    Reject,
    Withdraw,
    AddSigner,
    RemoveSigner,
    Transfer,
    Consult,
    Reply,
    MarkRead,
    Claim,
    Release,
    Decline,
    Circulate,
    Recall,
    Urge,
    Suspend,
    Resume,
    Jump,
    FinishSpecially,
    Reopen,
    EndSubflow,
    Note,
}

impl Command {
    /// Which action this is.
    pub fn action(&self) -> Action {
        match self {
            Self::Start => Action::Start,
            Self::Submit { .. } => Action::Submit,
            Self::Approve { .. } => Action::Approve,
            Self::Return { .. } => Action::Return,
            Self::Reject { .. } => Action::Reject,
            Self::Withdraw { .. } => Action::Withdraw,
            Self::AddSigner { .. } => Action::AddSigner,
            Self::RemoveSigner { .. } => Action::RemoveSigner,
            Self::Transfer { .. } => Action::Transfer,
            Self::Consult { .. } => Action::Consult,
            Self::Reply { .. } => Action::Reply,
            Self::MarkRead { .. } => Action::MarkRead,
            Self::Claim { .. } => Action::Claim,
            Self::Release { .. } => Action::Release,
            Self::Decline { .. } => Action::Decline,
            Self::Circulate { .. } => Action::Circulate,
            Self::Recall { .. } => Action::Recall,
            Self::Urge { .. } => Action::Urge,
            Self::Suspend { .. } => Action::Suspend,
            Self::Resume { .. } => Action::Resume,
            Self::Jump { .. } => Action::Jump,
            Self::FinishSpecially { .. } => Action::FinishSpecially,
            Self::Reopen { .. } => Action::Reopen,
            Self::EndSubflow { .. } => Action::EndSubflow,
            Self::Note => Action::Note,
        }
    }
}

/// All that the engine has to know besides definition and state.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    /// The post acted for. Where a delegate (受托人) acts, this is the principal's post; who really acted is in the
    /// event's envelope.
    pub actor: PostId,
    /// Whether the actor may administer this case (流程管理员).
    pub administrator: bool,
    /// Whether the server itself acts; only it may end sub-flows and write notes. Never taken from a request.
    pub system: bool,
    /// The fields of the case, for conditions.
    pub fields: &'a Fields,
    /// The answer to [`needs`](crate::needs): for each step named there the resolved posts, in order, possibly none.
    pub posts: BTreeMap<StepId, Vec<PostId>>,
}

impl<'a> Context<'a> {
    /// A person without special rights, nothing resolved yet.
    pub fn new(actor: PostId, fields: &'a Fields) -> Self {
        Self { actor, administrator: false, system: false, fields, posts: BTreeMap::new() }
    }
}
