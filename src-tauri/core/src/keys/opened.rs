//! Opened keys: what a session holds in memory, and nothing ever writes down.

use std::any::Any;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::model::{KeysMissing, fingerprint};
use crate::crypto::envelope::Recipient;
use crate::crypto::sealing::{DataKey, Place, Sealed, of_bytes, to_bytes};
use crate::crypto::signing::Signatory;
use crate::error::{ClinicError, Outcome, Refusal};
use crate::ids::{SessionId, UserId};

/// A clinician's own pair, opened.
pub(crate) struct OwnKeys {
    pub(super) user: UserId,
    pub(super) recipient: Recipient,
    pub(super) signatory: Signatory,
}

impl OwnKeys {
    /// A new pair.
    pub(super) fn fresh(user: UserId) -> Outcome<Self> {
        Ok(Self { user, recipient: Recipient::fresh()?, signatory: Signatory::fresh()? })
    }

    /// The pair of its private halves.
    pub(super) fn of(user: UserId, private: &[u8]) -> Option<Self> {
        let (sealing, signing) = private.split_first_chunk::<32>()?;
        let recipient = Recipient::of(Zeroizing::new(*sealing));
        Some(Self { user, recipient, signatory: Signatory::of(signing.try_into().ok()?) })
    }

    pub(super) fn private(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new([self.recipient.private().as_slice(), &*self.signatory.private()].concat())
    }

    pub(super) fn fingerprint(&self) -> String {
        fingerprint(&self.recipient.public(), &self.signatory.public())
    }
}

/// The clinic's keys in a clinician's hands. Wiped from memory when dropped.
pub struct ClinicKeys {
    pub(super) own: Arc<OwnKeys>,
    pub(super) data: BTreeMap<u32, DataKey>,
    pub(super) clinic: Signatory,
}

impl ClinicKeys {
    /// Seals content for its place, under the present data key.
    ///
    /// # Errors
    /// [`ClinicError::Inconsistent`] when the system has no randomness.
    pub fn seal(&self, place: &Place, plain: &[u8]) -> Outcome<Sealed> {
        self.present().seal(place, plain)
    }

    /// Opens content of that place; wiped from memory when dropped.
    ///
    /// # Errors
    /// [`ClinicError::Inconsistent`], naming the place, when it was altered or cut, belongs elsewhere, or names a key that
    /// the clinic does not have.
    pub fn open(&self, place: &Place, sealed: &Sealed) -> Outcome<Zeroizing<Vec<u8>>> {
        let key = self.data.get(&sealed.key_id);
        let unknown = || place.broken(&format!("names data key {}, which is none of the clinic's", sealed.key_id));
        key.ok_or_else(unknown)?.open(place, &sealed.bytes)
    }

    /// Seals a value.
    ///
    /// # Errors
    /// As [`ClinicKeys::seal`].
    pub fn seal_json(&self, place: &Place, value: &impl Serialize) -> Outcome<Sealed> {
        self.seal(place, &to_bytes(place, value)?)
    }

    /// Opens a value.
    ///
    /// # Errors
    /// As [`ClinicKeys::open`], and when it holds something else.
    pub fn open_json<T: DeserializeOwned>(&self, place: &Place, sealed: &Sealed) -> Outcome<T> {
        of_bytes(place, &self.open(place, sealed)?)
    }

    /// Signs with the clinician's own key.
    pub fn sign(&self, purpose: &str, message: &[u8]) -> [u8; 64] {
        self.own.signatory.sign(purpose, message)
    }

    /// The key that others check the clinician's signature with.
    pub fn signing_public(&self) -> [u8; 32] {
        self.own.signatory.public()
    }

    /// Signs for the clinic.
    pub fn sign_for_the_clinic(&self, purpose: &str, message: &[u8]) -> [u8; 64] {
        self.clinic.sign(purpose, message)
    }

    /// The clinic's key that anybody checks with.
    pub fn clinic_public(&self) -> [u8; 32] {
        self.clinic.public()
    }

    /// Whether these are the very keys that others are: whoever holds the ones opens what the others open.
    fn are(&self, others: &Self) -> bool {
        self.own.user == others.own.user && self.data.keys().eq(others.data.keys())
    }

    /// The data key that seals what is written now.
    pub(super) fn present(&self) -> &DataKey {
        self.data.values().next_back().expect("clinic keys are made with one data key at least")
    }
}

impl fmt::Debug for ClinicKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClinicKeys(…)")
    }
}

/// Where the clinic's own signing key is sealed.
pub(super) fn clinic_key_place(id: Uuid) -> Place {
    Place { table: "clinic_signing_keys", record: id, patient: Uuid::nil(), field: "sealed", version: 1 }
}

/// What a session has of keys.
#[derive(Clone, Default)]
pub(crate) enum Held {
    /// None were opened.
    #[default]
    NotOpened,
    /// The workstation may not, or the user is no clinician.
    Nothing(KeysMissing),
    /// The clinician's own pair, but none of the clinic's.
    Own(Arc<OwnKeys>, KeysMissing),
    /// All.
    All(Arc<ClinicKeys>),
}

impl Held {
    /// The clinic's keys.
    ///
    /// # Errors
    /// [`Refusal::KeysMissing`].
    pub(crate) fn keys(&self) -> Outcome<&Arc<ClinicKeys>> {
        match (self, self.missing()) {
            (Self::All(keys), _) => Ok(keys),
            (_, why) => {
                let why = why.unwrap_or(KeysMissing::NotOpened);
                Err(ClinicError::Refused { refusal: Refusal::KeysMissing { why } })
            }
        }
    }

    pub(super) fn missing(&self) -> Option<KeysMissing> {
        match self {
            Self::NotOpened => Some(KeysMissing::NotOpened),
            Self::Nothing(why) | Self::Own(_, why) => Some(*why),
            Self::All(_) => None,
        }
    }

    /// The clinician's own pair.
    pub(super) fn own(&self) -> Outcome<&Arc<OwnKeys>> {
        match self {
            Self::Own(own, _) => Ok(own),
            Self::All(keys) => Ok(&keys.own),
            Self::NotOpened => Err(Refusal::KeysMissing { why: KeysMissing::NotOpened }.into()),
            Self::Nothing(why) => Err(Refusal::KeysMissing { why: *why }.into()),
        }
    }
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Held({:?})", self.missing())
    }
}

/// What was made of content that a session's keys opened. It is dropped with them.
type MadeOfContent = Arc<dyn Any + Send + Sync>;
type BySession = HashMap<SessionId, (Held, Option<MadeOfContent>)>;

/// The opened keys of this process, by session. Cheap to clone.
#[derive(Clone, Default)]
pub struct HeldKeys(Arc<Mutex<BySession>>);

impl HeldKeys {
    pub(crate) fn of(&self, session: SessionId) -> Held {
        self.map().get(&session).map(|(held, _)| held.clone()).unwrap_or_default()
    }

    /// Holds keys for a session. What was made of content under other keys is dropped.
    pub(super) fn hold(&self, session: SessionId, held: Held) {
        let mut map = self.map();
        let made = match (map.remove(&session), &held) {
            (Some((Held::All(before), made)), Held::All(keys)) if keys.are(&before) => made,
            _ => None,
        };
        map.insert(session, (held, made));
    }

    /// What was made of content that the session's keys opened, begun where there is none. `None`: the session holds no keys
    /// of the clinic, or does so no more. It lives no longer than they are held, but for whoever works with it just then.
    pub(crate) fn made_of_content<T: Any + Default + Send + Sync>(&self, session: SessionId) -> Option<Arc<T>> {
        let mut map = self.map();
        let (Held::All(_), made) = map.get_mut(&session)? else { return None };
        let made = made.get_or_insert_with(|| Arc::new(T::default()));
        Arc::clone(made).downcast().ok()
    }

    /// Drops all that was made of content; the keys stay.
    pub(crate) fn drop_made_of_content(&self) {
        self.map().values_mut().for_each(|(_, made)| *made = None);
    }

    /// The session was locked or is over.
    pub(crate) fn forget(&self, session: SessionId) {
        self.map().remove(&session);
    }

    fn map(&self) -> std::sync::MutexGuard<'_, BySession> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
