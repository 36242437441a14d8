//! A flow's definition (流程定义): data that an organ writes, versions and never changes while a case runs on it.

use serde::{Deserialize, Serialize};

use crate::condition::{Condition, Fields};
use crate::ids::{DepartmentId, OrganId, PersonId, PostId, StepId};

/// A versioned flow. Call [`Definition::check`] before any case starts on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// The same through all versions, such as `dispatch` (发文).
    pub key: String,
    /// Counted from 1. A running case keeps the version on which it started.
    pub version: u32,
    pub name: Name,
    pub steps: Vec<Step>,
    /// Places (意见栏) of the handling sheet (处理单), in the order in which they are printed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slots: Vec<Slot>,
}

/// A place (意见栏) of the handling sheet. It is there also while nobody has given an opinion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// As in [`Step::opinion_slot`].
    pub id: String,
    pub name: Name,
    /// Opinions stand under their departments, in the order of the departments (会签).
    #[serde(default, skip_serializing_if = "is_false")]
    pub by_department: bool,
}

/// A name in both languages of the interface.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Name {
    pub zh: String,
    pub en: String,
}

/// One step (环节).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub id: StepId,
    pub name: Name,
    pub kind: StepKind,
    /// Where the case goes when the step is done. Absent on `end`, `split` and `branch`, which route themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<StepId>,
    /// Place (意见栏) on the handling sheet where opinions given at this step are printed, out of
    /// [`Definition::slots`]; without one they are not printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opinion_slot: Option<String>,
    /// What the module does in the same transaction when the step is done, such as `number`, `seal` or `dispatch`.
    /// It falls due again when the step is done again after a return, so it must be idempotent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<String>,
    /// Time limit of every work item of the step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// A field of the case that may hold another time limit, which then counts instead of `due`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_field: Option<String>,
    /// No return leads here: the step is not the receiving organ's own, as the delivery of a document.
    #[serde(default, skip_serializing_if = "is_false")]
    pub no_return: bool,
}

/// A time limit (办理时限), from the opening of the work item. While the item waits for others, or the case is suspended,
/// its clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// 工作日.
    WorkingDays(u16),
    /// 自然日; a last day that is off moves to the next working day.
    Days(u16),
}

/// What a step is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum StepKind {
    /// Drafting (拟稿) by the one who starts the case. Exactly one a definition.
    Start,
    /// A step that people handle.
    Work(Work),
    /// A sub-flow (子流程): starts a child case on the current version of that definition.
    Subflow {
        definition: String,
        /// Whether the parent waits here until the child has ended.
        wait: bool,
    },
    /// Circulation (传阅): opens reading items and goes on at once; nobody to read it is no fault.
    Circulate { assign: Assign },
    /// An automatic step (自动办理): nothing but its effect.
    Automatic,
    /// A parallel split: every arm whose condition holds starts; all meet again at `join`. With no arm the case
    /// goes on behind the join.
    Split { arms: Vec<Arm>, join: StepId },
    /// The meeting of the arms of the one split that names it.
    Join,
    /// An exclusive branch: the first case that holds, else `otherwise`.
    Branch { cases: Vec<Case>, otherwise: StepId },
    /// The end (办结) of the whole case; it may not stand inside a split.
    End { outcome: Outcome },
}

/// How a work step is handled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Work {
    pub mode: Mode,
    pub assign: Assign,
    /// Skipped when the assignment yields nobody (会签, 可空). Otherwise nobody means the refusal `no_handler`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub optional: bool,
    #[serde(default)]
    pub on_reject: OnReject,
    /// Whether approving needs an opinion; returning and rejecting always do.
    #[serde(default, skip_serializing_if = "is_false")]
    pub opinion_required: bool,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// How many of the handlers act, and how their acts add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Mode {
    /// One handler. Where the assignment yields several, the one before chooses one of them.
    One,
    /// Several at once; the first to act decides for all (或行办理).
    Any,
    /// Several at once; all act (会签, 并行办理).
    All,
    /// Several one after another, in the order of the assignment (串行办理).
    InOrder,
    /// Several vote (票行办理): passes once more than this percentage (0..=99) of all voters agree, fails once that
    /// can no longer be. More than half (过半数) is 50.
    Vote { more_than: u8 },
    /// Offered to several; one claims it (签收办理) and may release it again.
    Claim,
    /// The first handler leads (主办), the others join (协办). Only the lead moves the case on; with `wait`, not before
    /// every joint handler has finished.
    Lead { wait: bool },
}

/// What a rejection (不同意) does to the case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OnReject {
    /// The case ends, rejected (终止).
    #[default]
    End,
    /// The case goes back to its drafter (退回拟稿人).
    ToDrafter,
    /// The dissent is on record and the case goes on (保留意见).
    Record,
}

/// Who handles a step. Everything but `drafter` and `handlers_of` is resolved by the server (see
/// [`needs`](crate::needs)); the order of the resolution is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Assign {
    /// These posts.
    Posts(Vec<PostId>),
    /// The main posts of these persons.
    Persons(Vec<PersonId>),
    /// All who hold the role in the organ.
    RoleInOrgan { role: String, organ: OrganId },
    /// All who hold the role in the department.
    RoleInDepartment { role: String, department: DepartmentId },
    /// All who hold the role in the organ of the drafter's post.
    RoleInDraftersOrgan { role: String },
    /// All who hold the role in the department of the drafter's post.
    RoleInDraftersDepartment { role: String },
    /// The head (部门负责人) of the department of the drafter's post.
    HeadOfDraftersDepartment,
    /// The heads of these departments, in this order.
    HeadsOf(Vec<DepartmentId>),
    /// Chosen by the handler before, out of `from` where it is given, else freely.
    Chosen {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Box<Assign>>,
    },
    /// A list held in a field of the case.
    Field { field: String, holds: FieldHolds },
    /// The drafter.
    Drafter,
    /// All who handled that step when it was last passed.
    HandlersOf { step: StepId },
}

/// What the ids in an assigned field are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum FieldHolds {
    /// Posts.
    Posts,
    /// Departments: their heads handle.
    Departments,
    /// Organs: whoever holds this role there handles.
    Organs { role: String },
}

/// One arm of a parallel split.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Arm {
    /// The arm starts only where this holds; always where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    pub next: StepId,
}

/// One case of an exclusive branch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub when: Condition,
    pub next: StepId,
}

/// How a case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 办结.
    Completed,
    /// 不同意, 终止.
    Rejected,
    /// 特殊办结: ended by decision, not by its flow.
    Special,
}

impl Definition {
    /// The step of this id.
    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == *id)
    }

    /// The step where the case is drafted.
    pub fn start(&self) -> Option<&Step> {
        self.steps.iter().find(|step| step.kind == StepKind::Start)
    }
}

impl Step {
    /// The time limit of its work items in a case with these fields.
    pub fn due_in(&self, fields: &Fields) -> Option<Due> {
        let own = self.due_field.as_ref().and_then(|field| fields.get(field));
        own.and_then(|due| serde_json::from_value(due.clone()).ok()).or(self.due)
    }

    /// The work description, where people handle this step.
    pub fn work(&self) -> Option<&Work> {
        match &self.kind {
            StepKind::Work(work) => Some(work),
            _ => None,
        }
    }

    /// Every step the case may go to from here, the join of a split left out.
    pub fn successors(&self) -> Vec<&StepId> {
        match &self.kind {
            StepKind::Split { arms, .. } => arms.iter().map(|arm| &arm.next).collect(),
            StepKind::Branch { cases, otherwise } => {
                cases.iter().map(|case| &case.next).chain([otherwise]).collect()
            }
            _ => self.next.iter().collect(),
        }
    }
}
