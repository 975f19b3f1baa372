//! AES-256-GCM over bytes, and nothing else. It is a crate of its own because the cipher is generic code: it is compiled
//! where it is used, and in a build for development that would be without the optimiser, a second for each megabyte.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use zeroize::Zeroizing;

/// How many bytes a nonce has. One is never used twice under the same key.
pub const NONCE_BYTES: usize = 12;

/// `plain` as nobody reads it without the key, with what shows that it was not changed. `about` is not secret and not
/// contained; it opens about nothing else. None when it is longer than 64 GiB.
///
/// ```
/// let sealed = clinic_cipher::seal(&[1; 32], &[2; 12], b"page 1", b"cough").unwrap();
/// assert_eq!(clinic_cipher::open(&[1; 32], &[2; 12], b"page 1", &sealed).unwrap().as_slice(), b"cough");
/// assert!(clinic_cipher::open(&[1; 32], &[2; 12], b"page 2", &sealed).is_none());
/// ```
pub fn seal(key: &[u8; 32], nonce: &[u8; NONCE_BYTES], about: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
    cipher(key).encrypt(&Nonce::from(*nonce), Payload { msg: plain, aad: about }).ok()
}

/// What was sealed, wiped from memory when dropped; none when it was sealed otherwise, or changed since.
pub fn open(key: &[u8; 32], nonce: &[u8; NONCE_BYTES], about: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    cipher(key).decrypt(&Nonce::from(*nonce), Payload { msg: sealed, aad: about }).ok().map(Zeroizing::new)
}

fn cipher(key: &[u8; 32]) -> Aes256Gcm {
    Aes256Gcm::new_from_slice(key).expect("the key is as long as the cipher's")
}
