//! The months before now, in order: two servers share the organs and play what the agenda says, each act at its time.

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use api::{CaseId, documents::UrgeReceipt, organization::Role};
use flow::{Command, ItemStatus, PostId};
use jiff::Timestamp;
use sqlx::postgres::PgConnectOptions;
use uuid::Uuid;

use super::{
    agenda::{self, Plan},
    calendar,
    city::City,
    dice::Dice,
    fate::Aside,
    incoming,
    stage::{Actors, Stage, actors},
    story::{Next, Story},
    texts::opinion,
};
use crate::{
    App,
    clock::Clock,
    documents,
    platform::{
        cases::{self, By},
        id,
    },
    serve,
};

/// Servers that play at the same time.
const SERVERS: usize = 2;

/// Plays so many documents.
pub async fn play(app: &App, options: &PgConnectOptions, city: City, documents: usize) -> anyhow::Result<()> {
    let now = app.clock.now();
    let city = Arc::new(city);
    let everyone = Arc::new(actors(app, &city).await?);
    let mut shares: Vec<Vec<Plan>> = (0..SERVERS).map(|_| Vec::new()).collect();
    for plan in agenda::make(&city, now, documents) {
        // An organ's numbers are taken in the order of time, so all its documents are with one server.
        shares[plan.organ % SERVERS].push(plan);
    }
    let total = shares.iter().map(Vec::len).sum();
    let progress = Arc::new(Progress { begun: AtomicUsize::new(0), total });
    let mut tasks = tokio::task::JoinSet::new();
    for plans in shares {
        let app = server_of_its_own(app, options, now).await?;
        let (city, everyone, progress) = (city.clone(), everyone.clone(), progress.clone());
        tasks.spawn(async move { Player::new(app, city, everyone, plans, now, progress).run().await });
    }
    while let Some(ended) = tasks.join_next().await {
        ended??;
    }
    incoming::play(server_of_its_own(app, options, now).await?, city, everyone, now).await
}

/// The same database behind a clock that can be set. A crash may lose the last acts, so the disk is not waited for.
async fn server_of_its_own(app: &App, options: &PgConnectOptions, now: Timestamp) -> anyhow::Result<App> {
    let config = crate::config::Config { connections: 3, ..app.config.clone() };
    let options = options.clone().options([("synchronous_commit", "off")]);
    serve::assemble(config, options, Clock::fixed(now)).await
}

struct Progress {
    begun: AtomicUsize,
    total: usize,
}

impl Progress {
    fn step(&self) {
        let begun = self.begun.fetch_add(1, Ordering::Relaxed) + 1;
        if begun.is_multiple_of(50) {
            println!("  {begun} of {} documents", self.total);
        }
    }
}

/// What happens next.
enum Task {
    Turn(usize),
    Receive { organ: usize, case: CaseId },
    Urge { by: Uuid, case: CaseId },
    Circulate { by: Uuid, story: usize },
    Read { post: Uuid, story: usize },
}

struct Player {
    stage: Stage,
    stories: Vec<Story>,
    tasks: Vec<Option<Task>>,
    /// Time and task, the earliest first.
    agenda: BinaryHeap<Reverse<(Timestamp, usize)>>,
    dice: Dice,
    end: Timestamp,
    progress: Arc<Progress>,
}

impl Player {
    fn new(
        app: App,
        city: Arc<City>,
        actors: Arc<Actors>,
        plans: Vec<Plan>,
        end: Timestamp,
        progress: Arc<Progress>,
    ) -> Self {
        let stage = Stage { app, city, actors };
        let mut player = Self {
            stage,
            stories: Vec::new(),
            tasks: Vec::new(),
            agenda: BinaryHeap::new(),
            dice: Dice::new(plans.len() as u64),
            end,
            progress,
        };
        for (index, plan) in plans.into_iter().enumerate() {
            player.schedule(plan.begins, Task::Turn(index));
            player.stories.push(Story::new(plan, index as u64 + 1000));
        }
        player
    }

    fn schedule(&mut self, at: Timestamp, task: Task) {
        self.agenda.push(Reverse((at, self.tasks.len())));
        self.tasks.push(Some(task));
    }

    async fn run(mut self) -> anyhow::Result<()> {
        while let Some(Reverse((at, index))) = self.agenda.pop() {
            // What lies ahead has not happened yet: the rest of the city is caught on its way.
            if at > self.end {
                break;
            }
            self.stage.app.clock.set(at);
            let Some(task) = self.tasks.get_mut(index).and_then(Option::take) else { continue };
            self.run_task(at, task).await?;
        }
        self.stage.app.database.close().await;
        Ok(())
    }

    async fn run_task(&mut self, at: Timestamp, task: Task) -> anyhow::Result<()> {
        match task {
            Task::Turn(story) => self.turn(at, story).await,
            Task::Receive { organ, case } => self.receive(organ, case).await,
            Task::Urge { by, case } => self.urge(by, case).await,
            Task::Circulate { by, story } => self.circulate(at, by, story).await,
            Task::Read { post, story } => self.read(post, story).await,
        }
    }

    async fn turn(&mut self, at: Timestamp, index: usize) -> anyhow::Result<()> {
        let story = &mut self.stories[index];
        if story.case.is_none() {
            self.progress.step();
        }
        let title = story.plan.draft.title.clone();
        let next = story.turn(&self.stage).await.map_err(|error| error.context(title))?;
        match next {
            Next::In(minutes) => {
                let seconds = jiff::SignedDuration::from_secs(self.dice.between(0, 59));
                let then = calendar::later(at, minutes);
                self.schedule(then.saturating_add(seconds).unwrap_or(then), Task::Turn(index));
            }
            Next::Sent => self.sent(at, index).await?,
            Next::Over => {}
        }
        Ok(())
    }

    /// The recipients sign, most of them soon; those who do not are urged.
    async fn sent(&mut self, at: Timestamp, index: usize) -> anyhow::Result<()> {
        let story = &self.stories[index];
        let Some(case) = story.case.as_ref().map(|case| case.id) else { return Ok(()) };
        let (organ, aside) = (story.plan.organ, story.plan.aside);
        let mut connection = self.stage.app.database.read_as_office().await?;
        let waiting = sqlx::query!(
            r#"select organ_id as "organ!", incoming_case as "incoming!" from deliveries
               where case_id = $1 and incoming_case is not null order by position"#,
            case.0
        )
        .fetch_all(&mut *connection)
        .await?;
        drop(connection);
        let Some(registrar) = self.stage.city.with_role(organ, Role::Registrar).first().map(|post| post.id)
        else {
            return Ok(());
        };
        // Of what went out in the last days, much has not been signed for yet.
        let recent = self.end.duration_since(at).as_hours() < 7 * 24;
        let mut late = false;
        for row in waiting {
            let Some(organ) = self.stage.city.organs.iter().position(|known| known.id.0 == row.organ) else {
                continue;
            };
            let slow = self.dice.percent(if recent { 50 } else { 12 });
            late |= slow;
            let minutes =
                if slow { self.dice.between(3, 9) * calendar::DAY } else { self.dice.between(8, 500) };
            self.schedule(calendar::later(at, minutes), Task::Receive { organ, case: CaseId(row.incoming) });
        }
        if late {
            self.schedule(calendar::later(at, 2 * calendar::DAY), Task::Urge { by: registrar, case });
        }
        if aside == Aside::Circulate {
            self.schedule(calendar::later(at, 35), Task::Circulate { by: registrar, story: index });
        }
        Ok(())
    }

    async fn receive(&mut self, organ: usize, case: CaseId) -> anyhow::Result<()> {
        let Some(registrar) = self.stage.city.with_role(organ, Role::Registrar).first().map(|post| post.id)
        else {
            return Ok(());
        };
        let mut connection = self.stage.app.database.begin().await?;
        let mut incoming = cases::lock(&mut connection, case).await?;
        drop(connection);
        let Some((item, _)) = incoming.state.open_items(PostId(registrar)).next() else { return Ok(()) };
        let words = opinion("receive", &mut self.dice);
        let command = Command::Approve {
            item,
            opinion: (!words.is_empty()).then(|| words.to_owned()),
            choices: Default::default(),
        };
        let by = self.stage.by(registrar, "receive", &mut self.dice)?;
        let read = self.dice.between(10, 120);
        self.stage.perform(&mut incoming, &by, &command, read).await
    }

    async fn urge(&mut self, by: Uuid, case: CaseId) -> anyhow::Result<()> {
        let by = By { administrator: true, ..self.stage.by(by, "", &mut self.dice)? };
        let mut transaction = self.stage.app.database.begin().await?;
        let request = UrgeReceipt { key: id::new(), organ: None };
        match documents::urge_waiting(&self.stage.app, &mut transaction, &by, case, &request).await {
            Ok(()) => transaction.commit().await?,
            // All have signed in the meantime.
            Err(error) if error.refusal == Some(flow::Refusal::NothingOpen) => transaction.rollback().await?,
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    async fn circulate(&mut self, at: Timestamp, by: Uuid, index: usize) -> anyhow::Result<()> {
        let story = &mut self.stories[index];
        let Some(case) = story.case.as_mut() else { return Ok(()) };
        let heads = self.stage.city.posts_of(story.plan.organ).filter(|post| post.head && post.id != by);
        let mut readers: Vec<Uuid> = heads.map(|post| post.id).collect();
        self.dice.shuffle(&mut readers);
        readers.truncate(self.dice.between(2, 4) as usize);
        let posts = readers.iter().map(|post| PostId(*post)).collect();
        let command = Command::Circulate { posts, note: Some("请阅知。".to_owned()) };
        let by = self.stage.by(by, "", &mut self.dice)?;
        self.stage.perform(case, &by, &command, 30).await?;
        for post in readers {
            if self.dice.percent(75) {
                let then = calendar::later(at, self.dice.between(15, 900));
                self.schedule(then, Task::Read { post, story: index });
            }
        }
        Ok(())
    }

    async fn read(&mut self, post: Uuid, index: usize) -> anyhow::Result<()> {
        let Some(case) = self.stories[index].case.as_mut() else { return Ok(()) };
        let item = case.state.items().find(|(_, item)| {
            item.post.0 == post && item.status == ItemStatus::Open && item.part == flow::Part::Read
        });
        let Some((item, _)) = item else { return Ok(()) };
        let by = self.stage.by(post, "", &mut self.dice)?;
        let command = Command::MarkRead { item, opinion: None };
        self.stage.perform(case, &by, &command, 90).await
    }
}
