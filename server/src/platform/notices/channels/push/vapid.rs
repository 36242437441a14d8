//! Who pushes (VAPID, RFC 8292): a token for each service, signed with the installation's key.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use jiff::{SignedDuration, Timestamp};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::json;

use crate::platform::secret::Secret;

/// A token is good for so long; a day at most (RFC 8292, 2).
const GOOD: SignedDuration = SignedDuration::from_hours(12);

pub struct Vapid {
    key: SigningKey,
    contact: String,
}

impl Vapid {
    /// The key of this installation. Another secret is another key, and browsers must subscribe anew.
    pub fn new(secret: &Secret, contact: &str) -> Self {
        // One in 2^32 is none of the curve: the next is taken.
        let mut salt = 0u64;
        let key = loop {
            match SigningKey::from_slice(&secret.derive("notices.push", &salt.to_be_bytes())) {
                Ok(key) => break key,
                Err(_) => salt += 1,
            }
        };
        Self { key, contact: contact.to_owned() }
    }

    /// The public key, an uncompressed point.
    pub fn public(&self) -> String {
        BASE64.encode(self.key.verifying_key().to_sec1_point(false).as_bytes())
    }

    /// The value of `Authorization` for a service.
    pub fn authorization(&self, service: &str, now: Timestamp) -> String {
        let part = |value: serde_json::Value| BASE64.encode(value.to_string());
        let claims = json!({ "aud": service, "exp": (now + GOOD).as_second(), "sub": self.contact });
        let signed = format!("{}.{}", part(json!({ "typ": "JWT", "alg": "ES256" })), part(claims));
        let signature: Signature = self.key.sign(signed.as_bytes());
        format!("vapid t={signed}.{}, k={}", BASE64.encode(signature.to_bytes()), self.public())
    }
}
