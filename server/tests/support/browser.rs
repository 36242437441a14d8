//! A browser that is pushed to: it subscribes, and reads what only it can read (RFC 8291).

use aes_gcm::{
    Aes128Gcm, Nonce,
    aead::{Aead, KeyInit},
};
use api::notices::Subscribe;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use hkdf::Hkdf;
use p256::{PublicKey, SecretKey};
use serde_json::Value;
use sha2::Sha256;

pub struct Browser {
    key: SecretKey,
    auth: [u8; 16],
    pub endpoint: String,
}

impl Browser {
    pub fn at(endpoint: String) -> Self {
        let key = SecretKey::from_slice(&rand::random::<[u8; 32]>()).unwrap();
        Self { key, auth: rand::random(), endpoint }
    }

    pub fn subscription(&self) -> Subscribe {
        Subscribe {
            endpoint: self.endpoint.clone(),
            p256dh: BASE64.encode(self.key.public_key().to_sec1_bytes()),
            auth: BASE64.encode(self.auth),
        }
    }

    /// What a push says.
    pub fn open(&self, body: &[u8]) -> Value {
        let (salt, rest) = body.split_at(16);
        assert_eq!(rest[..5], [0, 0, 16, 0, 65], "one record of 4096, a key of 65");
        let (public, sealed) = rest[5..].split_at(65);
        let shared = self.key.diffie_hellman(&PublicKey::from_sec1_bytes(public).unwrap());
        let own = self.key.public_key().to_sec1_bytes();
        let info = [b"WebPush: info\0".as_slice(), &own, public].concat();
        let (mut keying, mut key, mut nonce) = ([0; 32], [0; 16], [0; 12]);
        let agreed = Hkdf::<Sha256>::new(Some(&self.auth), shared.raw_secret_bytes());
        agreed.expand(&info, &mut keying).unwrap();
        let derived = Hkdf::<Sha256>::new(Some(salt), &keying);
        derived.expand(b"Content-Encoding: aes128gcm\0", &mut key).unwrap();
        derived.expand(b"Content-Encoding: nonce\0", &mut nonce).unwrap();
        let mut text = Aes128Gcm::new(&key.into()).decrypt(&Nonce::from(nonce), sealed).unwrap();
        assert_eq!(text.pop(), Some(2), "the last record");
        serde_json::from_slice(&text).unwrap()
    }
}
