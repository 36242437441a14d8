//! The hash chain of a case: each event carries the SM3 of the one before it.
//! One function computes it for the server, for `server verify` and for the browser.

use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};
use uuid::Uuid;

/// An event as it was recorded. Everything here is covered by its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Record {
    pub case: Uuid,
    /// From 1, without gaps.
    pub sequence: i32,
    pub kind: String,
    pub person: Uuid,
    pub post: Uuid,
    /// Post on whose behalf (代), where delegated.
    pub on_behalf_of: Option<Uuid>,
    pub channel: String,
    /// Server time, microseconds since 1970-01-01T00:00Z.
    pub at: i64,
    /// The payload, byte for byte as stored.
    pub payload: String,
    /// Hash of the event before, hex; empty for the first.
    pub previous: String,
    /// SM3 over all of the above, hex.
    pub hash: String,
}

/// Where a chain breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Break {
    pub sequence: i32,
    pub reason: BreakReason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum BreakReason {
    /// A number is missing or comes twice.
    Sequence,
    /// `previous` is not the hash of the event before.
    Link,
    /// The content does not give the recorded hash.
    Content,
}

impl Record {
    /// SM3 over the length-prefixed fields in the order of declaration, hex.
    pub fn compute_hash(&self) -> String {
        let mut hasher = Sm3::new();
        let mut field = |bytes: &[u8]| {
            hasher.update((bytes.len() as u64).to_be_bytes());
            hasher.update(bytes);
        };
        field(self.case.as_bytes());
        field(&self.sequence.to_be_bytes());
        field(self.kind.as_bytes());
        field(self.person.as_bytes());
        field(self.post.as_bytes());
        field(self.on_behalf_of.as_ref().map_or(&[][..], |post| post.as_bytes()));
        field(self.channel.as_bytes());
        field(&self.at.to_be_bytes());
        field(self.payload.as_bytes());
        field(self.previous.as_bytes());
        hex(&hasher.finalize())
    }
}

/// Recomputes the chain of one case, events in order from the first.
pub fn verify(records: &[Record]) -> Result<(), Break> {
    let mut previous = "";
    for (index, record) in records.iter().enumerate() {
        let broken = |reason| Break { sequence: record.sequence, reason };
        if record.sequence as usize != index + 1 {
            return Err(broken(BreakReason::Sequence));
        }
        if record.previous != previous {
            return Err(broken(BreakReason::Link));
        }
        if record.compute_hash() != record.hash {
            return Err(broken(BreakReason::Content));
        }
        previous = &record.hash;
    }
    Ok(())
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(length: i32) -> Vec<Record> {
        let mut records: Vec<Record> = Vec::new();
        for sequence in 1..=length {
            let mut record = Record {
                case: Uuid::from_u128(7),
                sequence,
                kind: "approved".into(),
                person: Uuid::from_u128(1),
                post: Uuid::from_u128(2),
                on_behalf_of: None,
                channel: "phone".into(),
                at: 1_700_000_000_000_000 + i64::from(sequence),
                payload: format!(r#"{{"opinion":"同意{sequence}"}}"#),
                previous: records.last().map_or(String::new(), |r| r.hash.clone()),
                hash: String::new(),
            };
            record.hash = record.compute_hash();
            records.push(record);
        }
        records
    }

    #[test]
    fn an_untouched_chain_verifies() {
        assert_eq!(verify(&chain(5)), Ok(()));
    }

    #[test]
    fn every_kind_of_tampering_is_named() {
        let mut edited = chain(5);
        edited[2].payload = edited[2].payload.replace("同意", "不同意");
        assert_eq!(verify(&edited), Err(Break { sequence: 3, reason: BreakReason::Content }));

        let mut rehashed = edited.clone();
        rehashed[2].hash = rehashed[2].compute_hash();
        assert_eq!(verify(&rehashed), Err(Break { sequence: 4, reason: BreakReason::Link }));

        let mut removed = chain(5);
        removed.remove(1);
        assert_eq!(verify(&removed), Err(Break { sequence: 3, reason: BreakReason::Sequence }));
    }

    #[test]
    fn fields_do_not_run_into_each_other() {
        let mut a = chain(1).remove(0);
        let mut b = a.clone();
        a.kind = "ab".into();
        a.channel = "c".into();
        b.kind = "a".into();
        b.channel = "bc".into();
        assert_ne!(a.compute_hash(), b.compute_hash());
    }
}
