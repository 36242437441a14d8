//! A mail server of the smallest kind, on a real socket.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use base64::{Engine, prelude::BASE64_STANDARD};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// How the mail server is today.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mood {
    Works,
    /// Takes connections and never says a word.
    Hangs,
    /// 421 to everybody.
    Closed,
    /// 550 to whoever is called `nobody`.
    Strict,
}

/// What arrived.
#[derive(Clone, Debug)]
pub struct Arrived {
    pub to: String,
    pub subject: String,
    pub text: String,
}

pub struct MailServer {
    pub address: SocketAddr,
    inside: Arc<Inside>,
    task: JoinHandle<()>,
}

struct Inside {
    mood: Mutex<Mood>,
    arrived: Mutex<Vec<Arrived>>,
    connections: AtomicUsize,
}

impl MailServer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let inside = Arc::new(Inside {
            mood: Mutex::new(Mood::Works),
            arrived: Mutex::default(),
            connections: AtomicUsize::new(0),
        });
        let within = inside.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                within.connections.fetch_add(1, Ordering::SeqCst);
                let within = within.clone();
                // A client that goes away ends its conversation only.
                tokio::spawn(async move { drop(within.converse(stream).await) });
            }
        });
        Self { address, inside, task }
    }

    pub fn be(&self, mood: Mood) {
        *self.inside.mood.lock().unwrap() = mood;
    }

    pub fn arrived(&self) -> Vec<Arrived> {
        self.inside.arrived.lock().unwrap().clone()
    }

    /// What arrived since this was asked last.
    pub fn taken(&self) -> Vec<Arrived> {
        std::mem::take(&mut self.inside.arrived.lock().unwrap())
    }

    pub fn connections(&self) -> usize {
        self.inside.connections.load(Ordering::SeqCst)
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Inside {
    async fn converse(&self, stream: TcpStream) -> std::io::Result<()> {
        let mood = *self.mood.lock().unwrap();
        let mut stream = BufReader::new(stream);
        match mood {
            Mood::Hangs => return std::future::pending().await,
            Mood::Closed => return stream.write_all(b"421 busy\r\n").await,
            Mood::Works | Mood::Strict => stream.write_all(b"220 sink ESMTP\r\n").await?,
        }
        let (mut to, mut line) = (String::new(), String::new());
        loop {
            line.clear();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
            let answer = match verb.as_str() {
                "EHLO" => "250-sink\r\n250 8BITMIME\r\n",
                "RCPT" if mood == Mood::Strict && line.contains("<nobody@") => "550 no such user\r\n",
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    "250 ok\r\n"
                }
                "DATA" => {
                    stream.write_all(b"354 go on\r\n").await?;
                    let message = data(&mut stream).await?;
                    self.arrived.lock().unwrap().push(read(to.clone(), &message));
                    "250 taken\r\n"
                }
                "QUIT" => "221 bye\r\n",
                _ => "250 ok\r\n",
            };
            stream.write_all(answer.as_bytes()).await?;
        }
    }
}

async fn data(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut message = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 || line == ".\r\n" {
            return Ok(message);
        }
        message.push_str(&line);
    }
}

/// Subject (RFC 2047, base64) and text as a person reads them.
fn read(to: String, message: &str) -> Arrived {
    let (head, body) = message.split_once("\r\n\r\n").unwrap();
    let unfolded = head.replace("\r\n ", " ");
    let field = |name: &str| {
        let start = format!("{name}: ");
        unfolded.lines().find_map(|line| line.strip_prefix(&start).map(str::to_owned)).unwrap_or_default()
    };
    let word = |word: &str| match word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?=")) {
        Some(encoded) => utf8(encoded),
        None => word.to_owned(),
    };
    let subject = field("Subject").split(' ').map(word).collect();
    let text = match field("Content-Transfer-Encoding").as_str() {
        "base64" => utf8(&body.replace("\r\n", "")),
        _ => body.to_owned(),
    };
    Arrived { to, subject, text }
}

fn utf8(encoded: &str) -> String {
    String::from_utf8(BASE64_STANDARD.decode(encoded).unwrap()).unwrap()
}
