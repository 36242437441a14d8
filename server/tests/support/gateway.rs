//! Other people's HTTP servers, on a real socket: a push service, a message platform, 浙政钉.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use tokio::{net::TcpListener, task::JoinHandle};

/// How the server is today.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mood {
    Works,
    /// Takes requests and never says a word.
    Hangs,
    /// This status to everybody.
    Answers(u16),
}

/// What arrived.
#[derive(Clone, Debug)]
pub struct Request {
    pub path: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Request {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

type Answer = fn(&Request) -> Response;

pub struct Gateway {
    pub address: SocketAddr,
    inside: Arc<Inside>,
    task: JoinHandle<()>,
}

struct Inside {
    answer: Answer,
    mood: Mutex<Mood>,
    arrived: Mutex<Vec<Request>>,
}

impl Gateway {
    /// One that takes everything.
    pub async fn start() -> Self {
        Self::answering(|_| StatusCode::CREATED.into_response()).await
    }

    pub async fn answering(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let inside = Arc::new(Inside { answer, mood: Mutex::new(Mood::Works), arrived: Mutex::default() });
        let router = Router::new().fallback(take).with_state(inside.clone());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, inside, task }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn be(&self, mood: Mood) {
        *self.inside.mood.lock().unwrap() = mood;
    }

    /// What arrived since this was asked last.
    pub fn taken(&self) -> Vec<Request> {
        std::mem::take(&mut self.inside.arrived.lock().unwrap())
    }

    pub fn count(&self) -> usize {
        self.inside.arrived.lock().unwrap().len()
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn take(State(inside): State<Arc<Inside>>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let request = Request { path: uri.to_string(), headers, body: body.to_vec() };
    let mood = *inside.mood.lock().unwrap();
    let answer = match mood {
        Mood::Works | Mood::Hangs => (inside.answer)(&request),
        Mood::Answers(status) => StatusCode::from_u16(status).unwrap().into_response(),
    };
    inside.arrived.lock().unwrap().push(request);
    match mood {
        Mood::Hangs => std::future::pending().await,
        _ => answer,
    }
}
