//! Message encryption for web push (RFC 8291) in the coding `aes128gcm` (RFC 8188): readable in the one browser only.

use aes_gcm::{
    Aes128Gcm, Nonce,
    aead::{Aead, KeyInit},
};
use hkdf::Hkdf;
use p256::{PublicKey, SecretKey};
use sha2::Sha256;

/// The record size that is announced; a push is one record (RFC 8291, 4).
const RECORD: u32 = 4096;
/// The longest push that every service takes, with header, padding mark and authentication (RFC 8291, 4), bytes.
const LONGEST: usize = 4096 - 86 - 16 - 1;

/// Whether the keys of a subscription can be used.
pub fn usable(p256dh: &[u8], auth: &[u8]) -> bool {
    p256dh.len() == 65 && auth.len() == 16 && PublicKey::from_sec1_bytes(p256dh).is_ok()
}

/// The body of the request; nothing where the keys are none or the text is too long.
pub fn sealed(text: &[u8], p256dh: &[u8], auth: &[u8]) -> Option<Vec<u8>> {
    if text.len() > LONGEST || !usable(p256dh, auth) {
        return None;
    }
    // A key for this push alone. One in 2^32 is none of the curve.
    let own = (0..8).find_map(|_| SecretKey::from_slice(&rand::random::<[u8; 32]>()).ok())?;
    sealed_with(text, p256dh, auth, &own, &rand::random())
}

fn sealed_with(text: &[u8], p256dh: &[u8], auth: &[u8], own: &SecretKey, salt: &[u8; 16]) -> Option<Vec<u8>> {
    let browser = PublicKey::from_sec1_bytes(p256dh).ok()?;
    let public = own.public_key().to_sec1_bytes();
    let shared = own.diffie_hellman(&browser);
    let info = [b"WebPush: info\0".as_slice(), p256dh, &public].concat();
    let mut keying = [0; 32];
    Hkdf::<Sha256>::new(Some(auth), shared.raw_secret_bytes()).expand(&info, &mut keying).ok()?;
    let derived = Hkdf::<Sha256>::new(Some(salt), &keying);
    let (mut key, mut nonce) = ([0; 16], [0; 12]);
    derived.expand(b"Content-Encoding: aes128gcm\0", &mut key).ok()?;
    derived.expand(b"Content-Encoding: nonce\0", &mut nonce).ok()?;
    // The mark of the last record; no padding.
    let record = [text, &[2]].concat();
    let sealed = Aes128Gcm::new(&key.into()).encrypt(&Nonce::from(nonce), record.as_slice()).ok()?;
    let length = u8::try_from(public.len()).ok()?;
    Some([salt.as_slice(), &RECORD.to_be_bytes(), &[length], &public, &sealed].concat())
}

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};

    use super::*;

    /// RFC 8291, appendix A.
    #[test]
    fn the_example_of_the_rfc_is_sealed_as_it_says() {
        let decoded = |text: &str| BASE64.decode(text).unwrap();
        let own = SecretKey::from_slice(&decoded("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")).unwrap();
        let browser = decoded(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        );
        let salt: [u8; 16] = decoded("DGv6ra1nlYgDCS1FRnbzlw").try_into().unwrap();
        let text = b"When I grow up, I want to be a watermelon";
        let sealed = sealed_with(text, &browser, &decoded("BTBZMqHH6r4Tts7J_aSIgg"), &own, &salt).unwrap();
        assert_eq!(
            BASE64.encode(sealed),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w\
             EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        );
    }

    #[test]
    fn keys_that_are_none_are_refused() {
        assert!(sealed(b"x", &[4; 65], &[0; 16]).is_none());
        assert!(sealed(b"x", &[], &[]).is_none());
        let browser = SecretKey::from_slice(&[7; 32]).unwrap().public_key().to_sec1_bytes();
        assert!(sealed(b"x", &browser, &[0; 16]).is_some());
        assert!(sealed(b"x", &browser, &[0; 15]).is_none());
        assert!(sealed(&[0; 4096], &browser, &[0; 16]).is_none());
    }
}
