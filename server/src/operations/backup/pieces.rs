//! Pieces of a backup: files with their sums.

use std::{
    fs::{self, File},
    io::{Read, Write},
    path::Path,
};

use anyhow::{Context, bail};
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sm3::Sm3;

use crate::{Error, error::internal, platform::files::FileStore};

/// What a file is, whatever its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Piece {
    pub sha256: String,
    pub sm3: String,
    /// Bytes.
    pub size: u64,
}

/// The sums of a file.
pub fn read(file: &Path) -> anyhow::Result<Piece> {
    let mut input = File::open(file).with_context(|| format!("cannot read {}", file.display()))?;
    pass(&mut input, &mut std::io::sink()).with_context(|| format!("cannot read {}", file.display()))
}

/// Copies a file; it has reached the disk then.
pub fn copy(from: &Path, to: &Path) -> anyhow::Result<Piece> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut input = File::open(from).with_context(|| format!("cannot read {}", from.display()))?;
    let mut output = File::create_new(to).with_context(|| format!("cannot write {}", to.display()))?;
    let piece = pass(&mut input, &mut output)?;
    output.sync_all()?;
    Ok(piece)
}

fn pass(input: &mut impl Read, output: &mut impl Write) -> std::io::Result<Piece> {
    let (mut sha256, mut sm3, mut size) = (Sha256::new(), Sm3::new(), 0);
    let mut buffer = vec![0; 1 << 16];
    loop {
        let count = input.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        sha256.update(&buffer[..count]);
        sm3::Digest::update(&mut sm3, &buffer[..count]);
        output.write_all(&buffer[..count])?;
        size += count as u64;
    }
    Ok(Piece {
        sha256: hex::encode(sha256.finalize()),
        sm3: api::chain::hex(&sm3::Digest::finalize(sm3)),
        size,
    })
}

/// Carries a content from one store to another; nothing arrives where it is not what it should be.
pub async fn transfer(from: &FileStore, to: &FileStore, blob: &Piece) -> anyhow::Result<()> {
    let content = match from.stream(&blob.sha256).await {
        Ok(content) => content.map(|chunk| chunk.map_err(Error::from)),
        Err(error) => bail!("the content {} is missing from the files: {error}", blob.sha256),
    };
    let put = to.put(content, u64::MAX, |stored| {
        let arrived = Piece {
            sha256: stored.sha256.clone(),
            sm3: stored.sm3.clone(),
            size: u64::try_from(stored.size).unwrap_or_default(),
        };
        if arrived == *blob { Ok(()) } else { Err(internal(&"damaged")) }
    });
    match put.await {
        Ok(_) => Ok(()),
        Err(error) => bail!("the content {} is damaged or cannot be copied: {error}", blob.sha256),
    }
}
