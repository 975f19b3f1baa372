//! Who may do what. An [`Actor`] exists only through sign-in; every action of the core asks [`Actor::may`] first.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{ClinicError, Outcome};
use crate::ids::{DoctorId, SessionId, UserId};
use crate::keys::{ClinicKeys, Held};

/// What a user is to the clinic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the front desk: people, appointments, money, no clinical content.
    Receptionist,
    /// Sees patients and writes their notes.
    Doctor,
    /// Runs the clinic's settings; no clinical content by virtue of the role.
    Administrator,
    /// A screen in the waiting room: the person in front of it, nothing else.
    Kiosk,
}

impl Role {
    /// Every role, for tables and tests.
    pub const ALL: [Self; 4] = [Self::Receptionist, Self::Doctor, Self::Administrator, Self::Kiosk];

    /// As the database keeps it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Receptionist => "receptionist",
            Self::Doctor => "doctor",
            Self::Administrator => "administrator",
            Self::Kiosk => "kiosk",
        }
    }

    /// The role of a database word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident: $($role:ident)|*;)*) => {
        /// Everything a signed-in user can ask for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
        #[serde(rename_all = "snake_case")]
        pub enum Action {
            $($(#[$doc])* $name,)*
        }

        impl Action {
            /// Every action, for tables and tests.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The roles that may.
            pub fn roles(self) -> &'static [Role] {
                match self {
                    $(Self::$name => &[$(Role::$role,)*],)*
                }
            }
        }
    };
}

actions! {
    /// Search, read and list patients' contact data.
    SeePatients: Receptionist | Doctor | Administrator;
    /// Register a patient.
    RegisterPatient: Receptionist | Doctor;
    /// Change a patient's contact data.
    UpdatePatient: Receptionist | Doctor;
    /// See calendars, free slots and visits.
    SeeCalendar: Receptionist | Doctor | Administrator;
    /// Book a visit.
    BookAppointment: Receptionist | Doctor;
    /// Book outside hours with a reason (B3).
    OverrideHours: Receptionist | Doctor;
    /// Book on top of another visit with a reason.
    Overbook: Receptionist | Doctor;
    /// Move a visit.
    RescheduleAppointment: Receptionist | Doctor;
    /// Cancel a visit, and take the cancellation back.
    CancelAppointment: Receptionist | Doctor;
    /// Confirm, mark arrived, check in, mark as no-show, and take these back.
    RunTheDesk: Receptionist | Doctor;
    /// Print patients' data or take visits along for a calendar program.
    PrintPatientData: Receptionist | Doctor | Administrator;
    /// Put people on the waitlist and take them off, and steer what is offered to them.
    RunWaitlist: Receptionist | Doctor;
    /// See what was written to patients and whether it went.
    SeeMessages: Receptionist | Doctor | Administrator;
    /// Try a message again, or withdraw it.
    SteerMessages: Receptionist | Administrator;
    /// Start a visit, write its note, complete it; keep charts.
    Consult: Doctor;
    /// Read notes of past visits, and charts.
    ReadNotes: Doctor;
    /// Read a chart in an emergency, with a reason.
    BreakGlass: Doctor;
    /// See who read a chart in an emergency.
    SeeBrokenGlass: Administrator;
    /// Add files to patients' records, describe, share and archive them.
    KeepRecords: Doctor;
    /// Hold the keys to clinical content, and let colleagues in.
    HoldKeys: Doctor;
    /// See and keep the clinic's table of what does not go together.
    KeepInteractions: Doctor | Administrator;
    /// Hours, days that differ and time off.
    ManageAvailability: Receptionist | Administrator;
    /// Doctors, specialties, locations and rooms.
    ManageClinic: Administrator;
    /// Users and their roles.
    ManageUsers: Administrator;
    /// Restrict the processing of a patient's data, and lift that.
    RestrictProcessing: Administrator;
    /// Take all data of a patient out of the clinic, for the patient: an administrator what is not sealed.
    ExportPatient: Doctor | Administrator;
    /// Read the audit log.
    ReadAudit: Administrator;
    /// Recognise whoever stands there, check them in, register and book them.
    UseKiosk: Kiosk;
}

/// Someone who signed in, with what they may do. Made by the users slice from a session and by nothing else, and from none
/// whose user has yet to change a password that somebody else set.
#[derive(Clone, Debug)]
pub struct Actor {
    pub(crate) user_id: Option<UserId>,
    pub(crate) session_id: Option<SessionId>,
    pub(crate) role: Role,
    pub(crate) doctor_id: Option<DoctorId>,
    pub(crate) workstation: String,
    pub(crate) system: bool,
    /// What their session has of the keys to clinical content.
    pub(crate) held: Held,
}

impl Actor {
    /// The clinic's own command line and set-up, on a machine that holds the database account: may do everything but
    /// read notes. Audited with no user and the tool's name as workstation.
    pub fn system(tool: &str) -> Self {
        Self {
            user_id: None,
            session_id: None,
            role: Role::Administrator,
            doctor_id: None,
            workstation: tool.to_owned(),
            system: true,
            held: Held::NotOpened,
        }
    }

    /// Their user id; none for the command line.
    pub fn user_id(&self) -> Option<UserId> {
        self.user_id
    }

    /// Their role.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The doctor they sign in as, for those who are one.
    pub fn doctor_id(&self) -> Option<DoctorId> {
        self.doctor_id
    }

    /// The clinic's keys, as this session opened them.
    ///
    /// # Errors
    /// [`Refusal::KeysMissing`](crate::error::Refusal::KeysMissing) with why there are none.
    pub fn keys(&self) -> Outcome<&ClinicKeys> {
        self.held.keys().map(|keys| &**keys)
    }

    /// The desk's rights, for what a kiosk does for a person that it recognised. Whatever is done so is noted as the
    /// kiosk's.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`] to all but kiosks.
    pub(crate) fn at_the_kiosk(&self) -> Outcome<Self> {
        self.may(Action::UseKiosk)?;
        Ok(Self { role: Role::Receptionist, ..self.clone() })
    }

    /// Lets the action pass, or not.
    ///
    /// # Errors
    /// [`ClinicError::Forbidden`] when the role may not.
    pub fn may(&self, action: Action) -> Outcome<()> {
        let clinical = matches!(
            action,
            Action::Consult | Action::ReadNotes | Action::BreakGlass | Action::KeepRecords | Action::HoldKeys
        );
        let allowed = if self.system { !clinical } else { action.roles().contains(&self.role) };
        if allowed { Ok(()) } else { Err(ClinicError::Forbidden { action }) }
    }
}
