//! Deeds that wait for the server, as they are asked for, shown and settled. Pure: no database, no clock.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::access::Action;
use crate::appointments::model::{
    AppointmentView, BookingRequest, CancelRequest, RequestedTime, RescheduleRequest, Step, StepRequest,
};
use crate::error::ClinicError;
use crate::ids::{AppointmentId, DoctorId, LocationId, PatientId, RequestId};
use crate::patients::model::RegisterPatient;

/// Something the desk did while the server was away, as it would have been asked for: the same request, under the same id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", content = "request", rename_all = "snake_case")]
pub enum Deed {
    /// Registers a patient.
    Register(RegisterPatient),
    /// Books a visit.
    Book(BookingRequest),
    /// Moves a visit.
    Reschedule(RescheduleRequest),
    /// Cancels a visit.
    Cancel(CancelRequest),
    /// Takes a step of the day, or takes one back.
    Step(StepRequest),
}

impl Deed {
    /// What makes it happen once, and what it is called by here: the id of the write.
    pub fn id(&self) -> RequestId {
        match self {
            Self::Register(request) => RequestId(request.id.0),
            Self::Book(request) => RequestId(request.appointment_id.0),
            Self::Reschedule(request) => request.request_id,
            Self::Cancel(request) => request.request_id,
            Self::Step(request) => request.request_id,
        }
    }

    /// What someone needs to be allowed to do it.
    pub(super) fn actions(&self) -> Vec<Action> {
        let (action, outside_hours, on_top) = match self {
            Self::Register(_) => (Action::RegisterPatient, None, None),
            Self::Book(request) => {
                (Action::BookAppointment, request.override_reason.as_deref(), request.overbook_reason.as_deref())
            }
            Self::Reschedule(request) => {
                (Action::RescheduleAppointment, request.override_reason.as_deref(), request.overbook_reason.as_deref())
            }
            Self::Cancel(_) => (Action::CancelAppointment, None, None),
            Self::Step(_) => (Action::RunTheDesk, None, None),
        };
        let given = |reason: Option<&str>| reason.is_some_and(|reason| !reason.trim().is_empty());
        let override_hours = given(outside_hours).then_some(Action::OverrideHours);
        let overbook = given(on_top).then_some(Action::Overbook);
        [action].into_iter().chain(override_hours).chain(overbook).collect()
    }

    /// The visit it is about.
    pub fn appointment(&self) -> Option<AppointmentId> {
        match self {
            Self::Register(_) => None,
            Self::Book(request) => Some(request.appointment_id),
            Self::Reschedule(request) => Some(request.appointment_id),
            Self::Cancel(request) => Some(request.appointment_id),
            Self::Step(request) => Some(request.appointment_id),
        }
    }

    /// The patient it makes or names.
    fn patient(&self) -> Option<PatientId> {
        match self {
            Self::Register(request) => Some(request.id),
            Self::Book(request) => Some(request.patient_id),
            _ => None,
        }
    }

    /// Whether it makes no sense before `earlier` is done: another deed on the same visit, or the registering of its patient.
    pub(super) fn follows(&self, earlier: &Self) -> bool {
        let same_visit = self.appointment().is_some() && self.appointment() == earlier.appointment();
        let newcomer = matches!(earlier, Self::Register(_)) && self.patient() == earlier.patient();
        same_visit || newcomer
    }

    /// The same deed, based on the visit as it is now.
    pub(super) fn on_version(self, row_version: u32) -> Self {
        match self {
            Self::Reschedule(request) => Self::Reschedule(RescheduleRequest { row_version, ..request }),
            Self::Cancel(request) => Self::Cancel(CancelRequest { row_version, ..request }),
            Self::Step(request) => Self::Step(StepRequest { row_version, ..request }),
            other => other,
        }
    }

    /// The same booking or move at another time; `None` for a deed without one.
    pub(super) fn at(self, place: &OtherTime) -> Option<Self> {
        match self {
            Self::Book(request) => Some(Self::Book(BookingRequest {
                doctor_id: place.doctor_id,
                location_id: place.location_id,
                starts: place.starts,
                ..request
            })),
            Self::Reschedule(request) => Some(Self::Reschedule(RescheduleRequest {
                doctor_id: Some(place.doctor_id),
                location_id: Some(place.location_id),
                starts: place.starts,
                ..request
            })),
            _ => None,
        }
    }

    pub(super) fn verb(&self) -> KeptVerb {
        match self {
            Self::Register(_) => KeptVerb::Register,
            Self::Book(_) => KeptVerb::Book,
            Self::Reschedule(_) => KeptVerb::Reschedule,
            Self::Cancel(_) => KeptVerb::Cancel,
            Self::Step(request) => KeptVerb::Step(request.step),
        }
    }
}

/// What is kept at this workstation for whoever is signed in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
pub struct KeptState {
    /// What is done while the server is away is kept: there are sheets to work on, and room.
    pub keeps: bool,
    /// Deeds that are not yet certain, in the order they were done.
    pub deeds: Vec<KeptDeedView>,
    /// Something kept here earlier cannot be opened: the password was changed meanwhile, or the file was.
    pub unreadable: bool,
}

/// A deed that is not yet certain.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct KeptDeedView {
    /// Its id: that of the write.
    pub id: RequestId,
    /// What was done.
    pub verb: KeptVerb,
    /// To whom.
    pub patient_name: String,
    /// The visit as the desk saw it right after; none where the deed is not about one.
    pub visit: Option<AppointmentView>,
    /// When it was done here.
    pub made_at: DateTime<Utc>,
    /// Where it stands.
    pub standing: KeptStanding,
    /// How many deeds wait for this one: they go with it when it is dropped.
    pub followers: u32,
}

/// Where a deed stands, for the page.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum KeptStanding {
    /// It is sent as soon as the server answers.
    Waiting,
    /// It waits until an earlier one is settled.
    Behind,
    /// The clinic said no: a person decides.
    ToSettle {
        /// Why.
        error: ClinicError,
    },
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeptVerb {
    /// A patient was registered.
    Register,
    /// A visit was booked.
    Book,
    /// A visit was moved.
    Reschedule,
    /// A visit was cancelled.
    Cancel,
    /// A step of the day was taken.
    #[serde(untagged)]
    Step(Step),
}

/// What is being written in a visit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeptPart {
    /// The note itself.
    #[default]
    Note,
    /// A prescription.
    Prescription,
    /// A letter or certificate.
    Letter,
    /// An addendum to the note, which stands.
    Addendum,
    /// Entries of the patient's chart.
    ChartEntry,
}

/// What is being written, as it is put into the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KeepNote {
    /// What it is of: the visit, or the patient whose chart it is.
    pub subject_id: Uuid,
    /// What of it.
    pub part: KeptPart,
    /// All that the page holds of it, in the page's own words; 2 MiB at most. Nothing else reads it.
    pub text: String,
}

/// What the journal is to let go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ForgetNote {
    /// What it is of: the visit, or the patient whose chart it is.
    pub subject_id: Uuid,
    /// What of it.
    pub part: KeptPart,
}

/// A note, prescription, letter, addendum or entry of a chart of which something had not reached the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KeptNote {
    /// What it is of: the visit, or the patient whose chart it is.
    #[serde(alias = "appointment_id")]
    pub subject_id: Uuid,
    /// What of it; journals of before prescriptions were in them hold notes.
    #[serde(default)]
    pub part: KeptPart,
    /// When it was put into the journal, by the server's clock as it was last known.
    pub kept_at: DateTime<Utc>,
    /// As [`KeepNote::text`].
    pub text: String,
}

/// How a deed that the clinic refused is settled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SettleDeed {
    /// Which.
    pub id: RequestId,
    /// How.
    pub how: Settlement,
}

/// The ways to settle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum Settlement {
    /// Do it on the visit as it is now.
    Retry,
    /// At another time.
    At {
        /// Which.
        other: OtherTime,
    },
    /// Let it go, with whatever waits for it.
    Drop {
        /// Why, 1 to 200 characters; the audit log keeps it.
        reason: String,
    },
}

/// Another time for a booking or a move.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct OtherTime {
    /// With whom.
    pub doctor_id: DoctorId,
    /// Where.
    pub location_id: LocationId,
    /// When.
    pub starts: RequestedTime,
}
