//! The clinic's data key, and how it seals: each record under a key of its own, each content bound to its place, so that
//! a ciphertext that was moved, swapped or put back from an earlier version does not open.

use hkdf::Hkdf;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::crypto::secret::SecretKey;
use crate::error::{ClinicError, Outcome};

/// Content as the database keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The data key that opens it.
    pub key_id: u32,
    /// Nonce, ciphertext and its authentication.
    pub bytes: Vec<u8>,
}

/// Where content belongs. It opens there and nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The table.
    pub table: &'static str,
    /// The record's id.
    pub record: Uuid,
    /// The patient it is about; nil for what is about none.
    pub patient: Uuid,
    /// Which content of the record.
    pub field: &'static str,
    /// Its version.
    pub version: u32,
}

impl Place {
    /// The same as bytes that no other place yields.
    fn about(&self, key_id: u32) -> Vec<u8> {
        let mut about = b"clinic-desk sealed 1\0".to_vec();
        about.extend_from_slice(&key_id.to_be_bytes());
        about.extend_from_slice(self.record.as_bytes());
        about.extend_from_slice(self.patient.as_bytes());
        about.extend_from_slice(&self.version.to_be_bytes());
        about.extend_from_slice(self.table.as_bytes());
        about.push(0);
        about.extend_from_slice(self.field.as_bytes());
        about
    }

    /// An error that names it.
    pub(crate) fn broken(&self, what: &str) -> ClinicError {
        let Self { table, record, field, version, .. } = self;
        ClinicError::Inconsistent { detail: format!("{table}.{field} of {record}, version {version}: {what}") }
    }
}

/// A data key of the clinic, wiped from memory when dropped.
pub struct DataKey {
    id: u32,
    key: SecretKey,
}

impl DataKey {
    /// A new one under that number.
    ///
    /// # Errors
    /// [`ClinicError::Inconsistent`] when the system has no randomness.
    pub fn fresh(id: u32) -> Outcome<Self> {
        Ok(Self { id, key: SecretKey::fresh()? })
    }

    /// The key of these bytes.
    pub fn of(id: u32, bytes: Zeroizing<[u8; 32]>) -> Self {
        Self { id, key: SecretKey::of(bytes) }
    }

    /// Its number: what [`Sealed::key_id`] names.
    pub fn id(&self) -> u32 {
        self.id
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        self.key.bytes()
    }

    /// Seals content for its place.
    ///
    /// # Errors
    /// [`ClinicError::Inconsistent`] when the system has no randomness.
    ///
    /// ```
    /// use clinic_core::crypto::sealing::{DataKey, Place};
    /// use clinic_core::ids::fresh;
    /// let key = DataKey::fresh(1).unwrap();
    /// let place = Place { table: "notes", record: fresh(), patient: fresh(), field: "content", version: 1 };
    /// let sealed = key.seal(&place, b"cough").unwrap();
    /// assert_eq!(key.open(&place, &sealed.bytes).unwrap().as_slice(), b"cough");
    /// assert!(key.open(&Place { patient: fresh(), ..place }, &sealed.bytes).is_err(), "not as another patient's");
    /// assert!(key.open(&Place { version: 2, ..place }, &sealed.bytes).is_err(), "nor as another version");
    /// ```
    pub fn seal(&self, place: &Place, plain: &[u8]) -> Outcome<Sealed> {
        let bytes = self.of_record(place).seal(&place.about(self.id), plain)?;
        Ok(Sealed { key_id: self.id, bytes })
    }

    /// Opens content of that place.
    ///
    /// # Errors
    /// [`ClinicError::Inconsistent`], naming the place, when it was altered, cut, or belongs elsewhere.
    pub fn open(&self, place: &Place, sealed: &[u8]) -> Outcome<Zeroizing<Vec<u8>>> {
        let opened = self.of_record(place).unseal(&place.about(self.id), sealed);
        opened.ok_or_else(|| place.broken("was altered, cut, or belongs to another record, patient or version"))
    }

    /// The record's own key: what leaks of one says nothing about another.
    fn of_record(&self, place: &Place) -> SecretKey {
        let mut key = Zeroizing::new([0; 32]);
        let about: [&[u8]; 4] = [b"clinic-desk record 1\0", place.table.as_bytes(), b"\0", place.record.as_bytes()];
        Hkdf::<Sha256>::new(None, self.key.bytes())
            .expand_multi_info(&about, &mut *key)
            .expect("one block is never too long for HKDF");
        SecretKey::of(key)
    }
}

/// A value as bytes to seal.
///
/// # Errors
/// [`ClinicError::Inconsistent`] when it cannot be written.
pub(crate) fn to_bytes(place: &Place, value: &impl Serialize) -> Outcome<Zeroizing<Vec<u8>>> {
    serde_json::to_vec(value).map(Zeroizing::new).map_err(|_| place.broken("cannot be written"))
}

/// A value from opened bytes. The reader's words about what is wrong would quote the content, so they are not kept.
///
/// # Errors
/// [`ClinicError::Inconsistent`], naming the place.
pub(crate) fn of_bytes<T: DeserializeOwned>(place: &Place, plain: &[u8]) -> Outcome<T> {
    serde_json::from_slice(plain).map_err(|_| place.broken("holds something else than it should"))
}
