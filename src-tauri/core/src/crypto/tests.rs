//! What seals hold and what they refuse; and the published vectors of the cipher in use.

use zeroize::Zeroizing;

use super::password::PasswordCost;
use super::sealing::{DataKey, Place};
use super::secret::{LockedByPassword, SecretKey};
use crate::ids::fresh;

#[test]
fn a_seal_opens_only_with_its_key_about_its_own_thing_and_whole() {
    let (key, other) = (SecretKey::fresh().unwrap(), SecretKey::fresh().unwrap());
    let sealed = key.seal(b"days", b"Lovelace, Ada").unwrap();
    assert_eq!(key.unseal(b"days", &sealed).as_deref().map(Vec::as_slice), Some(b"Lovelace, Ada".as_slice()));
    assert!(other.unseal(b"days", &sealed).is_none());
    assert!(key.unseal(b"deeds", &sealed).is_none());
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert!(key.unseal(b"days", &changed).is_none(), "byte {at}");
        assert!(key.unseal(b"days", &sealed[..at]).is_none(), "cut at {at}");
    }
    assert_ne!(sealed, key.seal(b"days", b"Lovelace, Ada").unwrap(), "never twice alike");
}

#[tokio::test]
async fn what_a_password_locks_opens_with_it_only() {
    let password = |text: &str| Zeroizing::new(text.to_owned());
    let locked = LockedByPassword::lock("key", b"x", password("violet kettle"), PasswordCost::LEAST).await.unwrap();
    assert!(locked.unlock("key", password("violet kettl")).await.unwrap().is_none());
    assert!(locked.unlock("other", password("violet kettle")).await.unwrap().is_none());
    let opened = locked.unlock("key", password("violet kettle")).await.unwrap().expect("what was locked");
    assert_eq!(opened.as_slice(), b"x");
}

#[test]
fn sealed_content_opens_only_whole_and_in_its_place() {
    let (key, id) = (DataKey::fresh(1).unwrap(), fresh());
    let place = Place { table: "notes", record: id, patient: fresh(), field: "content", version: 1 };
    let sealed = key.seal(&place, b"cough").unwrap().bytes;
    assert_eq!(key.open(&place, &sealed).unwrap().as_slice(), b"cough");
    let elsewhere = [
        Place { table: "papers", ..place },
        Place { record: fresh(), ..place },
        Place { patient: fresh(), ..place },
        Place { field: "draft", ..place },
        Place { version: 2, ..place },
    ];
    for other in elsewhere {
        let error = key.open(&other, &sealed).unwrap_err().to_string();
        assert!(
            error.contains(&format!("{}.{} of {}, version {}", other.table, other.field, other.record, other.version))
        );
        assert!(!error.contains("cough"), "no content in errors");
    }
    assert!(DataKey::fresh(1).unwrap().open(&place, &sealed).is_err(), "another key of the same number");
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert!(key.open(&place, &changed).is_err(), "byte {at}");
        assert!(key.open(&place, &sealed[..at]).is_err(), "cut at {at}");
    }
}
