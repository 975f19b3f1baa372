//! One workstation of the storm: what it does at random, and what it was told.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::future::Future;
use std::sync::{Arc, Mutex};

use clinic_core::appointments;
use clinic_core::appointments::holds::model::*;
use clinic_core::appointments::model::*;
use clinic_core::appointments::series::model::*;
use clinic_core::appointments::together::model::*;
use clinic_core::clinic::Clinic;
use clinic_core::error::{ClinicError, Outcome, RecordKind};
use clinic_core::ids::*;
use clinic_core::waitlist;
use clinic_core::waitlist::model::*;
use rand::RngExt;
use rand::rngs::SmallRng;

use crate::support;
use crate::support::builders::system;
use crate::support::desk::{reschedule, visit_move};

/// Whom and what the storm blows over.
pub struct Field {
    pub doctors: Vec<DoctorId>,
    pub patients: Vec<PatientId>,
    pub location: LocationId,
    pub rooms: Vec<RoomId>,
    pub devices: Vec<DeviceId>,
}

/// What every workstation of the storm was told.
#[derive(Default)]
pub struct Told {
    /// The last view of each visit that anyone saw.
    pub seen: BTreeMap<AppointmentId, AppointmentView>,
    /// How often each visit was changed since it was booked, by the acknowledgements.
    pub changes: HashMap<AppointmentId, u32>,
    /// The visits of each acknowledged write of several.
    pub together: Vec<(RequestId, Vec<AppointmentId>)>,
    /// The bookings being filled in whose places were held, and have perhaps ended since.
    pub held: Vec<BookingRequest>,
    /// The ids of the acknowledged writes, and of the refused.
    pub acknowledged: BTreeSet<uuid::Uuid>,
    pub refused: BTreeSet<uuid::Uuid>,
    /// How often each deed was acknowledged.
    pub deeds: BTreeMap<&'static str, usize>,
}

/// One workstation.
pub struct Workstation {
    pub clinic: Clinic,
    pub field: Arc<Field>,
    pub told: Arc<Mutex<Told>>,
    pub random: SmallRng,
}

impl Workstation {
    fn one_of<T: Clone>(&mut self, list: &[T]) -> Option<T> {
        (!list.is_empty()).then(|| list[self.random.random_range(0..list.len())].clone())
    }

    fn time(&mut self) -> RequestedTime {
        let (day, five) = (self.random.random_range(0..3), self.random.random_range(0..60));
        let at = support::monday_at_eight() + chrono::Duration::minutes(24 * 60 * day + 60 + 5 * five);
        RequestedTime::Instant { at }
    }

    fn doctor(&mut self) -> DoctorId {
        let doctors = self.field.doctors.clone();
        self.one_of(&doctors).expect("there are doctors")
    }

    /// A visit as it was last seen, which may be out of date by now.
    fn visit(&mut self, live: bool) -> Option<AppointmentView> {
        let seen: Vec<AppointmentView> = {
            let told = self.told.lock().expect("no panic");
            told.seen.values().filter(|visit| visit.status.is_live() == live).cloned().collect()
        };
        self.one_of(&seen)
    }

    /// One deed at random.
    pub async fn deed(&mut self) {
        match self.random.random_range(0..30) {
            20..=21 => self.hold().await,
            22..=23 => self.book_held().await,
            24 => self.give_back().await,
            25 => self.wait().await,
            26 => self.tend().await,
            27..=28 => self.accept().await,
            29 => self.decline().await,
            0..=6 => self.book().await,
            7 => self.series().await,
            8..=11 => self.reschedule().await,
            12..=13 => self.cancel().await,
            14..=15 => self.step().await,
            16 => self.move_together().await,
            17 => self.swap().await,
            18 => self.cancel_together().await,
            _ => self.take_back().await,
        }
    }

    fn wish(&mut self) -> BookingRequest {
        let (rooms, devices, patients) =
            (self.field.rooms.clone(), self.field.devices.clone(), self.field.patients.clone());
        let on_top = self.random.random_bool(0.1);
        BookingRequest {
            minutes: self.one_of(&[Some(5), Some(15), Some(20), Some(40), None]).flatten(),
            reason: "storm".into(),
            priority: if on_top { Priority::Urgent } else { Priority::Regular },
            overbook_reason: on_top.then(|| "cannot wait".into()),
            room_id: if self.random.random_bool(0.3) { self.one_of(&rooms) } else { None },
            device_ids: if self.random.random_bool(0.3) { self.one_of(&devices).into_iter().collect() } else { vec![] },
            ..BookingRequest::ordinary(
                AppointmentId::fresh(),
                self.one_of(&patients).expect("there are patients"),
                self.doctor(),
                self.field.location,
                self.time(),
            )
        }
    }

    async fn book(&mut self) {
        let request = self.wish();
        self.send_booking("book", request).await;
    }

    async fn send_booking(&mut self, deed: &'static str, request: BookingRequest) {
        let (clinic, id) = (self.clinic.clone(), request.appointment_id.0);
        self.send(deed, id, None, || {
            let (clinic, request) = (clinic.clone(), request.clone());
            async move { Ok(vec![appointments::book(&clinic, &system(), request).await?]) }
        })
        .await;
    }

    /// A form in which a place was held, taken out of the list: a form has one workstation.
    fn form(&mut self) -> Option<BookingRequest> {
        let mut told = self.told.lock().expect("no panic");
        let count = told.held.len();
        (count > 0).then(|| told.held.swap_remove(self.random.random_range(0..count)))
    }

    /// A form is opened, or goes on to another time.
    async fn hold(&mut self) {
        let again = if self.random.random_bool(0.3) { self.form() } else { None };
        let fresh = self.wish();
        let booking = match again {
            Some(form) => BookingRequest { appointment_id: form.appointment_id, ..fresh },
            None => fresh,
        };
        let request = HoldRequest { request_id: RequestId::fresh(), booking };
        let (clinic, id) = (self.clinic.clone(), request.request_id.0);
        self.send("hold", id, Some(vec![]), || {
            let (clinic, request) = (clinic.clone(), request.clone());
            async move {
                match appointments::hold(&clinic, &system(), request).await {
                    // It was held, and somebody ended it before it could be shown.
                    Ok(_) | Err(ClinicError::NotFound { what: RecordKind::Hold }) => Ok(vec![]),
                    Err(error) => Err(error),
                }
            }
        })
        .await;
        // Refused or not: a form stays open, and what it held before it may hold still.
        self.told.lock().expect("no panic").held.push(request.booking);
    }

    /// Enter: the booking of a form whose place was held, and is held still or not.
    async fn book_held(&mut self) {
        let Some(form) = self.form() else { return };
        self.send_booking("book what was held", form).await;
    }

    /// A form is closed.
    async fn give_back(&mut self) {
        let Some(form) = self.form() else { return };
        let request = ReleaseHold { request_id: RequestId::fresh(), appointment_id: form.appointment_id };
        let given_back = appointments::release_hold(&self.clinic, &system(), request).await;
        // Not answered: its time will be over by itself.
        assert!(matches!(given_back, Ok(()) | Err(ClinicError::Offline { .. })), "{given_back:?}");
    }

    /// Somebody is put on the waitlist.
    async fn wait(&mut self) {
        let patients = self.field.patients.clone();
        let one_doctor = self.random.random_bool(0.2);
        let doctor_id = self.doctor();
        let request = AddToWaitlist {
            id: WaitlistEntryId::fresh(),
            patient_id: self.one_of(&patients).expect("there are patients"),
            wish: WaitlistWish {
                minutes: self.one_of(&[None, Some(5), Some(15)]).flatten(),
                priority: self.one_of(&[Priority::Regular, Priority::Urgent]).expect("one of two"),
                notes: "storm".into(),
                ..WaitlistWish::of(if one_doctor { WaitsFor::Doctor { doctor_id } } else { WaitsFor::Anyone })
            },
        };
        let (clinic, id) = (self.clinic.clone(), request.id.0);
        self.send("wait", id, Some(vec![]), || {
            let (clinic, request) = (clinic.clone(), request.clone());
            async move { waitlist::add(&clinic, &system(), request).await.map(|_| vec![]) }
        })
        .await;
    }

    /// Every workstation does it beside its work; what one does not finish, the next one does.
    async fn tend(&mut self) {
        let tended = waitlist::tend(&self.clinic).await;
        assert!(matches!(tended, Ok(_) | Err(ClinicError::Offline { .. })), "{tended:?}");
    }

    /// An offer that waits for an answer.
    async fn offer(&mut self) -> Option<AppointmentId> {
        let list = waitlist::list(&self.clinic, &system()).await.ok()?;
        self.one_of(&list.offers).map(|offer| offer.appointment_id)
    }

    async fn accept(&mut self) {
        let Some(appointment_id) = self.offer().await else { return };
        let clinic = self.clinic.clone();
        self.send("accept", appointment_id.0, None, || {
            let clinic = clinic.clone();
            async move { Ok(vec![waitlist::accept(&clinic, &system(), AcceptOffer { appointment_id }).await?]) }
        })
        .await;
    }

    async fn decline(&mut self) {
        let Some(appointment_id) = self.offer().await else { return };
        let request = DeclineOffer { request_id: RequestId::fresh(), appointment_id, why: NotTaken::Declined };
        let clinic = self.clinic.clone();
        self.send("decline", request.request_id.0, Some(vec![]), || {
            let clinic = clinic.clone();
            async move { waitlist::decline(&clinic, &system(), request).await.map(|()| vec![]) }
        })
        .await;
    }

    async fn series(&mut self) {
        let patients = self.field.patients.clone();
        let minutes = 60 + 20 * self.random.random_range(0..15);
        let request = SeriesRequest {
            series_id: SeriesId::fresh(),
            patient_id: self.one_of(&patients).expect("there are patients"),
            doctor_id: self.doctor(),
            location_id: self.field.location,
            visit_kind: VisitKind::InPerson,
            starts_local: (support::monday_at_eight() + chrono::Duration::minutes(minutes)).naive_utc(),
            minutes: Some(20),
            reason: "storm".into(),
            priority: Priority::Regular,
            override_reason: None,
            pattern: SeriesPattern {
                frequency: Frequency::Daily,
                interval: 1,
                weekdays: vec![],
                month_day: None,
                end: SeriesEnd::After { count: 3 },
                except_on: vec![],
            },
            elsewhere: vec![],
        };
        let (clinic, id) = (self.clinic.clone(), request.series_id.0);
        self.send("series", id, None, || {
            let (clinic, request) = (clinic.clone(), request.clone());
            async move { Ok(appointments::book_series(&clinic, &system(), request).await?.visits) }
        })
        .await;
    }

    /// Another time and doctor, or the same place with another length.
    async fn reschedule(&mut self) {
        let Some(visit) = self.visit(true) else { return };
        let resize = self.random.random_bool(0.3);
        let request = RescheduleRequest {
            doctor_id: if resize { None } else { Some(self.doctor()) },
            minutes: if resize { self.one_of(&[Some(5), Some(25), Some(60)]).flatten() } else { None },
            ..reschedule(&visit, if resize { RequestedTime::Instant { at: visit.starts_at } } else { self.time() })
        };
        let (clinic, id) = (self.clinic.clone(), request.request_id.0);
        self.send(if resize { "resize" } else { "move" }, id, Some(vec![visit.id]), || {
            let (clinic, request) = (clinic.clone(), request.clone());
            async move { Ok(vec![appointments::reschedule(&clinic, &system(), request).await?]) }
        })
        .await;
    }

    async fn cancel(&mut self) {
        let Some(VisitSeen { appointment_id, row_version }) = self.visit(true).map(seen) else { return };
        let request = CancelRequest {
            request_id: RequestId::fresh(),
            appointment_id,
            row_version,
            reason: "storm".into(),
            by: CalledOffBy::Patient,
        };
        let (clinic, id) = (self.clinic.clone(), request.request_id.0);
        self.send("cancel", id, Some(vec![appointment_id]), || {
            let (clinic, request) = (clinic.clone(), request.clone());
            async move { Ok(vec![appointments::cancel(&clinic, &system(), request).await?]) }
        })
        .await;
    }

    /// The patient calls, or what was cancelled is taken back.
    async fn step(&mut self) {
        let live = self.random.random_bool(0.5);
        let Some(VisitSeen { appointment_id, row_version }) = self.visit(live).map(seen) else { return };
        let step = if live { Step::Confirm } else { Step::TakeBack };
        let request = StepRequest { request_id: RequestId::fresh(), appointment_id, row_version, step };
        let (clinic, id) = (self.clinic.clone(), request.request_id.0);
        self.send(if live { "confirm" } else { "take back" }, id, Some(vec![appointment_id]), || {
            let (clinic, request) = (clinic.clone(), request.clone());
            async move { Ok(vec![appointments::step(&clinic, &system(), request).await?]) }
        })
        .await;
    }

    async fn move_together(&mut self) {
        let doctor = self.doctor();
        let mut visits: Vec<VisitMove> = Vec::new();
        for _ in 0..self.random.random_range(2..5) {
            let Some(visit) = self.visit(true) else { return };
            if visits.iter().any(|other| other.appointment_id == visit.id) {
                continue;
            }
            visits.push(VisitMove { doctor_id: Some(doctor), ..visit_move(&visit, self.time()) });
        }
        let ids = visits.iter().map(|visit| visit.appointment_id).collect();
        let request = MoveTogether { request_id: RequestId::fresh(), visits, series_id: None };
        let (clinic, id) = (self.clinic.clone(), request.request_id.0);
        self.send("move together", id, Some(ids), || {
            let (clinic, request) = (clinic.clone(), request.clone());
            async move { appointments::move_together(&clinic, &system(), request).await }
        })
        .await;
    }

    async fn swap(&mut self) {
        let (Some(one), Some(other)) = (self.visit(true).map(seen), self.visit(true).map(seen)) else { return };
        let request = SwapVisits { request_id: RequestId::fresh(), one, other };
        let (clinic, id) = (self.clinic.clone(), request.request_id.0);
        self.send("swap", id, Some(vec![one.appointment_id, other.appointment_id]), || {
            let (clinic, request) = (clinic.clone(), request.clone());
            async move { appointments::swap(&clinic, &system(), request).await }
        })
        .await;
    }

    async fn cancel_together(&mut self) {
        let (Some(one), Some(other)) = (self.visit(true).map(seen), self.visit(true).map(seen)) else { return };
        let visits = vec![one, other];
        let request = CancelTogether {
            request_id: RequestId::fresh(),
            visits,
            reason: "storm".into(),
            by: CalledOffBy::Patient,
            series_id: None,
        };
        let (clinic, id) = (self.clinic.clone(), request.request_id.0);
        self.send("cancel together", id, Some(vec![one.appointment_id, other.appointment_id]), || {
            let (clinic, request) = (clinic.clone(), request.clone());
            async move { appointments::cancel_together(&clinic, &system(), request).await }
        })
        .await;
    }

    async fn take_back(&mut self) {
        let together = {
            let told = self.told.lock().expect("no panic");
            told.together[told.together.len().saturating_sub(20)..].to_vec()
        };
        let Some((of, ids)) = self.one_of(&together) else { return };
        let request = TakeBack { request_id: RequestId::fresh(), of };
        let clinic = self.clinic.clone();
        self.send("take back together", request.request_id.0, Some(ids), || {
            let clinic = clinic.clone();
            async move { appointments::take_back(&clinic, &system(), request).await }
        })
        .await;
    }

    /// Sends a write until it is answered, now and then once more, and notes what was told. `changed` are the visits that
    /// it changes; `None` for those that it books.
    async fn send<Fut>(
        &mut self,
        deed: &'static str,
        id: uuid::Uuid,
        changed: Option<Vec<AppointmentId>>,
        write: impl Fn() -> Fut,
    ) where
        Fut: Future<Output = Outcome<Vec<AppointmentView>>>,
    {
        let mut answer = write().await;
        let mut unanswered = 0;
        while matches!(answer, Err(ClinicError::Offline { .. })) {
            unanswered += 1;
            assert!(unanswered < 50, "{deed}: {answer:?}");
            answer = write().await;
        }
        if answer.is_ok() && self.random.random_bool(0.05) {
            answer = write().await;
            assert!(answer.is_ok(), "{deed} was acknowledged, then sent once more: {answer:?}");
        }
        let mut told = self.told.lock().expect("no panic");
        match answer {
            Ok(views) => {
                *told.deeds.entry(deed).or_default() += 1;
                told.acknowledged.insert(id);
                match changed {
                    Some(ids) => {
                        for id in &ids {
                            *told.changes.entry(*id).or_default() += 1;
                        }
                        if ids.len() > 1 {
                            told.together.push((RequestId(id), ids));
                        }
                    }
                    None => views.iter().for_each(|view| {
                        told.changes.entry(view.id).or_default();
                    }),
                }
                for view in views {
                    let known = told.seen.get(&view.id).map_or(0, |known| known.row_version);
                    if view.row_version > known {
                        told.seen.insert(view.id, view);
                    }
                }
            }
            Err(
                ClinicError::Refused { .. }
                | ClinicError::Stale { .. }
                | ClinicError::Invalid { .. }
                | ClinicError::NotFound { .. },
            ) => {
                told.refused.insert(id);
            }
            Err(other) => panic!("{deed}: {other:?}"),
        }
    }
}

fn seen(visit: AppointmentView) -> VisitSeen {
    VisitSeen { appointment_id: visit.id, row_version: visit.row_version }
}
