//! What a post may do with a case now, and why not what it may not: computed by trying each command on the state, so
//! that it cannot disagree with [`apply`](crate::apply).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::apply::{ANYBODY, Run, previous, targets, try_out};
use crate::command::{Action, AfterReturn, Command, Context, Place, ReturnTo};
use crate::definition::{Definition, Mode, Name, Step, StepKind};
use crate::ids::{ItemId, PostId, StepId, VisitId};
use crate::refusal::Refusal;
use crate::state::{Item, State, Status};
use crate::terms::{Closed, Part};

/// One action, on one item or (`item` is `None`) on the case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Allowed {
    pub action: Action,
    pub item: Option<ItemId>,
    /// Why not; `None` means it may be done.
    pub refusal: Option<Refusal>,
    pub needs: Needed,
}

/// What the one who acts must or may supply.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Needed {
    /// An opinion, a reason or a question must be given.
    pub opinion: bool,
    /// Other posts must be named (transfer, added signers, consultation, circulation).
    pub posts: bool,
    /// Steps the case can be returned or moved to; one must be named.
    pub targets: Vec<Target>,
    /// Steps for which handlers are chosen.
    pub choices: Vec<Choice>,
}

/// A step to return or jump to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Target {
    pub step: StepId,
    pub name: Name,
    /// It is the drafter's step.
    pub drafter: bool,
    /// It is the only step handled just before.
    pub previous: bool,
}

/// Handlers to choose for one step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub step: StepId,
    pub name: Name,
    /// Exactly one is chosen, not several.
    pub one: bool,
    /// Whether choosing nobody is refused; else the step is skipped then.
    pub required: bool,
    /// Out of these; freely where `None`.
    pub candidates: Option<Vec<PostId>>,
    /// The choice only matters if nobody is chosen for these (optional) steps, which come first.
    pub if_skipped: Vec<StepId>,
}

/// Stands for an opinion in a trial.
const SAID: &str = "同意";

/// Every action of the actor on the case, allowed or not. `context.posts` must hold the answers to
/// [`needs_of`](crate::needs_of).
pub fn allowed(definition: &Definition, state: &State, context: &Context<'_>) -> Vec<Allowed> {
    let desk = Desk { definition, state, context };
    if state.status == Status::New {
        return vec![desk.try_out(None, &Command::Start, Needed::default())];
    }
    let mut all = Vec::new();
    for (id, item) in state.items().filter(|(_, item)| item.post == context.actor && item.is_live()) {
        desk.on_own(id, item, &mut all);
    }
    desk.on_others(&mut all);
    desk.on_past(&mut all);
    desk.on_case(&mut all);
    all
}

struct Desk<'a> {
    definition: &'a Definition,
    state: &'a State,
    context: &'a Context<'a>,
}

impl Desk<'_> {
    fn try_out(&self, item: Option<ItemId>, command: &Command, mut needs: Needed) -> Allowed {
        let (result, choices) = try_out(self.definition, self.state, self.context, command);
        needs.choices = choices;
        Allowed { action: command.action(), item, refusal: result.err(), needs }
    }

    fn on_own(&self, id: ItemId, item: &Item, all: &mut Vec<Allowed>) {
        let mut offer = |command: Command, needs| all.push(self.try_out(Some(id), &command, needs));
        let (plain, said, posts, none) = (Needed::default, Needed::opinion, Needed::posts, BTreeMap::new);
        match item.part {
            Part::Read => offer(Command::MarkRead { item: id, opinion: None }, plain()),
            Part::Consult => offer(Command::Reply { item: id, opinion: SAID.into() }, said()),
            Part::Draft => offer(Command::Submit { item: id, opinion: None, choices: none() }, plain()),
            Part::Handle | Part::Lead | Part::Joint => {
                let visit = item.visit.and_then(|visit| self.state.visit(visit));
                if visit.and_then(|visit| visit.mode) == Some(Mode::Claim) {
                    offer(Command::Claim { item: id }, plain());
                    offer(Command::Release { item: id }, plain());
                    offer(Command::Decline { item: id, opinion: None }, plain());
                }
                let step = visit.and_then(|visit| self.definition.step(&visit.step));
                let must = step.and_then(|step| step.work()).is_some_and(|work| work.opinion_required);
                let opinion = must.then(|| SAID.to_owned());
                let needs = Needed { opinion: must, ..plain() };
                offer(Command::Approve { item: id, opinion, choices: none() }, needs);
                let targets = item.visit.map(|visit| self.targets(visit)).unwrap_or_default();
                let to =
                    targets.first().map_or(ReturnTo::Drafter, |nearest| ReturnTo::Step(nearest.step.clone()));
                let then = AfterReturn::Again;
                let needs = Needed { targets, ..said() };
                offer(Command::Return { item: id, to, then, opinion: SAID.into() }, needs);
                offer(Command::Reject { item: id, opinion: SAID.into(), choices: none() }, said());
                let (place, note) = (Place::Before, None);
                offer(Command::AddSigner { item: id, posts: vec![ANYBODY], place, note }, posts());
            }
        }
        if item.part.is_work() {
            offer(Command::Transfer { item: id, to: ANYBODY, note: None }, posts());
            let (question, posts) = (SAID.to_owned(), vec![ANYBODY]);
            let consult = Command::Consult { item: id, posts, question, blocking: false };
            offer(consult, Needed { posts: true, ..said() });
        }
    }

    fn targets(&self, visit: VisitId) -> Vec<Target> {
        let choices = BTreeMap::new();
        let run = Run::new(self.definition, self.state, self.context, &choices, true);
        let before = previous(&run, visit);
        let target = |id: VisitId| {
            let step = self.definition.step(&self.state.visit(id)?.step)?;
            let drafter = step.kind == StepKind::Start;
            Some(Target { step: step.id.clone(), name: step.name.clone(), drafter, previous: before == [id] })
        };
        targets(&run, visit).into_iter().filter_map(target).collect()
    }

    /// Signers to remove, items of others to hand over, readings to call back: only what is allowed.
    fn on_others(&self, all: &mut Vec<Allowed>) {
        for (item, other) in self.state.items().filter(|(_, item)| item.is_live()) {
            let mut offer = |command: Command, needs| {
                let tried = self.try_out(Some(item), &command, needs);
                if tried.refusal.is_none() {
                    all.push(tried);
                }
            };
            if other.part == Part::Read {
                offer(Command::Recall { item }, Needed::default());
            } else if other.part.is_work() && other.post != self.context.actor {
                let choices = BTreeMap::new();
                offer(Command::RemoveSigner { item, note: None, choices }, Needed::default());
                offer(Command::Transfer { item, to: ANYBODY, note: None }, Needed::posts());
            }
        }
    }

    /// What can be taken back; where nothing can, why not the last act.
    fn on_past(&self, all: &mut Vec<Allowed>) {
        let decisive = |item: &Item| {
            let how = item.closed().filter(|_| !item.carried);
            matches!(how, Some(Closed::Submitted | Closed::Approved | Closed::Rejected | Closed::Returned))
        };
        let own =
            self.state.items().rev().filter(|(_, item)| item.post == self.context.actor && decisive(item));
        let tried =
            own.map(|(item, _)| self.try_out(Some(item), &Command::Withdraw { item }, Needed::default()));
        let (mut can, cannot): (Vec<_>, Vec<_>) = tried.partition(|tried| tried.refusal.is_none());
        if can.is_empty() {
            can.extend(cannot.into_iter().next());
        }
        all.extend(can);
    }

    fn on_case(&self, all: &mut Vec<Allowed>) {
        let mut offer = |command: Command, needs| all.push(self.try_out(None, &command, needs));
        offer(Command::Circulate { posts: vec![ANYBODY], note: None }, Needed::posts());
        offer(Command::Urge { items: Vec::new(), note: None }, Needed::default());
        if self.state.status == Status::Suspended {
            offer(Command::Resume { note: None }, Needed::default());
        } else {
            offer(Command::Suspend { reason: SAID.into() }, Needed::opinion());
        }
        if self.state.status == Status::Finished {
            offer(Command::Reopen { reason: SAID.into() }, Needed::opinion());
        } else {
            offer(Command::FinishSpecially { reason: SAID.into() }, Needed::opinion());
        }
        all.extend(self.jump());
    }

    /// One entry; the targets are those to which a jump would succeed.
    fn jump(&self) -> Option<Allowed> {
        let handled = |step: &&Step| matches!(step.kind, StepKind::Start | StepKind::Work(_));
        let mut refused = None;
        let mut found: Option<Allowed> = None;
        for step in self.definition.steps.iter().filter(handled) {
            let choices = BTreeMap::new();
            let command = Command::Jump { to: step.id.clone(), reason: SAID.into(), choices };
            let mut tried = self.try_out(None, &command, Needed::opinion());
            let choices = std::mem::take(&mut tried.needs.choices);
            if tried.refusal.is_some() {
                refused = refused.or(Some(tried));
                continue;
            }
            let drafter = step.kind == StepKind::Start;
            let target = Target { step: step.id.clone(), name: step.name.clone(), drafter, previous: false };
            let all = found.get_or_insert(tried);
            all.needs.targets.push(target);
            let new =
                choices.into_iter().filter(|choice| !all.needs.choices.iter().any(|c| c.step == choice.step));
            let new: Vec<_> = new.collect();
            all.needs.choices.extend(new);
        }
        found.or(refused)
    }
}

impl Needed {
    fn opinion() -> Self {
        Self { opinion: true, ..Self::default() }
    }

    fn posts() -> Self {
        Self { posts: true, ..Self::default() }
    }
}
