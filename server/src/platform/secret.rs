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
use sha2::{Digest, Sha256};

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
        let length = (purpose.len() as u64).to_be_bytes();
        hmac_sha256(&self.0, &[&length, purpose.as_bytes(), salt])
    }
}

/// HMAC-SHA256 (RFC 2104) of the parts, one after the other.
pub fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // A key longer than the block is hashed, a shorter one filled up with zeros.
    let mut block = [0; 64];
    if key.len() > block.len() {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
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

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, cases 2 and 6: a key shorter and one longer than the block.
    #[test]
    fn hmac_is_that_of_the_rfc() {
        let check = |key: &[u8], parts: &[&[u8]], expected: &str| {
            assert_eq!(hex::encode(hmac_sha256(key, parts)), expected);
        };
        check(
            b"Jefe",
            &[b"what do ya want ", b"for nothing?"],
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        );
        check(
            &[0xaa; 131],
            &[b"Test Using Larger Than Block-Size Key - Hash Key First"],
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        );
    }
}
