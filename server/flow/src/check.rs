//! Checks of a definition before it is put in force.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::definition::{Assign, Definition, Mode, Step, StepKind};
use crate::ids::StepId;
use crate::needs::reached;

/// Something that would lose a case on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "flaw", rename_all = "snake_case")]
pub enum Flaw {
    /// Not exactly one start.
    NotOneStart {
        starts: usize,
    },
    DuplicateId {
        step: StepId,
    },
    /// A step names one that does not exist.
    UnknownStep {
        step: StepId,
        names: StepId,
    },
    /// The step lacks `next`, or has one although it routes itself.
    BadNext {
        step: StepId,
    },
    /// Something leads back to the start; only a return may.
    IntoStart {
        step: StepId,
    },
    /// No case can come here.
    Unreachable {
        step: StepId,
    },
    /// No end can be reached from here.
    NoEnd {
        step: StepId,
    },
    /// The join named by the split is no join, or belongs to another split too.
    BadJoin {
        split: StepId,
        join: StepId,
    },
    /// A join that no split names.
    StrayJoin {
        join: StepId,
    },
    /// An arm of the split leads out of it without passing its join: to an end, another split's join, or the split.
    ArmEscapes {
        split: StepId,
        step: StepId,
    },
    /// The step leads into the split from outside.
    EntersSplit {
        split: StepId,
        step: StepId,
    },
    /// A split without arms.
    NoArms {
        split: StepId,
    },
    /// A circle on which nobody needs to act.
    EndlessLoop {
        step: StepId,
    },
    /// A percentage above 99.
    BadShare {
        step: StepId,
    },
    /// Handlers are to be chosen here, but no person acts before.
    NobodyChooses {
        step: StepId,
    },
    /// An automatic step without an effect, or an id or a name left blank.
    Blank {
        step: StepId,
    },
    /// A step's opinions go to a place (意见栏) that is not there.
    UnknownSlot {
        step: StepId,
        slot: String,
    },
    /// A place that is there twice, or whose id or name is blank.
    BadSlot {
        slot: String,
    },
}

impl Definition {
    /// Whether every case started on this definition can reach an end.
    ///
    /// # Errors
    /// Every flaw found; the way through the flow is only looked at once its single steps are sound.
    pub fn check(&self) -> Result<(), Vec<Flaw>> {
        let mut flaws = self.flaws_of_steps();
        if flaws.is_empty() {
            flaws = self.flaws_of_ways();
            flaws.extend(self.flaws_of_splits());
        }
        if flaws.is_empty() { Ok(()) } else { Err(flaws) }
    }

    fn flaws_of_steps(&self) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        let mut ids = BTreeSet::new();
        for step in &self.steps {
            if !ids.insert(&step.id) {
                flaws.push(Flaw::DuplicateId { step: step.id.clone() });
            }
        }
        let starts = self.steps.iter().filter(|step| step.kind == StepKind::Start).count();
        if starts != 1 {
            flaws.push(Flaw::NotOneStart { starts });
        }
        for step in &self.steps {
            let id = || step.id.clone();
            for names in step.names().into_iter().filter(|name| !ids.contains(name)) {
                flaws.push(Flaw::UnknownStep { step: id(), names: names.clone() });
            }
            if step.next.is_some() == step.routes_itself() {
                flaws.push(Flaw::BadNext { step: id() });
            }
            let texts = [step.id.as_str(), &step.name.zh, &step.name.en];
            let idle = step.kind == StepKind::Automatic && step.effect.is_none();
            if idle || texts.iter().any(|text| text.trim().is_empty()) {
                flaws.push(Flaw::Blank { step: id() });
            }
            if matches!(step.work().map(|work| work.mode), Some(Mode::Vote { more_than: 100.. })) {
                flaws.push(Flaw::BadShare { step: id() });
            }
        }
        flaws.extend(self.flaws_of_slots());
        flaws
    }

    fn flaws_of_slots(&self) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        let mut ids = BTreeSet::new();
        for slot in &self.slots {
            let blank = [&slot.id, &slot.name.zh, &slot.name.en].iter().any(|text| text.trim().is_empty());
            if !ids.insert(slot.id.as_str()) || blank {
                flaws.push(Flaw::BadSlot { slot: slot.id.clone() });
            }
        }
        for step in &self.steps {
            if let Some(slot) = step.opinion_slot.as_ref().filter(|slot| !ids.contains(slot.as_str())) {
                flaws.push(Flaw::UnknownSlot { step: step.id.clone(), slot: slot.clone() });
            }
        }
        flaws
    }

    fn flaws_of_ways(&self) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        let Some(start) = self.start() else { return flaws };
        let forward = self.reach([&start.id], |_| true);
        let ends = self.steps.iter().filter(|step| matches!(step.kind, StepKind::End { .. }));
        let mut ending: BTreeSet<&StepId> = ends.map(|step| &step.id).collect();
        loop {
            let leads_on = |step: &&Step| step.ways().into_iter().any(|next| ending.contains(next));
            let more: Vec<_> = self.steps.iter().filter(leads_on).map(|step| &step.id).collect();
            let before = ending.len();
            ending.extend(more);
            if ending.len() == before {
                break;
            }
        }
        for step in &self.steps {
            let id = || step.id.clone();
            if step.ways().contains(&&start.id) {
                flaws.push(Flaw::IntoStart { step: id() });
            }
            if !forward.contains(&step.id) {
                flaws.push(Flaw::Unreachable { step: id() });
            }
            if !ending.contains(&step.id) {
                flaws.push(Flaw::NoEnd { step: id() });
            }
            if step.may_pass() && self.returns_to(step) {
                flaws.push(Flaw::EndlessLoop { step: id() });
            }
            if matches!(step.kind, StepKind::Subflow { wait: true, .. }) {
                flaws.extend(self.unchosen_behind(step));
            }
        }
        flaws
    }

    /// Whether a token can come from the step to itself while nobody acts.
    fn returns_to(&self, step: &Step) -> bool {
        let passing = |id: &StepId| self.step(id).is_some_and(Step::may_pass);
        self.reach(step.ways(), passing).contains(&step.id)
    }

    fn unchosen_behind(&self, subflow: &Step) -> Vec<Flaw> {
        let Some(next) = &subflow.next else { return Vec::new() };
        let must_choose = |id: &StepId| {
            let work = self.step(id).and_then(Step::work);
            work.is_some_and(|work| matches!(work.assign, Assign::Chosen { .. }) && !work.optional)
        };
        let reached = reached(self, next);
        reached.into_iter().filter(must_choose).map(|step| Flaw::NobodyChooses { step }).collect()
    }

    fn flaws_of_splits(&self) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        let mut joined = BTreeMap::new();
        for (split, join) in self.splits() {
            let is_join = self.step(join).is_some_and(|step| step.kind == StepKind::Join);
            if joined.insert(join, split).is_some() || !is_join {
                flaws.push(Flaw::BadJoin { split: split.id.clone(), join: join.clone() });
            }
        }
        for join in self.steps.iter().filter(|step| step.kind == StepKind::Join) {
            if !joined.contains_key(&join.id) {
                flaws.push(Flaw::StrayJoin { join: join.id.clone() });
            }
        }
        if flaws.is_empty() {
            self.splits().for_each(|(split, join)| self.flaws_of_split(split, join, &mut flaws));
        }
        flaws
    }

    fn flaws_of_split(&self, split: &Step, join: &StepId, flaws: &mut Vec<Flaw>) {
        let inside = self.inside(split, join);
        if split.successors().is_empty() {
            flaws.push(Flaw::NoArms { split: split.id.clone() });
        }
        let others_join = |id: &StepId| {
            let owner = self.splits().find(|(_, join)| *join == id).map(|(split, _)| &split.id);
            owner.is_some_and(|owner| !inside.contains(owner))
        };
        for id in &inside {
            let is_end = self.step(id).is_some_and(|step| matches!(step.kind, StepKind::End { .. }));
            if is_end || **id == split.id || others_join(id) {
                flaws.push(Flaw::ArmEscapes { split: split.id.clone(), step: (*id).clone() });
            }
        }
        let outside = self.steps.iter().filter(|step| step.id != split.id && !inside.contains(&step.id));
        for step in outside {
            if step.ways().into_iter().any(|next| inside.contains(next) || next == join) {
                flaws.push(Flaw::EntersSplit { split: split.id.clone(), step: step.id.clone() });
            }
        }
    }

    fn splits(&self) -> impl Iterator<Item = (&Step, &StepId)> {
        self.steps.iter().filter_map(|step| step.join().map(|join| (step, join)))
    }

    /// The steps between a split and its join.
    fn inside<'d>(&'d self, split: &'d Step, join: &'d StepId) -> BTreeSet<&'d StepId> {
        let arms = split.successors().into_iter().filter(|next| *next != join);
        let mut inside = self.reach(arms, |id| id != join);
        inside.remove(join);
        inside
    }

    /// The splits around a step with their joins, the outermost first.
    pub(crate) fn splits_around(&self, step: &StepId) -> Vec<(&StepId, &StepId)> {
        let sized = self.splits().map(|(split, join)| (self.inside(split, join), &split.id, join));
        let mut around: Vec<_> = sized.filter(|(inside, ..)| inside.contains(step)).collect();
        around.sort_by_key(|(inside, ..)| std::cmp::Reverse(inside.len()));
        around.into_iter().map(|(_, split, join)| (split, join)).collect()
    }

    /// Every step to which a way leads from these, themselves included, through steps that let one pass.
    fn reach<'d>(
        &'d self,
        from: impl IntoIterator<Item = &'d StepId>,
        passes: impl Fn(&StepId) -> bool,
    ) -> BTreeSet<&'d StepId> {
        let mut open: Vec<&StepId> = from.into_iter().collect();
        let mut found = BTreeSet::new();
        while let Some(id) = open.pop() {
            if found.insert(id) && passes(id) {
                open.extend(self.step(id).map(Step::ways).unwrap_or_default());
            }
        }
        found
    }
}

impl Step {
    /// The join, where this is a split.
    pub(crate) fn join(&self) -> Option<&StepId> {
        match &self.kind {
            StepKind::Split { join, .. } => Some(join),
            _ => None,
        }
    }

    /// Every way on from here: a split may start no arm at all and go on behind its join.
    fn ways(&self) -> Vec<&StepId> {
        self.successors().into_iter().chain(self.join()).collect()
    }

    /// Every step this one names.
    fn names(&self) -> Vec<&StepId> {
        let assign = match &self.kind {
            StepKind::Work(work) => Some(&work.assign),
            StepKind::Circulate { assign } => Some(assign),
            _ => None,
        };
        let mut names = self.ways();
        let mut next = assign;
        while let Some(assign) = next {
            next = match assign {
                Assign::Chosen { from } => from.as_deref(),
                Assign::HandlersOf { step } => {
                    names.push(step);
                    None
                }
                _ => None,
            };
        }
        names
    }

    fn routes_itself(&self) -> bool {
        matches!(self.kind, StepKind::Split { .. } | StepKind::Branch { .. } | StepKind::End { .. })
    }

    /// Whether a token may pass here without anybody acting.
    pub(crate) fn may_pass(&self) -> bool {
        match &self.kind {
            StepKind::Start => false,
            StepKind::Work(work) => work.optional,
            StepKind::Subflow { wait, .. } => !wait,
            _ => true,
        }
    }
}
