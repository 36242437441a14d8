//! What the city's organs do with what came to them (收文): registered, checked, planned, instructed, handled, read and
//! finished, or caught on its way. One server plays all of it, so that every register's numbers follow its time.

use std::{cmp::Reverse, collections::BinaryHeap, sync::Arc};

use api::{
    CaseId, DepartmentId,
    documents::{Check, Handling, Plan, SavePlan, SaveRegistration},
    organization::Role,
};
use flow::{Command, ItemId, PostId, Status};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{
    calendar,
    city::City,
    dice::Dice,
    paper::{self, Paper},
    passing_on,
    stage::{Actors, Stage},
};
use crate::{
    App, documents,
    platform::cases::{self, Case},
};

/// What happens next.
enum Task {
    Arrive(Box<Paper>),
    Turn { organ: usize, case: CaseId },
}

/// Words of a step, without which it may be done.
const SAID: &[(&str, &[&str])] = &[
    (
        "plan",
        &[
            "拟请分管领导批示，相关处室按职责办理。",
            "拟请牵头处室研究提出意见，按时限办结。",
            "拟呈领导阅示后办理。",
        ],
    ),
    (
        "instruct",
        &["同意拟办意见，请抓紧落实。", "请牵头处室按时限要求办理，结果报我。", "请认真研究，形成具体措施。"],
    ),
    (
        "handle",
        &[
            "已按要求办理，情况已汇总报送。",
            "已会同相关处室研究，措施已落实到位。",
            "有关材料已按时报送来文单位。",
        ],
    ),
    ("read", &["", "", "已阅。", "请相关处室学习掌握。"]),
    ("read_in_order", &["", "已阅。", "已阅，请办公室做好归档。"]),
    ("close", &["", "同意办结。"]),
];

/// Plays it from what was received and what came on paper until now.
pub async fn play(app: App, city: Arc<City>, actors: Arc<Actors>, now: Timestamp) -> anyhow::Result<()> {
    let mut connection = app.database.read_as_office().await?;
    let received = sqlx::query!(
        r#"select organ_id as "organ!", incoming_case as "case!", received_at as "at!: jiff_sqlx::Timestamp"
           from deliveries where state = 'received' order by received_at, incoming_case"#
    )
    .fetch_all(&mut *connection)
    .await?;
    drop(connection);
    let mut player = Player {
        stage: Stage { app, city: city.clone(), actors },
        tasks: Vec::new(),
        agenda: BinaryHeap::new(),
        dice: Dice::new(2012),
        end: now,
    };
    for row in received {
        let Some(organ) = city.organs.iter().position(|known| known.id.0 == row.organ) else { continue };
        let then = calendar::later(row.at.to_jiff(), player.dice.between(5, 90));
        player.schedule(then, Task::Turn { organ, case: CaseId(row.case) });
    }
    for paper in paper::all(&city, now, &mut player.dice) {
        player.schedule(paper.at, Task::Arrive(Box::new(paper)));
    }
    player.run().await
}

struct Player {
    stage: Stage,
    tasks: Vec<Option<Task>>,
    /// Time and task, the earliest first.
    agenda: BinaryHeap<Reverse<(Timestamp, usize)>>,
    dice: Dice,
    end: Timestamp,
}

impl Player {
    fn schedule(&mut self, at: Timestamp, task: Task) {
        self.agenda.push(Reverse((at, self.tasks.len())));
        self.tasks.push(Some(task));
    }

    async fn run(mut self) -> anyhow::Result<()> {
        while let Some(Reverse((at, index))) = self.agenda.pop() {
            // What lies ahead has not happened yet.
            if at > self.end {
                break;
            }
            self.stage.app.clock.set(at);
            let next = match self.tasks.get_mut(index).and_then(Option::take) {
                Some(Task::Arrive(paper)) => {
                    let organ = paper.organ;
                    paper::arrive(&self.stage, &paper, &mut self.dice).await?.map(|case| (organ, case))
                }
                Some(Task::Turn { organ, case }) => {
                    let goes_on = self.turn(at, organ, case).await?;
                    goes_on.then_some((organ, case))
                }
                None => None,
            };
            if let Some((organ, case)) = next {
                let minutes = self.dice.between(15, 420);
                let seconds = SignedDuration::from_secs(self.dice.between(0, 59));
                let then = calendar::later(at, minutes);
                self.schedule(then.saturating_add(seconds).unwrap_or(then), Task::Turn { organ, case });
            }
        }
        self.stage.app.clock.set(self.end);
        passing_on::play(&self.stage, &mut self.dice).await?;
        self.stage.app.database.close().await;
        Ok(())
    }

    /// Whoever has it does what is asked. Whether something is asked still.
    async fn turn(&mut self, at: Timestamp, organ: usize, case: CaseId) -> anyhow::Result<bool> {
        let mut connection = self.stage.app.database.begin().await?;
        let mut case = cases::lock(&mut connection, case).await?;
        drop(connection);
        let Some((item, post, step)) = asked(&case) else { return Ok(false) };
        // Of what came in the last days, some stands where it is.
        let recent = self.end.duration_since(at).as_hours() < 5 * 24;
        let rests = if recent { 16 } else { 1 };
        if step != "register" && self.dice.percent(rests) {
            return Ok(false);
        }
        let by = self.stage.by(post, &step, &mut self.dice)?;
        match step.as_str() {
            "register" => self.decide_handling(post, &case).await?,
            "plan" if !self.plan(organ, post, &case).await? => return Ok(false),
            _ => {}
        }
        let mut transaction = self.stage.app.database.begin().await?;
        case = cases::lock(&mut transaction, case.id).await?;
        let confirmed: Vec<String> = match step.as_str() {
            "check" => Check::ALL.iter().map(|check| check.to_string()).collect(),
            _ => Vec::new(),
        };
        let command = self.command(item, &step);
        cases::mark_seen(&self.stage.app, &mut transaction, self.stage.actor(post)?, case.id).await?;
        cases::advance_confirming(&self.stage.app, &mut transaction, &by, &mut case, &command, &confirmed)
            .await
            .map_err(|error| anyhow::anyhow!("{} at {step}: {error}", case.title))?;
        transaction.commit().await?;
        Ok(case.state.status == Status::Running)
    }

    fn command(&mut self, item: ItemId, step: &str) -> Command {
        let words = SAID.iter().find(|(at, _)| *at == step).map_or("", |(_, words)| self.dice.word(words));
        let opinion = (!words.is_empty()).then(|| words.to_owned());
        Command::Approve { item, opinion, choices: Default::default() }
    }

    /// Most of what comes is to be read, and known.
    async fn decide_handling(&mut self, post: Uuid, case: &Case) -> anyhow::Result<()> {
        if self.dice.percent(45) {
            return Ok(());
        }
        let mut request: SaveRegistration =
            documents::registration_of(&self.stage.app, self.stage.actor(post)?, case.id).await?;
        request.registration.handling = Handling::Reading;
        documents::save_registration(&self.stage.app, self.stage.actor(post)?, case.id, &request).await?;
        Ok(())
    }

    /// 拟办安排. Whether there is anybody to whom it could go.
    async fn plan(&mut self, organ: usize, post: Uuid, case: &Case) -> anyhow::Result<bool> {
        let city = self.stage.city.clone();
        let heads: Vec<_> = city.posts_of(organ).filter(|other| other.head && other.id != post).collect();
        let mut leaders: Vec<_> = city.with_role(organ, Role::DeputyLeader);
        leaders.truncate(1);
        if self.dice.percent(30) {
            leaders.extend(city.with_role(organ, Role::ChiefLeader));
        }
        let mut heads: Vec<_> = heads.into_iter().filter(|head| head.roles.is_empty()).collect();
        self.dice.shuffle(&mut heads);
        let reading = case.fields.get("handling").is_some_and(|handling| handling == "reading");
        let posts = |posts: &[&super::city::Post]| posts.iter().map(|post| PostId(post.id)).collect();
        let handlers = heads.iter().take(self.dice.between(1, 2) as usize);
        let departments = handlers.map(|head| DepartmentId(city.department_of(head).id)).collect();
        let readers = &heads[heads.len().min(2)..heads.len().min(5)];
        let plan = match reading {
            true => {
                let mut readers: Vec<_> = leaders.clone();
                readers.extend(heads.iter().take(3).copied());
                Plan { readers: posts(&readers), in_order: self.dice.percent(40), ..Plan::default() }
            }
            false => Plan {
                leaders: posts(&leaders),
                departments,
                working_days: Some(self.dice.between(3, 10) as u16),
                readers: if self.dice.percent(40) { posts(readers) } else { Vec::new() },
                in_order: false,
            },
        };
        if plan.readers.is_empty() && plan.leaders.is_empty() && plan.departments.is_empty() {
            return Ok(false);
        }
        let request = SavePlan { version: case.version, plan };
        documents::save_plan(&self.stage.app, self.stage.actor(post)?, case.id, &request).await?;
        Ok(true)
    }
}

/// The first item that is asked for now; a joint handler's before the lead's, who waits for it.
fn asked(case: &Case) -> Option<(ItemId, Uuid, String)> {
    if case.state.status != Status::Running {
        return None;
    }
    let (id, item) = case
        .state
        .items()
        .filter(|(_, item)| item.is_open() && item.part.is_work())
        .min_by_key(|(id, item)| (item.part == flow::Part::Lead, *id))?;
    let step = case.state.visit(item.visit?)?.step.as_str().to_owned();
    Some((id, item.post.0, step))
}
