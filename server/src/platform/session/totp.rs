//! Time-based codes (RFC 6238: HMAC-SHA-1, 30 seconds, six digits), which every authenticator knows.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha1::Sha1;

/// Bytes of a secret (RFC 4226: at least 16, better 20).
pub const SECRET: usize = 20;
const STEP: i64 = 30;
/// Steps before and after the present one that count too: clocks differ.
const SLACK: i64 = 1;

/// The step whose code this is, near this time.
pub fn step_of(secret: &[u8], code: &str, now: Timestamp) -> Option<i64> {
    let present = now.as_second() / STEP;
    let right = |step: &i64| {
        let expected = code_at(secret, *step);
        // Every digit is looked at, whichever is wrong.
        expected.len() == code.len()
            && expected.bytes().zip(code.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
    };
    (present - SLACK..=present + SLACK).find(right)
}

/// The code of a step.
pub fn code_at(secret: &[u8], step: i64) -> String {
    let mut mac = match <Hmac<Sha1> as KeyInit>::new_from_slice(secret) {
        Ok(mac) => mac,
        Err(_) => return String::new(),
    };
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest[19] & 0x0f);
    let number = u32::from_be_bytes([
        digest[offset] & 0x7f,
        digest[offset + 1],
        digest[offset + 2],
        digest[offset + 3],
    ]);
    format!("{:06}", number % 1_000_000)
}

/// RFC 4648 base32 without padding, as authenticators take it.
pub fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    let (mut held, mut bits) = (0u32, 0);
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(ALPHABET[(held >> bits & 31) as usize] as char);
        }
    }
    if bits > 0 {
        text.push(ALPHABET[(held << (5 - bits) & 31) as usize] as char);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238 appendix B, shortened to six digits.
        let secret = b"12345678901234567890";
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code_at(secret, seconds / 30), code);
            let at = Timestamp::from_second(seconds).unwrap();
            assert_eq!(step_of(secret, code, at), Some(seconds / 30));
            assert_eq!(step_of(secret, "000000", at), None);
        }
        assert_eq!(base32(b"12345678901234567890"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(base32(b"foob"), "MZXW6YQ");
    }
}
