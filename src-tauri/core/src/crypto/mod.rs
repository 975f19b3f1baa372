//! What keeps clinical content secret, made of reviewed parts only: AES-256-GCM, HKDF and HPKE with X25519 (RFC 9180),
//! Ed25519, argon2id. Knows nothing of the clinic but the names of places.
//!
//! * [`secret`]: one key that seals bytes about something, and bytes that a password locks away.
//! * [`sealing`]: the clinic's data key, which seals each record under a key of its own, bound to its [`Place`](sealing::Place).
//! * [`envelope`]: a data key handed to the holder of a public key.
//! * [`signing`]: who signed what.
//! * [`recovery`]: the printed key.

pub mod envelope;
pub mod password;
pub mod recovery;
pub mod sealing;
pub mod secret;
pub mod signing;
#[cfg(test)]
mod tests;
