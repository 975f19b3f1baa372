//! Notes that are being written, and what is written beside them: in the journal until the server has all of their text.

use std::path::Path;

use super::drawer::{Drawer, cannot_keep};
use super::journal::{Found, Journal};
use super::key_file::copy_aside;
use super::model::{ForgetNote, KeepNote, KeptNote};
use crate::access::Action;
use crate::crypto::secret::SecretKey;
use crate::error::{Outcome, Refusal};

/// No note is longer: ten sections of the most characters they may have, several times over.
const LONGEST: usize = 2 * 1024 * 1024;

impl Drawer {
    /// Puts a note into the journal as it stands. When this returns it is on the disk. It asks neither for an open session
    /// nor for an unlocked desk: text that was typed before either ended is text all the same, and nothing is read.
    ///
    /// # Errors
    /// [`Refusal::CannotKeepHere`] when this computer has no room, when its person has signed out, and while text of before
    /// is there that nobody has read ([`Drawer::kept_notes`]); forbidden to all who write no notes.
    pub async fn keep_note(&self, note: KeepNote) -> Outcome<()> {
        self.was_given(Action::Consult)?;
        let kept_at = self.now();
        let closed = self.contents().await.closed;
        if closed || note.text.len() > LONGEST {
            return Err(Refusal::CannotKeepHere.into());
        }
        let KeepNote { subject_id, part, text } = note;
        self.with_journal(move |journal, key| journal.keep(KeptNote { subject_id, part, kept_at, text }, key)).await
    }

    /// The server has everything of a note: the journal lets it go.
    ///
    /// # Errors
    /// [`Refusal::CannotKeepHere`] when the file cannot be changed; then the note is found again and the server has it.
    pub async fn forget_note(&self, note: ForgetNote) -> Outcome<()> {
        self.was_given(Action::Consult)?;
        self.with_journal(move |journal, key| journal.settle((note.subject_id, note.part), key)).await
    }

    /// The notes of which something had not reached the server when it was typed.
    ///
    /// # Errors
    /// [`crate::error::ClinicError::SignedOut`] when the session is over; forbidden to all who write no notes.
    pub async fn kept_notes(&self) -> Outcome<Vec<KeptNote>> {
        self.may(Action::Consult)?;
        self.with_journal(|journal, key| journal.notes(key)).await
    }
}

/// The journal of a drawer that is being opened. One of which something was changed is copied aside, and what can still be
/// read of it is kept.
pub(super) fn open_journal(folder: &Path, about: String, key: &SecretKey) -> Outcome<Journal> {
    let (mut journal, found) = Journal::open(folder.join("journal"), about, key).map_err(cannot_keep)?;
    if found == Found::Damaged {
        tracing::error!("some of the journal cannot be opened");
        copy_aside(folder, "journal")?;
        journal.write_together(key).map_err(cannot_keep)?;
    }
    Ok(journal)
}
