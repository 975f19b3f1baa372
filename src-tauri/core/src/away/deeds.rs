//! What the desk does while the server is away: checked against what is kept, put into the queue, on the disk before it is
//! answered.

use super::drawer::Drawer;
use super::model::{Deed, KeptState};
use super::plan::{Plan, Yields, not_known_here};
use super::queue::{KeptDeed, Standing, can_be_sent, followers};
use crate::appointments::model::{AppointmentView, BookingRequest, CancelRequest, RescheduleRequest, StepRequest};
use crate::error::{ClinicError, Outcome, RecordKind, Refusal};
use crate::ids::RequestId;
use crate::patients::model::{PatientView, RegisterPatient};

/// So many deeds are a day of a busy desk; more would mean that something is wrong.
const MOST: usize = 500;

impl Drawer {
    /// Whether deeds wait that can be sent.
    pub async fn has_waiting(&self) -> bool {
        let contents = self.contents().await;
        (0..contents.deeds.len()).any(|at| can_be_sent(&contents.deeds, at))
    }

    /// Takes a deed back that was not sent yet.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`] when it has been sent, or is on its way, or is to be settled; [`ClinicError::Stale`] when
    /// later ones follow from it.
    pub async fn withdraw(&self, id: RequestId) -> Outcome<KeptState> {
        self.is_open()?;
        let mut contents = self.contents().await;
        let waits = |kept: &KeptDeed| kept.deed.id() == id && kept.waits() && contents.on_its_way != Some(id);
        let at = contents.deeds.iter().position(waits);
        let at = at.ok_or(ClinicError::NotFound { what: RecordKind::Appointment })?;
        if !followers(&contents.deeds, at).is_empty() {
            return Err(ClinicError::Stale { what: RecordKind::Appointment });
        }
        let mut left = contents.deeds.clone();
        left.remove(at);
        self.write_deeds(&left).await?;
        contents.deeds = left;
        drop(contents);
        Ok(self.state().await)
    }

    /// Puts a deed into the queue. The same one again is the same.
    async fn keep(&self, deed: Deed) -> Outcome<Yields> {
        for action in deed.actions() {
            self.may(action)?;
        }
        let now = self.now();
        let mut contents = self.contents().await;
        let days = contents.days.as_ref().ok_or_else(not_known_here)?;
        // Sent again after its answer was lost: done anew on what was there before it.
        let known = contents.deeds.iter().position(|kept| kept.deed.id() == deed.id());
        if known.is_none() && contents.deeds.len() >= MOST {
            return Err(Refusal::CannotKeepHere.into());
        }
        let before = contents.deeds.iter().take(known.unwrap_or(usize::MAX));
        let before = before.filter(|kept| kept.waits()).map(|kept| &kept.deed);
        let mut plan = Plan::of(days, before, &self.session().name, now);
        let yields = plan.apply(&deed)?;
        if known.is_some() {
            return Ok(yields);
        }
        let (patient_name, visit) = match &yields {
            Yields::Visit(visit) => (visit.patient_name.clone(), Some((**visit).clone())),
            Yields::Patient(patient) => (format!("{}, {}", patient.family_name, patient.given_name), None),
        };
        let mut deeds = contents.deeds.clone();
        deeds.push(KeptDeed { deed, made_at: now, patient_name, visit, standing: Standing::Waiting });
        self.write_deeds(&deeds).await?;
        contents.deeds = deeds;
        Ok(yields)
    }

    async fn keep_visit(&self, deed: Deed) -> Outcome<AppointmentView> {
        match self.keep(deed).await? {
            Yields::Visit(visit) => Ok(*visit),
            Yields::Patient(_) => Err(not_known_here()),
        }
    }
}

/// Books a visit, not yet certain: on a day that is kept, where nothing known here stands in the way.
///
/// # Errors
/// As [`crate::appointments::book`]; [`ClinicError::Offline`] for other days and unknown patients; [`Refusal::CannotKeepHere`].
pub async fn book(drawer: &Drawer, request: BookingRequest) -> Outcome<AppointmentView> {
    drawer.keep_visit(Deed::Book(request)).await
}

/// Moves a visit, not yet certain.
///
/// # Errors
/// As [`crate::appointments::reschedule`], and as [`book`].
pub async fn reschedule(drawer: &Drawer, request: RescheduleRequest) -> Outcome<AppointmentView> {
    drawer.keep_visit(Deed::Reschedule(request)).await
}

/// Cancels a visit, not yet certain.
///
/// # Errors
/// As [`crate::appointments::cancel`], and as [`book`].
pub async fn cancel(drawer: &Drawer, request: CancelRequest) -> Outcome<AppointmentView> {
    drawer.keep_visit(Deed::Cancel(request)).await
}

/// Takes a step of the day, not yet certain.
///
/// # Errors
/// As [`crate::appointments::step`], and as [`book`].
pub async fn step(drawer: &Drawer, request: StepRequest) -> Outcome<AppointmentView> {
    drawer.keep_visit(Deed::Step(request)).await
}

/// Registers a patient, not yet certain: whether they are known already only the server can say.
///
/// # Errors
/// As [`crate::patients::register`]; [`Refusal::CannotKeepHere`].
pub async fn register(drawer: &Drawer, request: RegisterPatient) -> Outcome<PatientView> {
    match drawer.keep(Deed::Register(request)).await? {
        Yields::Patient(patient) => Ok(*patient),
        Yields::Visit(_) => Err(not_known_here()),
    }
}
