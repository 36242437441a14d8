//! The flow's refusals in words: what is wrong and what to do.

use flow::Refusal;

use crate::Language;

/// Says a refusal of the flow engine in the user's language.
pub fn refusal_words(refusal: &Refusal, language: Language) -> &'static str {
    let (chinese, english) = match refusal {
        Refusal::AlreadyStarted => ("事项已经发起", "The case has already been started"),
        Refusal::NotStarted => ("事项尚未发起", "The case has not been started"),
        Refusal::CaseSuspended => ("事项已暂停，恢复后才能办理", "The case is suspended; resume it first"),
        Refusal::NotSuspended => ("事项没有暂停", "The case is not suspended"),
        Refusal::CaseFinished => ("事项已经办结", "The case has ended"),
        Refusal::NotFinished => ("事项尚未办结", "The case has not ended"),
        Refusal::NoSuchItem => ("没有这项待办", "There is no such work item"),
        Refusal::NotYourItem => ("这项待办不由您办理", "This work item is another person's"),
        Refusal::ItemClosed => ("这项待办已经办理或撤销", "This work item has been handled or withdrawn"),
        Refusal::ItemWaiting => ("还没有轮到您办理", "It is not your turn yet"),
        Refusal::WrongPart => ("这项待办不能这样办理", "This work item asks for something else"),
        Refusal::LeadOnly => ("只有主办人可以办理此项操作", "Only the lead handler may do this"),
        Refusal::NotClaimed => ("请先签收再办理", "Claim it first"),
        Refusal::AlreadyClaimed => ("已有人签收", "Somebody has claimed it already"),
        Refusal::NotAClaim => ("此环节不需要签收", "This step is not claimed"),
        Refusal::LastCandidate => ("没有其他人可以接手", "Nobody else is left to take it"),
        Refusal::JointUnfinished => ("协办尚未完成", "Joint handlers have not finished"),
        Refusal::ReplyAwaited => ("征求的意见尚未答复", "A reply that was asked for has not come"),
        Refusal::OpinionRequired => ("请填写意见", "Please write an opinion"),
        Refusal::BadPosts => {
            ("请选择人员，且不能重复", "Name people who do not have the case already, each once")
        }
        Refusal::NoHandler { .. } => (
            "下一环节没有可办理的人员，请联系管理员",
            "Nobody can handle the next step; ask an administrator",
        ),
        Refusal::ChooseHandler { .. } => ("请选择下一环节的办理人", "Choose who handles the next step"),
        Refusal::NotACandidate { .. } => {
            ("所选人员不能办理该环节", "The person chosen may not handle that step")
        }
        Refusal::NoSuchTarget => ("不能退回或转到该环节", "The case cannot go to that step"),
        Refusal::AmbiguousTarget => {
            ("前面有多个环节，请选择其中一个", "Several steps come just before; choose one")
        }
        Refusal::NextHasActed => {
            ("下一环节已经办理，不能收回", "The next handler has acted; it cannot be taken back")
        }
        Refusal::EffectDone => (
            "已经编号、用印或分送，不能收回",
            "It has been numbered, sealed or dispatched and cannot be taken back",
        ),
        Refusal::NothingToWithdraw => ("没有可以收回的操作", "There is nothing to take back"),
        Refusal::NotASigner => ("只能减去加签的人员", "Only added signers can be removed"),
        Refusal::NotPermitted => ("您没有办理此项操作的权限", "You may not do this"),
        Refusal::AdministratorOnly => {
            ("只有流程管理员可以办理此项操作", "Only a flow administrator may do this")
        }
        Refusal::NothingOpen => ("没有可以催办的待办", "There is no open work item to urge"),
        Refusal::Unresolved { .. } | Refusal::Inconsistent => {
            ("系统出错，操作未生效，请稍后重试", "Something failed and nothing was changed; please try again")
        }
    };
    language.pick(chinese, english)
}
