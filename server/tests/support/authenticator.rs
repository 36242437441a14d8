//! An authenticator in memory: makes passkeys and signs with them as CTAP 2 devices do (WebAuthn level 3, 6.1 and 6.5).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// User present, user verified, attested credential data included.
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;

/// One device with one key.
#[derive(Clone)]
pub struct Authenticator {
    pub key: SigningKey,
    /// Its name for the key.
    pub id: Vec<u8>,
    /// Times it was used.
    pub counter: u32,
    /// The page that asks, as the browser tells it.
    pub origin: String,
    /// Whether it asks its owner for a finger or a PIN.
    pub verifies: bool,
}

impl Authenticator {
    pub fn new(origin: &str) -> Self {
        Self {
            key: SigningKey::from_slice(&rand::random::<[u8; 32]>()).unwrap(),
            id: rand::random::<[u8; 16]>().to_vec(),
            counter: 0,
            origin: origin.to_owned(),
            verifies: true,
        }
    }

    /// Answers to options for making a passkey.
    pub fn create(&mut self, options: &Value) -> Value {
        let client = self.client("webauthn.create", &options["publicKey"]);
        let mut data = self.data(options["publicKey"]["rp"]["id"].as_str().unwrap(), ATTESTED);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        data.extend(self.public_key());
        // {"fmt": "none", "attStmt": {}, "authData": …}
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".to_vec();
        object.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        object.extend(data);
        self.credential(json!({ "attestationObject": encoded(&object), "clientDataJSON": encoded(&client) }))
    }

    /// Answers to options for signing.
    pub fn sign(&mut self, options: &Value) -> Value {
        let client = self.client("webauthn.get", &options["publicKey"]);
        self.counter += 1;
        let data = self.data(options["publicKey"]["rpId"].as_str().unwrap(), 0);
        let signed = [data.as_slice(), &Sha256::digest(&client)].concat();
        let signature: Signature = self.key.sign(&signed);
        self.credential(json!({
            "authenticatorData": encoded(&data),
            "clientDataJSON": encoded(&client),
            "signature": encoded(signature.to_der().as_bytes()),
            "userHandle": null,
        }))
    }

    fn client(&self, kind: &str, options: &Value) -> Vec<u8> {
        json!({ "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    fn data(&self, host: &str, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(host.as_bytes()).to_vec();
        data.push(PRESENT | flags | if self.verifies { VERIFIED } else { 0 });
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// COSE (RFC 9053): {kty: EC2, alg: ES256, crv: P-256, x, y}.
    fn public_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = point.as_bytes()[1..].split_at(32);
        [b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20", x, b"\x22\x58\x20", y].concat()
    }

    fn credential(&self, response: Value) -> Value {
        let id = encoded(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response })
    }
}

fn encoded(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}
