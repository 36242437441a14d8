//! Why a command is refused. A refused command changes nothing.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ids::{PostId, StepId};

/// A refusal; `code` is stable and the key of its words in the interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The case has already been started.
    AlreadyStarted,
    /// The case has not been started.
    NotStarted,
    /// The case is suspended (暂停).
    CaseSuspended,
    /// The case is not suspended.
    NotSuspended,
    /// The case has ended (办结).
    CaseFinished,
    /// The case has not ended.
    NotFinished,
    /// No such item in this case.
    NoSuchItem,
    /// The item is another post's.
    NotYourItem,
    /// The item has been finished or is no longer asked for.
    ItemClosed,
    /// The item's turn has not come: it waits for others.
    ItemWaiting,
    /// The item asks for something else (a reading item cannot be approved).
    WrongPart,
    /// Only the lead handler (主办) may do this.
    LeadOnly,
    /// The item must be claimed (签收) first.
    NotClaimed,
    /// It has been claimed already.
    AlreadyClaimed,
    /// The step is not one that is claimed.
    NotAClaim,
    /// Nobody else is left to take it.
    LastCandidate,
    /// Joint handlers (协办) have not finished.
    JointUnfinished,
    /// A reply that was asked for first has not come.
    ReplyAwaited,
    /// An opinion (or a reason) must be given.
    OpinionRequired,
    /// No post was named, or one twice, or one that has the case already.
    BadPosts,
    /// The step assigns nobody.
    NoHandler { step: StepId },
    /// A handler must be chosen for the step.
    ChooseHandler { step: StepId },
    /// The chosen post is not among those who may handle the step.
    NotACandidate { step: StepId, post: PostId },
    /// The case did not pass that step, or it is not a step for people.
    NoSuchTarget,
    /// Several steps come just before; one must be named.
    AmbiguousTarget,
    /// The next has already acted (下一环节已办理).
    NextHasActed,
    /// The act had an effect outside the flow (a number, a seal, a dispatch) that cannot be taken back.
    EffectDone,
    /// The item is not an act of the actor that can be taken back.
    NothingToWithdraw,
    /// Only the step's own handlers can be removed, and not the lead.
    NotASigner,
    /// Neither did the actor take part, nor is it theirs to do.
    NotPermitted,
    /// Only an administrator may do this.
    AdministratorOnly,
    /// There is no open item to urge.
    NothingOpen,
    /// The server did not resolve this step's handlers (a fault in the server).
    Unresolved { step: StepId },
    /// State and definition do not fit (a fault, never a person's).
    Inconsistent,
}

impl Refusal {
    /// The stable code, the same as in the serialised form.
    pub fn code(&self) -> &'static str {
        match self {
            Self::AlreadyStarted => "already_started",
            Self::NotStarted => "not_started",
            Self::CaseSuspended => "case_suspended",
            Self::NotSuspended => "not_suspended",
            Self::CaseFinished => "case_finished",
            Self::NotFinished => "not_finished",
            Self::NoSuchItem => "no_such_item",
            Self::NotYourItem => "not_your_item",
            Self::ItemClosed => "item_closed",
            Self::ItemWaiting => "item_waiting",
            Self::WrongPart => "wrong_part",
            Self::LeadOnly => "lead_only",
            Self::NotClaimed => "not_claimed",
            Self::AlreadyClaimed => "already_claimed",
            Self::NotAClaim => "not_a_claim",
            Self::LastCandidate => "last_candidate",
            Self::JointUnfinished => "joint_unfinished",
            Self::ReplyAwaited => "reply_awaited",
            Self::OpinionRequired => "opinion_required",
            Self::BadPosts => "bad_posts",
            Self::NoHandler { .. } => "no_handler",
            Self::ChooseHandler { .. } => "choose_handler",
            Self::NotACandidate { .. } => "not_a_candidate",
            Self::NoSuchTarget => "no_such_target",
            Self::AmbiguousTarget => "ambiguous_target",
            Self::NextHasActed => "next_has_acted",
            Self::EffectDone => "effect_done",
            Self::NothingToWithdraw => "nothing_to_withdraw",
            Self::NotASigner => "not_a_signer",
            Self::NotPermitted => "not_permitted",
            Self::AdministratorOnly => "administrator_only",
            Self::NothingOpen => "nothing_open",
            Self::Unresolved { .. } => "unresolved",
            Self::Inconsistent => "inconsistent",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for Refusal {}
