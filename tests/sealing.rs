//! The cipher in use against what others computed: the published cases of GCM with 256-bit keys, and sealed content that
//! another implementation (Python's `cryptography`, on OpenSSL) made in our format.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use clinic_core::crypto::sealing::{DataKey, Place};
use serde::Deserialize;
use uuid::Uuid;
use zeroize::Zeroizing;

fn bytes(hex: &str) -> Vec<u8> {
    data_encoding::HEXLOWER.decode(hex.as_bytes()).expect("hexadecimal letters")
}

#[derive(Deserialize)]
struct Case {
    key_id: u32,
    key: String,
    table: String,
    record: String,
    patient: String,
    field: String,
    version: u32,
    plain: String,
    sealed: String,
}

impl Case {
    fn all() -> Vec<Self> {
        serde_json::from_str(include_str!("fixtures/sealing.json")).expect("the fixture")
    }

    fn key(&self) -> DataKey {
        DataKey::of(self.key_id, Zeroizing::new(bytes(&self.key).try_into().expect("32 bytes")))
    }

    fn place(&self) -> Place {
        let id = |hex: &str| Uuid::parse_str(hex).expect("an id");
        Place {
            table: self.table.clone().leak(),
            record: id(&self.record),
            patient: id(&self.patient),
            field: self.field.clone().leak(),
            version: self.version,
        }
    }
}

#[test]
fn what_another_implementation_sealed_opens_and_is_sealed_so_here() {
    let cases = Case::all();
    assert_eq!(cases.len(), 6);
    for case in &cases {
        let (key, place) = (case.key(), case.place());
        assert_eq!(*key.open(&place, &bytes(&case.sealed)).unwrap(), bytes(&case.plain));
        let here = key.seal(&place, &bytes(&case.plain)).unwrap();
        assert_eq!((here.key_id, here.bytes.len()), (case.key_id, bytes(&case.sealed).len()));
        assert_eq!(here.bytes[..8], bytes(&case.sealed)[..8]);
    }
}

#[test]
fn nothing_opens_that_was_changed_in_one_bit_cut_made_longer_or_named_otherwise() {
    for case in Case::all() {
        let (key, place, sealed) = (case.key(), case.place(), bytes(&case.sealed));
        for bit in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(key.open(&place, &changed).is_err(), "bit {bit}");
        }
        for length in 0..sealed.len() {
            assert!(key.open(&place, &sealed[..length]).is_err(), "{length} bytes of it");
        }
        assert!(key.open(&place, &[&sealed[..], &[0]].concat()).is_err(), "a byte more");
        let renamed = DataKey::of(case.key_id + 1, Zeroizing::new(bytes(&case.key).try_into().unwrap()));
        assert!(renamed.open(&place, &sealed).is_err(), "the same key under another number");
        // The end of one word is not the beginning of the next.
        let moved = Place { table: "consultation", field: "s\0draft", ..place };
        assert!(key.open(&moved, &sealed).is_err());
    }
}

/// Key, nonce, plain, associated, ciphertext with its tag: cases 13 to 16 of "The Galois/Counter Mode of Operation"
/// (McGrew and Viega), the basis of NIST SP 800-38D.
const PUBLISHED: [[&str; 5]; 4] = [
    [ZERO, "000000000000000000000000", "", "", "530f8afbc74536b9a963b4f1c4cb738b"],
    [
        ZERO,
        "000000000000000000000000",
        "00000000000000000000000000000000",
        "",
        "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
    ],
    [
        FEFF,
        "cafebabefacedbaddecaf888",
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
        "",
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015adb094dac5d93471bdec1a502270e3cc6c",
    ],
    [
        FEFF,
        "cafebabefacedbaddecaf888",
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b",
    ],
];
const ZERO: &str = "0000000000000000000000000000000000000000000000000000000000000000";
const FEFF: &str = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";

#[test]
fn the_cipher_yields_the_published_cases() {
    for [key, nonce, plain, associated, sealed] in PUBLISHED {
        let cipher = Aes256Gcm::new_from_slice(&bytes(key)).unwrap();
        let nonce = Nonce::from(<[u8; 12]>::try_from(bytes(nonce)).unwrap());
        let (plain, associated, sealed) = (bytes(plain), bytes(associated), bytes(sealed));
        let made = cipher.encrypt(&nonce, Payload { msg: &plain, aad: &associated }).unwrap();
        assert_eq!(made, sealed);
        assert_eq!(cipher.decrypt(&nonce, Payload { msg: &sealed, aad: &associated }).unwrap(), plain);
    }
}
