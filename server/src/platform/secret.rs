//! The installation's own secret: 32 random bytes in a file that only the server can read. What is kept in the database
//! and must not be readable from a copy of it is derived with this.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
};

use anyhow::{Context, bail};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

#[derive(Clone)]
pub struct Secret([u8; 32]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret")
    }
}

impl Secret {
    /// Reads it; makes it where there is none.
    ///
    /// # Errors
    /// Where the file is no secret, others may read it, or it cannot be written.
    pub fn open(file: &Path) -> anyhow::Result<Self> {
        if !file.exists() {
            make(file).with_context(|| format!("cannot write {}", file.display()))?;
        }
        let mode = fs::metadata(file)?.permissions().mode();
        if mode & 0o007 != 0 {
            bail!("{} can be read by everybody: chmod 600", file.display());
        }
        let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        let mut bytes = [0; 32];
        hex::decode_to_slice(text.trim(), &mut bytes)
            .with_context(|| format!("{} holds no 32 bytes in hex", file.display()))?;
        Ok(Self(bytes))
    }

    /// 32 bytes for this purpose and nothing else.
    pub fn derive(&self, purpose: &str, salt: &[u8]) -> [u8; 32] {
        // A key shorter than the block is filled up with zeros (RFC 2104).
        let mut block = [0; 64];
        block[..self.0.len()].copy_from_slice(&self.0);
        let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
        mac.update(&(purpose.len() as u64).to_be_bytes());
        mac.update(purpose.as_bytes());
        mac.update(salt);
        mac.finalize().into_bytes().into()
    }
}

fn make(file: &Path) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut out = match OpenOptions::new().write(true).create_new(true).mode(0o600).open(file) {
        // Another process was faster.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => return Ok(()),
        opened => opened?,
    };
    writeln!(out, "{}", hex::encode(rand::random::<[u8; 32]>()))?;
    out.sync_all()
}
