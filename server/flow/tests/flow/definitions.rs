//! Short ways to write definitions. Posts are single letters; who handles a step is written `"BC"` (these), `"?"`
//! (chosen freely), `"?BC"` (chosen out of these), `"@"` (the drafter), `"=step"` (who handled that step), `"$field"` (the posts in
//! that field); a `~` behind it makes the step optional.

use flow::{
    Arm, Assign, Case, Condition, Definition, Due, FieldHolds, Mode, Name, OnReject, Outcome, PostId, Step,
    StepId, StepKind, Work,
};
use uuid::Uuid;

pub fn post(letter: char) -> PostId {
    PostId(Uuid::from_u128(letter as u128))
}

pub fn letter(post: PostId) -> char {
    u32::try_from(post.0.as_u128()).ok().and_then(char::from_u32).unwrap_or('*')
}

pub fn posts(letters: &str) -> Vec<PostId> {
    letters.chars().map(post).collect()
}

pub fn definition(steps: Vec<Step>) -> Definition {
    Definition { key: "test".into(), version: 1, name: name("test"), steps, slots: vec![] }
}

pub fn sound(steps: Vec<Step>) -> Definition {
    let definition = definition(steps);
    assert_eq!(definition.check(), Ok(()));
    definition
}

fn name(id: &str) -> Name {
    Name { zh: format!("环节{id}"), en: id.into() }
}

pub fn step(id: &str, kind: StepKind, next: Option<&str>) -> Step {
    Step {
        id: id.into(),
        name: name(id),
        kind,
        next: next.map(StepId::from),
        opinion_slot: None,
        effect: None,
        due: None,
        due_field: None,
        no_return: false,
    }
}

pub fn assign(who: &str) -> Assign {
    let who = who.trim_end_matches('~');
    let (first, rest) = who.split_at(who.len().min(1));
    match first {
        "?" if rest.is_empty() => Assign::Chosen { from: None },
        "?" => Assign::Chosen { from: Some(Box::new(assign(rest))) },
        "@" => Assign::Drafter,
        "=" => Assign::HandlersOf { step: rest.into() },
        "$" => Assign::Field { field: rest.into(), holds: FieldHolds::Posts },
        _ => Assign::Posts(posts(who)),
    }
}

pub fn start(next: &str) -> Step {
    step("draft", StepKind::Start, Some(next))
}

pub fn work(id: &str, mode: Mode, who: &str, next: &str) -> Step {
    let (optional, on_reject, opinion_required) = (who.ends_with('~'), OnReject::End, false);
    let work = Work { mode, assign: assign(who), optional, on_reject, opinion_required };
    step(id, StepKind::Work(work), Some(next))
}

pub fn one(id: &str, who: &str, next: &str) -> Step {
    work(id, Mode::One, who, next)
}

pub fn all(id: &str, who: &str, next: &str) -> Step {
    work(id, Mode::All, who, next)
}

pub fn split(id: &str, arms: &[&str], join: &str) -> Step {
    let arms = arms.iter().map(|next| Arm { when: None, next: (*next).into() }).collect();
    step(id, StepKind::Split { arms, join: join.into() }, None)
}

pub fn split_when(id: &str, arms: &[(&str, &str)], join: &str) -> Step {
    let arm = |(field, next): &(&str, &str)| Arm { when: Some(filled(field)), next: (*next).into() };
    step(id, StepKind::Split { arms: arms.iter().map(arm).collect(), join: join.into() }, None)
}

pub fn join(id: &str, next: &str) -> Step {
    step(id, StepKind::Join, Some(next))
}

pub fn branch(id: &str, cases: &[(&str, &str)], otherwise: &str) -> Step {
    let case = |(field, next): &(&str, &str)| Case { when: filled(field), next: (*next).into() };
    step(id, StepKind::Branch { cases: cases.iter().map(case).collect(), otherwise: otherwise.into() }, None)
}

pub fn filled(field: &str) -> Condition {
    Condition::NotEmpty { field: field.into() }
}

pub fn automatic(id: &str, effect: &str, next: &str) -> Step {
    effecting(effect, step(id, StepKind::Automatic, Some(next)))
}

pub fn circulate(id: &str, who: &str, next: &str) -> Step {
    step(id, StepKind::Circulate { assign: assign(who) }, Some(next))
}

pub fn subflow(id: &str, wait: bool, next: &str) -> Step {
    step(id, StepKind::Subflow { definition: "child".into(), wait }, Some(next))
}

pub fn end() -> Step {
    step("end", StepKind::End { outcome: Outcome::Completed }, None)
}

pub fn effecting(effect: &str, step: Step) -> Step {
    Step { effect: Some(effect.into()), ..step }
}

pub fn due(working_days: u16, step: Step) -> Step {
    Step { due: Some(Due::WorkingDays(working_days)), ..step }
}

pub fn rejecting(on_reject: OnReject, mut step: Step) -> Step {
    if let StepKind::Work(work) = &mut step.kind {
        work.on_reject = on_reject;
    }
    step
}

pub fn must_opine(mut step: Step) -> Step {
    if let StepKind::Work(work) = &mut step.kind {
        work.opinion_required = true;
    }
    step
}

/// 发文 after domain A11, with 会签 and a legality check on condition.
pub fn outgoing() -> Definition {
    sound(vec![
        start("head"),
        one("head", "B", "countersign"),
        all("countersign", "?CDE~", "edit"),
        one("edit", "F", "normative"),
        branch("normative", &[("normative", "legality")], "lead"),
        one("legality", "G", "lead"),
        one("lead", "H", "recheck"),
        one("recheck", "F", "number"),
        automatic("number", "number", "seal"),
        effecting("seal", one("seal", "K", "copy")),
        circulate("copy", "BC", "end"),
        end(),
    ])
}

/// draft A → countersign by B, C, D → sign by S.
pub fn countersigned() -> Definition {
    sound(vec![start("countersign"), all("countersign", "BCD", "sign"), one("sign", "S", "end"), end()])
}

/// draft A → head H → two arms (B then C; D) → sign S.
pub fn parallel() -> Definition {
    sound(vec![
        start("head"),
        one("head", "H", "fork"),
        split("fork", &["b", "d"], "meet"),
        one("b", "B", "c"),
        one("c", "C", "meet"),
        one("d", "D", "meet"),
        join("meet", "sign"),
        one("sign", "S", "end"),
        end(),
    ])
}
