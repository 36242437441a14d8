//! One document on its way: at each turn whoever has it at hand does what the plan says.

use api::{documents::SaveDraft, organization::Role};
use flow::{Choices, Command, ItemId, Part, Place, PostId, ReturnTo, Status, StepId};
use uuid::Uuid;

use super::{
    agenda::Plan,
    city::Post,
    dice::Dice,
    fate::{Aside, Fate},
    stage::Stage,
    texts::{ADDED, CORRECTED, DISAGREED, ENDED, RETURNED, SUSPENDED, opinion, paragraph},
};
use crate::{
    documents,
    platform::cases::{By, Case},
};

/// What comes after a turn.
pub enum Next {
    /// Another one, so many working minutes later.
    In(i64),
    /// The document has been sent.
    Sent,
    /// Nothing: it waits or has ended.
    Over,
}

pub struct Story {
    pub plan: Plan,
    pub case: Option<Case>,
    dice: Dice,
    /// Whether what the plan has on the side has happened.
    happened: bool,
    /// Saves of the text since it was opened.
    saves: i32,
}

/// An item that is asked for now.
struct Open {
    item: ItemId,
    step: String,
    post: Uuid,
    part: Part,
}

impl Story {
    pub fn new(plan: Plan, seed: u64) -> Self {
        Self { plan, case: None, dice: Dice::new(seed), happened: false, saves: 1 }
    }

    /// One turn at the time the stage's clock shows.
    pub async fn turn(&mut self, stage: &Stage) -> anyhow::Result<Next> {
        let Some(mut case) = self.case.take() else {
            self.case = Some(self.begin(stage).await?);
            return Ok(Next::In(self.dice.between(25, 240)));
        };
        let next = self.go_on(stage, &mut case).await?;
        self.case = Some(case);
        Ok(next)
    }

    async fn begin(&mut self, stage: &Stage) -> anyhow::Result<Case> {
        let by = stage.by(self.plan.drafter, "draft", &mut self.dice)?;
        let mut transaction = stage.app.database.begin().await?;
        let actor = stage.actor(self.plan.drafter)?;
        let case = documents::open_draft(&stage.app, &mut transaction, actor, &by, &self.plan.draft).await?;
        transaction.commit().await?;
        Ok(case)
    }

    async fn go_on(&mut self, stage: &Stage, case: &mut Case) -> anyhow::Result<Next> {
        let Some(open) = open_item(case) else { return Ok(Next::Over) };
        if open.step == "draft" {
            return self.draft(stage, case, &open).await;
        }
        match self.plan.fate {
            Fate::Waits(step) if step == open.step => {
                if self.dice.percent(50) {
                    stage.look(case, open.post).await?;
                }
                return Ok(Next::Over);
            }
            Fate::Suspended if open.step == "review" => {
                let by = stage.by(self.plan.drafter, "draft", &mut self.dice)?;
                let command = Command::Suspend { reason: self.dice.word(SUSPENDED).to_owned() };
                stage.perform(case, &by, &command, 60).await?;
                return Ok(Next::Over);
            }
            Fate::Ended if open.step == "review" => {
                let administrators = stage.city.with_role(self.plan.organ, Role::FlowAdministrator);
                if let Some(post) = administrators.first() {
                    let by = By { administrator: true, ..stage.by(post.id, "", &mut self.dice)? };
                    return self.end(stage, case, &by).await;
                }
            }
            _ => {}
        }
        let command = self.command(stage, case, &open);
        let by = stage.by(open.post, &open.step, &mut self.dice)?;
        stage.perform(case, &by, &command, self.dice.between(40, 900)).await?;
        if case.state.status == Status::Finished {
            return Ok(Next::Sent);
        }
        Ok(Next::In(self.pause(case)))
    }

    /// At the drafter's desk: for the first time, or for correction.
    async fn draft(&mut self, stage: &Stage, case: &mut Case, open: &Open) -> anyhow::Result<Next> {
        let again = case.state.visits.len() > 1;
        let by = stage.by(open.post, "draft", &mut self.dice)?;
        match self.plan.fate {
            Fate::Draft => return Ok(Next::Over),
            Fate::Returned(_) if again => return Ok(Next::Over),
            Fate::Ended if stage.city.with_role(self.plan.organ, Role::FlowAdministrator).is_empty() => {
                return self.end(stage, case, &by).await;
            }
            _ => {}
        }
        let words = if again {
            self.correct(stage, case).await?;
            self.dice.word(CORRECTED)
        } else {
            opinion("draft", &mut self.dice)
        };
        let command = Command::Submit { item: open.item, opinion: said(words), choices: self.choices(stage) };
        stage.perform(case, &by, &command, 30).await?;
        Ok(Next::In(self.pause(case)))
    }

    async fn correct(&mut self, stage: &Stage, case: &Case) -> anyhow::Result<()> {
        self.plan.draft.body.push(paragraph(self.dice.word(ADDED)));
        let request = SaveDraft { save: self.saves, draft: self.plan.draft.clone() };
        let actor = stage.actor(self.plan.drafter)?;
        self.saves = documents::save_draft(&stage.app, actor, case.id, request).await?.save;
        Ok(())
    }

    async fn end(&mut self, stage: &Stage, case: &mut Case, by: &By) -> anyhow::Result<Next> {
        let command = Command::FinishSpecially { reason: self.dice.word(ENDED).to_owned() };
        stage.perform(case, by, &command, 60).await?;
        Ok(Next::Over)
    }

    /// What the holder of the item does.
    fn command(&mut self, stage: &Stage, case: &Case, open: &Open) -> Command {
        let item = open.item;
        let step = open.step.as_str();
        if open.part == Part::Consult {
            return Command::Reply {
                item, opinion: "经费已列入年度部门预算，我处无其他意见。".to_owned()
            };
        }
        if let Some(command) = self.aside(stage, case, open).filter(|_| !self.happened) {
            self.happened = true;
            return command;
        }
        Command::Approve { item, opinion: said(opinion(step, &mut self.dice)), choices: self.choices(stage) }
    }

    /// What the plan has besides, where this is its step.
    fn aside(&mut self, stage: &Stage, case: &Case, open: &Open) -> Option<Command> {
        let item = open.item;
        let step = open.step.as_str();
        let back = |then, dice: &mut Dice| Command::Return {
            item,
            to: ReturnTo::Drafter,
            then,
            opinion: dice.word(RETURNED).to_owned(),
        };
        if self.plan.fate == Fate::Returned("sign") && step == "deputy" {
            return Some(back(flow::AfterReturn::Again, &mut self.dice));
        }
        match (self.plan.fate, self.plan.aside) {
            (Fate::Returned(from), _) if from == step => Some(back(flow::AfterReturn::Again, &mut self.dice)),
            (Fate::Returned(_), _) => None,
            (_, Aside::Return(from, then)) if from == step => Some(back(then, &mut self.dice)),
            (_, Aside::Disagree) if step == "countersign" => Some(Command::Reject {
                item,
                opinion: self.dice.word(DISAGREED).to_owned(),
                choices: self.choices(stage),
            }),
            (_, Aside::Transfer) if step == "countersign" => {
                let to = colleague(stage, open.post)?;
                Some(Command::Transfer {
                    item,
                    to: PostId(to.id),
                    note: Some("请先核对数据口径。".to_owned()),
                })
            }
            (_, Aside::AddSigner) if step == "review" => Some(Command::AddSigner {
                item,
                posts: vec![self.another_head(stage, case)?],
                place: Place::Before,
                note: Some("涉及贵处职责，请先审。".to_owned()),
            }),
            (_, Aside::Consult) if step == "sign" => Some(Command::Consult {
                item,
                posts: vec![self.another_head(stage, case)?],
                question: "请说明所需经费的来源。".to_owned(),
                blocking: true,
            }),
            _ => None,
        }
    }

    /// The head of a department of the organ that has had no part yet.
    fn another_head(&mut self, stage: &Stage, case: &Case) -> Option<PostId> {
        let heads: Vec<&Post> = stage
            .city
            .posts_of(self.plan.organ)
            .filter(|post| post.head && post.roles.is_empty() && !case.state.took_part(PostId(post.id)))
            .collect();
        self.dice.pick(&heads).map(|post| PostId(post.id))
    }

    /// Where there are several deputies, the one before chooses.
    fn choices(&mut self, stage: &Stage) -> Choices {
        let deputies = stage.city.with_role(self.plan.organ, Role::DeputyLeader);
        if deputies.len() < 2 {
            return Choices::new();
        }
        // Always the same for one document, whoever chooses.
        let chosen = self.plan.draft.title.len() % deputies.len();
        let chosen: Vec<PostId> = deputies.get(chosen).map(|post| PostId(post.id)).into_iter().collect();
        ["sign", "deputy"].map(|step| (StepId(step.to_owned()), chosen.clone())).into()
    }

    /// Working minutes until the next one acts.
    fn pause(&mut self, case: &Case) -> i64 {
        match open_item(case).as_ref().map(|open| open.step.as_str()) {
            Some("department" | "countersign" | "sign" | "deputy" | "chief_sign") => {
                self.dice.between(12, 420)
            }
            Some("draft") => self.dice.between(40, 300),
            Some("review") => self.dice.between(20, 240),
            _ => self.dice.between(6, 80),
        }
    }
}

/// The first item of the case that is asked for; a question before the work that waits for it.
fn open_item(case: &Case) -> Option<Open> {
    if case.state.status != Status::Running {
        return None;
    }
    let (item, found) = case
        .state
        .items()
        .filter(|(_, item)| item.is_open() && item.part != Part::Read)
        .min_by_key(|(id, item)| (item.part != Part::Consult, *id))?;
    let step = found.visit.and_then(|visit| case.state.visit(visit)).map(|visit| visit.step.0.clone());
    Some(Open { item, step: step.unwrap_or_default(), post: found.post.0, part: found.part })
}

/// Somebody else of the same department.
fn colleague(stage: &Stage, post: Uuid) -> Option<&Post> {
    let department = stage.city.posts.iter().find(|known| known.id == post)?.department;
    stage.city.posts.iter().find(|other| other.department == department && other.id != post)
}

fn said(words: &str) -> Option<String> {
    (!words.is_empty()).then(|| words.to_owned())
}
