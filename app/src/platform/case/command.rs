//! From what the dialog holds to the engine's command. Pure.

use flow::{Action, AfterReturn, Allowed, Choices, Command, Place, PostId, ReturnTo, Target};

/// What a person has filled in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filled {
    /// The opinion, reason, note or question.
    pub text: String,
    /// There is an opinion by hand, which may stand for the words.
    pub handwritten: bool,
    pub target: Option<Target>,
    pub then: AfterReturn,
    pub posts: Vec<PostId>,
    /// Added signers come before oneself.
    pub before: bool,
    pub blocking: bool,
    pub choices: Choices,
}

/// What is missing before it can be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    Text,
    Target,
    Posts,
    Handlers,
    /// The action wants an item and the server named none.
    Item,
}

/// What the text of an action is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKind {
    Opinion,
    Reason,
    Note,
    Question,
    /// The action carries no words.
    None,
}

pub fn text_kind(action: Action) -> TextKind {
    match action {
        Action::Submit
        | Action::Approve
        | Action::Return
        | Action::Reject
        | Action::Reply
        | Action::MarkRead
        | Action::Decline => TextKind::Opinion,
        Action::Suspend | Action::Jump | Action::FinishSpecially | Action::Reopen => TextKind::Reason,
        Action::AddSigner
        | Action::RemoveSigner
        | Action::Transfer
        | Action::Circulate
        | Action::Urge
        | Action::Resume => TextKind::Note,
        Action::Consult => TextKind::Question,
        Action::Start
        | Action::Withdraw
        | Action::Claim
        | Action::Release
        | Action::Recall
        | Action::EndSubflow
        | Action::Note => TextKind::None,
    }
}

/// Whether the action cannot go without words.
pub fn text_required(allowed: &Allowed) -> bool {
    allowed.needs.opinion
        || matches!(
            allowed.action,
            Action::Return
                | Action::Reject
                | Action::Reply
                | Action::Consult
                | Action::Suspend
                | Action::Jump
                | Action::FinishSpecially
                | Action::Reopen
        )
}

/// Whether the action's handlers are one person, not several.
pub fn one_person(action: Action) -> bool {
    action == Action::Transfer
}

/// The command, or the first thing that is missing.
pub fn command(allowed: &Allowed, filled: &Filled) -> Result<Command, Missing> {
    let words = filled.text.trim().to_owned();
    let by_hand = filled.handwritten && text_kind(allowed.action) == TextKind::Opinion;
    if words.is_empty() && text_required(allowed) && !by_hand {
        return Err(Missing::Text);
    }
    if allowed.needs.posts && filled.posts.is_empty() {
        return Err(Missing::Posts);
    }
    if !handlers_chosen(allowed, &filled.choices) {
        return Err(Missing::Handlers);
    }
    let item = allowed.item.ok_or(Missing::Item);
    let some = (!words.is_empty()).then(|| words.clone());
    let posts = filled.posts.clone();
    let choices = filled.choices.clone();
    Ok(match allowed.action {
        Action::Start | Action::EndSubflow | Action::Note => Command::Start,
        Action::Submit => Command::Submit { item: item?, opinion: some, choices },
        Action::Approve => Command::Approve { item: item?, opinion: some, choices },
        Action::Return => {
            Command::Return { item: item?, to: return_to(filled)?, then: filled.then, opinion: words }
        }
        Action::Reject => Command::Reject { item: item?, opinion: words, choices },
        Action::Withdraw => Command::Withdraw { item: item? },
        Action::AddSigner => {
            let place = if filled.before { Place::Before } else { Place::After };
            Command::AddSigner { item: item?, posts, place, note: some }
        }
        Action::RemoveSigner => Command::RemoveSigner { item: item?, note: some, choices },
        Action::Transfer => {
            let to = *posts.first().ok_or(Missing::Posts)?;
            Command::Transfer { item: item?, to, note: some }
        }
        Action::Consult => {
            Command::Consult { item: item?, posts, question: words, blocking: filled.blocking }
        }
        Action::Reply => Command::Reply { item: item?, opinion: words },
        Action::MarkRead => Command::MarkRead { item: item?, opinion: some },
        Action::Claim => Command::Claim { item: item? },
        Action::Release => Command::Release { item: item? },
        Action::Decline => Command::Decline { item: item?, opinion: some },
        Action::Circulate => Command::Circulate { posts, note: some },
        Action::Recall => Command::Recall { item: item? },
        Action::Urge => Command::Urge { items: allowed.item.into_iter().collect(), note: some },
        Action::Suspend => Command::Suspend { reason: words },
        Action::Resume => Command::Resume { note: some },
        Action::Jump => {
            let to = filled.target.as_ref().ok_or(Missing::Target)?.step.clone();
            Command::Jump { to, reason: words, choices }
        }
        Action::FinishSpecially => Command::FinishSpecially { reason: words },
        Action::Reopen => Command::Reopen { reason: words },
    })
}

fn return_to(filled: &Filled) -> Result<ReturnTo, Missing> {
    let target = filled.target.as_ref().ok_or(Missing::Target)?;
    Ok(if target.drafter { ReturnTo::Drafter } else { ReturnTo::Step(target.step.clone()) })
}

/// Whether a choice is asked for, given the choices made before it: some only matter where an earlier, optional
/// step is skipped.
pub fn asked_for(choice: &flow::Choice, choices: &Choices) -> bool {
    choice.if_skipped.iter().all(|step| choices.get(step).is_none_or(Vec::is_empty))
}

fn handlers_chosen(allowed: &Allowed, choices: &Choices) -> bool {
    let fine = |choice: &flow::Choice| {
        !choice.required
            || !asked_for(choice, choices)
            || choices.get(&choice.step).is_some_and(|posts| !posts.is_empty())
    };
    allowed.needs.choices.iter().all(fine)
}

#[cfg(test)]
mod tests {
    use flow::{Choice, ItemId, Name, Needed, StepId};
    use uuid::Uuid;

    use super::*;

    fn allowed(action: Action) -> Allowed {
        Allowed { action, item: Some(ItemId(3)), refusal: None, needs: Needed::default() }
    }

    fn target(step: &str, drafter: bool) -> Target {
        Target { step: step.into(), name: Name::default(), drafter, previous: false }
    }

    #[test]
    fn an_approval_may_go_without_words() {
        let command = command(&allowed(Action::Approve), &Filled::default());
        let expected = Command::Approve { item: ItemId(3), opinion: None, choices: Choices::new() };
        assert_eq!(command, Ok(expected));
    }

    #[test]
    fn spaces_are_no_opinion() {
        let mut approve = allowed(Action::Approve);
        approve.needs.opinion = true;
        let filled = Filled { text: "  \n".into(), ..Filled::default() };
        assert_eq!(command(&approve, &filled), Err(Missing::Text));
    }

    #[test]
    fn what_is_written_by_hand_stands_for_words_where_an_opinion_is_asked() {
        let filled = Filled { handwritten: true, ..Filled::default() };
        let expected = Command::Reject { item: ItemId(3), opinion: String::new(), choices: Choices::new() };
        assert_eq!(command(&allowed(Action::Reject), &filled), Ok(expected));
        assert_eq!(command(&allowed(Action::Suspend), &filled), Err(Missing::Text), "a reason is typed");
    }

    #[test]
    fn a_return_names_its_step_and_its_reason() {
        let mut filled = Filled { text: "请核改".into(), ..Filled::default() };
        assert_eq!(command(&allowed(Action::Return), &filled), Err(Missing::Target));
        filled.target = Some(target("review", false));
        let Ok(Command::Return { to, opinion, .. }) = command(&allowed(Action::Return), &filled) else {
            panic!("a return with step and reason is complete")
        };
        assert_eq!((to, opinion.as_str()), (ReturnTo::Step("review".into()), "请核改"));
        filled.target = Some(target("draft", true));
        let Ok(Command::Return { to, .. }) = command(&allowed(Action::Return), &filled) else {
            panic!("a return to the drafter is complete")
        };
        assert_eq!(to, ReturnTo::Drafter);
    }

    #[test]
    fn a_handler_is_asked_for_only_where_the_optional_step_before_is_skipped() {
        let choice = |step: &str, required, if_skipped: Vec<StepId>| Choice {
            step: step.into(),
            name: Name::default(),
            one: true,
            required,
            candidates: None,
            if_skipped,
        };
        let mut submit = allowed(Action::Submit);
        submit.needs.choices =
            vec![choice("countersign", false, vec![]), choice("sign", true, vec!["countersign".into()])];
        let mut filled = Filled::default();
        assert_eq!(command(&submit, &filled), Err(Missing::Handlers));
        filled.choices.insert("countersign".into(), vec![PostId(Uuid::from_u128(1))]);
        assert!(command(&submit, &filled).is_ok());
    }
}
