//! A load of approvals of which every acknowledged one must be there afterwards, whatever was done to the server.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use api::{
    CaseId,
    cases::{Act, Acted},
    documents::{OpenDraft, Opened},
};
use sqlx::PgConnection;
use tokio::{sync::watch, task::JoinHandle};
use uuid::Uuid;

use super::{
    Client, chain, city,
    documents::{WAY, forward, notice},
    process::BACK_WITHIN,
    wait,
};

const WRITERS: usize = 8;

/// Writers who move documents on, one after another, until they are told to stop.
pub struct Load {
    state: Arc<State>,
    tell: watch::Sender<SocketAddr>,
    writers: Vec<JoinHandle<Vec<(CaseId, Act)>>>,
}

struct State {
    address: watch::Receiver<SocketAddr>,
    acknowledged: AtomicUsize,
    /// Answers that asked to come again.
    busy: AtomicUsize,
    over: AtomicBool,
}

/// What was acknowledged, and how often the server asked to come again.
pub struct Done {
    pub acknowledged: Vec<(CaseId, Act)>,
    pub busy: usize,
}

impl Load {
    pub async fn start(address: SocketAddr) -> Self {
        let (tell, told) = watch::channel(address);
        let state = Arc::new(State {
            address: told,
            acknowledged: AtomicUsize::new(0),
            busy: AtomicUsize::new(0),
            over: AtomicBool::new(false),
        });
        let people = sign_in_all(address).await;
        let writers = (0..WRITERS).map(|_| tokio::spawn(write(state.clone(), people.clone()))).collect();
        Self { state, tell, writers }
    }

    /// The server is at another address now.
    pub fn moved_to(&self, address: SocketAddr) {
        self.tell.send(address).unwrap();
    }

    /// Waits until so many more acts have been acknowledged. How long that took.
    pub async fn goes_on(&self, acts: usize) -> Duration {
        let began = std::time::Instant::now();
        let enough = self.state.acknowledged.load(Ordering::SeqCst) + acts;
        wait::until("approvals go on", BACK_WITHIN, async || {
            (self.state.acknowledged.load(Ordering::SeqCst) >= enough).then_some(())
        })
        .await;
        began.elapsed()
    }

    pub async fn stop(self) -> Done {
        self.state.over.store(true, Ordering::SeqCst);
        let mut acknowledged = Vec::new();
        for writer in self.writers {
            acknowledged.extend(writer.await.unwrap());
        }
        Done { acknowledged, busy: self.state.busy.load(Ordering::SeqCst) }
    }
}

impl Done {
    /// Every acknowledged act is there once, and nothing is half. How many cases there are.
    pub async fn assert_whole(&self, owner: &mut PgConnection) -> usize {
        for (case, act) in &self.acknowledged {
            assert_eq!(decisions(owner, *case, act).await, 1, "acknowledged: {case} {act:?}");
        }
        chain::sound(owner, std::panic::Location::caller()).await
    }
}

/// Moves documents on, one after another, until the load is over. What was acknowledged.
async fn write(load: Arc<State>, people: Vec<Client>) -> Vec<(CaseId, Act)> {
    let mut address = load.address.clone();
    let mut acknowledged = Vec::new();
    loop {
        let open = OpenDraft { key: Uuid::new_v4(), post: city::post("zhang"), draft: notice() };
        let body = serde_json::to_value(&open).unwrap();
        let opened: Opened = insist(&load, &mut address, &people[0], "/api/documents", &body).await;
        for (position, person) in people.iter().enumerate() {
            if load.over.load(Ordering::SeqCst) {
                return acknowledged;
            }
            let act = forward(position);
            let path = format!("/api/cases/{}/acts", opened.case);
            let body = serde_json::to_value(&act).unwrap();
            let acted: Acted = insist(&load, &mut address, person, &path, &body).await;
            assert_eq!(acted.version, act.version + 1);
            load.acknowledged.fetch_add(1, Ordering::SeqCst);
            acknowledged.push((opened.case, act));
        }
    }
}

/// Sends the same command until it is answered, wherever the server is now.
async fn insist<T: serde::de::DeserializeOwned>(
    load: &State,
    address: &mut watch::Receiver<SocketAddr>,
    person: &Client,
    path: &str,
    body: &serde_json::Value,
) -> T {
    loop {
        let now = *address.borrow_and_update();
        let request = person.moved_to(now).request(reqwest::Method::POST, path).json(body);
        let answered = match request.send().await {
            Ok(response) => {
                let again = response.headers().get("retry-after").cloned();
                Some((response.status(), again, response.bytes().await))
            }
            Err(_) => None,
        };
        match answered {
            Some((status, _, Ok(bytes))) if status.is_success() => {
                return serde_json::from_slice(&bytes).unwrap();
            }
            // The server is busy, or its database is away: it says so and when to come again. What was done with the
            // first request is known by its key.
            Some((status, again, Ok(_))) if status.as_u16() == 503 => {
                assert_eq!(again.unwrap(), "1", "when to come again");
                load.busy.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Some((status, _, Ok(bytes))) => panic!("{path}: {status} {}", String::from_utf8_lossy(&bytes)),
            _ => {
                let back = tokio::time::timeout(BACK_WITHIN, address.changed()).await;
                back.expect("the server comes back").unwrap();
            }
        }
    }
}

async fn sign_in_all(address: SocketAddr) -> Vec<Client> {
    let mut people = Vec::new();
    // Without sealing and what follows: those wait for the typesetter, not for the disk.
    for (_, account, _) in &WAY[..6] {
        people.push(Client::new(address).signed_in(account).await);
    }
    people
}

/// How many events of the case decided the item of this act.
async fn decisions(owner: &mut PgConnection, case: CaseId, act: &Act) -> i64 {
    let item = match &act.command {
        flow::Command::Submit { item, .. } | flow::Command::Approve { item, .. } => item.0,
        other => panic!("{other:?}"),
    };
    let sql = "select count(*) from events e, jsonb_array_elements(e.payload::jsonb -> 'events') v
               where e.case_id = $1 and e.sequence = $2 and v ->> 'kind' = 'item_closed' and v ->> 'item' = $3";
    sqlx::query_scalar(sql)
        .bind(case.0)
        .bind(act.version + 1)
        .bind(item.to_string())
        .fetch_one(owner)
        .await
        .unwrap()
}
