//! The blob store: a file lies under its SHA-256, so that the same content lies there once.

use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use api::{CaseId, FileId, PersonId, files::File};
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use object_store::{
    MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem, path::Path,
};
use sha2::{Digest, Sha256};
use sm3::Sm3;
use sqlx::PgConnection;

use crate::{App, Error, Result, platform::id};

/// Where the contents lie.
#[derive(Clone, Debug)]
pub struct FileStore {
    store: Arc<dyn ObjectStore>,
    /// Where contents come in, piece by piece.
    coming: PathBuf,
}

/// Content that lies in the store.
#[derive(Clone, Debug)]
pub struct Stored {
    pub sha256: String,
    pub sm3: String,
    /// Bytes.
    pub size: i64,
    /// The first bytes, for telling what it is.
    pub head: Bytes,
}

/// Content that is here whole and is neither kept nor discarded yet.
#[derive(Debug)]
pub struct Arrived {
    pub stored: Stored,
    coming: Path,
}

const COMING: &str = "coming";

/// Enough to recognise every accepted kind of file.
const HEAD: usize = 8192;

impl FileStore {
    /// A store in a local folder, which is made where it is missing. Writes are synced.
    pub fn local(folder: &FilePath) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self { store: Arc::new(store), coming: folder.join(COMING) })
    }

    /// Streams content in and keeps it.
    ///
    /// # Errors
    /// As [`Self::receive`].
    pub async fn put<T>(
        &self,
        content: impl Stream<Item = Result<Bytes>> + Unpin,
        limit: u64,
        accept: impl FnOnce(&Stored) -> Result<T>,
    ) -> Result<(Stored, T)> {
        let (arrived, accepted) = self.receive(content, limit, accept).await?;
        Ok((self.keep(arrived).await?, accepted))
    }

    /// Streams content in, to be kept or discarded. Nothing remains where the stream fails, grows beyond `limit` bytes or
    /// is not accepted.
    ///
    /// # Errors
    /// `too_large`; what the stream and `accept` say.
    pub async fn receive<T>(
        &self,
        content: impl Stream<Item = Result<Bytes>> + Unpin,
        limit: u64,
        accept: impl FnOnce(&Stored) -> Result<T>,
    ) -> Result<(Arrived, T)> {
        let coming = Path::from(format!("{COMING}/{}", id::new()));
        let mut upload = self.store.put_multipart(&coming).await?;
        let received = receive(&mut upload, content, limit).await;
        match received.and_then(|stored| accept(&stored).map(|accepted| (stored, accepted))) {
            Ok((stored, accepted)) => {
                upload.complete().await?;
                Ok((Arrived { stored, coming }, accepted))
            }
            Err(error) => {
                upload.abort().await?;
                Err(error)
            }
        }
    }

    /// Puts what has arrived in its place.
    pub async fn keep(&self, arrived: Arrived) -> Result<Stored> {
        self.store.rename(&arrived.coming, &at(&arrived.stored.sha256)).await?;
        Ok(arrived.stored)
    }

    /// Throws away what has arrived.
    pub async fn discard(&self, arrived: Arrived) -> Result<()> {
        Ok(self.store.delete(&arrived.coming).await?)
    }

    /// Sweeps out what was coming in when a server ended, and has not been touched since. How many.
    pub async fn sweep(&self, before: Timestamp) -> std::io::Result<usize> {
        let coming = self.coming.clone();
        tokio::task::spawn_blocking(move || sweep(&coming, before)).await?
    }

    /// What has arrived, as a stream.
    pub async fn stream_arrived(
        &self,
        arrived: &Arrived,
    ) -> Result<impl Stream<Item = object_store::Result<Bytes>> + use<>> {
        Ok(self.store.get(&arrived.coming).await?.into_stream())
    }

    /// The whole content.
    pub async fn get(&self, sha256: &str) -> Result<Bytes> {
        Ok(self.store.get(&at(sha256)).await?.bytes().await?)
    }

    /// Whether it holds no content at all.
    pub async fn is_empty(&self) -> Result<bool> {
        let first = self.store.list(Some(&Path::from("sha256"))).next().await;
        Ok(first.transpose()?.is_none())
    }

    /// Whether it has this content; damaged or not.
    pub async fn has(&self, sha256: &str) -> Result<bool> {
        match self.store.head(&at(sha256)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Takes a content out.
    pub async fn remove(&self, sha256: &str) -> Result<()> {
        Ok(self.store.delete(&at(sha256)).await?)
    }

    /// The content as a stream.
    pub async fn stream(
        &self,
        sha256: &str,
    ) -> Result<impl Stream<Item = object_store::Result<Bytes>> + use<>> {
        Ok(self.store.get(&at(sha256)).await?.into_stream())
    }
}

/// Pieces that are not whole yet have names of their own, which the store itself does not show.
fn sweep(coming: &FilePath, before: Timestamp) -> std::io::Result<usize> {
    let entries = match std::fs::read_dir(coming) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(0),
        entries => entries?,
    };
    let mut swept = 0;
    for entry in entries {
        let entry = entry?;
        let touched = Timestamp::try_from(entry.metadata()?.modified()?).unwrap_or(Timestamp::MAX);
        if touched < before {
            std::fs::remove_file(entry.path())?;
            swept += 1;
        }
    }
    Ok(swept)
}

/// Where a content lies, below the store's folder.
pub fn place(sha256: &str) -> String {
    format!("sha256/{}/{}/{sha256}", &sha256[..2], &sha256[2..4])
}

fn at(sha256: &str) -> Path {
    Path::from(place(sha256))
}

async fn receive(
    upload: &mut Box<dyn MultipartUpload>,
    mut content: impl Stream<Item = Result<Bytes>> + Unpin,
    limit: u64,
) -> Result<Stored> {
    let (mut sha256, mut sm3) = (Sha256::new(), Sm3::new());
    let mut size: u64 = 0;
    let mut head: Vec<u8> = Vec::new();
    while let Some(chunk) = content.next().await {
        let chunk = chunk?;
        size += chunk.len() as u64;
        if size > limit {
            return Err(Error::new(api::Code::TooLarge));
        }
        head.extend(chunk.iter().take(HEAD.saturating_sub(head.len())));
        sha256.update(&chunk);
        sm3::Digest::update(&mut sm3, &chunk);
        upload.put_part(PutPayload::from_bytes(chunk)).await?;
    }
    Ok(Stored {
        sha256: hex::encode(sha256.finalize()),
        sm3: api::chain::hex(&sm3::Digest::finalize(sm3)),
        size: i64::try_from(size).unwrap_or(i64::MAX),
        head: head.into(),
    })
}

/// Makes stored content known to the database under a name.
pub async fn record(
    app: &App,
    connection: &mut PgConnection,
    stored: &Stored,
    name: &str,
    media_type: &str,
    case: Option<CaseId>,
    by: PersonId,
) -> Result<File> {
    let file = File {
        id: FileId(id::new()),
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        size: stored.size,
        sha256: stored.sha256.clone(),
        sm3: stored.sm3.clone(),
    };
    sqlx::query!(
        "insert into files (id, sha256, sm3, size, media_type, name, case_id, uploaded_by, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        file.id.0,
        file.sha256,
        file.sm3,
        file.size,
        file.media_type,
        file.name,
        case.map(|case| case.0),
        by.0,
        app.clock.now().to_sqlx() as _
    )
    .execute(connection)
    .await?;
    Ok(file)
}
