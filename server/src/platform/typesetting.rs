//! The typesetting worker: a process of its own, kept warm, killed when it takes too long.
//! One line of JSON in, one line out. The newest results are kept in memory.

use std::{
    collections::{HashMap, VecDeque},
    path::PathBuf,
    process::Stdio,
    sync::{Mutex as Guarded, PoisonError},
    time::Duration,
};

use api::{
    Code,
    form::Form,
    sheet::{Reply, Request, Sheet},
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use bytes::Bytes;
use sha2::{Digest, Sha256};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::{Child, ChildStdin, ChildStdout, Command},
    sync::Mutex,
};

use crate::{Result, error::internal};

/// A document that takes longer is not an ordinary document.
const LIMIT: Duration = Duration::from_secs(10);
/// Documents and pictures kept in memory.
const KEPT: usize = 64;

/// Starts a worker at the first request and again after one was killed.
pub struct Typesetter {
    program: PathBuf,
    fonts: Vec<PathBuf>,
    worker: Mutex<Option<Worker>>,
    documents: Guarded<Newest<Typeset>>,
    pictures: Guarded<Newest<Bytes>>,
}

struct Worker {
    // Held so that the process ends with it.
    _child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

/// A document as PDF/A.
#[derive(Clone, Debug)]
pub struct Typeset {
    pub bytes: Bytes,
    pub pages: usize,
    /// SHA-256 of the file, hex.
    pub hash: String,
}

impl Typesetter {
    pub fn new(program: PathBuf, fonts: Vec<PathBuf>) -> Self {
        Self {
            program,
            fonts,
            worker: Mutex::new(None),
            documents: Guarded::default(),
            pictures: Guarded::default(),
        }
    }

    /// Lays a document out as PDF/A-2b.
    ///
    /// # Errors
    /// `missing_glyphs` where no font has a character, named; `typesetting_failed`.
    pub async fn pdf(&self, sheet: Sheet) -> Result<Typeset> {
        let key = hash(&serde_json::to_vec(&sheet)?);
        if let Some(known) = known(&self.documents, &key) {
            return Ok(known);
        }
        self.refuse_missing_glyphs(&sheet).await?;
        self.set(key, &Request::Pdf { sheet: Box::new(sheet) }).await
    }

    /// Lays a handling sheet (处理单) out as PDF/A-2b.
    ///
    /// # Errors
    /// `typesetting_failed`.
    pub async fn form(&self, form: Form) -> Result<Typeset> {
        let key = hash(&serde_json::to_vec(&form)?);
        match known(&self.documents, &key) {
            Some(known) => Ok(known),
            None => self.set(key, &Request::Form { form: Box::new(form) }).await,
        }
    }

    async fn set(&self, key: String, request: &Request) -> Result<Typeset> {
        let set = match self.ask(request).await? {
            Reply::Pdf { pdf, pages } => {
                let bytes = decode(&pdf)?;
                Typeset { hash: hash(&bytes), bytes, pages }
            }
            reply => return Err(unexpected(&reply)),
        };
        keep(&self.documents, key, set.clone());
        Ok(set)
    }

    /// A PDF that lies in the file store under its hash.
    pub async fn known_pdf(
        &self,
        sha256: &str,
        read: impl Future<Output = Result<Bytes>>,
    ) -> Result<Typeset> {
        if let Some(known) = known(&self.documents, sha256) {
            return Ok(known);
        }
        let bytes = read.await?;
        let pages =
            match self.ask(&Request::Picture { pdf: BASE64.encode(&bytes), page: 0, width: 16 }).await? {
                Reply::Picture { pages, .. } => pages,
                reply => return Err(unexpected(&reply)),
            };
        let set = Typeset { bytes, pages, hash: sha256.to_owned() };
        keep(&self.documents, sha256.to_owned(), set.clone());
        Ok(set)
    }

    /// Draws one page (from 0) as WebP.
    pub async fn picture(&self, document: &Typeset, page: usize, width: u32) -> Result<Bytes> {
        let key = format!("{}/{page}/{width}", document.hash);
        if let Some(known) = known(&self.pictures, &key) {
            return Ok(known);
        }
        let picture =
            match self.ask(&Request::Picture { pdf: BASE64.encode(&document.bytes), page, width }).await? {
                Reply::Picture { webp, .. } => decode(&webp)?,
                reply => return Err(unexpected(&reply)),
            };
        keep(&self.pictures, key, picture.clone());
        Ok(picture)
    }

    /// Draws a round seal (印章) with this name, for demonstrations: a transparent PNG.
    pub async fn seal_picture(&self, name: &str, diameter_mm: f64) -> Result<Bytes> {
        match self.ask(&Request::SealPicture { name: name.to_owned(), diameter_mm }).await? {
            Reply::SealPicture { png } => decode(&png),
            reply => Err(unexpected(&reply)),
        }
    }

    /// # Errors
    /// `missing_glyphs`, naming every character for which no font of its role has a glyph.
    async fn refuse_missing_glyphs(&self, sheet: &Sheet) -> Result<()> {
        let missing = match self.ask(&Request::Glyphs { sheet: Box::new(sheet.clone()) }).await? {
            Reply::Glyphs { missing } => missing,
            reply => return Err(unexpected(&reply)),
        };
        if missing.is_empty() {
            return Ok(());
        }
        let named: Vec<String> = missing
            .iter()
            .map(|glyph| format!("{}（{}，{}）", glyph.character, glyph.code_point, glyph.near))
            .collect();
        Err(crate::Error::new(Code::MissingGlyphs).with_detail(named.join("、")))
    }

    async fn ask(&self, request: &Request) -> Result<Reply> {
        let mut line = serde_json::to_vec(request)?;
        line.push(b'\n');
        let mut place = self.worker.lock().await;
        // A worker that fails is not put back: dropping it kills the process.
        let mut worker = match place.take() {
            Some(worker) => worker,
            None => self.spawn()?,
        };
        let answer = tokio::time::timeout(LIMIT, exchange(&mut worker, &line)).await;
        match answer {
            Ok(Ok(reply)) => {
                *place = Some(worker);
                Ok(reply)
            }
            Ok(Err(error)) => Err(failed(&error)),
            Err(_) => Err(failed(&"the worker took too long")),
        }
    }

    fn spawn(&self) -> Result<Worker> {
        let mut command = Command::new(&self.program);
        for folder in &self.fonts {
            command.arg("--fonts").arg(folder);
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| failed(&format!("{}: {error}", self.program.display())))?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(failed(&"no pipes"));
        };
        Ok(Worker { _child: child, input, output: BufReader::new(output) })
    }
}

async fn exchange(worker: &mut Worker, line: &[u8]) -> std::io::Result<Reply> {
    worker.input.write_all(line).await?;
    worker.input.flush().await?;
    let mut answer = String::new();
    worker.output.read_line(&mut answer).await?;
    Ok(serde_json::from_str(&answer)?)
}

/// The newest values; the oldest goes when a new one comes.
struct Newest<T> {
    values: HashMap<String, T>,
    order: VecDeque<String>,
}

impl<T> Default for Newest<T> {
    fn default() -> Self {
        Self { values: HashMap::new(), order: VecDeque::new() }
    }
}

fn known<T: Clone>(newest: &Guarded<Newest<T>>, key: &str) -> Option<T> {
    newest.lock().unwrap_or_else(PoisonError::into_inner).values.get(key).cloned()
}

fn keep<T>(newest: &Guarded<Newest<T>>, key: String, value: T) {
    let mut newest = newest.lock().unwrap_or_else(PoisonError::into_inner);
    if newest.values.insert(key.clone(), value).is_none() {
        newest.order.push_back(key);
    }
    while newest.order.len() > KEPT {
        if let Some(oldest) = newest.order.pop_front() {
            newest.values.remove(&oldest);
        }
    }
}

fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn decode(text: &str) -> Result<Bytes> {
    BASE64.decode(text).map(Bytes::from).map_err(|error| internal(&error))
}

fn unexpected(reply: &Reply) -> crate::Error {
    match reply {
        Reply::Failed { reason } => failed(reason),
        _ => failed(&"an answer to another question"),
    }
}

fn failed(reason: &dyn std::fmt::Display) -> crate::Error {
    tracing::error!(%reason, "typesetting failed");
    Code::TypesettingFailed.into()
}
