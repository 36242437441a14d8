//! Moving tokens forward: from a step that is done to wherever people have to act next.

use super::items::planned;
use super::run::Run;
use crate::definition::{Assign, Mode, Outcome, Step, StepKind, Work};
use crate::event::{Event, Forked, ItemPlanned, StepEntered};
use crate::ids::{ForkId, ItemId, StepId, VisitId};
use crate::refusal::Refusal;
use crate::state::ForkStatus;
use crate::terms::{Entered, Left, Part};

/// A token on its way.
#[derive(Clone)]
pub(crate) struct Token {
    pub fork: Option<ForkId>,
    pub from: Vec<VisitId>,
    pub how: Entered,
    /// Optional steps it passed over because nobody was chosen for them.
    pub skipped: Vec<StepId>,
}

impl Token {
    pub fn new(fork: Option<ForkId>, from: Vec<VisitId>, how: Entered) -> Self {
        Self { fork, from, how, skipped: Vec::new() }
    }
}

impl Run<'_> {
    /// A step is done: its effect falls due and its token goes on.
    pub fn pass(&mut self, visit: VisitId, by: Option<ItemId>) -> Result<(), Refusal> {
        self.leave(visit, Left::Passed, by)?;
        let step = self.step_of(visit)?;
        self.effect(visit, step)?;
        let left = self.visit(visit)?;
        if left.straight {
            return self.go_straight_back(visit);
        }
        let token = Token::new(left.fork, vec![visit], Entered::Forward);
        self.go(step.next.as_ref().ok_or(Refusal::Inconsistent)?, token)
    }

    fn effect(&mut self, visit: VisitId, step: &Step) -> Result<(), Refusal> {
        let Some(effect) = step.effect.clone() else { return Ok(()) };
        self.emit(Event::EffectDue { visit, step: step.id.clone(), effect, cause: self.cause })
    }

    /// Brings a token to a step and on, until people (or a child case) have to act.
    pub fn go(&mut self, to: &StepId, mut token: Token) -> Result<(), Refusal> {
        let mut step = self.step(to)?;
        loop {
            self.count_step()?;
            let next = match &step.kind {
                StepKind::Start => {
                    let drafter = self.state.drafter.ok_or(Refusal::Inconsistent)?;
                    let visit = self.enter(step, None, &token)?;
                    self.plan_in(visit, drafter, Part::Draft, Vec::new())?;
                    return self.open_ready(visit);
                }
                StepKind::Work(work) => match self.enter_work(step, work, &token)? {
                    None => return Ok(()),
                    Some(skipped) => {
                        token.from = vec![skipped];
                        if matches!(work.assign, Assign::Chosen { .. }) {
                            token.skipped.push(step.id.clone());
                        }
                        next_of(step)?
                    }
                },
                StepKind::Subflow { definition, wait } => {
                    let visit = self.start_subflow(step, definition, *wait, &token)?;
                    if *wait {
                        return Ok(());
                    }
                    self.leave(visit, Left::Passed, None)?;
                    self.effect(visit, step)?;
                    token.from = vec![visit];
                    next_of(step)?
                }
                StepKind::Circulate { assign } => {
                    token.from = vec![self.circulate_step(step, assign, &token)?];
                    next_of(step)?
                }
                StepKind::Automatic => {
                    let visit = self.enter(step, None, &token)?;
                    self.leave(visit, Left::Passed, None)?;
                    self.effect(visit, step)?;
                    token.from = vec![visit];
                    next_of(step)?
                }
                StepKind::Split { arms, join } => {
                    let fields = self.context.fields;
                    let holds =
                        |arm: &&crate::definition::Arm| arm.when.as_ref().is_none_or(|c| c.holds(fields));
                    let arms: Vec<_> = arms.iter().filter(holds).map(|arm| &arm.next).collect();
                    if !arms.is_empty() {
                        return self.split(step, &arms, join, token);
                    }
                    next_of(self.step(join)?)?
                }
                StepKind::Join => match self.arrive(step, &token)? {
                    None => return Ok(()),
                    Some(joined) => {
                        token = joined;
                        next_of(step)?
                    }
                },
                StepKind::Branch { cases, otherwise } => {
                    let taken = cases.iter().find(|case| case.when.holds(self.context.fields));
                    let next = taken.map_or(otherwise, |case| &case.next);
                    self.emit(Event::BranchTaken { step: step.id.clone(), next: next.clone() })?;
                    next
                }
                StepKind::End { .. } if token.fork.is_some() => return Err(Refusal::Inconsistent),
                StepKind::End { outcome } => return self.finish(*outcome, None, self.cause, Vec::new()),
            };
            token.how = Entered::Forward;
            step = self.step(next)?;
        }
    }

    /// Enters a work step; gives the visit back where nobody handles it and it is passed over.
    fn enter_work(&mut self, step: &Step, work: &Work, token: &Token) -> Result<Option<VisitId>, Refusal> {
        let handlers = self.handlers(step, work, &token.skipped)?;
        if handlers.posts.is_empty() {
            let visit = self.enter(step, None, token)?;
            self.leave(visit, Left::Skipped, None)?;
            return Ok(Some(visit));
        }
        let visit = self.enter(step, Some(handlers.mode), token)?;
        let mut previous = None;
        for (n, post) in handlers.posts.into_iter().enumerate() {
            let (part, after) = match handlers.mode {
                Mode::Lead { .. } if n == 0 => (Part::Lead, None),
                Mode::Lead { .. } => (Part::Joint, None),
                Mode::InOrder => (Part::Handle, previous),
                _ => (Part::Handle, None),
            };
            previous = Some(self.plan_in(visit, post, part, after.into_iter().collect())?);
        }
        self.open_ready(visit)?;
        Ok(None)
    }

    pub fn enter(&mut self, step: &Step, mode: Option<Mode>, token: &Token) -> Result<VisitId, Refusal> {
        let visit = self.next_visit();
        self.emit(Event::StepEntered(StepEntered {
            visit,
            step: step.id.clone(),
            how: token.how,
            mode,
            fork: token.fork,
            from: token.from.clone(),
            cause: self.cause,
            interrupted: Vec::new(),
            straight: false,
        }))?;
        Ok(visit)
    }

    pub fn start_subflow(
        &mut self,
        step: &Step,
        definition: &str,
        wait: bool,
        token: &Token,
    ) -> Result<VisitId, Refusal> {
        let visit = self.enter(step, None, token)?;
        let (step, definition) = (step.id.clone(), definition.to_owned());
        self.emit(Event::SubflowStarted { visit, step, definition, wait, cause: self.cause })?;
        Ok(visit)
    }

    fn circulate_step(&mut self, step: &Step, assign: &Assign, token: &Token) -> Result<VisitId, Refusal> {
        let posts = match assign {
            Assign::Chosen { .. } => {
                let work = Work {
                    mode: Mode::All,
                    assign: assign.clone(),
                    optional: true,
                    on_reject: Default::default(),
                    opinion_required: false,
                };
                self.handlers(step, &work, &token.skipped)?.posts
            }
            _ => self.resolve(&step.id, assign)?,
        };
        let visit = self.enter(step, None, token)?;
        let how = if posts.is_empty() { Left::Skipped } else { Left::Passed };
        let circulated_by = Some(self.context.actor);
        for post in posts {
            let (visit, step_id) = (Some(visit), Some(step.id.clone()));
            let item = ItemPlanned { visit, step: step_id, circulated_by, ..planned(post, Part::Read) };
            let item = self.plan(item)?;
            self.open(item, None)?;
        }
        self.leave(visit, how, None)?;
        self.effect(visit, step)?;
        Ok(visit)
    }

    fn split(&mut self, step: &Step, arms: &[&StepId], join: &StepId, token: Token) -> Result<(), Refusal> {
        let fork = self.next_fork();
        self.emit(Event::Forked(Forked {
            fork,
            split: step.id.clone(),
            join: join.clone(),
            parent: token.fork,
            arms: arms.len() as u32,
            cause: self.cause,
            of: None,
            arrived: Vec::new(),
        }))?;
        let arm = Token { fork: Some(fork), how: Entered::Forward, ..token };
        arms.iter().try_for_each(|next| self.go(next, arm.clone()))
    }

    /// A token reaches its join: the last one goes on for all.
    fn arrive(&mut self, join: &Step, token: &Token) -> Result<Option<Token>, Refusal> {
        let id = token.fork.ok_or(Refusal::Inconsistent)?;
        self.emit(Event::Arrived { fork: id, visits: token.from.clone(), cause: self.cause })?;
        self.skipped_in.entry(id).or_default().extend(token.skipped.iter().cloned());
        let fork = self.state.fork(id).ok_or(Refusal::Inconsistent)?;
        if fork.join != join.id || fork.status != ForkStatus::Open {
            return Err(Refusal::Inconsistent);
        }
        if (fork.arrived.len() as u32) < fork.arms {
            return Ok(None);
        }
        let mut from: Vec<_> = fork.arrived.iter().flat_map(|arrival| arrival.visits.clone()).collect();
        from.sort_unstable();
        from.dedup();
        let (parent, skipped) = (fork.parent, self.skipped_in.remove(&id).unwrap_or_default());
        self.emit(Event::Joined { fork: id, cause: self.cause })?;
        Ok(Some(Token { skipped, ..Token::new(parent, from, Entered::Forward) }))
    }

    /// Ends the case: cuts off whatever is still going on. `first` are visits that the ending act has left already.
    pub fn finish(
        &mut self,
        outcome: Outcome,
        reason: Option<String>,
        by: Option<ItemId>,
        first: Vec<VisitId>,
    ) -> Result<(), Refusal> {
        let mut interrupted = first;
        for visit in self.open_visits() {
            self.cut(visit)?;
            interrupted.push(visit);
        }
        self.drop_forks(false, |_, _| true)?;
        self.emit(Event::Finished { outcome, reason, by, interrupted })
    }
}

fn next_of(step: &Step) -> Result<&StepId, Refusal> {
    step.next.as_ref().ok_or(Refusal::Inconsistent)
}
