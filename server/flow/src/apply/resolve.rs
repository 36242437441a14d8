//! Who handles a step that is being entered.

use uuid::Uuid;

use super::run::Run;
use crate::allowed::Choice;
use crate::definition::{Assign, Mode, Step, Work};
use crate::ids::{PostId, StepId};
use crate::refusal::Refusal;
use crate::terms::{Closed, Left};

/// Stands for "some post" where a trial has no candidates to choose from.
pub(crate) const ANYBODY: PostId = PostId(Uuid::max());

/// What is to be chosen.
#[derive(Clone, Copy)]
struct Kind {
    one: bool,
    required: bool,
}

/// Handlers of a step, in order; none means that an optional step is skipped.
pub(crate) struct Handlers {
    pub posts: Vec<PostId>,
    pub mode: Mode,
}

impl Run<'_> {
    pub fn handlers(&mut self, step: &Step, work: &Work, skipped: &[StepId]) -> Result<Handlers, Refusal> {
        let handlers = |posts| Handlers { posts, mode: work.mode };
        if let Assign::Chosen { from } = &work.assign {
            let candidates = from.as_deref().map(|from| self.resolve(&step.id, from)).transpose()?;
            if candidates.as_ref().is_some_and(Vec::is_empty) {
                return if work.optional { Ok(handlers(Vec::new())) } else { Err(no_handler(step)) };
            }
            let kind = Kind { one: work.mode == Mode::One, required: !work.optional };
            return Ok(handlers(self.chosen(step, kind, candidates, skipped)?));
        }
        let posts = self.resolve(&step.id, &work.assign)?;
        match (posts.len(), work.mode) {
            (0, _) if !work.optional => Err(no_handler(step)),
            (0 | 1, _) => Ok(handlers(posts)),
            // Nobody is there to choose: whoever comes first takes it.
            (_, Mode::One) if self.context.system => Ok(Handlers { posts, mode: Mode::Any }),
            (_, Mode::One) => {
                let kind = Kind { one: true, required: true };
                Ok(handlers(self.chosen(step, kind, Some(posts), skipped)?))
            }
            _ => Ok(handlers(posts)),
        }
    }

    /// Posts for an assignment that needs no choice.
    pub fn resolve(&self, step: &StepId, assign: &Assign) -> Result<Vec<PostId>, Refusal> {
        let posts = match assign {
            Assign::Drafter => self.state.drafter.into_iter().collect(),
            Assign::HandlersOf { step } => self.handlers_of(step),
            Assign::Chosen { from: Some(from) } => return self.resolve(step, from),
            _ => {
                let unresolved = || Refusal::Unresolved { step: step.clone() };
                self.context.posts.get(step).ok_or_else(unresolved)?.clone()
            }
        };
        Ok(distinct(posts))
    }

    fn handlers_of(&self, step: &StepId) -> Vec<PostId> {
        let passed = |visit: &crate::state::Visit| visit.step == *step && visit.left == Some(Left::Passed);
        let last = self.state.visits().rev().find(|(_, visit)| passed(visit)).map(|(id, _)| id);
        let items = last.into_iter().flat_map(|visit| self.state.items_of(visit));
        let acted = items.filter(|(_, item)| {
            let done = matches!(item.closed(), Some(Closed::Submitted | Closed::Approved | Closed::Rejected));
            done && item.part.is_work()
        });
        acted.map(|(_, item)| item.post).collect()
    }

    fn chosen(
        &mut self,
        step: &Step,
        kind: Kind,
        candidates: Option<Vec<PostId>>,
        skipped: &[StepId],
    ) -> Result<Vec<PostId>, Refusal> {
        let mut chosen = distinct(self.choices.get(&step.id).cloned().unwrap_or_default());
        let outsider = candidates.as_ref().and_then(|all| chosen.iter().find(|post| !all.contains(post)));
        if let Some(post) = outsider {
            return Err(Refusal::NotACandidate { step: step.id.clone(), post: *post });
        }
        let sample = candidates.as_ref().and_then(|all| all.first()).copied().unwrap_or(ANYBODY);
        if let Some(trial) = &mut self.trial {
            let (id, name, Kind { one, required }) = (step.id.clone(), step.name.clone(), kind);
            trial.push(Choice { step: id, name, one, required, candidates, if_skipped: skipped.to_vec() });
            if required && chosen.is_empty() {
                chosen.push(sample);
            }
        }
        match chosen.len() {
            0 if kind.required => Err(Refusal::ChooseHandler { step: step.id.clone() }),
            2.. if kind.one => Err(Refusal::ChooseHandler { step: step.id.clone() }),
            _ => Ok(chosen),
        }
    }
}

fn no_handler(step: &Step) -> Refusal {
    Refusal::NoHandler { step: step.id.clone() }
}

/// Each post once, in order of first mention.
fn distinct(posts: Vec<PostId>) -> Vec<PostId> {
    let mut seen = std::collections::BTreeSet::new();
    posts.into_iter().filter(|post| seen.insert(*post)).collect()
}
