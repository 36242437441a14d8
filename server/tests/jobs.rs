//! Background jobs: in the act's transaction, leased, retried, given up, begun by themselves.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use api::{Code, Page, jobs::DeadJob};
use futures_util::future::BoxFuture;
use jiff::SignedDuration;
use jiff_sqlx::ToSqlx;
use server::{
    App,
    platform::jobs::{self, Failure, Handler, Job, Limits, Outcome, Registry, Schedule, Workers},
};
use uuid::Uuid;

use crate::support::{TestApp, wait};

const SOON: Duration = Duration::from_secs(20);

/// Does what its payload says, and remembers whom it did it for.
#[derive(Clone, Default)]
struct Diary {
    kind: &'static str,
    schedule: Option<Schedule>,
    done: Arc<Mutex<Vec<String>>>,
    begun: Arc<AtomicUsize>,
}

impl Diary {
    fn new() -> Self {
        Self { kind: "test.write", ..Self::default() }
    }

    fn done(&self) -> Vec<String> {
        self.done.lock().unwrap().clone()
    }

    fn begun(&self) -> usize {
        self.begun.load(Ordering::SeqCst)
    }

    fn registry(&self) -> Registry {
        Registry::new([Box::new(self.clone()) as Box<dyn Handler>])
    }
}

impl Handler for Diary {
    fn kind(&self) -> &'static str {
        self.kind
    }

    fn limits(&self) -> Limits {
        Limits { attempts: 3, time: Duration::from_millis(300), pause: Duration::from_secs(10) }
    }

    fn schedule(&self) -> Option<Schedule> {
        self.schedule
    }

    fn run<'a>(&'a self, _: &'a App, job: &'a Job) -> BoxFuture<'a, Outcome> {
        self.begun.fetch_add(1, Ordering::SeqCst);
        Box::pin(async move {
            match job.payload.as_str().unwrap_or("round") {
                "panics" => panic!("poison"),
                "hangs" => std::future::pending().await,
                "fails" => Err("no answer".into()),
                "hopeless" => Err(Failure::Hopeless("no such address".to_owned())),
                "fails once" if job.attempt == 1 => Err("not yet".into()),
                other => {
                    self.done.lock().unwrap().push(other.to_owned());
                    Ok(())
                }
            }
        })
    }
}

async fn enqueue(app: &TestApp, payload: &str) {
    let mut transaction = app.app.database.begin().await.unwrap();
    jobs::enqueue(&mut transaction, "test.write", &payload, app.clock.now()).await.unwrap();
    transaction.commit().await.unwrap();
}

async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    wait::until(what, SOON, async || holds().await.then_some(())).await;
}

async fn dead(app: &TestApp) -> i64 {
    app.count("select count(*) from jobs where died_at is not null and discarded_at is null").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_exists_exactly_when_its_act_does() {
    let (app, diary) = (TestApp::new().await, Diary::new());
    let workers = Workers::start(app.app.clone(), diary.registry(), 2);
    let mut given_up = app.app.database.begin().await.unwrap();
    jobs::enqueue(&mut given_up, "test.write", &"never", app.clock.now()).await.unwrap();
    given_up.rollback().await.unwrap();
    enqueue(&app, "kept").await;
    until("the job is gone", async || app.count("select count(*) from jobs").await == 0).await;
    assert_eq!(diary.done(), ["kept"]);
    workers.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_waits_for_its_time() {
    let (app, diary) = (TestApp::new().await, Diary::new());
    let mut transaction = app.app.database.begin().await.unwrap();
    let tomorrow = app.clock.now() + SignedDuration::from_hours(24);
    jobs::enqueue(&mut transaction, "test.write", &"tomorrow", tomorrow).await.unwrap();
    transaction.commit().await.unwrap();
    let workers = Workers::start(app.app.clone(), diary.registry(), 2);
    enqueue(&app, "now").await;
    until("today's", async || diary.done() == ["now"]).await;
    // Before its end is written down, its lease would end with the leap.
    until("its end", async || app.count("select count(*) from jobs").await == 1).await;
    app.later(SignedDuration::from_hours(24));
    until("tomorrow's", async || diary.done() == ["now", "tomorrow"]).await;
    workers.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn poison_is_given_up_and_stops_nobody() {
    let (app, diary) = (TestApp::new().await, Diary::new());
    let workers = Workers::start(app.app.clone(), diary.registry(), 2);
    for payload in ["panics", "hangs", "fails", "hopeless", "fails once", "good"] {
        enqueue(&app, payload).await;
    }
    until("all that can be done is done", async || {
        // An hour later every pause is over; a lease would be as well. So nothing may run, nor be about to.
        let busy =
            "select count(*) from jobs where died_at is null and (leased_by is not null or run_at <= $1)";
        let busy = sqlx::query_scalar::<_, i64>(busy).bind(app.clock.now().to_sqlx());
        if busy.fetch_one(&mut app.owner().await).await.unwrap() == 0 {
            app.later(SignedDuration::from_hours(1));
        }
        dead(&app).await == 4 && diary.done().len() == 2
    })
    .await;
    assert_eq!(app.count("select count(*) from jobs").await, 4);
    let sql = "select payload #>> '{}', attempts, last_error from jobs order by 1";
    let graves: Vec<(String, i32, String)> =
        sqlx::query_as(sql).fetch_all(&mut app.owner().await).await.unwrap();
    let attempts: Vec<(&str, i32)> =
        graves.iter().map(|(what, attempts, _)| (what.as_str(), *attempts)).collect();
    assert_eq!(attempts, [("fails", 3), ("hangs", 3), ("hopeless", 1), ("panics", 3)]);
    let errors: Vec<&str> = graves.iter().map(|(_, _, error)| error.as_str()).collect();
    assert_eq!((errors[0], errors[2]), ("no answer", "no such address"));
    assert!(errors[1].contains("not finished within") && errors[3].contains("poison"), "{errors:?}");
    workers.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_of_a_process_that_vanished_is_taken_over() {
    let (app, diary) = (TestApp::new().await, Diary::new());
    enqueue(&app, "orphan").await;
    let leave =
        "update jobs set leased_by = gen_random_uuid(), attempts = 1, run_at = run_at + interval '60 s'";
    sqlx::query(leave).execute(&mut app.owner().await).await.unwrap();
    let workers = Workers::start(app.app.clone(), diary.registry(), 2);
    enqueue(&app, "other").await;
    until("the other one", async || diary.done() == ["other"]).await;
    until("its end", async || app.count("select count(*) from jobs").await == 1).await;
    app.later(SignedDuration::from_secs(61));
    until("the orphan", async || diary.done() == ["other", "orphan"]).await;
    workers.stop().await;
}

/// One that ends its process never says so: it is given up by counting.
#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_kills_its_process_is_given_up() {
    let (app, diary) = (TestApp::new().await, Diary::new());
    enqueue(&app, "kills").await;
    let leave =
        "update jobs set leased_by = gen_random_uuid(), attempts = 3, run_at = run_at - interval '1 s'";
    sqlx::query(leave).execute(&mut app.owner().await).await.unwrap();
    let workers = Workers::start(app.app.clone(), diary.registry(), 2);
    until("it is a dead letter", async || dead(&app).await == 1).await;
    assert_eq!(diary.begun(), 0);
    workers.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_do_each_job_once() {
    let (app, diary) = (TestApp::new().await, Diary::new());
    for number in 0..100 {
        enqueue(&app, &number.to_string()).await;
    }
    let both = [(); 2].map(|()| Workers::start(app.app.clone(), diary.registry(), 4));
    until("all are done", async || app.count("select count(*) from jobs").await == 0).await;
    let mut done = diary.done();
    done.sort_by_key(|number| number.parse::<u32>().unwrap());
    assert_eq!(done, (0..100).map(|number| number.to_string()).collect::<Vec<_>>());
    for workers in both {
        workers.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_begins_once_over_all_processes() {
    let app = TestApp::new().await;
    let diary = Diary { schedule: Some(Schedule::EveryMinutes(5)), ..Diary::new() };
    let all = [(); 3].map(|()| Workers::start(app.app.clone(), diary.registry(), 2));
    for rounds in 1..=4 {
        until("the round is done", async || diary.done().len() >= rounds).await;
        // Whoever would begin it a second time has had the chance: this one was begun after.
        enqueue(&app, "after").await;
        until("what came after", async || diary.done().iter().filter(|it| *it == "after").count() == 1).await;
        assert_eq!(diary.done().iter().filter(|it| *it == "round").count(), rounds);
        diary.done.lock().unwrap().retain(|it| it == "round");
        app.later(SignedDuration::from_mins(5));
    }
    for workers in all {
        workers.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_keeps_a_second_job_out_until_the_first_is_done() {
    let (app, diary) = (TestApp::new().await, Diary::new());
    let once = async |payload: &str| {
        let mut transaction = app.app.database.begin().await.unwrap();
        let now = app.clock.now();
        let added = jobs::enqueue_once(&mut transaction, "test.write", &payload, "key", now).await.unwrap();
        transaction.commit().await.unwrap();
        added
    };
    assert!(once("first").await);
    assert!(!once("second").await);
    let workers = Workers::start(app.app.clone(), diary.registry(), 1);
    until("the first is done", async || app.count("select count(*) from jobs").await == 0).await;
    assert!(once("third").await);
    until("the third is done", async || diary.done() == ["first", "third"]).await;
    workers.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopping_process_gives_back_what_it_holds() {
    let (app, diary) = (TestApp::new().await, Diary::new());
    let workers = Workers::start(app.app.clone(), diary.registry(), 1);
    enqueue(&app, "good").await;
    until("it is done", async || diary.done() == ["good"]).await;
    workers.stop().await;
    assert_eq!(app.count("select count(*) from jobs where leased_by is not null").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn dead_letters_are_retried_or_discarded_by_an_administrator() {
    let (app, diary) = (TestApp::new().await, Diary::new());
    let workers = Workers::start(app.app.clone(), diary.registry(), 2);
    for _ in 0..2 {
        enqueue(&app, "hopeless").await;
    }
    until("both are given up", async || dead(&app).await == 2).await;
    let (zhang, xitong) = (app.person("zhang").await, app.person("xitong").await);
    let letters: Page<DeadJob> = xitong.get("/api/jobs/dead").await.ok();
    assert_eq!(letters.rows.len(), 2);
    assert!(letters.rows.iter().all(|job| job.kind == "test.write" && job.error == "no such address"));
    let [first, second] = [0, 1].map(|place| letters.rows[place].id);

    zhang.get("/api/jobs/dead").await.refused(Code::NotAllowed);
    zhang.post(&format!("/api/jobs/{first}/retry"), &()).await.refused(Code::NotAllowed);
    zhang.delete(&format!("/api/jobs/{first}")).await.refused(Code::NotAllowed);
    xitong.post(&format!("/api/jobs/{}/retry", Uuid::new_v4()), &()).await.refused(Code::NotFound);
    xitong.delete(&format!("/api/jobs/{}", Uuid::new_v4())).await.refused(Code::NotFound);

    sqlx::query("update jobs set payload = '\"mended\"' where id = $1")
        .bind(first)
        .execute(&mut app.owner().await)
        .await
        .unwrap();
    for _ in 0..2 {
        assert_eq!(xitong.delete(&format!("/api/jobs/{second}")).await.status, 204);
    }
    xitong.post(&format!("/api/jobs/{second}/retry"), &()).await.refused(Code::NotFound);
    assert_eq!(xitong.post(&format!("/api/jobs/{first}/retry"), &()).await.status, 204);
    until("the mended one is done", async || diary.done() == ["mended"]).await;
    assert!(xitong.get("/api/jobs/dead").await.ok::<Page<DeadJob>>().rows.is_empty());
    assert_eq!(app.count("select count(*) from jobs where discarded_by is not null").await, 1);
    workers.stop().await;
}
