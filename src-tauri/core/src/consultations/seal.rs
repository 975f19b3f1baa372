//! The one door through which clinical content goes into the database and comes out. Everything else in the clinic sees
//! [`Sealed`] bytes.
//!
//! **This scheme does not encrypt.** Key 0 stands for the plain scheme: a frame that names the record and version it
//! belongs to, and a checksum. It finds content that was cut, altered by accident or moved to another record, and keeps
//! nothing secret from whoever can read the table. Authenticated encryption replaces this module and nothing else: the
//! signatures, the stored key id and the two values bound into the frame are those it needs.

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::error::{ClinicError, Outcome};
use crate::ids::ConsultationId;

/// The version that a draft is sealed under; completed versions count from 1.
pub(crate) const DRAFT: u32 = 0;

/// The plain scheme.
const PLAIN: u32 = 0;
const MAGIC: &[u8; 4] = b"CDP1";
const CHECKSUM: usize = 32;

/// Content as the database keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Which key opens it; 0 is the plain scheme.
    pub key_id: u32,
    /// Frame and content.
    pub bytes: Vec<u8>,
}

/// Seals content for one version of one record.
///
/// # Errors
/// None in the plain scheme; a scheme with keys has none to use until someone signed in.
///
/// ```
/// use clinic_core::consultations::seal::{open, seal};
/// use clinic_core::ids::ConsultationId;
/// let (own, other) = (ConsultationId::fresh(), ConsultationId::fresh());
/// let sealed = seal(b"cough", own, 1).unwrap();
/// assert_eq!(open(&sealed, own, 1).unwrap().as_slice(), b"cough");
/// assert!(open(&sealed, other, 1).is_err(), "content opens only under its own id");
/// assert!(open(&sealed, own, 2).is_err(), "and version");
/// ```
pub fn seal(plain: &[u8], record: ConsultationId, version: u32) -> Outcome<Sealed> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&checksum(plain, record, version));
    bytes.extend_from_slice(plain);
    Ok(Sealed { key_id: PLAIN, bytes })
}

/// Opens content of one version of one record; wiped from memory when dropped.
///
/// # Errors
/// [`ClinicError::Inconsistent`] when the key is unknown, or the content was altered or belongs elsewhere.
pub fn open(sealed: &Sealed, record: ConsultationId, version: u32) -> Outcome<Zeroizing<Vec<u8>>> {
    let broken = |what: &str| {
        Err(ClinicError::Inconsistent { detail: format!("consultation {record} version {version}: {what}") })
    };
    if sealed.key_id != PLAIN {
        return broken("sealed with a key this program does not have");
    }
    let Some((frame, plain)) = sealed.bytes.split_at_checked(MAGIC.len() + CHECKSUM) else {
        return broken("sealed content is cut short");
    };
    let (magic, sum) = frame.split_at(MAGIC.len());
    if magic != MAGIC || sum != checksum(plain, record, version) {
        return broken("sealed content was altered or belongs to another record");
    }
    Ok(Zeroizing::new(plain.to_vec()))
}

fn checksum(plain: &[u8], record: ConsultationId, version: u32) -> [u8; CHECKSUM] {
    let mut sum = Sha256::new();
    sum.update(record.0.as_bytes());
    sum.update(version.to_be_bytes());
    sum.update(plain);
    sum.finalize().into()
}
